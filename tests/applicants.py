"""Somebody who signs up: does the sum, fills in, reads the letter, presses the button."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.core import mail

from onaccount.domain.vetting.actions import confirm_signup, new_challenge, sign_up
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.proof import Challenge, Proof, value
from onaccount.domain.vetting.rules.signup import STRANGER
from tests.stage import AT, LATER, work_off

MAEVE = {
    "kind": "company",
    "name": "Harbour Lanterns Ltd",
    "contact_given_name": "Maeve",
    "contact_family_name": "Corrigan",
    "email": "maeve@lanterns.example",
    "phone": "01632 960 114",
}
EMAIL = MAEVE["email"]
CHOSEN = "lantern-rope-quay"
CONFIRM = re.compile(r"https?://\S+/app/signup/([A-Za-z0-9_-]+)/")
SOON = timedelta(minutes=1)


def solved(challenge: Challenge) -> Proof:
    tries = count()
    return Proof(
        challenge.token,
        next(str(n) for n in tries if value(challenge.token, str(n)) < challenge.below),
    )


def apply(
    values: Mapping[str, str] = MAEVE,
    /,
    *,
    password: str = "",
    proof: Proof | None = None,
    at: datetime = AT,
    **more: Any,
) -> Application:
    """An application by the action, with a proof of its own unless one is given."""
    proof = proof or solved(new_challenge(at=at))
    return sign_up(values={**values, **more}, password=password, proof=proof, by=STRANGER, at=at)


def letter_token(text: str | None = None) -> str:
    """The token of the last letter that had one, or of this text."""
    texts = [str(letter.body) for letter in mail.outbox] if text is None else [text]
    found = [token for each in texts for token in CONFIRM.findall(each)]
    assert found, texts
    return str(found[-1])


def letters_to(email: str) -> list[str]:
    return [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if letter.to == [email]]


def apply_and_confirm(
    values: Mapping[str, str] = MAEVE, /, *, password: str = "", at: datetime = AT, **more: Any
) -> int:
    """A customer who signed up and showed that the address is theirs; its number."""
    apply(values, password=password, at=at, **more)
    work_off(at=at + LATER)
    return confirm_signup(token=letter_token(), at=at + SOON)
