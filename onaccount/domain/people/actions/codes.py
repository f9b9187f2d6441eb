"""Manager codes (D-10): set by who holds the right, tried a few times, good for one action each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.tries import end_tries, take_try
from onaccount.domain.people.models import Approval, ManagerCode, Principal
from onaccount.domain.people.permissions import FrontRight, Need
from onaccount.domain.people.queries import actor_of, front_need, front_needs
from onaccount.domain.people.rules import LOCKED_FOR, TRIES, Kind, NotAllowed, check_pin
from onaccount.domain.people.rules.codes import (
    APPROVAL_LASTS,
    ApproverIsOneself,
    ApproverMayNot,
    CodeLocked,
    CodeWrong,
    Deed,
    NoManagerCode,
    deed_of,
)


@action
def set_manager_code(*, code: str, by: Actor, at: datetime) -> None:
    """Choose one's own code, or another one; a lock of the old one is lifted. Only who may do something at the counter
    without a code has one to give.
    """
    if by.kind != Kind.STAFF.value or Need.FREE not in front_needs(by).values():
        raise NotAllowed(name=by.name, right="give manager codes")
    check_pin(code)
    ManagerCode.objects.update_or_create(
        pk=int(by.key), defaults={"hash": make_password(code), "tries": 0, "locked_until": None, "set_at": at}
    )
    record("staff.manager_code_set", Subject("principal", by.key), by=by, at=at)


@action
def remove_manager_code(*, by: Actor, at: datetime) -> None:
    """One's own code lets nobody do anything any more."""
    if ManagerCode.objects.filter(pk=int(by.key)).delete()[0]:
        record("staff.manager_code_removed", Subject("principal", by.key), by=by, at=at)


def give_approval(
    *, approver: int, code: str, right: FrontRight, about: Subject | Deed, by: Actor, at: datetime
) -> UUID:
    """Let somebody do one thing that needs a code: what they ask for, within two minutes. At a till that is one sale
    of one amount.

    The try is counted, and committed, before the code is compared, so that ten thousand guesses at once are five. Call
    it outside of any transaction. Raises NotAllowed, ApproverMayNot, NoManagerCode, CodeWrong, CodeLocked.
    """
    if front_need(by, right) is Need.NONE:
        raise NotAllowed(name=by.name, right=right.value)
    counted = _count_try(approver=approver, right=right, by=by, at=at)
    if not check_password(code, counted.hash):
        raise CodeWrong(name=counted.principal.name, left=max(0, TRIES - counted.tries))
    return _approve(counted, right=right, deed=deed_of(about), by=by, at=at)


@action
def _count_try(*, approver: int, right: FrontRight, by: Actor, at: datetime) -> ManagerCode:
    """Whoever finds no try left is told so, right code or wrong."""
    staff = Principal.objects.filter(pk=approver, kind=Kind.STAFF.value, is_active=True).first()
    if staff is None or front_need(actor_of(staff), right) is not Need.FREE:
        raise ApproverMayNot(name=staff.name if staff else "Nobody", right=right.value)
    if str(staff.pk) == by.key:
        raise ApproverIsOneself
    row = ManagerCode.objects.filter(pk=approver)
    taken = take_try(row, at=at)
    found = row.select_related("principal").first()
    if found is None:
        raise NoManagerCode(name=staff.name)
    if not taken:
        raise CodeLocked(name=staff.name, minutes=int(LOCKED_FOR.total_seconds() // 60))
    return found


@action
def _approve(counted: ManagerCode, *, right: FrontRight, deed: Deed, by: Actor, at: datetime) -> UUID:
    """A right code ends the count, unless the code was changed meanwhile."""
    if not end_tries(ManagerCode.objects.filter(pk=counted.pk), hash=counted.hash):
        raise CodeWrong(name=counted.principal.name, left=TRIES)
    approval = Approval.objects.create(
        approver=counted.principal,
        right=right.name.lower(),
        by_kind=by.kind,
        by_key=by.key,
        subject_kind=deed.subject.kind,
        subject_key=deed.subject.key,
        till=deed.till,
        amount_minor=deed.amount_minor,
        given_at=at,
        good_until=at + APPROVAL_LASTS,
    )
    record(
        "staff.approved",
        Subject("principal", str(counted.pk)),
        by=by,
        at=at,
        changes=_told(right, deed),
    )
    return approval.pk


def _told(right: FrontRight, deed: Deed) -> dict[str, tuple[Any, Any]]:
    about = f"{deed.subject.kind} {deed.subject.key}"
    more = {"till": deed.till, "amount_minor": deed.amount_minor}
    return {
        name: (None, value) for name, value in {"right": right.name.lower(), "about": about, **more}.items() if value
    }
