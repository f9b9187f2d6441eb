"""Signing up by the API: the rules, the switches and the letter are those of the page."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field, create_model

from onaccount.delivery.api.access import ApiRequest, Token, TooOften
from onaccount.delivery.api.door import told
from onaccount.delivery.api.once import once
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Taken, Told, text_field
from onaccount.delivery.ui.turns import SIGN_UP, give_back, peer_of, seconds_to_wait
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import new_challenge, page_token, sign_up
from onaccount.domain.vetting.queries import check_given_proof, signup_policy
from onaccount.domain.vetting.rules import proof
from onaccount.domain.vetting.rules.signup import LONGEST_PASSWORD, MAY_SAY, STRANGER, Unfit, check_open

resource = Resource("Sign-ups")
TOKEN = Token(Right.EDIT_CUSTOMERS)
MINUTE = 60
CHOSEN = "To log in with; left out, a link to choose one comes with the activation."


class ManySignups(TooOften):
    code = "too_many_signups"
    sentence = "Many have signed up from where you are."
    cure = "Send this again in {minutes} minutes, or ask {whom}."


class Proof(Taken):
    """What keeps robots out: a token from /signups/challenge and the number that solves it."""

    token: str
    answer: str = Field(description="Decimal digits.", examples=["183021"])


class Challenge(Told):
    """A sum to be done before signing up: find a whole number so that the first 48 bits of the SHA-256 of the token
    followed by the number's decimal digits, read as a number, are less than `below`.
    """

    token: str
    below: int
    lasts: int = Field(description="Seconds. The token is good for one sign-up.")


SAID: dict[str, Any] = {
    "kind": (Literal["company", "individual"], Field(description=FIELDS["kind"].help, examples=["company"])),
    **{name: text_field(name) for name in MAY_SAY if name != "kind"},
    "password": (str, Field("", description=CHOSEN, json_schema_extra={"maxLength": LONGEST_PASSWORD})),
}
NewSignup = create_model(
    "NewSignup",
    __base__=Taken,
    __doc__="Somebody applies for an account. A company needs a name, and everybody an e-mail address.",
    **SAID,
    proof=(Proof | None, Field(None, description="Needed without a token.")),
)


class SignedUp(Told):
    """An application. It becomes a customer when the link in the letter is pressed."""

    email: str = Field(description="Where the letter goes.")
    confirm_until: datetime = Field(description="UTC.")
    page: str = Field(description="The address of the page that says how far it is. It confirms nothing.")


@resource.get("/signups/challenge", right=None, answer=Challenge, summary="Ask for a sum to do")
def get_challenge(request: ApiRequest) -> HttpResponse:
    """A new one each time; nothing is kept of it."""
    challenge = new_challenge(at=timezone.now())
    return told(200, {"token": challenge.token, "below": challenge.below, "lasts": challenge.lasts})


@resource.post(
    "/signups",
    right=None,
    answer=SignedUp,
    status=202,
    summary="Sign up",
    problems=(401, 403, 409, 429),
    headers=("Retry-After",),
)
def sign_somebody_up(request: ApiRequest, signup: NewSignup) -> HttpResponse:  # type: ignore[valid-type]
    """Takes down an application and sends a letter that has its address confirmed; whether the address or the company
    is known is told to nobody but the owner of the address. Whoever sends no token does a sum first, and may sign up a
    few times an hour from one place. A token with the right to correct customers, such as that of your own site, does
    none and is counted like all its requests; only with a token does an Idempotency-Key count.
    """
    check_open(signup_policy())
    if "Authorization" in request.headers:
        TOKEN(request)
        return once(_by_token)(request, signup)
    return _by_stranger(request, signup)


def _by_token(request: ApiRequest, signup: Any) -> HttpResponse:
    return _take(signup, by=request.actor, at=timezone.now())


def _by_stranger(request: ApiRequest, signup: Any) -> HttpResponse:
    """First the sum, then the turn, so that who cannot do the one cannot use up the other's for a whole network."""
    at = timezone.now()
    check_given_proof(_proof_of(signup), at=at)
    if seconds := seconds_to_wait(SIGN_UP, peer_of(request), now=at):
        raise ManySignups(seconds=seconds, minutes=-(-seconds // MINUTE), whom=signup_policy().ask_whom)
    try:
        return _take(signup, by=STRANGER, at=at)
    except NotUsable:
        give_back(SIGN_UP, peer_of(request), now=at)
        raise


def _take(signup: Any, *, by: Actor, at: datetime) -> HttpResponse:
    values = signup.model_dump(exclude={"password", "proof"}, exclude_unset=True)
    try:
        application = sign_up(values=values, password=signup.password, proof=_proof_of(signup), by=by, at=at)
    except Unfit as unfit:
        raise NotUsable([FieldError.of(name, refusal) for name, refusal in unfit.problems]) from None
    page = f"{settings.PUBLIC_URL}/app/signup/{page_token(application)}/"
    answer = {"email": application.login_email, "confirm_until": application.confirm_until, "page": page}
    return told(202, answer)


def _proof_of(signup: Any) -> proof.Proof | None:
    return proof.Proof(signup.proof.token, signup.proof.answer) if signup.proof else None
