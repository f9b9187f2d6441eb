"""Applications of people who sign up by themselves, found by the links they hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Lower

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Location
from onaccount.domain.customers.queries import owner_of_login
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import LinkState
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.proof import Proof, check_proof
from onaccount.domain.vetting.rules.signup import PAGE_LASTS, Policy
from onaccount.domain.vetting.rules.tickets import Opens, read_ticket


def policy_of(business: Business) -> Policy:
    """Who may come in by themselves, and whom to ask where they may not."""
    return Policy(
        is_open=not business.accounts_by_staff_only,
        allows_individuals=business.allows_individuals,
        ask_whom=business.ask_whom or business.name,
    )


def signup_policy() -> Policy:
    return policy_of(current_business())


def check_given_proof(proof: Proof | None, *, at: datetime) -> None:
    """Refuse a proof of work that does not come out, before anything else is done for whoever sent it.

    Costs one hash and asks no database; that it was not used before is asked by the action. Raises NeedsProof,
    ProofWrong, ProofTooOld.
    """
    check_proof(proof, secret=settings.SECRET_KEY, at=at)


def how_many_applications(numbers: Collection[int]) -> int:
    """How many of these customers were made of an application: they signed up, or somebody did it for them."""
    return Application.objects.filter(customer__in=numbers).count()


def application_of(token: str, *, for_update: bool = False) -> Application | None:
    """The application that a link is of, whatever has become of it; None for a link that is not one of ours."""
    ticket = read_ticket(token, secret=settings.SECRET_KEY)
    if ticket is None:
        return None
    applications = Application.objects.filter(pk=ticket.application)
    if for_update:
        applications = applications.select_for_update(no_key=True)
    return applications.first()


def letter_state(application: Application, token: str, *, at: datetime) -> LinkState:
    """What a link can still confirm. That of the page confirms nothing, so it is not one of a letter."""
    ticket = read_ticket(token, secret=settings.SECRET_KEY)
    if ticket is None or ticket.opens is not Opens.LETTER or ticket.application != application.pk:
        return LinkState.UNKNOWN
    if application.state == ApplicationState.SUBMITTED.value:
        return LinkState.USED
    if application.state == ApplicationState.WITHDRAWN.value or ticket.letter != application.letter:
        return LinkState.VOIDED
    is_late = application.confirm_until is None or at >= application.confirm_until
    return LinkState.EXPIRED if is_late or application.state == ApplicationState.EXPIRED.value else LinkState.GOOD


def is_login_known(email: str) -> bool:
    """Whether somebody logs in with this address, or will."""
    principals = Principal.objects.annotate(lower_email=Lower("email")).filter(lower_email=email.lower())
    return owner_of_login(email) is not None or principals.exists()


def unconfirmed_with(email: str) -> list[Application]:
    return list(_drafts_of(email).filter(confirm_until__isnull=False).select_for_update(no_key=True))


def letters_in_a_day(email: str, *, until: datetime, at: datetime) -> int:
    """How many letters the unconfirmed applications of an address, made by then, have asked for within a day."""
    asked = _drafts_of(email).filter(created_at__gt=at - timedelta(days=1), created_at__lte=until)
    return asked.aggregate(n=Sum("letter"))["n"] or 0


def _drafts_of(email: str) -> QuerySet[Application]:
    drafts = Application.objects.annotate(lower_email=Lower("login_email"))
    return drafts.filter(Q(state=ApplicationState.DRAFT.value), lower_email=email.lower())


class Step(Enum):
    """Where somebody who signed up stands."""

    CONFIRM = "confirm"
    LOOKED_AT = "looked at"
    LET_IN = "let in"
    TURNED_DOWN = "turned down"
    ENDED = "ended"  # withdrawn, or never confirmed


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the page of an application shows. `can_confirm`: this link is the last letter's, and still good."""

    key: str
    step: Step
    name: str
    email: str
    started_at: datetime
    confirmed_at: datetime | None
    confirm_until: datetime | None
    shown_until: datetime
    link: LinkState
    opens: Opens
    has_password: bool

    @property
    def can_confirm(self) -> bool:
        return self.link is LinkState.GOOD


def tracked(token: str, *, at: datetime) -> Tracked | None:
    """An application by one of its links; None where there is none, or its page is no longer shown."""
    ticket, application = read_ticket(token, secret=settings.SECRET_KEY), application_of(token)
    if ticket is None or application is None or at >= application.created_at + PAGE_LASTS:
        return None
    return Tracked(
        key=str(application.pk),
        step=_step_of(application, at=at),
        name=application.values.get("name", ""),
        email=application.login_email,
        started_at=application.created_at,
        confirmed_at=application.submitted_at,
        confirm_until=application.confirm_until,
        shown_until=application.created_at + PAGE_LASTS,
        link=letter_state(application, token, at=at),
        opens=ticket.opens,
        has_password=bool(application.password),
    )


STEPS = {Status.ACTIVE: Step.LET_IN, Status.INACTIVE: Step.TURNED_DOWN}


def _step_of(application: Application, *, at: datetime) -> Step:
    if application.state == ApplicationState.DRAFT.value:
        is_late = application.confirm_until is None or at >= application.confirm_until
        return Step.ENDED if is_late else Step.CONFIRM
    if application.state != ApplicationState.SUBMITTED.value:
        return Step.ENDED
    if application.customer is None:  # taken out of the books since
        return Step.TURNED_DOWN
    return STEPS.get(application.customer.access, Step.LOOKED_AT)


def chosen_password(location: Location) -> str:
    """The hash of the password that was chosen for this login when its customer signed up; "" where none was."""
    applications = Application.objects.filter(customer=location.customer_id).exclude(password="")
    applications = applications.annotate(lower_email=Lower("login_email"))
    found = applications.filter(lower_email=location.login_email.lower()).values_list("password", flat=True).first()
    return found or ""
