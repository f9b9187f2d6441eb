"""Principals: one row for each thing that can act. Locations, partner users, tills and tokens point down at it."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from onaccount.domain.people.rules import Kind, Purpose


def link_id() -> uuid.UUID:
    return uuid7()


class Group(models.Model):
    """Whom a member of staff belongs to, and so what they may: `levels` is {area: level} (people/permissions.py)."""

    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, blank=True)  # of a group that was there at the start
    levels: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    # Of the counter (S2-02): its members act at tills, by `front`, {right of the counter: need}.
    is_front = models.BooleanField(default=False, db_default=False)
    front: "models.JSONField[Any, Any]" = models.JSONField(default=dict, db_default={})

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_group_per_name"),
            models.UniqueConstraint(fields=["role"], condition=~Q(role=""), name="one_group_per_role"),
        ]

    def __str__(self) -> str:
        return self.name


class PrincipalManager(BaseUserManager["Principal"]):
    def get_queryset(self) -> "models.QuerySet[Principal]":
        """With the group: whoever is asked for is asked next what they may."""
        return super().get_queryset().select_related("group")

    def get_by_natural_key(self, username: str | None) -> "Principal":
        return self.get(email__iexact=username)


class Principal(AbstractBaseUser):
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    name = models.CharField(max_length=160)
    email = models.EmailField(max_length=320, null=True, blank=True)  # noqa: DJ001 - tills and tokens have none
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    is_active = models.BooleanField(default=True)
    temporary_until = models.DateTimeField(null=True, blank=True)  # the password is good once, until then
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)  # to the minute
    second_factor_at = models.DateTimeField(null=True, blank=True)  # since when a log-in asks for more than a password

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PrincipalManager] = PrincipalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_principal_per_email"),
            models.CheckConstraint(condition=~Q(kind="staff") | Q(group__isnull=False), name="staff_have_a_group"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    # Django's admin and contrib.auth ask these; rights live in people/permissions.py
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class ManagerCode(models.Model):
    """The code by which somebody allows what others may not do alone (D-10): hashed, theirs, locked if guessed."""

    principal = models.OneToOneField(Principal, on_delete=models.CASCADE, primary_key=True, related_name="manager_code")
    hash = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)  # counted, and committed, before the code is compared
    locked_until = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"manager code of {self.principal_id}"


class CounterPin(models.Model):
    """The PIN by which a member of staff opens a shift at a till: hashed, theirs, locked if guessed."""

    principal = models.OneToOneField(Principal, on_delete=models.CASCADE, primary_key=True, related_name="counter_pin")
    hash = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)  # counted, and committed, before the PIN is compared
    locked_until = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"PIN of {self.principal_id}"


class Approval(models.Model):
    """A manager code that was right: good for one action of one person, on one subject, for a short time."""

    id = models.UUIDField(primary_key=True, default=link_id, editable=False)
    approver = models.ForeignKey(Principal, on_delete=models.CASCADE, related_name="approvals")
    right = models.CharField(max_length=20)  # of the counter
    by_kind = models.CharField(max_length=20)  # who asked for it
    by_key = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20)
    subject_key = models.CharField(max_length=60)
    till = models.BigIntegerField(null=True, blank=True)  # where it is good, and nowhere else
    amount_minor = models.BigIntegerField(null=True, blank=True)  # and for so much
    given_at = models.DateTimeField()
    good_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.right} by {self.approver_id}"


class Session(AbstractBaseSession):
    """A browser that somebody came in with, or that is about to. config/sessions.py reads and writes it."""

    principal = models.ForeignKey(Principal, null=True, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # to the minute
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)  # what the browser says it is

    objects: ClassVar["models.Manager[Session]"] = models.Manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"

    def __str__(self) -> str:
        return f"session of {self.principal_id}"


class Link(models.Model):
    """A way in, sent by letter: single use, expiring, only its hash is here."""

    id = models.UUIDField(primary_key=True, default=link_id, editable=False)
    principal = models.ForeignKey(Principal, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=16, choices=[(purpose.value, purpose.value) for purpose in Purpose])
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["principal"],
                condition=Q(used_at__isnull=True, voided_at__isnull=True),
                name="one_open_link_per_principal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link of {self.principal_id}"


class Token(models.Model):
    """What a machine shows to the API: only its hash is here. It holds levels of its own, like a group of one."""

    principal = models.OneToOneField(Principal, on_delete=models.CASCADE, primary_key=True, related_name="token")
    token_hash = models.CharField(max_length=64, unique=True)
    levels: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.principal_id}"


class KeptAnswer(models.Model):
    """The answer that a machine was given under its Idempotency-Key, written with the effect it speaks of.

    The primary key is the hash of the principal and its key, so that two requests meet at one index. `digest` tells the
    request that was sent.
    """

    id = models.CharField(max_length=64, primary_key=True, editable=False)
    principal = models.ForeignKey(Principal, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    body = models.TextField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"answer of {self.at:%Y-%m-%d %H:%M} to {self.principal_id}"
