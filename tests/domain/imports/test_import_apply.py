"""What was approved is what is written, all of it or nothing."""

import time
from datetime import timedelta

import pytest

from onaccount.domain.customers.actions import add_customer, correct_customer, sets
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Unpublished
from onaccount.domain.customers.queries import visible
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.history.models import Event
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions import (
    apply_import,
    approve_import,
    cancel_import,
    change_import,
    forget_stages,
    rehearse_import,
    start_import,
    take_back,
    take_back_unfinished,
)
from onaccount.domain.imports.actions.at_work import applying_alone, at_work
from onaccount.domain.imports.actions.intakes.customers import write as applying
from onaccount.domain.imports.actions.move import move_import
from onaccount.domain.imports.queries import import_card, imports_page, rows_page
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.states import (
    AnotherImportApplies,
    ChangedSinceRehearsal,
    ImportState,
    NotInThisState,
    RowsGone,
    RowsRejected,
)
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation import slices as slicing
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ("External id", "Company", "E-mail", "Tax id", "City", "Tags", "Contact given name")
STRANGER = Actor("staff", "4711", "Nobody")


def add(**values: str) -> int:
    return add_customer(values=values, origin=Origin.STAFF, login_email=values.get("email", ""), by=BY, at=AT)


def rows(count: int) -> bytes:
    listed = (
        (f"H-{n}", f"Hollin {n}", f"h{n}@hollin.example", "", "Leeds", "dairy; wave 1", "Nora") for n in range(count)
    )
    return as_csv(HEADER, *listed)


def everything() -> tuple[int, ...]:
    parts = (Customer, Address, Contact, Location, Unpublished, Customer.tags.through)
    return (*(part.objects.count() for part in parts), Event.objects.filter(name="customer.added").count())


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small imports are written the way big ones are."""
    monkeypatch.setattr(applying, "AT_ONCE", 10)
    monkeypatch.setattr(applying, "FIRST_SLICE", 5)
    monkeypatch.setattr(slicing, "PAUSE", 0)
    monkeypatch.setattr(slicing, "LEAST", 10)


@pytest.mark.parametrize("way", ["at once", "in slices"])
def test_a_set_is_written_with_all_its_parts(way, request):
    if way == "in slices":
        request.getfixturevalue("slices")
    card = take_in(rows(40))
    assert card.state is ImportState.APPLIED
    assert everything() == (40, 40, 40, 40, 0, 80, 40)
    assert (card.first_number, card.last_number) == (
        Customer.objects.earliest("pk").pk,
        Customer.objects.latest("pk").pk,
    )
    (line, *_) = rows_page(card.key).rows
    assert Customer.objects.get(external_id="H-0").pk == line.number
    assert facts_of(Subject("import", str(card.key)))[0].name == "import.applied"


@pytest.mark.parametrize("way", ["at once", "in slices"])
@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ({"name": "Quick", "email": "H7@hollin.example"}, "Login address"),
        ({"name": "Quick", "external_id": "H-7"}, "External id H-7 now belongs to No."),
    ],
)
def test_a_key_or_login_taken_since_the_rehearsal_leaves_nothing_written(way, meanwhile, said, request):
    if way == "in slices":
        request.getfixturevalue("slices")
    card = rehearse(rows(40))
    add(**meanwhile)
    before = everything()
    with pytest.raises(ChangedSinceRehearsal, match=said):
        apply(card.key)
    assert everything() == before
    failed = import_card(card.key)
    assert failed.state is ImportState.FAILED
    assert said in failed.error


@pytest.mark.sqlite
@pytest.mark.parametrize("taking", [{"email": "h39@hollin.example"}, {"external_id": "H-39"}])
def test_what_is_taken_between_two_slices_takes_all_of_them_back(slices, monkeypatch, taking):
    card = rehearse(rows(40))
    add_set = sets.add_set
    written = []

    def add_and_be_too_late(batch, *, low, high):
        added = add_set(batch, low=low, high=high)
        written.append(added)
        return added

    def be_quick(_seconds):
        if len(written) == 1:
            add(name="Quick", **taking)

    monkeypatch.setattr(sets, "add_set", add_and_be_too_late)
    monkeypatch.setattr(time, "sleep", be_quick)
    with pytest.raises(ChangedSinceRehearsal):
        apply(card.key)
    assert 0 < sum(written) < 40
    assert [customer.name for customer in Customer.objects.all()] == ["Quick"]
    assert not Unpublished.objects.exists()
    assert Event.objects.filter(name="customer.added").count() == 1


def test_a_customer_corrected_since_the_rehearsal_is_not_overwritten():
    number = add(name="Hollin", external_id="H-1")
    card = rehearse(as_csv(HEADER, ("H-1", "Hollin Ltd", "", "", "", "", "")))
    correct_customer(number=number, values={"name": "Hollin & Daughters"}, by=BY, at=AT.replace(hour=10))
    with pytest.raises(ChangedSinceRehearsal, match="1 of the customers to update"):
        apply(card.key)
    assert Customer.objects.get().name == "Hollin & Daughters"


def test_after_a_failure_the_file_is_rehearsed_again_and_written():
    card = rehearse(rows(3))
    add(name="Quick", email="h1@hollin.example")
    with pytest.raises(ChangedSinceRehearsal):
        apply(card.key)
    change_import(key=card.key, options=card.options, by=BY, at=AT, here=True)
    rehearse_import(key=card.key, by=BY, at=AT)
    card = apply(card.key)
    assert figures(card) == {"create": 3}
    assert card.figures is not None
    assert card.figures.warnings == 1


@pytest.mark.sqlite
def test_slices_are_hidden_until_the_last_is_written(slices, monkeypatch):
    seen = []
    add_set = sets.add_set

    def add_and_look(batch, *, low, high):
        added = add_set(batch, low=low, high=high)
        seen.append((Customer.objects.count(), visible().count()))
        return added

    monkeypatch.setattr(sets, "add_set", add_and_look)
    take_in(rows(40))
    assert len(seen) > 1
    assert {shown for _, shown in seen} == {0}
    assert visible().count() == 40


def test_an_import_is_written_once():
    card = take_in(rows(2))
    with pytest.raises(NotInThisState):
        apply(card.key)
    assert Customer.objects.count() == 2


def test_only_one_import_is_written_at_a_time():
    card = rehearse(rows(2))
    with applying_alone(), pytest.raises(AnotherImportApplies):
        apply(card.key)
    assert apply(card.key).state is ImportState.APPLIED


def test_rejected_rows_need_somebody_who_says_partial():
    card = rehearse(as_csv(("Company", "E-mail"), ("Hollin", "a@hollin.example"), ("", "b@hollin.example")))
    assert figures(card) == {"create": 1, "reject": 1}
    with pytest.raises(RowsRejected):
        approve_import(key=card.key, partial=False, by=BY, at=AT)
    approve_import(key=card.key, partial=True, by=BY, at=AT)
    assert figures(apply(card.key)) == {"create": 1, "reject": 1}
    assert Customer.objects.count() == 1


def test_a_rehearsal_whose_rows_are_gone_is_done_again_and_not_written():
    """They stand beside the books: after a restore from a backup they are not there."""
    card = rehearse(rows(2))
    stage_path(card.key).unlink()
    with pytest.raises(RowsGone):
        approve_import(key=card.key, partial=False, by=BY, at=AT)
    with pytest.raises(RowsGone):
        apply(card.key)
    change_import(key=card.key, options=Options(), by=BY, at=AT, here=True)
    rehearse_import(key=card.key, by=BY, at=AT)
    assert apply(card.key).state is ImportState.APPLIED


def test_a_cancelled_import_is_not_written():
    card = rehearse(rows(2))
    cancel_import(key=card.key, by=BY, at=AT)
    with pytest.raises(NotInThisState):
        apply(card.key)
    assert not Customer.objects.exists()


def test_a_reading_that_is_cancelled_stops():
    key = start_import(name="list.csv", chunks=[rows(3)], options=Options(), by=BY, at=AT, here=True)
    rehearse_import(key=key, by=BY, at=AT, tell=lambda _work, _done, _total: cancel_once(key))
    assert import_card(key).state is ImportState.CANCELLED


def cancel_once(key) -> None:
    if import_card(key).state is ImportState.READING:
        cancel_import(key=key, by=BY, at=AT)


@pytest.mark.parametrize(
    ("state", "word"), [(ImportState.READING, "Reading was stopped"), (ImportState.APPLYING, "Writing was stopped")]
)
def test_an_import_whose_process_is_gone_is_taken_back_and_one_at_work_is_not(state, word):
    card = rehearse(rows(2))
    if state is ImportState.READING:
        move_import(card.key, ImportState.UPLOADED)
    move_import(card.key, state)
    with at_work(card.key):
        assert take_back_unfinished(by=BY, at=AT) == 0
    assert take_back_unfinished(by=BY, at=AT) == 1
    assert word in import_card(card.key).error
    assert take_back_unfinished(by=BY, at=AT) == 0


def test_an_import_that_ends_while_it_is_looked_at_is_not_taken_for_dead(monkeypatch):
    card = rehearse(rows(2))
    move_import(card.key, ImportState.UPLOADED)
    move_import(card.key, ImportState.READING)

    def ends_and_lets_go(key) -> bool:
        move_import(key, ImportState.REHEARSED)
        return False

    monkeypatch.setattr(take_back, "is_at_work", ends_and_lets_go)
    assert take_back_unfinished(by=BY, at=AT) == 0
    assert import_card(card.key).state is ImportState.REHEARSED


def test_the_rows_of_old_and_cancelled_imports_are_forgotten():
    kept, cancelled = rehearse(rows(1)), rehearse(rows(1))
    cancel_import(key=cancelled.key, by=BY, at=AT)
    assert forget_stages(by=BY, at=AT) == 1
    assert len(rows_page(kept.key).rows) == 1
    assert forget_stages(by=BY, at=AT + timedelta(days=31)) == 1
    assert rows_page(kept.key).rows == []


def test_nobody_imports_without_the_right():
    card = rehearse(rows(1))
    for verb in (rehearse_import, apply_import, cancel_import):
        with pytest.raises(NotAllowed):
            verb(key=card.key, by=STRANGER, at=AT)
    with pytest.raises(NotAllowed):
        start_import(name="list.csv", chunks=[b""], options=Options(), by=STRANGER, at=AT)
    with pytest.raises(NotAllowed):
        approve_import(key=card.key, partial=False, by=STRANGER, at=AT)


def test_imports_are_listed_newest_first():
    first, second = rehearse(rows(1), "first.csv"), rehearse(rows(1), "second.csv")
    assert [card.file_name for card in imports_page().rows] == ["second.csv", "first.csv"]
    assert [card.key for card in imports_page(after=second.key).rows] == [first.key]


def test_rows_are_paged_by_outcome():
    card = rehearse(rows(120))
    first = rows_page(card.key)
    assert (len(first.rows), first.before, first.after) == (50, None, 51)
    second = rows_page(card.key, after=first.after)
    assert (second.rows[0].row, second.before) == (52, 52)
    assert [row.row for row in rows_page(card.key, before=second.before).rows] == [row.row for row in first.rows]
    assert rows_page(card.key, after=101).after is None
