"""The part of `where`, `order` and `searchTerm` that is quick at Xero; what is heavy is refused, as it may be there."""

import re
from collections.abc import Iterable

from tests.simulators.xero.organisation import Stored

QUICK = frozenset({"Name", "EmailAddress", "AccountNumber", "ContactStatus"})
ORDERS = frozenset({"Name", "EmailAddress", "UpdatedDateUTC"})
CONDITION = re.compile(r'\s*(\w+)\s*==\s*"((?:[^"\\]|\\.)*)"\s*')
SEARCHED = ("Name", "FirstName", "LastName", "ContactNumber", "EmailAddress")


class NotUnderstood(Exception):  # noqa: N818 - an answer
    """A filter or an order that is refused."""


def filtered(contacts: Iterable[Stored], where: str) -> list[Stored]:
    found = list(contacts)
    if not where:
        return found
    for part in re.split(r"\s+AND\s+", where):
        match = CONDITION.fullmatch(part)
        if not match or match[1] not in QUICK:
            raise NotUnderstood(f"The where clause '{part}' cannot be used.")
        name, value = match[1], re.sub(r"\\(.)", r"\1", match[2])
        found = [each for each in found if value_of(each, name).casefold() == value.casefold()]
    return found


def value_of(stored: Stored, name: str) -> str:
    return stored.status if name == "ContactStatus" else str(stored.values.get(name, ""))


def ordered(contacts: list[Stored], order: str) -> list[Stored]:
    name, _, direction = (order or "UpdatedDateUTC ASC").partition(" ")
    if name not in ORDERS or direction not in ("", "ASC", "DESC"):
        raise NotUnderstood(f"The order '{order}' cannot be used.")
    down = direction == "DESC"
    if name == "UpdatedDateUTC":
        return sorted(contacts, key=lambda each: (each.updated, each.contact_id), reverse=down)
    return sorted(contacts, key=lambda each: (value_of(each, name), each.contact_id), reverse=down)


def searched(contacts: list[Stored], term: str) -> list[Stored]:
    key = term.casefold()
    return [
        each
        for each in contacts
        if not key or any(key in str(each.values.get(name, "")).casefold() for name in SEARCHED)
    ]
