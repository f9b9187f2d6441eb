"""Tills: which there are, and which device this is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.rules import Kind, token_hash
from onaccount.domain.tills.models import Shift, Till, TillPolicy
from onaccount.domain.tills.queries.leases import lent_by_till
from onaccount.domain.tills.rules.leases import ExceptionState, LeaseState
from onaccount.domain.tills.rules.tills import NoSuchTill, TillState
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class TillCard:
    """A till as it is listed. `lent` counts its leases; `lent_sums` is what it may spend of them, by currency."""

    number: int
    name: str
    state: TillState
    menu: int | None
    menu_name: str | None
    acknowledged: int | None
    acknowledged_at: datetime | None
    contacted_at: datetime | None
    waiting: int
    clerk: str | None
    lent: int
    exceptions: int
    code_until: datetime | None
    lent_sums: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """A device that showed a good token: which till it is, and who sells at it now."""

    number: int
    name: str
    pairing: int
    contact_seq: int
    acknowledged: int | None
    shift: Any = None  # its key
    clerk: Actor | None = None

    @property
    def actor(self) -> Actor:
        return till_actor(self.number, self.name)


def till_actor(number: int, name: str) -> Actor:
    return Actor(Kind.TILL.value, str(number), name)


def device_of(token: str) -> Device | None:
    """Which till shows this token, asked at every request: one that was given up lets nobody in any more."""
    till = Till.objects.filter(token_hash=token_hash(token), state=TillState.PAIRED.value).first() if token else None
    if till is None:
        return None
    shift = Shift.objects.select_related("clerk").filter(till=till.pk, ended_at=None).first()
    clerk = Actor(shift.clerk.kind, str(shift.clerk_id), shift.clerk.name) if shift else None
    return Device(
        till.pk, till.name, till.pairing, till.contact_seq, till.acknowledged_id, shift.pk if shift else None, clerk
    )


def clerk_of(till: int, shift: UUID, at: datetime) -> Actor | None:
    """Whose shift it was, at this till, when something was sold there."""
    found = shift_sold_in(till, shift, at)
    return Actor(found.clerk.kind, str(found.clerk_id), found.clerk.name) if found else None


def shift_sold_in(till: int, shift: UUID, at: datetime) -> Shift | None:
    """The shift that something was sold in without network; where the till names none of its own, the last that had
    begun by then, or its first. None where nobody ever sold there.
    """
    shifts = Shift.objects.select_related("clerk").filter(till=till)
    return (
        shifts.filter(pk=shift).first()
        or shifts.filter(opened_at__lte=at).order_by("-opened_at").first()
        or shifts.order_by("opened_at").first()
    )


def tills(*, ended: bool = False) -> list[TillCard]:
    """All tills that are in use, or those that are ended, by name."""
    waits = Q(exceptions__state=ExceptionState.OPEN.value)
    is_open = Q(leases__state=LeaseState.OPEN.value)
    is_ended = Q(state=TillState.ENDED.value)
    rows: Any = (
        Till.objects.filter(is_ended if ended else ~is_ended)
        .select_related("menu")
        .annotate(lent=Count("leases", filter=is_open, distinct=True))
        .annotate(open_exceptions=Count("exceptions", filter=waits, distinct=True))
        .order_by("name", "pk")
    )  # fmt: skip
    clerks = dict(Shift.objects.filter(ended_at=None).values_list("till_id", "clerk__name"))
    sums = lent_by_till()
    return [_card(row, clerks, sums) for row in rows]


def till_names(numbers: Collection[int]) -> dict[int, str]:
    """Of these, whatever became of them."""
    return dict(Till.objects.filter(pk__in=numbers).values_list("pk", "name"))


def till_card(number: int) -> TillCard:
    """One till, in use or ended. Raises NoSuchTill."""
    for is_ended in (False, True):
        found = next((till for till in tills(ended=is_ended) if till.number == number), None)
        if found is not None:
            return found
    raise NoSuchTill


def _card(row: Any, clerks: dict[int, str], sums: dict[int, tuple[Money, ...]]) -> TillCard:
    return TillCard(
        number=row.pk,
        name=row.name,
        state=TillState(row.state),
        menu=row.menu_id,
        menu_name=row.menu.name if row.menu else None,
        acknowledged=row.acknowledged_id,
        acknowledged_at=row.acknowledged_at,
        contacted_at=row.contacted_at,
        waiting=row.waiting,
        clerk=clerks.get(row.pk),
        lent=row.lent,
        exceptions=row.open_exceptions,
        code_until=row.code_until,
        lent_sums=sums.get(row.pk, ()),
    )


def till_policy() -> TillPolicy:
    """How far tills may go without network, with its defaults before anybody has settled it."""
    return TillPolicy.objects.filter(pk=1).first() or TillPolicy()


def locked_till(number: int) -> Till:
    """A till, held to the end of the transaction: what it sends is done one after the other. Raises NoSuchTill."""
    till = Till.objects.select_for_update(no_key=True).filter(pk=number).first()
    if till is None:
        raise NoSuchTill
    return till
