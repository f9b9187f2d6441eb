"""The principals of those who share a login. Whose login it is, and who may say so, is the customers' matter."""

from datetime import datetime

from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import Kind, check_pin


def add_person_principal(*, name: str, pin: str, at: datetime) -> Principal:
    """Somebody who acts under a login, with a PIN or, if it is blank, without."""
    principal = Principal(kind=Kind.PERSON.value, name=name, created_at=at)
    if pin:
        check_pin(pin)
        principal.set_password(pin)
    else:
        principal.set_unusable_password()
    principal.save()
    return principal


def give_pin(principal: Principal, pin: str) -> None:
    """The PIN is hashed as passwords are."""
    check_pin(pin)
    principal.set_password(pin)
    principal.save(update_fields=["password"])


def take_pin(principal: Principal) -> None:
    principal.set_unusable_password()
    principal.save(update_fields=["password"])
