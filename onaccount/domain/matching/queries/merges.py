"""What a merge would show, and what was merged."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.queries import (
    all_locations_of,
    customer_digest,
    family_numbers,
    open_logins,
    survivor,
    survivor_of,
    visible,
)
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.status import Kind, NoSuchCustomer, Stage, Status
from onaccount.domain.customers.rules.versions import digest_of
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.matching.models import Merge
from onaccount.domain.matching.rules.merging import CHOSEN, NAMES, SINGLE, Side, check_merge, chosen, stays_shut
from onaccount.foundation.refusals import Refused


def side_of(customer: Customer) -> Side:
    return Side(
        number=customer.number,
        kind=Kind(customer.kind),
        status=Status(customer.status),
        stage=Stage(customer.stage),
        logins=open_logins(customer.number).count(),
        survivor=customer.merged_into_id,
    )


def fields_of(customer: Customer) -> dict[str, str]:
    """A customer's own fields and those of its main address, which may be chosen."""
    place = customer.addresses.filter(use=Address.MAIN).values(*PLACE).first() or dict.fromkeys(PLACE, "")
    return {**{name: getattr(customer, name) for name in (*NAMES, *SINGLE)}, **place}


def pair_digest(into: int, gone: int) -> str:
    """A digest of all that is shown of both before they are merged."""
    return digest_of({"survivor": customer_digest(into), "loser": customer_digest(gone)})


@dataclass(frozen=True, slots=True)
class LoginAfter:
    """A login of the two families: whether it lets somebody in now, and would when they are one."""

    email: str
    customer: int
    is_in: bool
    will_be_in: bool
    comes_in_later: bool = False  # with the survivor, when that is let in


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be shown: `fields` of both by name, `takes` where the loser's stands, and what would be refused."""

    survivor: Side
    loser: Side
    names: tuple[str, str]
    fields: tuple[dict[str, str], dict[str, str]]
    takes: dict[str, bool]
    logins: list[LoginAfter]
    families: tuple[list[int], list[int]]
    seen: str
    refusal: Refused | None


def merge_preview(one: int, other: int) -> Preview:
    """What it would show to merge the other into the one. Raises NoSuchCustomer.

    The number of one who was merged stands for the survivor.
    """
    survivor, loser = survivor_of(one), survivor_of(other)
    found = {customer.number: customer for customer in visible().filter(number__in=(survivor, loser))}
    for number in (survivor, loser):
        if number not in found:
            raise NoSuchCustomer(customer=number)
    into, gone = found[survivor], found[loser]
    kept, lost = side_of(into), side_of(gone)
    own, theirs = fields_of(into), fields_of(gone)
    return Preview(
        survivor=kept,
        loser=lost,
        names=(into.name, gone.name),
        fields=(own, theirs),
        takes=chosen(own, theirs, {}, numbers=(survivor, loser)),
        logins=_logins_after(kept, lost),
        families=(family_numbers(survivor), family_numbers(loser)),
        seen=pair_digest(survivor, loser),
        refusal=_refusal(kept, lost),
    )


def _refusal(kept: Side, lost: Side) -> Refused | None:
    try:
        check_merge(kept, lost)
    except Refused as refusal:
        return refusal
    return None


def _logins_after(kept: Side, lost: Side) -> list[LoginAfter]:
    is_shut = stays_shut(kept.status, lost.status)
    rows = [(kept, place, False) for place in all_locations_of(kept.number)]
    rows += [(lost, place, is_shut) for place in all_locations_of(lost.number)]
    found = []
    for side, place, shut in rows:
        is_open = not place.customer.logins_shut
        found.append(
            LoginAfter(
                email=place.login_email,
                customer=place.customer_id,
                is_in=is_open and side.status is Status.ACTIVE,
                will_be_in=is_open and not shut and kept.status is Status.ACTIVE,
                comes_in_later=is_open and not shut and kept.status is not Status.ACTIVE,
            )
        )
    return found


def which_survives(one: int, other: int) -> tuple[int, int]:
    """Survivor and loser as they are offered: who is let in, or has more history; of equals the older number."""
    found = {each.number: each for each in visible().filter(number__in=(one, other))}

    def weight(number: int) -> tuple[bool, bool, int, int]:
        customer = found.get(number)
        facts = len(facts_of(Subject("customer", str(number)), limit=100))
        is_company = customer is not None and customer.kind == Kind.COMPANY.value
        is_active = customer is not None and customer.status == Status.ACTIVE.value
        return is_company, is_active, facts, -number

    first, second = sorted((one, other), key=weight, reverse=True)
    return first, second


@dataclass(frozen=True, slots=True)
class MergeCard:
    """A merge that stands: who was merged into whom, by whom and when. `taken` are the fields that it brought."""

    key: uuid.UUID
    loser: int
    survivor: int
    name: str
    external_id: str
    by_kind: str
    by_key: str
    at: datetime
    taken: tuple[str, ...]


def merges_of(number: int) -> list[MergeCard]:
    """The merges that a family came together by, the newest first. Raises NoSuchCustomer."""
    root = survivor(number).values_list("number", flat=True).first()
    if root is None:
        raise NoSuchCustomer(customer=number)
    merges = Merge.objects.filter(undone_at=None, loser__merged_into=root).select_related("loser")
    return [_card(merge) for merge in merges.order_by("-pk")]


def merge_card(key: uuid.UUID) -> MergeCard | None:
    """A merge that stands."""
    found = Merge.objects.filter(pk=key, undone_at=None).select_related("loser").first()
    return _card(found) if found else None


def _card(merge: Merge) -> MergeCard:
    return MergeCard(
        key=merge.pk,
        loser=merge.loser_id,
        survivor=merge.survivor_id,
        name=merge.loser.name,
        external_id=merge.loser.external_id,
        by_kind=merge.by_kind,
        by_key=merge.by_key,
        at=merge.at,
        taken=tuple(name for name in CHOSEN if name in merge.after),
    )
