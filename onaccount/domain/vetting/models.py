"""Applications, before which there is no customer, and waves, in which customers are invited together."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from onaccount.domain.customers.models import Customer
from onaccount.domain.files.models import StoredFile
from onaccount.domain.partners.models import Partner
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.checklist import Outcome, What
from onaccount.domain.vetting.rules.waves import JOINABLE, LONGEST_NAME, WaveState


def application_id() -> uuid.UUID:
    return uuid7()


class Application(models.Model):
    """`values` holds the fields of the field table as typed; the customer is made from them when it is submitted.

    Who signs up by themselves is written to: `letter` counts the letters that were asked for, of which the last one's
    link is good, until `confirm_until`. `password` is the hash of one that was chosen, until the login has it.
    """

    keeps_customer = None  # it goes with the customer that was made of it

    id = models.UUIDField(primary_key=True, default=application_id, editable=False)
    origin = models.CharField(max_length=8)
    state = models.CharField(
        max_length=9, choices=[(s.value, s.value) for s in ApplicationState], default=ApplicationState.DRAFT.value
    )
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    login_email = models.CharField(max_length=320, blank=True)
    customer = models.OneToOneField(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="application"
    )
    password = models.CharField(max_length=128, blank=True)
    letter = models.PositiveSmallIntegerField(default=0)
    confirm_until = models.DateTimeField(null=True, blank=True)  # none: of one that staff or a program made
    # Of what a dealer hands in: what the field table does not hold, and in `sealed` what only a key outside opens.
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="applications", db_index=False
    )
    answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict, db_default={})
    sealed = models.TextField(blank=True, db_default="")
    monthly_minor = models.BigIntegerField(null=True, blank=True)  # what a month is likely to bring
    # Links by which the applicant follows it: how many were made void, and until when the last one is good.
    links_voided = models.PositiveSmallIntegerField(default=0, db_default=0)
    link_until = models.DateTimeField(null=True, blank=True)  # none: PAGE_LASTS after it was begun
    changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["partner", "state", "-changed_at"],
                name="applications_of_partner",
                condition=Q(partner__isnull=False),
            ),
            models.Index(
                Lower("login_email"), name="applications_by_login", condition=Q(state=ApplicationState.DRAFT.value)
            ),
            models.Index(
                fields=["confirm_until"],
                name="applications_to_expire",
                condition=Q(state=ApplicationState.DRAFT.value, confirm_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | (~Q(state="submitted") & Q(submitted_at__isnull=True)),
                name="submitted_applications_say_when",
            )
        ]

    def __str__(self) -> str:
        return f"application {self.id}"


class Paper(models.Model):
    """A proof that came with an application: a file outside the web root, of a type told by its bytes."""

    id = models.UUIDField(primary_key=True, default=application_id, editable=False)
    # Gone when its customer was deleted: then the worker takes the file out too.
    application = models.ForeignKey(Application, null=True, on_delete=models.SET_NULL, related_name="papers")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=8)  # pdf, png, jpeg, webp
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"paper {self.id}"


class Assignment(models.Model):
    """Who of the staff works on a customer's application (S3-13). No row: nobody."""

    keeps_customer = None
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="assignment")
    principal = models.ForeignKey(Principal, on_delete=models.PROTECT, related_name="assignments")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"No. {self.customer_id} of {self.principal_id}"


class FirstYes(models.Model):
    """Somebody would let a customer pass, for which two are needed. It stands while nothing of the customer changes."""

    keeps_customer = None
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="first_yes")
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    version = models.CharField(max_length=64)  # of the customer, as it was looked at
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"yes to No. {self.customer_id}"


class ChecklistItem(models.Model):
    """What has to come before a customer that is Referred can be decided, whose matter it is and by when.

    Where the partner is asked it stands in the portal, and `answer` is what was said there.
    """

    keeps_customer = None
    id = models.UUIDField(primary_key=True, default=application_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="checklist")
    what = models.CharField(max_length=20)
    words = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(Principal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    asks_partner = models.BooleanField(default=False)
    asks_applicant = models.BooleanField(default=False, db_default=False)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, db_default="")  # blank: open
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(one.value for one in Outcome)]), name="checklist_outcome_known"
            ),
            models.CheckConstraint(condition=Q(what__in=[what.value for what in What]), name="checklist_what_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answers_say_when",
            ),
        ]
        indexes = [models.Index(fields=["customer", "at"], name="checklist_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.what} of No. {self.customer_id}"


class SpentProof(models.Model):
    """A token of proof of work that was used, until it would have run out by itself."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    good_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"proof {self.token_hash[:8]}"


class Wave(models.Model):
    """Customers who are invited together. Its members become Active on behalf of whoever planned or opened it."""

    name = models.CharField(max_length=LONGEST_NAME)
    name_key = models.CharField(max_length=3 * LONGEST_NAME, unique=True)  # without its case, alike on both engines
    state = models.CharField(max_length=9, default=WaveState.PLANNED.value)
    opens_at = models.DateTimeField(null=True, blank=True)  # none: when somebody opens it
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    why = models.CharField(max_length=300, blank=True)  # of a pause that nobody asked for
    made_at = models.DateTimeField()
    opening_at = models.DateTimeField(null=True, blank=True)  # when it was first opened
    opened_at = models.DateTimeField(null=True, blank=True)  # when the last member had been looked at
    next_letter_at = models.DateTimeField(null=True, blank=True)  # no letter of any wave leaves before

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WaveState]), name="wave_state_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="wave_has_a_name"),
            models.CheckConstraint(
                condition=Q(state=WaveState.OPEN.value, opened_at__isnull=False)
                | (~Q(state=WaveState.OPEN.value) & Q(opened_at__isnull=True)),
                name="open_waves_say_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "opens_at"],
                name="waves_to_turn_to",
                condition=Q(state__in=[state.value for state in JOINABLE]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WaveMember(models.Model):
    """A customer in a wave, and what came of it: invited, not invited and why, or (neither) still waiting."""

    keeps_customer = Q(invited_at__isnull=False)  # who waits leaves the wave

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="wave_member")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="members", db_index=False)
    joined_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    why_not = models.CharField(max_length=40, blank=True)  # the code of a refusal

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(invited_at__isnull=True) | Q(why_not=""), name="invited_or_why_not")
        ]
        indexes = [
            models.Index(fields=["wave", "customer"], name="members_of_a_wave"),
            models.Index(
                fields=["wave", "customer"],
                name="members_waiting",
                condition=Q(invited_at__isnull=True, why_not=""),
            ),
        ]

    def __str__(self) -> str:
        return f"No. {self.customer_id} in wave {self.wave_id}"
