"""Rows that are contacts: each works for a company, which stands in the same file or is a customer already (S1-08)."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onaccount.domain.customers.actions.known import Key, Known, Person, known_customers, owners_by
from onaccount.domain.imports.actions.compare import Difference, compare_contacts, compare_with_list
from onaccount.domain.imports.actions.decide import SAME_TARGET, SAME_TARGET_CURE, stage_difference
from onaccount.domain.imports.actions.fold import add_contacts, is_same
from onaccount.domain.imports.actions.row import Row, row_of
from onaccount.domain.imports.actions.stage import MOST_IN_ONE, Stage
from onaccount.domain.imports.rules.corrections import ONLY_NEW, ONLY_UPDATES
from onaccount.domain.imports.rules.options import Only, Options
from onaccount.domain.imports.rules.packing import BETWEEN
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.foundation.text import fold

COMPANY_KEYS = (Key.NUMBER, Key.EXTERNAL_ID, Key.NAME)
ADDED = "The contact is added to the company in row {row}."
REPEATED = "The same person as in row {row}; what is new in it is added there."
NO_COMPANY = "There is no company {company}, neither here nor in this file."
NO_COMPANY_CURE = "Correct it, or add a row for the company."
SEVERAL = "Several companies are called {company}."
SEVERAL_CURE = "Say which one by its number or external id."
NOT_A_COMPANY = "No. {number} is an individual, and contacts work for a company."
NOT_A_COMPANY_CURE = "Name the company, or bring the person as an individual."
WRITTEN = {Only.ALL: ("create", "update"), Only.NEW: ("create",), Only.UPDATES: ("update",)}
LEFT_OUT_OF = {Only.ALL: (), Only.NEW: ("update",), Only.UPDATES: ("create",)}
PENDING = """
    SELECT row, line, key_kind, key, vals, more FROM whole
    WHERE outcome = 'create' AND +is_contact = 1 AND row > ? ORDER BY row LIMIT ?
"""
COMPANIES = """
    SELECT row, line, key_kind, key, vals, more FROM whole WHERE outcome = 'create' AND is_contact = 0 ORDER BY row
"""


def attach_contacts(stage: Stage) -> None:
    """Put the contacts whose company stands in the same file into its row, before anything is decided about it."""
    if not stage.number("SELECT EXISTS (SELECT 1 FROM records WHERE outcome = 'create' AND is_contact = 1)"):
        return
    stage.db.execute("CREATE TABLE attached (company INTEGER NOT NULL, row INTEGER NOT NULL)")
    keep_companies(stage)
    for rows in pending_contacts(stage):
        found = [(row, companies) for row in rows if (companies := rows_of_company(row, stage))]
        stage.add("attached", [(companies[0], row.row) for row, companies in found if len(companies) == 1])
        refuse(stage, (row for row, companies in found if len(companies) > 1), SEVERAL, SEVERAL_CURE)
    pairs = itertools.chain.from_iterable(stage.each("SELECT company, row FROM attached ORDER BY company, row"))
    for company, group in itertools.groupby(list(pairs), key=lambda pair: pair[0]):
        attach(stage, company, [row for _, row in group])


def keep_companies(stage: Stage) -> None:
    """By which each company of the file can be named."""
    stage.db.execute("CREATE TABLE companies (kind TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL)")
    for records in stage.each(COMPANIES):
        rows = [row_of(record) for record in records]
        keys = [(Key.NAME, fold(row.values["name"]), row.row) for row in rows if row.values["kind"] == "company"]
        keys += [(key, row.values[key.value], row.row) for row in rows for key in (Key.NUMBER, Key.EXTERNAL_ID)]
        stage.add("companies", [(kind.value, key, row) for kind, key, row in keys if key])
    stage.db.execute("CREATE INDEX companies_by_key ON companies (kind, key)")


def pending_contacts(stage: Stage) -> Iterator[list[Row]]:
    last = 0
    while records := stage.db.execute(PENDING, (last, MOST_IN_ONE)).fetchall():
        last = records[-1][0]
        yield [row_of(record) for record in records]


def named_by(row: Row) -> list[tuple[Key, str]]:
    """How the row names its company, the surest first: an id may be the contact's own, then the name still counts."""
    texts = {Key.NUMBER: row.values["number"], Key.EXTERNAL_ID: row.values["external_id"]}
    texts[Key.NAME] = fold(row.values["name"])
    return [(key, texts[key]) for key in COMPANY_KEYS if texts[key]]


def rows_of_company(row: Row, stage: Stage) -> list[int]:
    for kind, key in named_by(row):
        found = stage.db.execute("SELECT row FROM companies WHERE kind = ? AND key = ? LIMIT 2", (kind.value, key))
        if rows := [number for (number,) in found]:
            return rows
    return []


def attach(stage: Stage, company: int, contacts: Sequence[int]) -> None:
    row = stage.rows([company])[0]
    for contact in stage.rows(contacts):
        add_contacts(row, contact)
    stage.rewrite(row)
    said = pack([Said("", ADDED, "", {"row": company})])
    stage.db.executemany(
        "UPDATE records SET outcome = 'repeated', into_row = ?, said = ? WHERE row = ?",
        [(company, said, contact) for contact in contacts],
    )


def decide_contacts(stage: Stage, options: Options) -> None:
    """Decide the contacts of companies that are customers already, company by company."""
    stage.db.execute("CREATE TABLE employed (number INTEGER NOT NULL, row INTEGER NOT NULL)")
    for rows in pending_contacts(stage):
        employers = employers_of(rows)
        refuse(stage, (row for row in rows if not employers[row.row]), NO_COMPANY, NO_COMPANY_CURE)
        refuse(stage, (row for row in rows if len(employers[row.row]) > 1), SEVERAL, SEVERAL_CURE)
        stage.add("employed", [(employers[row.row][0], row.row) for row in rows if len(employers[row.row]) == 1])
    stage.db.execute("CREATE INDEX employed_by_number ON employed (number, row)")
    last = 0
    pairs = "SELECT number, row FROM employed WHERE number > ? AND number <= ? ORDER BY number, row"
    while numbers := next_numbers(stage, last):
        known = known_customers(numbers)
        taken = stage.claims("number", list(map(str, numbers)))
        found = stage.db.execute(pairs, (last, numbers[-1])).fetchall()
        last = numbers[-1]
        for number, group in itertools.groupby(found, key=lambda pair: pair[0]):
            rows = stage.rows([row for _, row in group])
            if earlier := taken.get(str(number)):
                refuse_all(stage, rows, Said("", SAME_TARGET, SAME_TARGET_CURE, {"row": earlier, "number": number}))
            elif known[number].own["kind"] != "company":
                refuse_all(stage, rows, Said("", NOT_A_COMPANY, NOT_A_COMPANY_CURE, {"number": number}))
            else:
                decide_group(stage, known[number], rows, options)


def next_numbers(stage: Stage, last: int) -> list[int]:
    query = "SELECT DISTINCT number FROM employed WHERE number > ? ORDER BY number LIMIT ?"
    return [number for (number,) in stage.db.execute(query, (last, MOST_IN_ONE))]


def employers_of(rows: Sequence[Row]) -> dict[int, list[int]]:
    """The customers that each row's company may be; by the first of its names that anybody has."""
    wanted: dict[Key, set[str]] = defaultdict(set)
    for row in rows:
        for key, value in named_by(row):
            wanted[key].add(value)
    owners = {key: owners_by(key, values) for key, values in wanted.items()}
    return {
        row.row: next((found for key, value in named_by(row) if (found := owners[key].get(value))), []) for row in rows
    }


def decide_group(stage: Stage, known: Known, rows: Sequence[Row], options: Options) -> None:
    """The contacts of one company, compared with those it has. Two rows about one person are one."""
    firsts, outcomes = folded_persons(rows)
    found = Difference(known.own)
    said = compare_contacts([person for _, person in firsts], known, found, WRITTEN[options.only])
    unwanted = [row for (row, _), outcome in zip(firsts, said, strict=True) if outcome in LEFT_OUT_OF[options.only]]
    if options.only is not Only.NEW and len(unwanted) < len(firsts):
        compare_with_list(found, known, options)
        if found.changes and not found.contacts:
            said[said.index("unchanged")] = "update"  # of the company, by what is said of the whole list
    outcomes += [(outcome, known.number, "", None, row) for (row, _), outcome in zip(firsts, said, strict=True)]
    stage.db.executemany("UPDATE records SET outcome = ?, number = ?, said = ?, into_row = ? WHERE row = ?", outcomes)
    leave_out(stage, unwanted, ONLY_NEW if options.only is Only.NEW else ONLY_UPDATES)
    if found.changes:
        out: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        stage_difference(out, known, found, firsts[0][0])
        for table, made in out.items():
            stage.add(table, made)


def leave_out(stage: Stage, rows: Sequence[int], sentence: str) -> None:
    text = pack([Said("", sentence)])
    stage.add("left_out", [(row,) for row in rows])
    stage.db.executemany(
        "UPDATE records SET outcome = 'reject', number = NULL, said = ? WHERE row = ?", [(text, row) for row in rows]
    )


def folded_persons(rows: Sequence[Row]) -> tuple[list[tuple[int, Person]], list[tuple[Any, ...]]]:
    """Each person with the row that names it first, and the outcome of the rows that name it again."""
    firsts: list[tuple[int, Person]] = []
    repeated: list[tuple[Any, ...]] = []
    for row in rows:
        person = row.contacts[0]
        same = next((index for index, (_, each) in enumerate(firsts) if is_same(person, each)), None)
        if same is None:
            firsts.append((row.row, person))
        else:
            first, each = firsts[same]
            firsts[same] = first, tuple(mine or theirs for mine, theirs in zip(each, person, strict=True))
            repeated.append(("repeated", None, pack([Said("", REPEATED, "", {"row": first})]), first, row.row))
    return firsts, repeated


def refuse_all(stage: Stage, rows: Iterable[Row], said: Said) -> None:
    text = pack([said])
    stage.db.executemany(
        "UPDATE records SET outcome = 'reject', said = ? WHERE row = ?", [(text, row.row) for row in rows]
    )


def refuse(stage: Stage, rows: Iterable[Row], sentence: str, cure: str) -> None:
    refusals = [
        (pack([Said(key.value, sentence, cure, {"company": said_company(key, value, row)})]), row.row)
        for row in rows
        for key, value in named_by(row)[:1]
    ]
    stage.db.executemany("UPDATE records SET outcome = 'reject', said = ? WHERE row = ?", refusals)


def said_company(key: Key, value: str, row: Row) -> str:
    if key is Key.NUMBER:
        return f"No. {value}"
    return f'"{row.values["name"] or value.split(BETWEEN, maxsplit=1)[0]}"'
