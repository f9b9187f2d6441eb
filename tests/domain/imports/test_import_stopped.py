"""An import is stopped while it is being written: what was written is taken back, and nothing remains."""

import threading

import pytest
from django.db import connection

from onaccount.domain.customers.actions import correct_customer, sets
from onaccount.domain.customers.models import Replaced, Unpublished
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.imports.actions import apply_import, cancel_import, take_back_unfinished
from onaccount.domain.imports.actions.intakes.customers import write as applying
from onaccount.domain.imports.actions.move import move_import
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import ChangedSinceRehearsal, ImportState, NotInThisState
from tests.domain.imports.importing import AT, BY, apply, figures, rehearse, take_in
from tests.domain.imports.test_undo import add, books, in_slices, list_of

pytestmark = pytest.mark.django_db(transaction=True)


def in_another_process(work) -> None:
    """As far as the database is concerned: on a connection of its own."""

    def done() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=done)
    thread.start()
    thread.join()


@pytest.mark.parametrize("after", [0, 5, 8])
def test_what_was_written_before_somebody_stopped_it_is_taken_back(monkeypatch, after):
    """After none, among the new customers, and among those that are updated."""
    in_slices(monkeypatch)
    monkeypatch.setattr(applying, "TOLD_EVERY", 3)
    add(name="Hollin Dairy", external_id="A", tags="old", city="York")
    add(name="Hollin Farm", external_id="B")
    before = books()
    card = rehearse(list_of(*"ABCDEFGH"))
    stopped: list[int] = []

    def tell(work: Work, done: int, _total: int) -> None:
        if work is Work.WRITING and done >= after and not stopped:
            stopped.append(done)
            in_another_process(lambda: cancel_import(key=card.key, by=BY, at=AT))

    apply_import(key=card.key, by=BY, at=AT, tell=tell)
    assert stopped
    assert import_card(card.key).state is ImportState.CANCELLED
    assert books() == before
    assert not Unpublished.objects.exists()
    assert not Replaced.objects.exists()
    assert [fact.name for fact in facts_of(Subject("import", str(card.key)))][:2] == [
        "import.cancelled",
        "import.stopped",
    ]
    assert figures(take_in(list_of(*"ABCDEFGH"))) == {"create": 6, "update": 2}


def test_what_is_written_already_is_not_stopped():
    card = take_in(list_of("A"))
    with pytest.raises(NotInThisState):
        cancel_import(key=card.key, by=BY, at=AT)


def test_an_import_that_was_stopped_after_its_process_had_died_is_cancelled_by_the_next_who_comes():
    card = rehearse(list_of("A"))
    move_import(card.key, ImportState.APPLYING)
    cancel_import(key=card.key, by=BY, at=AT)
    assert import_card(card.key).state is ImportState.STOPPING
    assert take_back_unfinished(by=BY, at=AT) == 1
    assert import_card(card.key).state is ImportState.CANCELLED


@pytest.mark.sqlite
def test_an_update_that_meets_a_newer_change_between_two_slices_takes_all_of_them_back(monkeypatch):
    in_slices(monkeypatch)
    numbers = [add(name=f"Hollin Dairy {i}", external_id=i) for i in "ABCDEFGH"]
    card = rehearse(list_of(*"ABCDEFGH"))
    update_set = sets.update_set
    written: list[int] = []

    def be_quick(batch, *, low, high):
        if len(written) == 1:
            correct_customer(number=numbers[-1], values={"city": "Hull"}, by=BY, at=AT)
        written.append(update_set(batch, low=low, high=high))
        return written[-1]

    monkeypatch.setattr(sets, "update_set", be_quick)
    before = books()
    with pytest.raises(ChangedSinceRehearsal):
        apply(card.key)
    assert sum(written) > 0
    after = books()
    assert [place for place in after.pop("Address") if place[0] != numbers[-1]] == before.pop("Address")
    assert after == before
