"""Customers by what was typed: pieces of the name, number, external id, e-mail address.

A piece of a name may be in one name of a million or in most of them, and no one way of reading suits both. So the
newest customers of the list are looked at one by one: what is common is found among them. Only for what is not common
there the index is asked, which gathers all that it finds before it gives any.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from onaccount.domain.customers.models import Customer, Location
from onaccount.foundation.text import fold

LONGEST_TEXT = 200  # characters that are searched for; each word of them is a condition of its own
NUMBER = re.compile(r"(?:no\.?|#)? ?([0-9]{1,18})", re.IGNORECASE)  # with more digits than the database can hold: none
TRIGRAM = 3  # characters; what is shorter is looked for by the trigrams that begin with it
LOOKED_AT = 5_000  # customers, one by one: some milliseconds
MANY_LOOKED_AT = 100_000  # where it is known to be common: seldom all of them, for what was enough ends it


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its values, to be put into another."""

    sql: str
    values: tuple[Any, ...] = ()

    def as_expression(self) -> RawSQL:
        return RawSQL(self.sql, self.values)  # noqa: S611 - what people typed is among the values

    def as_condition(self) -> RawSQL:
        return RawSQL(self.sql, self.values, output_field=BooleanField())  # noqa: S611


def statement_of(rows: QuerySet[Any, Any]) -> Statement:
    sql, values = rows.query.get_compiler(connection=connection).as_sql()
    return Statement(sql, tuple(values))


def counted(statement: Statement) -> Statement:
    """How many rows it has."""
    return Statement(f"SELECT COUNT(*) FROM ({statement.sql}) AS counted", statement.values)  # noqa: S608


def asked_at_once(statements: Sequence[Statement]) -> tuple[int | None, ...]:
    """The single value of each, in one statement."""
    sql = "SELECT " + ", ".join(f"({statement.sql})" for statement in statements)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for statement in statements for value in statement.values])
        return tuple(cursor.fetchone())


def numbers_found(
    within: QuerySet[Customer], text: str, *, limit: int, order: str = "", is_common: bool = False
) -> Statement:
    """The numbers of those in a list in whom a text is found, at most `limit`: the first in this order, or any."""
    words = fold(text).split()
    look_at = MANY_LOOKED_AT if is_common else LOOKED_AT
    sorting = {"": "", "number": "ORDER BY number", "-number": "ORDER BY number DESC"}[order]
    looked_at = statement_of(within.order_by(order or "-number").values("number", "search_name", "name")[:look_at])
    # A name of signs that nobody hears (there are some) has no pieces: only the whole of it is found.
    holding = _holding(words) if words else Statement("name = %s", (text,))
    too_few = Statement(TOO_FEW, (limit, look_at))
    gate = (
        too_few if connection.vendor == "postgresql" else Statement("TRUE")
    )  # SQLite's stands where its index is asked
    far = _each(within, _indexed(words, too_few) if words else [Q(name=text)], "UNION ALL")
    keyed = _each(within.alias(lower_email=Lower("email")), [*_by_key(text), *_by_merged(text, holding)], "UNION")
    return Statement(
        f"""WITH looked_at AS NOT MATERIALIZED ({looked_at.sql}),
        near AS MATERIALIZED (SELECT number FROM looked_at WHERE {holding.sql} {sorting} LIMIT %s),
        far AS {WHOLE[connection.vendor]} ({far.sql})
        SELECT number FROM (
            SELECT number FROM near UNION {keyed.sql}
            UNION SELECT number FROM (SELECT number FROM far WHERE {gate.sql} {sorting} LIMIT %s) AS further
        ) AS found {sorting} LIMIT %s""",  # noqa: S608 - texts of ours, and marks for the values
        (*looked_at.values, *holding.values, limit, *far.values, *keyed.values, *gate.values, limit, limit),
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


def _by_merged(text: str, holding: Statement) -> list[Q]:
    """By what is known of those who were merged: they stand in no list themselves, and lead to the survivor.

    By their names, LOOKED_AT of them are looked at.
    """
    merged = Customer.objects.filter(merged_into__isnull=False)
    with_key = [merged.alias(lower_email=Lower("email")).filter(key).values("merged_into") for key in _by_key(text)]
    names = statement_of(merged.order_by("merged_into").values("merged_into", "search_name", "name")[:LOOKED_AT])
    sql = f"SELECT merged_into FROM ({names.sql}) AS merged WHERE {holding.sql}"  # noqa: S608 - texts of ours
    named = Statement(sql, (*names.values, *holding.values)).as_expression()
    return [Q(number__in=found) for found in (*with_key, named)]


# --- by pieces of the name --------------------------------------------------------------------------------------------


def _holding(words: Sequence[str]) -> Statement:
    position = "strpos" if connection.vendor == "postgresql" else "instr"
    return Statement(" AND ".join([f"{position}(search_name, %s) > 0"] * len(words)), tuple(words))


def _indexed(words: Sequence[str], too_few: Statement) -> list[Q]:
    """Conditions that are true of different customers, each with an index that answers it."""
    if connection.vendor == "sqlite":
        return [Q(number__in=_in_search_table(words, too_few).as_expression())]
    return _in_trigram_index(words)


def _in_search_table(words: Sequence[str], too_few: Statement) -> Statement:
    """SQLite: a phrase of trigrams for a word, and for a shorter piece all known trigrams that begin with it.

    SQLite asks its table before it looks at any other condition, so what keeps it from asking stands in the question.
    """
    parts: list[str] = []
    values: list[Any] = []
    for word in words:
        if len(word) >= TRIGRAM:
            parts.append("%s")
            values.append(_quoted(word))
        else:
            parts.append(BEGINNING)
            values += [word, word + LAST_LETTER]
    match = " || ' AND ' || ".join(parts)
    return Statement(
        f"""SELECT rowid FROM customer_pieces WHERE customer_pieces
        MATCH CASE WHEN {too_few.sql} THEN {match} ELSE '""' END""",  # noqa: S608
        (*too_few.values, *values),
    )


LAST_LETTER = chr(0x10FFFF)
BEGINNING = """(SELECT '(' || coalesce(group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '""') || ')'
    FROM customer_trigrams WHERE term >= %s AND term < %s)"""


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _in_trigram_index(words: Sequence[str]) -> list[Q]:
    """PostgreSQL: its trigrams are of letters and digits, with a blank before and behind each word.

    Two letters are found by the trigrams that begin with them, which a pattern spells out; a single letter would have a
    thousand. No pattern spells out all alphabets: names with other letters than ASCII have an index of their own.
    """
    held = Q(*map(_held, words))
    if not all(word.isascii() for word in words):
        return [held & Q(OTHER_LETTERS)]
    if not any(_is_pair(word) for word in words):
        return [held]
    return [held & Q(OTHER_LETTERS), Q(*map(_spelt_out, words)) & Q(ONLY_ASCII)]


def _held(word: str) -> Q:
    """An index that has no trigram to go by gives all customers, and is asked nevertheless: so it is not offered."""
    if HAS_TRIGRAM.search(word):
        return Q(search_name__contains=word)
    return Q(Statement("strpos(customers_customer.search_name, %s) > 0", (word,)).as_condition())


def _is_pair(word: str) -> bool:
    return len(word) == 2 and word.isascii() and word.isalnum()


def _spelt_out(word: str) -> Q:
    return Q(search_name__regex=f"{word}[ -~]") | Q(search_name__endswith=word) if _is_pair(word) else _held(word)


HAS_TRIGRAM = re.compile(r"[^\W_]{3}|[^\W_]{2}[\W_]|[\W_][^\W_]{2}")
_LENGTHS = "octet_length(customers_customer.search_name) {} char_length(customers_customer.search_name)"
OTHER_LETTERS = Statement(_LENGTHS.format("<>")).as_condition()
ONLY_ASCII = Statement(_LENGTHS.format("=")).as_condition()
