"""A till reports what it did, and is given what it works by."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from onaccount.delivery.till.answers import answers, as_json, told, told_bytes
from onaccount.delivery.till.device import TillRequest, till_only, token_of
from onaccount.delivery.till.shown import customer_shown, lease_shown, rights_shown, shift_shown
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.queries.counter import of_the_counter
from onaccount.domain.tills.actions.contact import keep_report
from onaccount.domain.tills.actions.copies import note_copy
from onaccount.domain.tills.actions.leases import renew_leases
from onaccount.domain.tills.queries.copy import (
    customer_cards,
    known_numbers,
    products_version,
    pulse_of,
    told_since,
    waiting_exceptions,
)
from onaccount.domain.tills.queries.leases import open_leases
from onaccount.domain.tills.queries.publications import current
from onaccount.domain.tills.queries.tills import Device, till_policy
from onaccount.domain.tills.rules.publications import methods_at
from onaccount.domain.tills.rules.signing import copy_secret, sign_copy
from onaccount.domain.tills.rules.tills import TillNotPaired
from onaccount.foundation.money import digits_of


@till_only("POST")
def contact(request: TillRequest) -> HttpResponse:
    """Its word is taken, what is due is lent to it, and it is told how all stands then, signed."""
    device, at = request.device, timezone.now()
    signature = request.headers.get("X-Signature", "")[:200]
    report = keep_report(till=device.number, body=request.body, signature=signature, at=at)
    renew_leases(till=device.number, seq=report.seq, at=at)
    copy = _copy(device, at=at) | _customers(device, report.seq, since=_since(request, at), at=at)
    body = as_json({"seq": report.seq, "at": at, "csrf": get_token(request), **copy})
    secret = copy_secret(settings.SECRET_KEY, till=device.number, pairing=device.pairing)
    return told_bytes(body, headers={"X-Copy-Signature": sign_copy(body, key=secret)})


def _copy(device: Device, *, at: datetime) -> dict[str, Any]:
    business, policy, version = current_business(), till_policy(), current()
    return {
        "business": {
            "name": business.name,
            "currency": business.currency,
            "digits": digits_of(business.currency),
            "prices_include_tax": business.prices_include_tax,
            "time_zone": business.time_zone,
            "footer": policy.footer,
        },
        "till": {"id": device.number, "name": device.name},
        "shift": shift_shown(device),
        "clerks": [
            {"id": key, "name": name, "has_pin": has_pin, "has_code": has_code}
            for key, name, has_pin, has_code in of_the_counter()
        ],
        "rights": rights_shown(device.clerk),
        "version": {
            "number": version.pk if version else None,
            "methods": methods_at(version.content, device.number) if version else [],
        },
        "leases": [lease_shown(lease) for lease in open_leases(device.number)],
        "products_version": products_version(),
        "waiting_exceptions": waiting_exceptions(device.number),
    }


def _customers(device: Device, seq: int, *, since: datetime | None, at: datetime) -> dict[str, Any]:
    """All of the copy, or since a moment what of it changed and who went out of it. A till whose count of customers is
    another than `customers_count` asks for all.
    """
    known = known_numbers(device.number, known_since=at - timedelta(days=till_policy().known_days))
    cards = customer_cards(known, currency=current_business().currency, at=at)
    note_copy(till=device.number, seq=seq, cards=cards, at=at)
    changed, gone = told_since(device.number, since) if since else ({card.number for card in cards}, [])
    return {
        "customers": [customer_shown(card) for card in cards if card.number in changed],
        "customers_whole": since is None,
        "customers_gone": gone,
        "customers_count": len(cards),
    }


def _since(request: TillRequest, at: datetime) -> datetime | None:
    """`at` of the answer that the till applied last; None where it says none, or one that we cannot have given."""
    try:
        found = datetime.fromisoformat(request.GET.get("customers_since", "").replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo and found <= at else None


@answers("GET")
def pulse(request: TillRequest) -> HttpResponse:
    """Asked every few seconds: one statement finds the till, and what differs from what it has."""
    found = pulse_of(token_of(request))
    if found is None:
        raise TillNotPaired
    return told({"version": found.version, "recall": found.is_recalled, "products_version": found.products_version})
