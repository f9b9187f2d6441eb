"""Decisions on credit: two people above an amount, a checklist that opens by itself, and decisions taken back."""

from datetime import timedelta
from itertools import pairwise, product

import pytest

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.stages import NeedsCreditReference, leads_back
from onaccount.domain.customers.rules.status import STAGE_MOVES, Kind, Stage
from onaccount.domain.history.models import Event
from onaccount.domain.vetting.actions import set_stage, undo_stage
from onaccount.domain.vetting.actions.assignment import assign
from onaccount.domain.vetting.actions.checklist import settle_item
from onaccount.domain.vetting.models import ChecklistItem, FirstYes
from onaccount.domain.vetting.queries.deciding import outcomes_by_reason, two_people
from onaccount.domain.vetting.queries.queue import MINE, SORTS, QueueFilter, next_in_queue, queue_page
from onaccount.domain.vetting.rules.checklist import Outcome, What
from onaccount.domain.vetting.rules.deciding import STAGE_UNDO_WITHIN, NoStageToUndo, SamePerson, takes_two
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, NADIA, TOM, hire

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(minutes=1)


@pytest.fixture
def number():
    return handed_in(dealer_user(dealer()))  # 120.00 a month


@pytest.fixture
def tom():
    return hire(TOM)


@pytest.fixture
def nadia():
    return hire(NADIA)


def stage_of(number: int) -> Stage:
    return Stage(Customer.objects.get(number=number).stage)


@pytest.mark.parametrize(
    ("to", "monthly", "above", "expected"),
    [
        (Stage.PASSED, 12_001, 12_000, True),
        (Stage.PASSED, 12_000, 12_000, False),
        (Stage.PASSED, 12_001, None, False),
        (Stage.PASSED, None, 0, False),
        (Stage.PASSED, 1, 0, True),
        *((to, 99_999, 1, False) for to in Stage if to is not Stage.PASSED),
    ],
)
def test_two_people_let_pass_whoever_brings_more_than_the_amount(to, monthly, above, expected):
    assert takes_two(to, monthly_minor=monthly, above=above) is expected


def test_a_decision_leads_back_where_the_table_has_that_way():
    ways = {(was, now) for was, now in product(Stage, Stage) if now in STAGE_MOVES[was] and leads_back(was, now)}
    assert ways == {
        (Stage.REFERRED, Stage.PASSED), (Stage.REFERRED, Stage.FAILED), (Stage.PASSED, Stage.REFERRED),
        (Stage.FAILED, Stage.REFERRED),
    }  # fmt: skip


def test_above_the_amount_the_first_yes_is_kept_and_the_second_has_to_be_somebody_elses(number, tom, nadia):
    keep_choices(four_eyes_minor=11_999, by=COMMAND, at=AT)
    first = set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=tom, at=AT)
    assert (first.stage, stage_of(number)) == ("new", Stage.NEW)
    waiting = two_people(number)
    assert waiting
    assert waiting.by_key == tom.key
    with pytest.raises(SamePerson):
        set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=tom, at=SOON)
    assert stage_of(number) is Stage.NEW
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=nadia, at=SOON)
    assert stage_of(number) is Stage.PASSED
    told = Event.objects.filter(subject_key=str(number), name__in=["customer.stage_first_yes", "customer.stage_passed"])
    assert [(event.name, event.actor_key) for event in told.order_by("at")] == [
        ("customer.stage_first_yes", tom.key), ("customer.stage_passed", nadia.key),
    ]  # fmt: skip
    assert not FirstYes.objects.exists()


def test_a_first_yes_needs_what_the_move_needs_and_counts_for_what_was_looked_at(number, tom, nadia):
    keep_choices(four_eyes_minor=0, by=COMMAND, at=AT)
    with pytest.raises(NeedsCreditReference):
        set_stage(number=number, to=Stage.PASSED, by=tom, at=AT)
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=tom, at=AT)
    correct_customer(number=number, values={"name": "Another name"}, by=tom, at=SOON)
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=nadia, at=SOON)
    assert stage_of(number) is Stage.NEW
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-1", by=nadia, at=SOON)
    assert not FirstYes.objects.exists()


def test_whoever_is_referred_has_a_checklist_with_an_owner_and_a_day(number, tom, nadia):
    assign(number=number, to=int(nadia.key), by=nadia, at=AT)
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-1", by=tom, at=AT)
    items = ChecklistItem.objects.filter(customer=number)
    assert {What(item.what) for item in items} == set(What) - {What.PAPER, What.QUESTION}
    assert {str(item.owner_id) for item in items} == {nadia.key}
    assert {item.due_on for item in items} == {(AT + timedelta(days=14)).date()}
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-2", by=tom, at=SOON)
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-3", by=tom, at=SOON)
    assert items.count() == 5, "what is open already is not asked twice"


def test_a_person_is_not_asked_for_a_director(tom):
    person = handed_in(dealer_user(dealer()), Kind.INDIVIDUAL)
    set_stage(number=person, to=Stage.REFERRED, credit_reference="CR-1", by=tom, at=AT)
    assert not ChecklistItem.objects.filter(customer=person, what="director").exists()
    assert {str(item.owner_id) for item in ChecklistItem.objects.filter(customer=person)} == {tom.key}


def test_a_decision_is_taken_back_by_who_made_it_while_it_is_fresh(number, tom, nadia):
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-1", by=tom, at=AT)
    with pytest.raises(NoStageToUndo):
        undo_stage(number=number, by=tom, at=SOON)  # the table has no way back to New
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-2", by=tom, at=AT)
    with pytest.raises(NoStageToUndo):
        undo_stage(number=number, by=nadia, at=SOON)
    with pytest.raises(NoStageToUndo):
        undo_stage(number=number, by=tom, at=AT + STAGE_UNDO_WITHIN + timedelta(seconds=1))
    undo_stage(number=number, by=tom, at=SOON)
    customer = Customer.objects.get(number=number)
    assert (customer.stage, customer.credit_reference) == ("referred", "CR-1")
    with pytest.raises(NoStageToUndo):
        undo_stage(number=number, by=tom, at=SOON)  # what took something back is not taken back


def test_what_came_of_the_referred_is_counted_by_what_they_were_asked_for(number, tom):
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-1", by=tom, at=AT)
    item = {What(one.what): one.pk for one in ChecklistItem.objects.filter(customer=number)}
    settle_item(number=number, item=item[What.DEPOSIT], by=tom, at=AT)
    settle_item(number=number, item=item[What.GUARANTEE], outcome=Outcome.NOT_NEEDED, by=tom, at=AT)
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-2", by=tom, at=SOON)
    rows = {row.what: row for row in outcomes_by_reason()}
    deposit, guarantee, director = rows[What.DEPOSIT], rows[What.GUARANTEE], rows[What.DIRECTOR]
    assert (deposit.asked, deposit.brought, deposit.passed, deposit.undecided) == (1, 1, 1, 0)
    assert (guarantee.brought, guarantee.not_needed) == (0, 1)
    assert (director.waiting, director.passed, director.failed) == (1, 1, 0)


@pytest.mark.parametrize("sort", [f"{way}{name}" for name in SORTS for way in ("", "-")])
def test_the_next_of_a_queue_is_the_one_that_stands_behind_in_it(sort, tom):
    lena = dealer_user(dealer())
    numbers = [handed_in(lena, name=name) for name in ("Bee", "Ant", "Bee")]
    numbers.append(handed_in(lena, Kind.INDIVIDUAL))
    assign(number=numbers[1], to=int(tom.key), by=tom, at=AT)
    set_stage(number=numbers[2], to=Stage.REFERRED, credit_reference="CR-1", by=tom, at=AT)
    wanted = QueueFilter(sort=sort)
    order = [row.number for row in queue_page(wanted, me=int(tom.key)).rows]
    for here, behind in pairwise(order):
        assert next_in_queue(wanted, me=int(tom.key), after=here) == behind
    assert next_in_queue(wanted, me=int(tom.key), after=order[-1]) is None
    assert next_in_queue(QueueFilter(whose=MINE), me=int(tom.key), after=numbers[3]) == numbers[1]
