"""Customer numbers rise from 1, are never used twice, and may have gaps (D-19), whoever takes them."""

import pytest
from django.db import connection

from onaccount.domain.customers.actions.sets import take_numbers
from tests.stage import sign_up

pytestmark = pytest.mark.django_db


def start_anew() -> None:
    """As on the first day: no number has ever been taken."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'customers_customer'")
        else:
            cursor.execute("SELECT pg_get_serial_sequence('customers_customer', 'number')")
            (sequence,) = cursor.fetchone()
            cursor.execute("SELECT setval(%s, 1, false)", [sequence])


def test_the_very_first_block_begins_with_number_1():
    start_anew()
    assert take_numbers(67) == 0
    assert take_numbers(3) == 67


def test_a_block_and_single_customers_never_share_a_number():
    start_anew()
    first = sign_up()
    before = take_numbers(10)
    assert before == first
    assert sign_up(login="") == before + 11
