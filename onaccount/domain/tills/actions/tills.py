"""Tills are set up, paired with a device, and given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.ledger.actions import ensure_house
from onaccount.domain.ledger.rules import House
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import Kind, make_secret, token_hash
from onaccount.domain.tills.actions.leases import lose_leases, recall_all
from onaccount.domain.tills.models import PaymentMenu, Shift, Till, TillPolicy
from onaccount.domain.tills.queries.tills import locked_till, till_actor
from onaccount.domain.tills.rules.leases import LeaseState
from onaccount.domain.tills.rules.methods import NoSuchMenu, named
from onaccount.domain.tills.rules.signing import public_key
from onaccount.domain.tills.rules.tills import (
    PAIRING_LASTS,
    PairingCodeWrong,
    TillIsEnded,
    TillNameTaken,
    TillState,
    TillStillOwes,
    check_till_move,
    drawer_house,
    footer_lines,
    make_pairing_code,
    sales_house,
    spoken,
)


@action
def add_till(*, name: str, menu: int | None, by: Actor, at: datetime) -> int:
    """A till, with the house's accounts that its sales and its drawer are booked to. Returns its number."""
    require(by, Right.KEEP_TILLS)
    name = named(name)
    _check_menu(menu)
    principal = Principal(kind=Kind.TILL.value, name=name, created_at=at)
    principal.set_unusable_password()
    try:
        with transaction.atomic():
            principal.save()
            Till.objects.create(principal=principal, name=name, menu_id=menu)
    except IntegrityError:
        raise TillNameTaken(name=name) from None
    number = principal.pk
    codes = [sales_house(number), drawer_house(number), *(house.value for house in House)]
    ensure_house(codes, currency=current_business().currency, at=at)
    record(
        "till.added", Subject("till", str(number)), by=by, at=at, changes={"name": (None, name), "menu": (None, menu)}
    )
    return number


@action
def correct_till(*, till: int, name: str, menu: int | None, by: Actor, at: datetime) -> None:
    """Name a till, and choose its menu: a draft until it is transmitted."""
    require(by, Right.KEEP_TILLS)
    found, name = locked_till(till), named(name)
    if found.state == TillState.ENDED.value:
        raise TillIsEnded(name=found.name)
    _check_menu(menu)
    was: dict[str, Any] = {"name": found.name, "menu": found.menu_id}
    now: dict[str, Any] = {"name": name, "menu": menu}
    changes = {field: (was[field], value) for field, value in now.items() if was[field] != value}
    if not changes:
        return
    found.name, found.menu_id = name, menu
    try:
        with transaction.atomic():
            found.save(update_fields=["name", "menu"])
            Principal.objects.filter(pk=till).update(name=name)
    except IntegrityError:
        raise TillNameTaken(name=name) from None
    record("till.corrected", Subject("till", str(till)), by=by, at=at, changes=changes)


@action
def give_pairing_code(*, till: int, by: Actor, at: datetime) -> str:
    """A code by which one device becomes this till, within a quarter of an hour. The device that was it is it until
    then; a lost one's till is free for another.
    """
    require(by, Right.KEEP_TILLS)
    found = locked_till(till)
    if found.state == TillState.PAIRED.value:
        _check_empty(found)
    elif found.state != TillState.WAITING.value:
        check_till_move(found.name, TillState(found.state), TillState.WAITING)
        found.state = TillState.WAITING.value
    code = make_pairing_code()
    found.code_hash, found.code_until = token_hash(code), at + PAIRING_LASTS
    found.save(update_fields=["state", "code_hash", "code_until"])
    record("till.code_given", Subject("till", str(till)), by=by, at=at)
    return code


@action
def pair_till(*, code: str, key: str, at: datetime) -> tuple[Till, str]:
    """The device that shows the code becomes the till, and the one before is it no more. `key` is the public half of
    the key by which it will sign its reports. Returns the till and its token, which nobody can see again.

    Whoever calls it limits how often a device may guess. Raises PairingCodeWrong.
    """
    till = (
        Till.objects.select_for_update(no_key=True)
        .filter(code_hash=token_hash(spoken(code)), code_until__gt=at)
        .exclude(code_hash="")
        .first()
    )
    if till is None or public_key(key) is None:
        raise PairingCodeWrong
    if till.state == TillState.PAIRED.value:
        _check_empty(till)
    secret = make_secret()
    till.state, till.token_hash, till.report_key = TillState.PAIRED.value, token_hash(secret), key
    till.pairing, till.paired_at, till.contact_seq, till.waiting = till.pairing + 1, at, 0, 0
    till.code_hash, till.code_until = "", None
    till.acknowledged = till.acknowledged_at = None
    till.save()
    Shift.objects.filter(till=till.pk, ended_at=None).update(ended_at=at)
    by = till_actor(till.pk, till.name)
    record("till.paired", Subject("till", str(till.pk)), by=by, at=at, changes={"pairing": (None, till.pairing)})
    return till, secret


@action
def lose_till(*, till: int, by: Actor, at: datetime) -> None:
    """The device will not come back: it is no till any more, and what it may have spent of its leases is an exception
    for a person. What they held is free.
    """
    require(by, Right.KEEP_TILLS)
    found = locked_till(till)
    check_till_move(found.name, TillState(found.state), TillState.LOST)
    lose_leases(found, by=by, at=at)
    _unpair(found, TillState.LOST, at=at)
    record("till.lost", Subject("till", str(till)), by=by, at=at)


@action
def end_till(*, till: int, by: Actor, at: datetime) -> None:
    """It is not used any more. Its sales stay."""
    require(by, Right.KEEP_TILLS)
    found = locked_till(till)
    check_till_move(found.name, TillState(found.state), TillState.ENDED)
    _check_empty(found)
    _unpair(found, TillState.ENDED, at=at)
    Principal.objects.filter(pk=till).update(is_active=False)
    record("till.ended", Subject("till", str(till)), by=by, at=at)


LENDS = frozenset({"lease_percent", "lease_hours", "known_days", "unlimited_lease_minor"})  # less of them lends less


@action
def settle_tills(
    *,
    lease_percent: int,
    lease_hours: int,
    known_days: int,
    unlimited_lease_minor: int,
    by: Actor,
    at: datetime,
    footer: Sequence[str] | None = None,
) -> None:
    """How far tills may go without network, and the lines under each receipt. Where less is to be lent than before,
    tills are asked for what they hold.
    """
    require(by, Right.EDIT_BUSINESS)
    policy, _ = TillPolicy.objects.select_for_update(no_key=True).get_or_create(pk=1)
    now = {
        "lease_percent": lease_percent,
        "lease_hours": lease_hours,
        "known_days": known_days,
        "unlimited_lease_minor": unlimited_lease_minor,
        "footer": policy.footer if footer is None else footer_lines(footer),
    }
    changes = {name: (getattr(policy, name), value) for name, value in now.items() if getattr(policy, name) != value}
    if changes:
        TillPolicy.objects.filter(pk=1).update(**now)
        record("business.till_policy_changed", Subject("business", "1"), by=by, at=at, changes=changes)
    if any(now[name] < was for name, (was, _) in changes.items() if name in LENDS):
        recall_all(by=SYSTEM, at=at)


def _unpair(till: Till, to: TillState, *, at: datetime) -> None:
    till.state, till.token_hash, till.report_key, till.code_hash, till.code_until = to.value, None, "", "", None
    till.save(update_fields=["state", "token_hash", "report_key", "code_hash", "code_until"])
    Shift.objects.filter(till=till.pk, ended_at=None).update(ended_at=at)


def _check_empty(till: Till) -> None:
    """Refuse to give up a device that may hold sales, or may still make them."""
    if till.waiting or till.leases.filter(state=LeaseState.OPEN.value).exists():
        raise TillStillOwes(name=till.name)


def _check_menu(menu: int | None) -> None:
    if menu is not None and not PaymentMenu.objects.filter(pk=menu).exists():
        raise NoSuchMenu
