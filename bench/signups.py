"""Sign-ups beside the same rows and the same hash of the password, written by nobody's rules; the goal is 0.6.

Ours is the whole action with its proof of work checked (not solved: that is the browser's time). Both run by turns, so
that a machine that is busy with something else is busy with both.
"""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from onaccount.domain.history.models import Event, Pending
from onaccount.domain.letters.models import Letter
from onaccount.domain.vetting.actions import sign_up
from onaccount.domain.vetting.models import Application, SpentProof
from onaccount.domain.vetting.rules.proof import NONCE, Proof, challenge, value
from onaccount.domain.vetting.rules.signup import STRANGER

GOAL = 0.6
BATCH = 20
PASSWORD = "three odd words"
numbers = count(1)


def measure(size: int, engine: str) -> dict[str, Any]:
    """`size` sign-ups of each. `ours` and `limit` are sign-ups a second, of one process."""
    seconds = {ours: 0.0, bare: 0.0}
    for _ in range(max(1, size // BATCH)):
        for way in seconds:
            seconds[way] += timed(way)
    done = max(1, size // BATCH) * BATCH
    rates = {way: done / spent for way, spent in seconds.items()}
    return {
        "id": "sign-ups a second",
        "engine": engine,
        "size": done,
        "ours": round(rates[ours], 1),
        "limit": round(rates[bare], 1),
        "ratio": round(rates[ours] / rates[bare], 2),
        "goal": f">= {GOAL}",
    }


def timed(way: Callable[[dict[str, str], Proof], None]) -> float:
    prepared = [(typed(next(numbers)), solved()) for _ in range(BATCH)]
    began = time.perf_counter()
    for values, proof in prepared:
        way(values, proof)
    return time.perf_counter() - began


def typed(number: int) -> dict[str, str]:
    return {
        "kind": "company",
        "name": f"Harbour Lanterns {number} Ltd",
        "contact_given_name": "Maeve",
        "contact_family_name": "Corrigan",
        "email": f"maeve{number}@lanterns.example",
        "phone": "+441632960114",
        "line1": "1 Quay Street",
        "city": "Brixham",
        "postcode": "TQ5 8AW",
    }


def solved() -> Proof:
    """With next to no work in it: to check it costs the same."""
    asked = challenge(secret=settings.SECRET_KEY, nonce=os.urandom(NONCE), work=2, at=timezone.now())
    return Proof(asked.token, next(str(n) for n in count() if value(asked.token, str(n)) < asked.below))


def ours(values: dict[str, str], proof: Proof) -> None:
    sign_up(values=values, password=PASSWORD, proof=proof, by=STRANGER, at=timezone.now())


@transaction.atomic
def bare(values: dict[str, str], proof: Proof) -> None:
    """The rows that a sign-up leaves behind, with the password hashed as it is."""
    at = timezone.now()
    SpentProof.objects.create(token_hash=sha256(proof.token.encode()).hexdigest(), good_until=at)
    application = Application.objects.create(
        values=values,
        login_email=values["email"],
        password=make_password(PASSWORD),
        origin="signup",
        letter=1,
        confirm_until=at + timedelta(days=7),
        created_at=at,
    )
    letter = Letter.objects.create(
        key=f"signup:{application.pk}:1",
        kind="signup",
        to=values["email"],
        subject_kind="application",
        subject_key=str(application.pk),
        recipient=str(application.pk),
        queued_at=at,
        send_after=at,
    )
    for name, kind, key in (
        ("application.started", "application", application.pk),
        ("letter.queued", "letter", letter.pk),
    ):
        event = Event.objects.create(
            name=name,
            actor_kind="applicant",
            actor_key=str(application.pk),
            subject_kind=kind,
            subject_key=str(key),
            at=at,
        )
        Pending.objects.create(event=event, due_at=at)
