"""Somebody follows an application without a log-in, answers and brings proofs (B-04); staff send and void the link."""

import uuid
from datetime import datetime

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import LinkNotGood, LinkState
from onaccount.domain.vetting.actions.checklist import keep_answer
from onaccount.domain.vetting.actions.papers import keep_paper
from onaccount.domain.vetting.actions.tracker_letters import queue_tracker
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.applications import answering
from onaccount.domain.vetting.queries.dealers import locked_item
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.checklist import CannotBeAsked, SettledAlready
from onaccount.domain.vetting.rules.signup import applicant_name
from onaccount.domain.vetting.rules.tracker import LINK_LASTS, MOST_LINKS, NoApplicationThere, TooManyLinks


@action
def answer_as_applicant(*, token: str, item: uuid.UUID, text: str, at: datetime) -> None:
    """Say what was asked, by a link that was sent to the address. Raises LinkNotGood for every other."""
    application = _held(token, at=at)
    held = locked_item(_customer(application), item)
    if not held.asks_applicant or held.settled_at is not None:
        raise SettledAlready
    keep_answer(held, text, by=_applicant(application), at=at)


@action
def bring_as_applicant(*, token: str, name: str, content: bytes, at: datetime) -> None:
    """Bring a proof by the same link. Raises NotAPaper, PaperTooLarge, PaperUnclean, TooManyPapers."""
    application = _held(token, at=at)
    keep_paper(application, name=name, content=content, by=_applicant(application), at=at)


@action
def send_tracker(*, number: int, by: Actor, at: datetime) -> None:
    """Make a new link, send it to the applicant's address, and have those before it lead nowhere."""
    require(by, Right.DECIDE_CREDIT)
    application = _of_customer(number)
    if not application.login_email:
        raise CannotBeAsked
    _void(application, until=at + LINK_LASTS)
    queue_tracker(application, reason=f"link:{application.links_voided}", by=by, at=at)
    record("application.link_sent", Subject("application", str(application.pk)), by=by, at=at)


@action
def void_tracker(*, number: int, by: Actor, at: datetime) -> None:
    """Have every link of an application lead nowhere from now on."""
    require(by, Right.DECIDE_CREDIT)
    application = _of_customer(number)
    _void(application, until=at)
    record("application.link_voided", Subject("application", str(application.pk)), by=by, at=at)


def _void(application: Application, *, until: datetime) -> None:
    if application.links_voided >= MOST_LINKS:
        raise TooManyLinks(most=MOST_LINKS)
    application.links_voided += 1
    application.link_until = until
    application.save(update_fields=["links_voided", "link_until"])


def _held(token: str, *, at: datetime) -> Application:
    application = answering(token, at=at)
    if application is None:
        raise LinkNotGood(state=LinkState.UNKNOWN.value)
    return application


def _customer(application: Application) -> Customer:
    customer = application.customer
    assert customer is not None, "answering() asks for one"
    return customer


def _of_customer(number: int) -> Application:
    customer = locked_customer(number)
    found = Application.objects.select_for_update(no_key=True).filter(customer=customer).first()
    if found is None or found.state != ApplicationState.SUBMITTED.value:
        raise NoApplicationThere(customer=number)
    return found


def _applicant(application: Application) -> Actor:
    return Actor("applicant", str(application.pk), applicant_name(application.values)[:160])
