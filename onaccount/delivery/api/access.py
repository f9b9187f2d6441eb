"""Who asks: a token in the header Authorization, looked up anew at every request. No cookie opens anything here."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from onaccount.delivery.api.allowance import Allowance
from onaccount.domain.history.rules import Actor
from onaccount.domain.partners.queries import PortalUser, portal_user
from onaccount.domain.partners.queries.users import WORDS
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.actions import note_use
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import token_actor
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.refusals import Refused

FAILURES_A_MINUTE = 30  # of one address, before it is told to wait instead of being told that the token is not good


class NoToken(Refused):
    code = "no_token"
    sentence = "This needs a token."
    cure = "Send the header Authorization: Bearer and the token that the office gave you."
    status = 401
    challenge = 'Bearer realm="OnAccount"'


class TokenNotGood(NoToken):
    code = "token_not_good"
    sentence = "This token is not known, has run out, or was ended."
    cure = "Ask the office for a new one."
    challenge = 'Bearer realm="OnAccount", error="invalid_token"'


class TooOften(Refused):
    code = "too_often"
    sentence = "There were too many requests in this minute."
    cure = "Wait {seconds} seconds, then send it again."
    status = 429


class ApiRequest(HttpRequest):
    """A request of a machine, which is its `actor`; of a dealer's, all that there is is found through its `dealer`."""

    actor: Actor
    rights: frozenset[Right]
    dealer: PortalUser | None


REQUESTS = Allowance("requests")
FAILURES = Allowance("failures")


class Token(HttpBearer):
    """Open an operation to tokens with a right, and to dealers' tokens with a right of the portal. Whether one may *do*
    it is asked again in the action.
    """

    openapi_description = "A token made in the office, or by `onaccount create-token`."

    def __init__(self, right: Right | None, portal: PortalRight | None = None) -> None:
        super().__init__()
        self.right, self.portal = right, portal

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise NoToken
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        at = timezone.now()
        bearer = token_actor(token, at=at)
        if bearer is None:
            _wait_for(FAILURES, get_adapter().get_client_ip(request), limit=FAILURES_A_MINUTE)
            raise TokenNotGood
        _wait_for(REQUESTS, bearer.actor.key, limit=settings.API_REQUESTS_A_MINUTE)
        note_use(token=bearer.actor.key, noted_at=bearer.noted_at, at=at)
        is_staffs = self.right is not None and self.right in bearer.rights
        request.dealer = None if is_staffs else self._dealer(bearer.actor)  # type: ignore[attr-defined]
        request.actor, request.rights = bearer.actor, bearer.rights  # type: ignore[attr-defined]
        return bearer.actor

    def _dealer(self, actor: Actor) -> PortalUser:
        dealer = portal_user(int(actor.key)) if self.portal else None
        if dealer is None or self.portal is None or not dealer.may(self.portal):
            wanted = self.right.value if self.right else WORDS[self.portal or PortalRight.SEE]
            raise NotAllowed(name=actor.name, right=wanted)
        return dealer


def _wait_for(allowance: Allowance, whose: str, *, limit: int) -> None:
    if seconds := allowance.wait(whose, limit=limit):
        raise TooOften(seconds=seconds)
