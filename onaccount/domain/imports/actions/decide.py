"""Decide what becomes of each row, and put what would be written into the stage, ready as a set."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from uuid_utils import uuid7

from onaccount.domain.customers.actions.known import (
    OWN,
    Key,
    Known,
    holders_of,
    known_customers,
    owners_by,
    owners_of_logins,
    without_external_id,
)
from onaccount.domain.customers.actions.restore import before_image
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import merged_among
from onaccount.domain.imports.actions.compare import (
    Difference,
    compare_with_list,
    difference,
    tags_of,
)
from onaccount.domain.imports.actions.create import stage_new
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.row import Pending, Row, pending_of
from onaccount.domain.imports.actions.stage import MOST_IN_ONE, Stage
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.corrections import ONLY_NEW, ONLY_UPDATES
from onaccount.domain.imports.rules.options import Invite, Only, Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.said import Said, pack, unpack
from onaccount.foundation.text import fold

SEVERAL = 'Customers {owners} all have the {key} "{value}".'
SEVERAL_CURE = "Update by another key, such as the number."
NO_SUCH = "There is no customer No. {number}."
NO_SUCH_CURE = "Correct the number, or leave it blank for a new customer."
SAME_TARGET = "Row {row} is about No. {number} already."
SAME_TARGET_CURE = "Put both rows together."
ID_TAKEN = 'External id "{external_id}" belongs to No. {owner}.'
ID_TWICE = 'External id "{external_id}" stands in row {row} already.'
ID_CURE = "Two customers cannot share one: correct it."
LOGIN_TAKEN = "The login address belongs to No. {owner}: {email} is kept to write to."
LOGIN_TWICE = "The login address belongs to row {row} of this file: {email} is kept to write to."
ANOTHER = 'No. {number} is called "{old}" so far, and would be called "{new}".'
ANOTHER_CURE = "If that is somebody else, leave the column of the key out, or find customers by another."
LABEL = {Key.EXTERNAL_ID: "external id", Key.TAX_ID: "tax id", Key.EMAIL: "e-mail", Key.NUMBER: "number"}
# With a + no index is looked up: by that of the keys, all rows would be found and sorted for each chunk.
PENDING = """
    SELECT row, line, key_kind, key, more, external_id, email FROM records
    WHERE outcome = 'create' AND +is_contact = 0 AND row > ? ORDER BY row LIMIT ?
"""
Owners = dict[int, list[int]]  # numbers of customers by the file's row
Compared = dict[int, tuple[Known, Difference]]  # by the file's row


def decide_rows(stage: Stage, options: Options, tell: Tell) -> int:
    """Decide every row that is not a contact's; return how many customers would be new."""
    decider = Decider(stage, options)
    last, total = 0, stage.number("SELECT MAX(row) FROM records")
    tell(Work.COMPARING, 0, total)
    while records := stage.db.execute(PENDING, (last, MOST_IN_ONE)).fetchall():
        last = records[-1][0]
        decider.decide(list(map(pending_of, records)))
        tell(Work.COMPARING, last, total)
    return stage_new(stage, options)


class Decider:
    """Goes through the rows in the file's order, so that of two which want the same the first gets it."""

    def __init__(self, stage: Stage, options: Options) -> None:
        self.stage = stage
        self.options = options
        self.out: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def decide(self, rows: Sequence[Pending]) -> None:
        holders = holders_by_row(rows)
        merged = merged_among({number for numbers in holders.values() for number in numbers})
        owners = owners_of(rows, holders, merged)
        rows = [row for row in rows if not self.is_refused(row, owners.get(row.row, ()))]
        if self.options.only is Only.UPDATES:
            rows = self.without_new(rows, owners)
        if merged:
            rows = self.without_merged_as_they_are(rows, holders, merged)
        rows = self.with_free_ids(rows, owners)
        rows = self.with_own_target(rows, owners)
        found = compared(self.stage, rows, owners, self.options) if owners else {}
        if self.options.only is Only.NEW:
            rows = self.without_updates(rows, found)
        logins = self.granted_logins(self.asking_for_logins(rows, owners, found))
        for row in rows:
            if row.row in found:
                self.correct(row, *found[row.row], logins.get(row.row, ""))
            elif row.row in owners:
                self.out["outcomes"].append(("unchanged", owners[row.row][0], "", row.row))
        self.flush()

    def without_merged_as_they_are(
        self, rows: Sequence[Pending], holders: Owners, merged: Mapping[int, int]
    ) -> Sequence[Pending]:
        """Leave alone what a list says of who was merged as it always did: the survivor's values stand beside them.

        What it says otherwise is news, and written at the survivor.
        """
        asked = {row.row: holders[row.row][0] for row in rows if len(holders.get(row.row, ())) == 1}
        asked = {row: number for row, number in asked.items() if number in merged}
        known = known_customers(list(asked.values()))
        same = {
            row.row: merged[asked[row.row]]
            for row in self.stage.rows(list(asked))
            if asked[row.row] in known and not told_by(row, known[asked[row.row]], self.options).changes
        }
        self.out["outcomes"] += [("unchanged", number, "", row) for row, number in same.items()]
        return [row for row in rows if row.row not in same]

    # --- what cannot be taken in ---

    def is_refused(self, row: Pending, owners: Sequence[int]) -> bool:
        if len(owners) > 1 and row.key is not Key.FINGERPRINT:
            listed = ", ".join(f"No. {number}" for number in owners[:5]) + (" and more" if len(owners) > 5 else "")
            values = {"owners": listed, "key": LABEL[row.key], "value": row.value}
            return self.refuse(row, Said(row.key.value, SEVERAL, SEVERAL_CURE, values))
        if row.key is Key.NUMBER and not owners:
            return self.refuse(row, Said("number", NO_SUCH, NO_SUCH_CURE, {"number": row.value}))
        if row.nameless and not owners:
            return self.refuse(row, *unpack(row.nameless))
        return False

    def refuse(self, row: Pending, *said: Said) -> bool:
        self.out["outcomes"].append(("reject", None, pack(said), row.row))
        return True

    def with_free_ids(self, rows: Sequence[Pending], owners: Owners) -> Sequence[Pending]:
        """The rows whose external id is theirs: where it is not the key, somebody else may have it."""
        ids = {row.row: row.external_id for row in rows if row.external_id and row.key is not Key.EXTERNAL_ID}
        if not ids:
            return rows
        holders = owners_by(Key.EXTERNAL_ID, set(ids.values()))
        first = self.stage.claim("external_id", [(value, row) for row, value in ids.items()])
        first |= self.stage.rows_with_key(Key.EXTERNAL_ID.value, set(ids.values()))
        return [row for row in rows if not self.is_id_taken(row, ids.get(row.row, ""), holders, first, owners)]

    def is_id_taken(
        self, row: Pending, wanted: str, holders: dict[str, list[int]], first: dict[str, int], owners: Owners
    ) -> bool:
        others = [number for number in holders.get(wanted, ()) if number not in owners.get(row.row, ())]
        if others:
            values = {"external_id": wanted, "owner": others[0]}
            return self.refuse(row, Said("external_id", ID_TAKEN, ID_CURE, values))
        if wanted and first[wanted] != row.row:
            values = {"external_id": wanted, "row": first[wanted]}
            return self.refuse(row, Said("external_id", ID_TWICE, ID_CURE, values))
        return False

    def with_own_target(self, rows: Sequence[Pending], owners: Owners) -> Sequence[Pending]:
        """The rows whose customer no earlier row of the file has found by another key."""
        targets = {row.row: str(owners[row.row][0]) for row in rows if is_compared(row, owners, self.options)}
        if not targets:
            return rows
        first = self.stage.claim("number", [(number, row) for row, number in targets.items()])
        return [row for row in rows if row.row not in targets or not self.is_late(row, targets[row.row], first)]

    def is_late(self, row: Pending, number: str, first: dict[str, int]) -> bool:
        if (earlier := first[number]) == row.row:
            return False
        return self.refuse(row, Said("", SAME_TARGET, SAME_TARGET_CURE, {"row": earlier, "number": number}))

    # --- what is not wanted ---

    def without_new(self, rows: Sequence[Pending], owners: Owners) -> Sequence[Pending]:
        self.leave_out([row for row in rows if row.row not in owners], ONLY_UPDATES)
        return [row for row in rows if row.row in owners]

    def without_updates(self, rows: Sequence[Pending], found: Compared) -> Sequence[Pending]:
        """The rows that are new. One that agrees with its customer stays unchanged, and is given no login either."""
        self.leave_out([row for row in rows if row.row in found and found[row.row][1].changes], ONLY_NEW)
        same = [row for row in rows if row.row in found and not found[row.row][1].changes]
        self.out["outcomes"] += [("unchanged", found[row.row][0].number, "", row.row) for row in same]
        return [row for row in rows if row.row not in found]

    def leave_out(self, rows: Sequence[Pending], sentence: str) -> None:
        said = Said("", sentence)
        for row in rows:
            self.refuse(row, said)
        self.out["left_out"] += [(row.row,) for row in rows]

    # --- who may log in ---

    def asking_for_logins(self, rows: Sequence[Pending], owners: Owners, found: Compared) -> Sequence[Pending]:
        """The rows that bring a login address. Whom a list kept without one gets it only of a list that invites."""
        if self.options.invite is Invite.NEVER:
            return []
        rows = [row for row in rows if wants_login(row, owners, found)]
        if self.options.invites:
            return rows
        never = never_invited([owners[row.row][0] for row in rows if row.row in owners])
        return [row for row in rows if row.row not in owners or owners[row.row][0] not in never]

    def granted_logins(self, rows: Sequence[Pending]) -> dict[int, str]:
        """The login address of each row that gets one: it is nobody's, and no earlier row of the file wants it."""
        wanted = {row.row: row.email for row in rows}
        owners = owners_of_logins({email.lower() for email in wanted.values()})
        free = {row: email for row, email in wanted.items() if email.lower() not in owners}
        first = self.stage.claim("login", [(email.lower(), row) for row, email in free.items()])
        granted = {}
        for row in rows:
            email = wanted[row.row]
            if owner := owners.get(email.lower()):
                self.warn(row, Said("email", LOGIN_TAKEN, "", {"owner": owner, "email": email}))
            elif (earlier := first[email.lower()]) != row.row:
                self.warn(row, Said("email", LOGIN_TWICE, "", {"row": earlier, "email": email}))
            else:
                granted[row.row] = email
        self.out["granted"] = [(row, email.lower()) for row, email in granted.items()]
        return granted

    def warn(self, row: Pending, said: Said) -> None:
        self.out["warnings"].append((row.row, row.line, pack([said])))

    # --- what would be written ---

    def correct(self, row: Pending, known: Known, found: Difference, login: str) -> None:
        if login:
            found.changes["login_email"] = ("", login)
            self.out["stage_logins"].append((None, known.number, login, login.lower()))
        self.out["outcomes"].append(("update" if found.changes else "unchanged", known.number, "", row.row))
        if found.changes:
            stage_difference(self.out, known, found, row.row)
        if somebody_else := is_another_name(*found.changes.get("name", ("", ""))):
            self.warn(row, Said("name", ANOTHER, ANOTHER_CURE, {"number": known.number, **somebody_else}))

    def flush(self) -> None:
        outcomes = self.out.pop("outcomes", [])
        self.stage.db.executemany("UPDATE records SET outcome = ?, number = ?, said = ? WHERE row = ?", outcomes)
        for table, rows in self.out.items():
            self.stage.add(table, rows)
        self.out.clear()


def is_another_name(old: str, new: str) -> dict[str, str]:
    """The two names where they have no word in common: ids of two systems may be alike, and name two customers."""
    alike = set(fold(old).split()) & set(fold(new).split())
    return {"old": old, "new": new} if old and new and not alike else {}


def holders_by_row(rows: Sequence[Pending]) -> Owners:
    """The customers that the rows find by their keys; most rows of a first import find none, and are left out."""
    keys: dict[Key, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.key].add(row.value)
    found = {key: holders_of(key, values) for key, values in keys.items()}
    if not any(found.values()):
        return {}
    return {row.row: numbers for row in rows if (numbers := found[row.key].get(row.value))}


def owners_of(rows: Sequence[Pending], holders: Owners, merged: Mapping[int, int]) -> Owners:
    """Whom the rows are about: who was merged is the survivor."""
    owners = {row: sorted({merged.get(number, number) for number in numbers}) for row, numbers in holders.items()}
    return owners | with_one_tax_id(rows, owners)


def with_one_tax_id(rows: Sequence[Pending], owners: Owners) -> Owners:
    """Of several customers with one tax id, a row without an external id means the only one that has none either."""
    shared = {
        row.row: owners[row.row]
        for row in rows
        if row.key is Key.TAX_ID and not row.external_id and len(owners.get(row.row, ())) > 1
    }
    plain = without_external_id({number for numbers in shared.values() for number in numbers})
    own = {row: [number for number in numbers if number in plain] for row, numbers in shared.items()}
    return {row: numbers for row, numbers in own.items() if len(numbers) == 1}


def is_compared(row: Pending, owners: Owners, options: Options) -> bool:
    """A row that is there to the letter has nothing to compare but what is said of the whole list; staff may have
    corrected the customer since."""
    return row.row in owners and (row.key is not Key.FINGERPRINT or bool(options.category or options.tags))


def compared(stage: Stage, pending: Sequence[Pending], owners: Owners, options: Options) -> Compared:
    """The rows that are about a customer, with the customer and what the row says otherwise."""
    rows = stage.rows([row.row for row in pending if is_compared(row, owners, options)])
    known = known_customers([owners[row.row][0] for row in rows])
    pairs = [(row, known[owners[row.row][0]]) for row in rows if owners[row.row][0] in known]
    return {row.row: (customer, told_by(row, customer, options)) for row, customer in pairs}


def told_by(row: Row, known: Known, options: Options) -> Difference:
    is_there = row.key is Key.FINGERPRINT
    found = Difference(dict(known.own)) if is_there else difference(row, known)
    compare_with_list(found, known, options, said=() if is_there else tags_of(row.values["tags"]))
    return found


def wants_login(row: Pending, owners: Owners, found: Compared) -> bool:
    """A new customer's e-mail, and that of a customer who has no login yet; never an Active one's, whom that would let
    in by the right to import alone (decision 22)."""
    if not row.email:
        return False
    if row.row not in owners:
        return True
    if row.key is Key.FINGERPRINT or row.row not in found:
        return False
    known = found[row.row][0]
    return not known.has_login and not known.is_active


def never_invited(numbers: Collection[int]) -> set[int]:
    """Those of these customers who came by a list that gave nobody an account."""
    if not numbers:
        return set()
    lists = Import.objects.filter(options__invite=Invite.NEVER.value).values("pk")
    return set(Customer.objects.filter(number__in=numbers, batch__in=lists).values_list("number", flat=True))


def stage_difference(out: dict[str, list[tuple[Any, ...]]], known: Known, found: Difference, row: int) -> None:
    number, own = known.number, found.own
    out["stage_addresses"] += [(None, number, key, use, *place) for key, use, place in found.places]
    out["stage_contacts"] += [(None, number, key, *person) for key, person in found.contacts]
    out["stage_tags"] += [(None, number, tag) for tag in found.tags]
    known_at = str(connection.ops.adapt_datetimefield_value(known.changed_at))
    changes, before = (
        json.dumps(each, ensure_ascii=False)
        for each in (found.changes, before_image(known, found.changes, found.places, found.contacts, found.tags))
    )
    values = [own[name] for name in OWN]
    out["stage_updates"].append((number, known_at, *values, fold(own["name"]), uuid7().hex, changes, row, before))
