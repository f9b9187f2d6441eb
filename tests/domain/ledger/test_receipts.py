"""A receipt's code finds its posting, says whether it holds, and cannot be made up."""

from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from onaccount.delivery.commands.verify_receipt import command
from onaccount.domain.accounts.actions import open_account, reverse_posting, take_charge
from onaccount.domain.ledger.actions import lifted_guards
from onaccount.domain.ledger.queries import PostingCard, receipt_of
from onaccount.domain.ledger.rules.receipts import NotAReceipt, read_receipt, receipt_code
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_code_is_read_back_whatever_case_blanks_or_look_alike_letters(key, hash_):
    code = receipt_code(key, hash_.hex())
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_receipt(typed) == read_receipt(code) == (key, hash_.hex()[:8])


@pytest.mark.parametrize("code", ["", "0" * 31, "U" * 32, "0" * 33, "é" * 32, "../../etc/passwd"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(NotAReceipt):
        read_receipt(code)


@pytest.fixture
def charge(db) -> PostingCard:
    number = let_in()
    open_account(customer=number, currency="GBP", limit=None, by=COMMAND, at=AT)
    take_charge(customer=number, amount=Money(1, "GBP"), key="a", by=COMMAND, at=AT)
    return take_charge(
        customer=number, amount=Money(37_50, "GBP"), key="b", note="for Graham", by=COMMAND, at=AT
    ).posting


def test_a_receipt_says_amount_time_and_number_and_no_names(charge):
    code = receipt_code(charge.id, charge.hash)
    page = Client().get(f"/verify/{code}/").content.decode()
    for words in ("This receipt is true", "37.50 GBP", "<dd>2 "):
        assert words in page
    assert "Graham" not in page
    reverse_posting(posting=charge.id, key="c", by=COMMAND, at=AT)
    assert "Taken back" in Client().get(f"/verify/{code}/").content.decode()


def test_an_id_without_its_hash_finds_nothing(charge):
    made_up = receipt_code(charge.id, "0" * 64)
    assert Client().get(f"/verify/{made_up}/").status_code == 404
    assert Client().get(f"/verify/{receipt_code(UUID(int=1), charge.hash)}/").status_code == 404


def test_a_posting_that_was_tampered_with_is_told(charge):
    code = receipt_code(charge.id, charge.hash)
    assert receipt_of(code).ok
    with lifted_guards(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_line SET amount_minor = amount_minor * 2 WHERE amount_minor IN (3750, -3750)")
    assert not receipt_of(code).ok
    assert CliRunner().invoke(command, [code]).exit_code == 1
