"""Dealers come, are called otherwise, and go."""

from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.models import Partner
from onaccount.domain.partners.queries import locked_partner, partner_with_code
from onaccount.domain.partners.rules import CodeTaken, clean_code, clean_name
from onaccount.domain.people.actions.sessions import end_sessions_of_all
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def add_partner(*, code: str, name: str, by: Actor, at: datetime) -> int:
    """Take a dealer in under a code of its own, such as ABC123, and answer its key. Raises CodeUnusable, CodeTaken."""
    require(by, Right.MANAGE_PARTNERS)
    partner = Partner(code=clean_code(code), name=clean_name(name), created_at=at)
    _save(partner)
    record("partner.added", about(partner), by=by, at=at, changes={"code": ("", partner.code)})
    return partner.pk


@action
def correct_partner(*, partner: int, code: str, name: str, by: Actor, at: datetime) -> None:
    """Call a dealer otherwise. Its customers come by its key, so that a new code is theirs at once."""
    require(by, Right.MANAGE_PARTNERS)
    held = locked_partner(partner)
    new = {"code": clean_code(code), "name": clean_name(name)}
    changes = {field: (getattr(held, field), value) for field, value in new.items() if getattr(held, field) != value}
    if not changes:
        return
    held.code, held.name = new["code"], new["name"]
    _save(held)
    record("partner.corrected", about(held), by=by, at=at, changes=changes)


@action
def end_partner(*, partner: int, by: Actor, at: datetime) -> None:
    """Work with a dealer no more: its people are out at once and cannot come in. Its customers stay its own."""
    require(by, Right.MANAGE_PARTNERS)
    held = locked_partner(partner)
    if not held.is_active:
        return
    held.is_active = False
    held.save(update_fields=["is_active"])
    end_sessions_of_all(held.users.values_list("principal", flat=True))
    record("partner.ended", about(held), by=by, at=at)


@action
def reopen_partner(*, partner: int, by: Actor, at: datetime) -> None:
    """Work with a dealer again: its people come in with the passwords that they had."""
    require(by, Right.MANAGE_PARTNERS)
    held = locked_partner(partner)
    if held.is_active:
        return
    held.is_active = True
    held.save(update_fields=["is_active"])
    record("partner.reopened", about(held), by=by, at=at)


def about(partner: Partner) -> Subject:
    return Subject("partner", str(partner.pk))


def _save(partner: Partner) -> None:
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError:
        owner = partner_with_code(partner.code)
        raise CodeTaken(text=partner.code, name=owner.name if owner else "") from None
