"""From each state of the migrations the triggers stand, and reversals leave what they reverse as it was (I7)."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from onaccount.domain.accounts.actions import reverse_posting, take_charge
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.queries import check_books
from onaccount.foundation.money import Money
from tests.domain.ledger.books import open_one, raw
from tests.places import ROOT
from tests.reliability.books import books_in, teller_at
from tests.stage import AT, COMMAND

REVERSALS = 1000
ROOMS = ("ledger", "accounts")


def states() -> list[tuple[str, str]]:
    """Each migration of the rooms that keep money, the first ones first. Without accounts there is the ledger alone."""
    found = []
    for room in ROOMS:
        folder = ROOT / "onaccount/domain" / room / "migrations"
        found += [(room, path.stem) for path in sorted(folder.glob("[0-9]*.py"))]
    return [("accounts", "zero"), *found[1:]]


def test_from_each_state_of_the_migrations_the_triggers_refuse_and_check_books_says_that_they_stand(tmp_path: Path):
    with books_in(tmp_path / "data") as place, teller_at(place) as teller:
        for room, name in [*states(), *states()[-2::-1]]:  # forth, then back
            teller.ask("migrate_to", room, name)
            teller.ask("post_bare")
            assert teller.ask("let_through") == [], (room, name)
            assert teller.books_hold()
        place.onaccount("migrate")
        assert teller.ask("let_through") == []
        assert teller.books_hold()
        assert teller.ask("without_a_trigger") == [1, "guard_missing"]
        assert teller.books_hold()


@pytest.mark.django_db
def test_reversals_leave_every_byte_of_what_they_reverse():
    number = open_one()
    made = [
        take_charge(customer=number, amount=Money(1, "GBP"), key=f"c{n}", by=COMMAND, at=AT) for n in range(REVERSALS)
    ]
    before = bytes_of(made)
    for n, each in enumerate(made):
        reverse_posting(posting=each.posting.id, key=f"r{n}", by=COMMAND, at=AT)
    assert bytes_of(made) == before
    assert Posting.objects.count() == 2 * REVERSALS
    assert check_books().difference is None


def bytes_of(made: list[Any]) -> str:
    """A digest of every column of these postings and of their lines, as the database has them."""
    kept = hashlib.sha256()
    for each in made:
        for table, column in (("ledger_posting", "id"), ("ledger_line", "posting_id")):
            kept.update(repr(sorted(raw(f"SELECT * FROM {table} WHERE {column} = %s", each.posting.id))).encode())
    return kept.hexdigest()
