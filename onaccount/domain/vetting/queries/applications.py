"""Applications of people who sign up by themselves, found by the links they hold."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Lower

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Location
from onaccount.domain.customers.queries import owner_of_login
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import LinkState
from onaccount.domain.vetting.models import Application, ChecklistItem
from onaccount.domain.vetting.queries.dealers import PaperRow, papers_of
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.checklist import What
from onaccount.domain.vetting.rules.dealers import name_in
from onaccount.domain.vetting.rules.proof import Proof, check_proof
from onaccount.domain.vetting.rules.signup import Policy
from onaccount.domain.vetting.rules.tickets import Opens, Ticket, read_ticket, sign
from onaccount.domain.vetting.rules.tracker import good_until


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
class Asked:
    """Something that the applicant is asked, and what was answered."""

    key: uuid.UUID
    what: What
    words: str
    due_on: date | None
    answer: str
    answered_at: datetime | None


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
    is_handed_in: bool  # by a dealer: no address is to be confirmed
    is_referred: bool
    asked: "list[Asked]"
    may_bring: bool
    papers: int

    @property
    def can_confirm(self) -> bool:
        return self.link is LinkState.GOOD


def tracked(token: str, *, at: datetime) -> Tracked | None:
    """An application by one of its links; None where there is none, or its page is no longer shown."""
    ticket, application = read_ticket(token, secret=settings.SECRET_KEY), application_of(token)
    if ticket is None or application is None or not leads_somewhere(application, ticket, at=at):
        return None
    return Tracked(
        key=str(application.pk),
        step=_step_of(application, at=at),
        name=name_in(application.values),
        email=application.login_email,
        started_at=application.created_at,
        confirmed_at=application.submitted_at,
        confirm_until=application.confirm_until,
        shown_until=good_until(created_at=application.created_at, link_until=application.link_until),
        link=letter_state(application, token, at=at),
        opens=ticket.opens,
        has_password=bool(application.password),
        is_handed_in=application.partner_id is not None,
        is_referred=application.customer is not None and application.customer.stage == Stage.REFERRED.value,
        asked=_asked(application, ticket),
        may_bring=may_answer(application, ticket),
        papers=application.papers.count() if may_answer(application, ticket) else 0,
    )


def leads_somewhere(application: Application, ticket: Ticket, *, at: datetime) -> bool:
    """Whether a link of ours still shows its page: not too old, and not made void by staff."""
    if at >= good_until(created_at=application.created_at, link_until=application.link_until):
        return False
    of_link = ticket.letter if ticket.opens is Opens.TRACK else 0
    return of_link == application.links_voided


def may_answer(application: Application, ticket: Ticket) -> bool:
    """Whether a link lets its holder answer: one that was sent to the address, not that of the browser that began."""
    if application.state != ApplicationState.SUBMITTED.value or application.customer_id is None:
        return False
    is_last_letter = ticket.opens is Opens.LETTER and ticket.letter == application.letter
    return ticket.opens is Opens.TRACK or is_last_letter


def answering(token: str, *, at: datetime) -> Application | None:
    """The application for which the holder of this link may answer now, held; None for every other link."""
    ticket, application = read_ticket(token, secret=settings.SECRET_KEY), application_of(token, for_update=True)
    if ticket is None or application is None or not leads_somewhere(application, ticket, at=at):
        return None
    return application if may_answer(application, ticket) else None


def _asked(application: Application, ticket: Ticket) -> "list[Asked]":
    if not may_answer(application, ticket):
        return []
    items = ChecklistItem.objects.filter(customer=application.customer, asks_applicant=True, settled_at=None)
    return [
        Asked(item.pk, What(item.what), item.words, item.due_on, item.answer, item.answered_at)
        for item in items.order_by("at", "pk")
    ]


@dataclass(frozen=True, slots=True)
class Following:
    """The applicant's link, as staff see it; blank where it is void or has run out."""

    email: str
    link: str
    until: datetime
    papers: list[PaperRow]


def following_of(number: int, *, at: datetime) -> Following | None:
    """How the applicant of a customer follows it; None where nobody applied."""
    application = Application.objects.filter(customer=number).first()
    if application is None or application.state != ApplicationState.SUBMITTED.value:
        return None
    until = good_until(created_at=application.created_at, link_until=application.link_until)
    is_good = at < until
    return Following(application.login_email, link_of(application) if is_good else "", until, papers_of(application))


def link_of(application: Application) -> str:
    """The address by which the applicant follows an application. It is made anew each time, and kept nowhere."""
    token = sign(Ticket(application.pk, Opens.TRACK, application.links_voided), secret=settings.SECRET_KEY)
    return f"{settings.PUBLIC_URL}/app/signup/{token}/"


STEPS = {Status.ACTIVE: Step.LET_IN, Status.INACTIVE: Step.TURNED_DOWN}


def _step_of(application: Application, *, at: datetime) -> Step:
    if application.state == ApplicationState.DRAFT.value:
        is_late = application.confirm_until is None or at >= application.confirm_until
        return Step.ENDED if is_late else Step.CONFIRM
    if application.state != ApplicationState.SUBMITTED.value:
        return Step.ENDED
    if application.customer is None:  # taken out of the books since
        return Step.TURNED_DOWN
    if application.customer.stage == Stage.FAILED.value and application.customer.access is not Status.ACTIVE:
        return Step.TURNED_DOWN
    return STEPS.get(application.customer.access, Step.LOOKED_AT)


def chosen_password(location: Location) -> str:
    """The hash of the password that was chosen for this login when its customer signed up; "" where none was."""
    applications = Application.objects.filter(customer=location.customer_id).exclude(password="")
    applications = applications.annotate(lower_email=Lower("login_email"))
    found = applications.filter(lower_email=location.login_email.lower()).values_list("password", flat=True).first()
    return found or ""


def applications_of(customers: Collection[int], emails: Collection[str]) -> list[uuid.UUID]:
    """Those that these customers came by, and those with these addresses that never came to a customer."""
    lower = [email.lower() for email in emails if email]
    which = Q(customer__in=customers) | Q(customer=None, address__in=lower)
    return list(Application.objects.annotate(address=Lower("login_email")).filter(which).values_list("pk", flat=True))
