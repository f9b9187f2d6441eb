"""check-books from the command line."""

import json

import pytest
from click.testing import CliRunner

from onaccount.delivery.commands import main
from tests.domain.ledger.books import fill_books, raw, tampering

pytestmark = pytest.mark.django_db


def run(*words: str):
    return CliRunner().invoke(main, ["check-books", *words])


def test_it_answers_in_words_and_in_json_and_by_its_exit_code():
    account = fill_books()
    done = run("--json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ok"], said["postings"], said["difference"]) == (0, True, 10, None)
    assert "The books hold: 10 postings of 2 accounts, 3 holds." in run("--against", said["digest"]).stdout
    with tampering():
        raw("UPDATE ledger_posting SET key = 'other' WHERE owner_id = %s AND seq = 9", account)
    done = run()
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"Posting 9 of account {account} is not what was posted" in done.stderr
    done = run("--json")
    assert (done.exit_code, json.loads(done.stdout)["difference"]["code"]) == (1, "hash_differs")


def test_what_is_no_digest_is_said():
    done = run("--against", "yesterday")
    assert (done.exit_code, "is no digest of the books" in done.stderr) == (1, True)
