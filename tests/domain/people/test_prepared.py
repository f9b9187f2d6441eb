"""A prepared query gives what the query itself would give, each time with its own values."""

import pytest

from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import A_NUMBER, A_TEXT, Prepared
from tests.stage import INES, NADIA, TOM, hire

pytestmark = pytest.mark.django_db

COLUMNS = ("pk", "name", "created_at", "temporary_until", "is_active", "group__levels")


def by(kind: str, key: int):
    return Principal.objects.filter(kind=kind, pk=key).order_by().values_list(*COLUMNS)


def test_rows_are_those_of_the_query_with_each_value_as_python_has_it():
    prepared = Prepared(by, A_TEXT, A_NUMBER)
    keys = [int(hire(player).key) for player in (NADIA, TOM, INES)]
    for key in [*keys, 0, *keys[::-1]]:
        for kind in ("staff", "token"):
            assert prepared(kind, key) == list(by(kind, key))


def test_it_is_compiled_once_and_asked_in_one_statement(django_assert_num_queries):
    made: list[int] = []

    def make(key: int):
        made.append(key)
        return by("staff", key)

    prepared = Prepared(make, A_NUMBER)
    with django_assert_num_queries(3):
        for key in (1, 2, 3):
            prepared(key)
    assert made == [A_NUMBER]


def test_a_mark_that_the_query_does_not_hold_is_found_out():
    with pytest.raises(AssertionError):
        Prepared(lambda key, other: by("staff", key), A_NUMBER, A_TEXT)(1, "x")
