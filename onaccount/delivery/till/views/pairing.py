"""A device becomes a till, by a code from the office."""

import base64

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import answers, told
from onaccount.delivery.till.bodies import body_of
from onaccount.delivery.till.device import keep_token
from onaccount.domain.tills.actions.tills import pair_till
from onaccount.domain.tills.rules.signing import copy_secret
from onaccount.domain.tills.rules.tills import PairedTooOften, PairingCodeWrong

TRIES = "pair_till"  # of one internet address: settings.ACCOUNT_RATE_LIMITS


@answers("POST")
def pairing(request: HttpRequest) -> HttpResponse:
    """The try is counted before the code is looked at, and forgotten once one was right."""
    body, at = body_of(request), timezone.now()
    if not ratelimit.consume(request, action=TRIES):
        raise PairedTooOften
    code, key = body.text("code", longest=40), body.text("key", longest=200)
    if not code:
        raise PairingCodeWrong
    till, token = pair_till(code=code, key=key, at=at)
    ratelimit.clear(request, action=TRIES)
    secret = copy_secret(settings.SECRET_KEY, till=till.pk, pairing=till.pairing)
    response = told(
        {
            "till": till.pk,
            "name": till.name,
            "pairing": till.pairing,
            "copy_key": base64.b64encode(secret).decode(),
            "next_receipt": 1,
        },
        status=201,
    )
    keep_token(response, token)
    return response
