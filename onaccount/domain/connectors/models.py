"""The systems next door: how they are reached, what they know, and which of theirs is which of ours."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from onaccount.domain.connectors.rules.checks import OF_CREDIT, OPEN, CheckedCustomer, CheckOutcome, CheckState, Source
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.connectors.rules.tasks import LinkedNextDoor
from onaccount.domain.customers.models import Customer


def new_id() -> uuid.UUID:
    return uuid7()


class Connection(models.Model):
    """One system that the business has connected: today Xero. `secrets` are encrypted, the key is not in here."""

    system = models.CharField(max_length=20, primary_key=True)
    state = models.CharField(max_length=9, default=ConnectionState.OFF.value)
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # organisations that were allowed, to choose
    tenant_id = models.CharField(max_length=60, blank=True)
    tenant_name = models.CharField(max_length=200, blank=True)
    connection_id = models.CharField(max_length=60, blank=True)  # theirs, to take it back by
    secrets = models.TextField(blank=True)
    allowed_at = models.DateTimeField(null=True, blank=True)  # when a step was left to the worker
    connected_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # since when it lets us in no more
    refused_why = models.CharField(max_length=500, blank=True)
    # Who is renewing the way in, and until when nobody else does.
    refresh_lease = models.CharField(max_length=32, blank=True)
    refresh_until = models.DateTimeField(null=True, blank=True)
    # The mirror: up to which moment of theirs it reaches, the page where many share one, and who is at it.
    mirrored_until = models.DateTimeField(null=True, blank=True)  # for If-Modified-Since
    mirrored_at = models.DateTimeField(null=True, blank=True)  # when it last reached its end
    mirror_page = models.PositiveIntegerField(default=1)
    mirror_lease = models.CharField(max_length=32, blank=True)
    mirror_lease_until = models.DateTimeField(null=True, blank=True)
    mirror_asked_at = models.DateTimeField(null=True, blank=True)  # somebody wants it now
    mirror_next_at = models.DateTimeField(null=True, blank=True)
    walk_began_at = models.DateTimeField(null=True, blank=True)  # a walk through all of them, from the beginning
    walked_at = models.DateTimeField(null=True, blank=True)
    mirror_news = models.PositiveIntegerField(default=0)  # contacts that are new or changed, and were not told yet
    # Who trades and is to be linked as well: all whose number is above this one. None: nobody more.
    everybody_after = models.BigIntegerField(null=True, blank=True)
    # What the outside bears: its own word, our count, and how it went last.
    quiet_until = models.DateTimeField(null=True, blank=True)  # it asked us to wait (Retry-After), or is left in peace
    minute_began_at = models.DateTimeField(null=True, blank=True)
    minute_used = models.PositiveIntegerField(default=0)
    day_began_at = models.DateTimeField(null=True, blank=True)
    day_used = models.PositiveIntegerField(default=0)
    left_minute = models.PositiveIntegerField(null=True, blank=True)  # as it said itself
    left_day = models.PositiveIntegerField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # one after another
    denied_since = models.DateTimeField(null=True, blank=True)  # it says 401 or 403, and nothing else since then
    trouble = models.CharField(max_length=500, blank=True)
    troubled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in ConnectionState]), name="connection_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.system


class Contact(models.Model):
    """A contact of theirs, as it was last seen."""

    system = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="contacts")
    contact_id = models.CharField(max_length=60)
    contact_number = models.CharField(max_length=50, blank=True)
    account_number = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, blank=True)  # rules.normal of customers
    email = models.CharField(max_length=320, blank=True)
    tax_id = models.CharField(max_length=60, blank=True)
    registration_number = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=20)
    merged_to = models.CharField(max_length=60, blank=True)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # by the names of the field table
    changed_at = models.DateTimeField()  # theirs
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "contact_id"], name="one_contact_per_id")]
        indexes = [
            models.Index(fields=["system", "name_key"], name="contacts_by_name_key"),
            models.Index(fields=["system", "email"], name="contacts_by_email", condition=~Q(email="")),
            models.Index(
                fields=["system", "contact_number"], name="contacts_by_number", condition=~Q(contact_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """Which contact of theirs a customer is, or is to become. A stored id wins over all likeness.

    `ours` and `theirs` are both sides as they were when they were last brought together, by the names of the field
    table: what differs from them was changed since. With `linked_at` the id is good, whatever else is still to be done.
    """

    keeps_customer = ~Q(contact_id="") | Q(state=LinkState.SENT.value)  # it is somebody there, or may be by now
    keeps_because = LinkedNextDoor

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links")
    system = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="links")
    contact_id = models.CharField(max_length=60, blank=True)
    former_id = models.CharField(max_length=60, blank=True)  # in the organisation that was connected before
    state = models.CharField(max_length=9, default=LinkState.WANTED.value)
    wish = models.CharField(max_length=7, blank=True, default=Wish.NONE.value)
    why = models.CharField(max_length=500, blank=True)  # that it is not done yet
    ours: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    theirs: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)  # none: nothing is to be done
    asked_at = models.DateTimeField()
    linked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "customer"], name="one_link_per_customer"),
            models.CheckConstraint(condition=Q(state__in=[each.value for each in LinkState]), name="link_state_known"),
        ]
        indexes = [
            models.Index(fields=["system", "contact_id"], name="links_by_contact", condition=~Q(contact_id="")),
            models.Index(fields=["next_try_at"], name="links_due", condition=Q(next_try_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"No. {self.customer_id} in {self.system_id}"


class Task(models.Model):
    """Something about a system next door that only a person can settle."""

    keeps_customer = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=30)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="link_tasks")
    contact_id = models.CharField(max_length=60, blank=True)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_kind = models.CharField(max_length=20, blank=True)
    settled_by_key = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "kind", "customer", "contact_id"], condition=Q(settled_at=None), name="one_open_task"
            )
        ]
        indexes = [models.Index(fields=["-raised_at"], name="tasks_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return self.kind


class Service(models.Model):
    """An agency or a register that can be asked. `secrets` and `token` are encrypted, the key is not in here."""

    source = models.CharField(max_length=20, primary_key=True)
    is_on = models.BooleanField(default=False)
    address = models.CharField(max_length=200)
    secrets = models.TextField(blank=True)
    token = models.TextField(blank=True)  # what the credentials were changed into, for an hour or so
    refused_at = models.DateTimeField(null=True, blank=True)  # since when it does not take the credentials
    # How it goes: as of a Connection.
    quiet_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)
    troubled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    test_asked_at = models.DateTimeField(
        null=True, blank=True
    )  # somebody pressed Test, and the worker has yet to do it
    tested_at = models.DateTimeField(null=True, blank=True)
    test_words = models.CharField(max_length=500, blank=True)  # why the test failed; blank: it answered well

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=[each.value for each in Source if each is not Source.BY_HAND]),
                name="service_known",
            )
        ]

    def __str__(self) -> str:
        return self.source


class Check(models.Model):
    """A customer asked about, once. Its id is our order's: by it an order is found again, and never repeated blindly.

    `asked_about` are the customer's fields as they were asked about: when one of them is corrected, the answer is void.
    The raw answer is personal data and encrypted.
    """

    # What the credit may stand on, or may have been paid for; a look into a register keeps nobody.
    keeps_customer = Q(
        state__in=[CheckState.SENT.value, CheckState.ANSWERED.value], source__in=[each.value for each in OF_CREDIT]
    )
    keeps_because = CheckedCustomer

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="checks")
    source = models.CharField(max_length=20)
    state = models.CharField(max_length=11, default=CheckState.ASKED.value)
    question = models.CharField(max_length=400, blank=True)  # the same question has the same answer for a day
    asked_about: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField(null=True, blank=True)  # the limit that is wanted, in the business's currency
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)  # none: nothing is to be done
    why = models.CharField(max_length=500, blank=True)  # that there is no answer, or that it is void
    asked_at = models.DateTimeField()
    asked_by_kind = models.CharField(max_length=20)
    asked_by_key = models.CharField(max_length=60)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # answered, or given up
    voided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    score = models.PositiveIntegerField(null=True, blank=True)
    limit_minor = models.BigIntegerField(null=True, blank=True)
    limit_currency = models.CharField(max_length=3, blank=True)
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    found: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    answer = models.TextField(blank=True)  # as it came, encrypted
    taken_from = models.UUIDField(null=True, blank=True)  # the check whose answer this is as well
    decided_at = models.DateTimeField(null=True, blank=True)  # when the policy looked at it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in CheckState]), name="check_state_known"
            ),
            models.CheckConstraint(condition=Q(source__in=[each.value for each in Source]), name="check_source_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(each.value for each in CheckOutcome)]), name="check_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.ANSWERED.value) | (~Q(outcome="") & ~Q(reference="")),
                name="an_answered_check_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.NOT_CHECKED.value) | Q(outcome=""), name="not_checked_says_nothing"
            ),
            models.UniqueConstraint(
                fields=["customer", "source"], condition=Q(state__in=OPEN), name="one_open_check_per_source"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-asked_at"], name="checks_of_a_customer"),
            models.Index(fields=["next_try_at"], name="checks_due", condition=Q(next_try_at__isnull=False)),
            models.Index(
                fields=["source", "question", "-ended_at"],
                name="checks_by_question",
                condition=Q(state=CheckState.ANSWERED.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} about No. {self.customer_id}"


class Policy(models.Model):
    """The rules that decide by themselves: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    rules: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    is_on = models.BooleanField(default=False)
    rehearsed = models.CharField(max_length=32, blank=True)  # the digest of the rules that were rehearsed last
    rehearsed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_policy")]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"
