"""Signing up by oneself: an application, a letter, and a customer once the address is shown to be theirs."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.actions.add import enter_customer
from onaccount.domain.customers.actions.login import new_location
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import LoginTaken, Origin
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import queue_letter, remove_letters, void_queued
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import can
from onaccount.domain.people.rules import LinkNotGood, LinkState
from onaccount.domain.vetting.actions.apply import move_application
from onaccount.domain.vetting.models import Application, SpentProof
from onaccount.domain.vetting.queries.applications import (
    application_of,
    is_login_known,
    letter_state,
    policy_of,
    unconfirmed_with,
)
from onaccount.domain.vetting.rules.applications import ApplicationState, NotADraft
from onaccount.domain.vetting.rules.proof import NONCE, Challenge, NeedsProof, Proof, ProofSpent, challenge, check_proof
from onaccount.domain.vetting.rules.signup import (
    LONGEST_PASSWORD,
    MOST_LETTERS,
    AddressKnown,
    TooManyLetters,
    Unfit,
    WeakPassword,
    applicant_name,
    check_open,
    checked,
)
from onaccount.domain.vetting.rules.tickets import Opens, Ticket, sign

SIGNUP = "signup"  # the letter that has an address confirmed


def new_challenge(*, at: datetime) -> Challenge:
    """What the next browser that wants to sign up has to solve (rules/proof.py). Nothing is kept of it."""
    nonce = secrets.token_bytes(NONCE)
    return challenge(secret=settings.SECRET_KEY, nonce=nonce, work=settings.SIGNUP_WORK, at=at)


@action
def sign_up(*, values: Mapping[str, str], password: str, proof: Proof | None, by: Actor, at: datetime) -> Application:
    """Take down an application and queue the letter that has its address confirmed. No customer exists before that.

    `values` are fields of the field table as typed, "email" the one that will log in; only those of `signup.MAY_SAY`
    are looked at. `password` may be blank: then a link to choose one comes with the activation. `by` is
    `signup.STRANGER` at a public door. `proof` may be None only for somebody with the right to correct customers, such
    as a token of the business's own site.

    Whether the address or the company is known is not asked here, so that no answer, statement or time tells it: the
    worker asks when it writes the letter.

    Raises SignupClosed (403, says whom to ask); NeedsProof, ProofWrong, ProofTooOld (422) and ProofSpent (409), after
    which the door hands out a new challenge; Unfit (422), whose `problems` are (field, refusal): a missing or blank
    business name where individuals may not come, control characters, letters that are not seen and links in names, an
    address that is none, a password that the validators refuse. A proof is used up by an application alone: what was
    refused may be mended and sent with the same one while that is good. How often an address may try is counted by the
    doors (delivery/ui/turns.py), before this is called.
    """
    business = current_business()
    check_open(policy_of(business))
    if proof is not None or not can(by, Right.EDIT_CUSTOMERS):  # in the place of require(): whoever signs up is nobody
        _spend(proof, at=at)
    cleaned, problems = checked(values, policy_of(business))
    problems += _password_problems(password, cleaned)
    if problems:
        raise Unfit(problems)
    application = Application.objects.create(
        values=cleaned,
        login_email=cleaned["email"],
        password=make_password(password) if password else "",
        origin=Origin.SIGNUP.value,
        created_at=at,
    )
    record("application.started", _about(application), by=_applicant(application), at=at)
    _write_to(application, business, at=at)
    return application


def _spend(proof: Proof | None, *, at: datetime) -> None:
    """Check a proof and use its token up, in the transaction of what it was given for."""
    good_until = check_proof(proof, secret=settings.SECRET_KEY, at=at)
    if proof is None:
        raise NeedsProof
    try:
        with transaction.atomic():
            SpentProof(token_hash=sha256(proof.token.encode()).hexdigest(), good_until=good_until).save(
                force_insert=True
            )
    except IntegrityError:
        raise ProofSpent from None


def _password_problems(password: str, values: Mapping[str, str]) -> list[tuple[str, WeakPassword]]:
    if not password:
        return []
    if len(password) > LONGEST_PASSWORD:
        return [("password", WeakPassword(reasons=f"At most {LONGEST_PASSWORD} characters."))]
    try:
        validate_password(password, Principal(name=values.get("name", ""), email=values.get("email", "")))
    except ValidationError as weak:
        return [("password", WeakPassword(reasons=" ".join(weak.messages)))]
    return []


def _write_to(application: Application, business: Business, *, at: datetime) -> None:
    """Queue the next letter; its link is good for as long as the business's links are."""
    application.letter += 1
    application.confirm_until = at + timedelta(days=business.link_days)
    application.save(update_fields=["letter", "confirm_until"])
    queue_letter(
        key=f"{SIGNUP}:{application.pk}:{application.letter}",
        kind=SIGNUP,
        to=application.login_email,
        about=_about(application),
        recipient=str(application.pk),
        by=_applicant(application),
        at=at,
    )


@action
def ask_signup_letter(*, token: str, at: datetime) -> Application:
    """Write to the address of an application once more; the earlier letter's link is void. By either of its links.

    Raises LinkNotGood for a link that is not one of ours, NotADraft, TooManyLetters.
    """
    application = _held(token)
    if application.state != ApplicationState.DRAFT.value:
        raise NotADraft(state=application.state)
    if application.letter >= MOST_LETTERS:
        raise TooManyLetters(most=MOST_LETTERS)
    void_queued(about=_about(application), kind=SIGNUP)
    _write_to(application, current_business(), at=at)
    record("application.letter_asked", _about(application), by=_applicant(application), at=at)
    return application


@action
def confirm_signup(*, token: str, at: datetime, keeps_password: bool = True) -> int:
    """Make the customer of an application whose address is shown to be theirs, by the letter's link; its number.

    Once: of two browsers at a time one gets through. The customer is New, came by itself and waits in New Accounts.
    Further applications with this address are withdrawn. `keeps_password=False` is for a reader of the letter who did
    not choose the password that came with the application.

    Raises LinkNotGood (410) for a link that is used, void, too old or unknown, the page's own among them; SignupClosed;
    AddressKnown (409) when the address has become somebody's login meanwhile.
    """
    application = _held(token)
    state = letter_state(application, token, at=at)
    if state is not LinkState.GOOD:
        raise LinkNotGood(state=state.value)
    check_open(policy_of(current_business()))
    move_application(application, to=ApplicationState.SUBMITTED, submitted_at=at)
    number = _enter(application, at=at)
    password = application.password if keeps_password else ""
    Application.objects.filter(pk=application.pk).update(customer=number, password=password)
    record("application.confirmed", _about(application), by=_applicant(application), at=at)
    for other in unconfirmed_with(application.login_email):
        _end(other, ApplicationState.WITHDRAWN, "application.withdrawn", by=_applicant(application), at=at)
    return number


def _enter(application: Application, *, at: datetime) -> int:
    if is_login_known(application.login_email):
        raise AddressKnown
    customer = enter_customer(
        values=application.values, origin=Origin(application.origin), by=_applicant(application), at=at
    )
    try:
        new_location(customer, login_email=application.login_email, at=at)
    except LoginTaken:  # since the question above
        raise AddressKnown from None
    return customer.number


@action
def withdraw_signup(*, token: str, at: datetime) -> None:
    """Take an application back before it is confirmed, by either of its links. What was typed is forgotten."""
    application = _held(token)
    _end(application, ApplicationState.WITHDRAWN, "application.withdrawn", by=_applicant(application), at=at)


def _end(application: Application, to: ApplicationState, event: str, *, by: Actor, at: datetime) -> None:
    """End a draft. It is of somebody who never showed that the address is theirs: nothing of them is kept."""
    move_application(application, to=to, values={}, login_email="", password="")
    remove_letters("application", [str(application.pk)])
    record(event, _about(application), by=by, at=at)


@action
def expire_applications(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """End applications that nobody confirmed in time, and forget proofs that have run out. How many ended."""
    drafts = Application.objects.filter(state=ApplicationState.DRAFT.value, confirm_until__lt=at)
    late = list(drafts.select_for_update(skip_locked=True).order_by("confirm_until")[:limit])
    for application in late:
        _end(application, ApplicationState.EXPIRED, "application.expired", by=by, at=at)
    SpentProof.objects.filter(good_until__lt=at - timedelta(minutes=1)).delete()
    return len(late)


def letter_link(application: Application) -> str:
    """The address that the last letter carries."""
    return _address(application, Opens.LETTER)


def page_token(application: Application) -> str:
    """The token of an application's page, for the browser that filled the form in. It confirms nothing."""
    return sign(Ticket(application.pk, Opens.PAGE, 0), secret=settings.SECRET_KEY)


def _address(application: Application, opens: Opens) -> str:
    token = sign(Ticket(application.pk, opens, application.letter), secret=settings.SECRET_KEY)
    return f"{settings.PUBLIC_URL}/app/signup/{token}/"


def _held(token: str) -> Application:
    application = application_of(token, for_update=True)
    if application is None:
        raise LinkNotGood(state=LinkState.UNKNOWN.value)
    return application


def _about(application: Application) -> Subject:
    return Subject("application", str(application.pk))


def _applicant(application: Application) -> Actor:
    name = applicant_name(application.values)
    return Actor("applicant", str(application.pk), name[: FIELDS["name"].max_length])
