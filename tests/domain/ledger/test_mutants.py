"""A test that nothing can fail proves nothing: each deliberate defect is caught by the property that it breaks."""

import pytest
from django.db import DatabaseError, transaction

from onaccount.foundation.refusals import Refused
from tests.domain.ledger.mutants import MUTANTS
from tests.domain.ledger.properties import PROPERTIES, hold_to
from tests.stage import let_in

CAUGHT = (AssertionError, pytest.fail.Exception, Refused, DatabaseError)  # the last two: it said no, where yes was due


class Undone(Exception):  # noqa: N818
    pass


def tried(proved, customer) -> BaseException | None:
    """What a property of the code as it is now came to; nothing of it stays."""
    caught: BaseException | None = None
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    hold_to(proved, customer)
            except CAUGHT as failure:
                caught = failure
            raise Undone
    except Undone:
        return caught


@pytest.mark.django_db
def test_the_code_as_it_is_has_all_its_properties_and_each_defect_is_caught_by_the_one_it_breaks(monkeypatch):
    customer = let_in()
    for proved in PROPERTIES:
        with transaction.atomic():
            hold_to(proved, customer)
            transaction.set_rollback(True)
    for defect, proved in MUTANTS.items():
        with monkeypatch.context() as patch:
            defect(patch)
            assert tried(proved, customer) is not None, f"{defect.__name__} lives: {proved.__name__}"
    assert set(PROPERTIES) == set(MUTANTS.values()), "and no property is there that nothing breaks"
