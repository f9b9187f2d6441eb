"""Customers by what was typed: pieces of the name, number, external id, e-mail address.

A piece of a name may be in one name of a million or in most of them, and no one way of reading suits both. So the
newest customers of the list are looked at one by one: what is common is found among them. Only for what is not common
there the index is asked, which gathers all that it finds before it gives any.
"""

import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries.pieces import ALWAYS, CUSTOMERS, holding
from onaccount.domain.customers.queries.statements import Statement, statement_of
from onaccount.foundation.text import fold

LONGEST_TEXT = 200  # characters that are searched for; each word of them is a condition of its own
NUMBER = re.compile(r"(?:no\.?|#)? ?([0-9]{1,18})", re.IGNORECASE)  # with more digits than the database can hold: none
LOOKED_AT = 5_000  # customers, one by one: some milliseconds
MANY_LOOKED_AT = 100_000  # where it is known to be common: seldom all of them, for what was enough ends it


def numbers_found(
    within: QuerySet[Customer], text: str, *, limit: int, order: str = "", is_common: bool = False
) -> Statement:
    """The numbers of those in a list in whom a text is found, at most `limit`: the first in this order, or any."""
    words = fold(text).split()
    look_at = MANY_LOOKED_AT if is_common else LOOKED_AT
    sorting = {"": "", "number": "ORDER BY number", "-number": "ORDER BY number DESC"}[order]
    looked_at = statement_of(within.order_by(order or "-number").values("number", "search_name", "name")[:look_at])
    # A name of signs that nobody hears (there are some) has no pieces: only the whole of it is found.
    held = holding(words, "search_name") if words else Statement("name = %s", (text,))
    too_few = Statement(TOO_FEW, (limit, look_at))
    gate = too_few if connection.vendor == "postgresql" else ALWAYS  # SQLite's stands where its index is asked
    far = _each(within, CUSTOMERS.found(words, too_few) if words else [Q(name=text)], "UNION ALL")
    keyed = _each(within.alias(lower_email=Lower("email")), [*_by_key(text), *_by_merged(text, held)], "UNION")
    return Statement(
        f"""WITH looked_at AS NOT MATERIALIZED ({looked_at.sql}),
        near AS MATERIALIZED (SELECT number FROM looked_at WHERE {held.sql} {sorting} LIMIT %s),
        far AS {WHOLE[connection.vendor]} ({far.sql})
        SELECT number FROM (
            SELECT number FROM near UNION {keyed.sql}
            UNION SELECT number FROM (SELECT number FROM far WHERE {gate.sql} {sorting} LIMIT %s) AS further
        ) AS found {sorting} LIMIT %s""",  # noqa: S608 - texts of ours, and marks for the values
        (*looked_at.values, *held.values, limit, *far.values, *keyed.values, *gate.values, limit, limit),
    )


TOO_FEW = "(SELECT COUNT(*) FROM near) < %s AND (SELECT COUNT(*) FROM looked_at) = %s"
# PostgreSQL would plan for the first few of the far ones and, where there are none, read through all customers.
WHOLE = {"postgresql": "MATERIALIZED", "sqlite": ""}


def _each(within: QuerySet[Customer], conditions: Sequence[Q], together: str) -> Statement:
    """The numbers of whom one of these is true of; each a question of its own, for each has its index."""
    found = [statement_of(within.filter(condition).order_by().values("number")) for condition in conditions]
    values = tuple(value for statement in found for value in statement.values)
    return Statement(f" {together} ".join(statement.sql for statement in found), values)


def _by_key(text: str) -> list[Q]:
    """By external id, by number, or by a whole e-mail address."""
    keys = [~Q(external_id="") & Q(external_id=text)]
    if number := NUMBER.fullmatch(text):
        keys.append(Q(number=int(number[1])))
    if "@" in text:
        login = Location.objects.annotate(lower_email=Lower("login_email")).filter(lower_email=text.lower())
        keys += [Q(number__in=login.values("customer_id")), ~Q(email="") & Q(lower_email=text.lower())]
    return keys


def _by_merged(text: str, held: Statement) -> list[Q]:
    """By what is known of those who were merged: they stand in no list themselves, and lead to the survivor.

    By their names, LOOKED_AT of them are looked at.
    """
    merged = Customer.objects.filter(merged_into__isnull=False)
    with_key = [merged.alias(lower_email=Lower("email")).filter(key).values("merged_into") for key in _by_key(text)]
    names = statement_of(merged.order_by("merged_into").values("merged_into", "search_name", "name")[:LOOKED_AT])
    sql = f"SELECT merged_into FROM ({names.sql}) AS merged WHERE {held.sql}"  # noqa: S608 - texts of ours
    named = Statement(sql, (*names.values, *held.values)).as_expression()
    return [Q(number__in=found) for found in (*with_key, named)]
