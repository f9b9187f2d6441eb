"""Erase one customer, under all its numbers: each room forgets what is its own, and the books stay (I25)."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from onaccount.domain.accounts.actions import erase_accounts
from onaccount.domain.billing.actions.erase import erase_billing
from onaccount.domain.connectors.actions import erase_next_door
from onaccount.domain.contracts.actions import erase_contracts
from onaccount.domain.customers.actions import erase_customers, move_status
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action, erase_named, erase_reasons, erase_told, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions import erase_from_imports
from onaccount.domain.letters.actions import erase_letters
from onaccount.domain.matching.actions import erase_comparisons
from onaccount.domain.orders.actions.erase import erase_orders
from onaccount.domain.people.actions import erase_answers, erase_principals
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.privacy.actions.scrub import scrub, shred_from_now_on
from onaccount.domain.privacy.queries.family import Family, family_of
from onaccount.domain.privacy.queries.hits import files_in, places_of
from onaccount.domain.privacy.queries.needles import needles_of
from onaccount.domain.privacy.rules.columns import Holds, held
from onaccount.domain.privacy.rules.confirmed import check_named
from onaccount.domain.privacy.rules.hits import Erasure, Kept, Place, Why
from onaccount.domain.tills.actions.erase import erase_at_tills
from onaccount.domain.vetting.actions import erase_applications
from onaccount.foundation.needles import Needles

NAMED_BEFORE = 3  # customers that are named in a reason, before they are only counted


def erase_person(*, number: int, by: Actor, at: datetime, named: str | None = None) -> Erasure:
    """Erase a customer, look for what is left, and say why it stays. Once more changes nothing.

    Searching reads the whole database, twice, and holds nobody up; the erasing between is one transaction.
    With `named`, what somebody typed so as to confirm it, it has to be the customer's name. Raises NotConfirmed,
    NoSuchCustomer, AtWork.
    """
    require(by, Right.ERASE_PERSON)
    family = family_of(number)
    if named is not None:
        check_named(named, Customer.objects.values_list("name", flat=True).get(number=family.number), family.number)
    needles = needles_of(family)
    before = places_of(needles, family)
    changed = erase_family(family=family, needles=needles, before=before, by=by, at=at)
    left = places_of(needles, family)
    unexplained = [place for place in left if not _reason(place, family)]
    has_vacuumed = scrub(needles, left)
    return Erasure(
        number=family.number,
        numbers=family.numbers,
        hits_before=len(before),
        hits_after=len(unexplained),
        kept=_kept(left, family),
        changed=changed,
        left=sorted({place.where for place in unexplained}),
        has_vacuumed=has_vacuumed,
    )


@action
def erase_family(*, family: Family, needles: Needles, before: Iterable[Place], by: Actor, at: datetime) -> int:
    """The erasing itself, all of it or nothing. How many rows were changed.

    `before` are the places that were found: of letters, answers and events that name them beside others, those rows.
    """
    require(by, Right.ERASE_PERSON)
    held_row = locked_customer(family.number)
    list(Customer.objects.select_for_update(no_key=True).filter(number__in=family.numbers).order_by("number"))
    shred_from_now_on()
    has_left = held_row.status != Status.INACTIVE.value
    if has_left:
        move_status(number=family.number, to=Status.INACTIVE, by=by, at=at)
    changed = _erase_rooms(family, needles, list(before), by=by, at=at)
    if changed or has_left:
        for number in family.numbers:
            record("customer.erased", Subject("customer", str(number)), by=by, at=at)
    return changed


def _erase_rooms(family: Family, needles: Needles, before: list[Place], *, by: Actor, at: datetime) -> int:
    """From the top down, each room its own; history last, for the others have just written into it."""
    numbers = family.numbers
    imports = erase_from_imports(needles, naming=files_in(before))
    next_door = erase_next_door(numbers, by=by, at=at)
    changed = imports.changed + next_door.changed
    changed += erase_billing(numbers) + erase_contracts(numbers) + erase_orders(numbers) + erase_at_tills(numbers)
    applications = erase_applications(numbers, family.emails)
    changed += applications.changed + erase_comparisons(numbers) + erase_accounts(numbers)
    changed += erase_customers(numbers, at=at)
    letters = erase_letters(
        about={
            "customer": _keys(numbers),
            "application": _keys(applications.keys),
            "principal": _keys(family.principals),
        },
        to=family.emails,
        readers=_keys(family.principals),
        naming=_loose(before, "letters_letter"),
    )
    changed += letters.changed + erase_principals(family.principals)
    changed += erase_answers([str(key[0]) for key in _keys_in(before, "people_keptanswer")])
    told = {
        "customer": _keys(numbers),
        "application": _keys(applications.keys),
        "principal": _keys(family.principals),
        "letter": letters.letters,
        "contact": next_door.contacts,
        "import": _keys(imports.keys),
    }
    changed += sum(erase_told(kind, keys) for kind, keys in told.items())
    changed += erase_reasons("account", _keys(numbers))
    return changed + erase_named(
        events=_loose(before, "history_details"), deliveries=_loose(before, "history_delivery")
    )


def _keys(keys: Iterable[Any]) -> list[str]:
    return [str(key) for key in keys]


def _keys_in(places: Iterable[Place], table: str) -> list[tuple[Any, ...]]:
    return [place.key for place in places if place.table == table]


def _loose(places: Iterable[Place], table: str) -> list[uuid.UUID]:
    """Rows of a table that name the person and are said of no other customer."""
    found = {place.key[0] for place in places if place.table == table and (place.whose is None or place.is_theirs)}
    return [key if isinstance(key, uuid.UUID) else uuid.UUID(str(key)) for key in found]


# --- what is left -----------------------------------------------------------------------------------------------------


def _reason(place: Place, family: Family) -> str:
    """Why this stays; blank where nothing explains it."""
    if place.why:
        return place.why
    if place.whose is not None and place.whose not in family.numbers:
        return Why.OTHERS.value
    if place.is_theirs or not place.column:
        return ""
    if place.table in ("people_principal", "account_emailaddress"):
        return Why.STAFF.value
    if place.table == "connectors_contact":
        return Why.NEXT_DOOR.value
    if place.table.startswith("imports_"):
        return Why.IMPORT.value
    return Why.BY_HAND.value if held()[place.where] is Holds.OURS else ""


def _kept(left: Collection[Place], family: Family) -> list[Kept]:
    explained = [(place.where, _reason(place, family)) for place in left if _reason(place, family)]
    counts = Counter(explained)
    return [
        Kept(where, count, reason, _others(left, where, family)) for (where, reason), count in sorted(counts.items())
    ]


def _others(left: Collection[Place], where: str, family: Family) -> str:
    there = [each.whose for each in left if each.where == where and each.whose is not None]
    numbers = sorted(set(there) - set(family.numbers))
    named = [f"No. {number}" for number in numbers[:NAMED_BEFORE]]
    more = len(numbers) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
