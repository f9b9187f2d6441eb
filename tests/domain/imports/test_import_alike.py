"""Rows that look like another row, or like a customer who is there: found before they are written, for people."""

from datetime import timedelta

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions import (
    apply_import,
    keep_alike_of,
    leave_out_row,
    rehearse_import,
    say_of_alike,
    say_of_all_alike,
    undo_import,
    unsay_of_alike,
)
from onaccount.domain.imports.actions.intakes import customers as writing
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries import Wanted, import_card, open_alike, rows_page
from onaccount.domain.imports.rules.alike import NotAlike, NothingAlike, OneByOne, Says
from onaccount.domain.matching.actions import decide_pair, look_at
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.rules import NotAllowed
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in
from tests.stage import work_off

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("External id", "Company", "Phone", "Postcode")
HERE = ("A-1", "Graham's Widgets Ltd", "+441632960177", "EX39 1QX")
ALIKE = ("B-9", "Graham's Widgets Ltd", "+441632960177", "EX39 1QX")
ANOTHER = ("B-10", "Weir & Co", "+441134960000", "LS1 1AA")


@pytest.fixture
def graham() -> int:
    take_in(as_csv(HEADER, HERE))
    return Customer.objects.get().number


def again(card):
    """Rehearse as the worker does after a correction."""
    rehearse_import(key=card.key, by=BY, at=AT)
    return import_card(card.key)


def alike_in(card):
    assert card.figures is not None
    return card.figures.alike


def alike_lines(card):
    return rows_page(card.key, Wanted(is_alike=True)).rows


def test_a_new_row_that_looks_like_a_customer_is_taken_in_with_a_warning(graham):
    card = rehearse(as_csv(HEADER, ALIKE, ANOTHER))
    assert figures(card) == {"create": 2}
    assert alike_in(card) == 1
    (line,) = alike_lines(card)
    assert (line.row, line.says) == (2, None)
    (alike,) = line.alike
    assert (alike.number, alike.name, alike.other_row) == (graham, "Graham's Widgets Ltd", None)
    assert alike.likeness.answer in (Answer.LIKELY, Answer.SAME)
    assert "same phone" in [str(reason) for reason in alike.likeness.reasons]


def test_a_row_that_looks_like_an_earlier_one_of_its_file_says_which():
    card = rehearse(as_csv(HEADER, HERE, ANOTHER, ALIKE))
    (line,) = alike_lines(card)
    assert line.row == 4
    assert [(each.number, each.other_row) for each in line.alike] == [(None, 2)]


def test_what_a_key_decides_is_decided(graham):
    changed = ("A-1", "Grahams Widgets", "+441632960177", "EX39 1QX")
    card = rehearse(as_csv(HEADER, changed, changed))
    assert figures(card) == {"update": 1, "repeated": 1}
    assert alike_in(card) == 0


def test_it_can_be_left_alone(graham):
    assert alike_in(rehearse(as_csv(HEADER, ALIKE), matches=False)) == 0


def test_a_long_list_is_compared_once_it_is_in_and_says_so(graham, monkeypatch):
    monkeypatch.setattr("onaccount.domain.imports.rules.alike.MOST_COMPARED", 1)
    card = rehearse(as_csv(HEADER, ANOTHER, ALIKE))
    assert alike_in(card) == 0
    said = [str(remark) for remark in import_card(card.key).remarks]
    assert [sentence for sentence in said if "2 new rows are more than the 1 that are compared" in sentence]
    assert not any("are compared" in str(remark) for remark in rehearse(as_csv(HEADER, ALIKE), matches=False).remarks)


def test_once_written_the_two_stand_among_the_pairs_to_decide(graham):
    take_in(as_csv(HEADER, ALIKE))
    new = Customer.objects.latest("number").number
    pair = Pair.objects.get()
    assert (pair.low_id, pair.high_id, pair.decision) == (graham, new, "open")
    assert {"same_phone"} <= {reason["code"] for reason in pair.reasons}


def test_two_new_rows_that_look_alike_become_a_pair():
    take_in(as_csv(HEADER, HERE, ANOTHER, ALIKE))
    numbers = {each.external_id: each.number for each in Customer.objects.all()}
    assert list(Pair.objects.values_list("low", "high")) == [(numbers["A-1"], numbers["B-9"])]


def test_whoever_takes_a_row_in_as_new_is_not_asked_again(graham):
    card = rehearse(as_csv(HEADER, ALIKE))
    assert not say_of_alike(key=card.key, row=2, says=Says.NEW, number=None, by=BY, at=AT)
    assert import_card(card.key).can_apply
    assert open_alike(card.key) == {}
    assert figures(apply(card.key)) == {"create": 1}
    pair = Pair.objects.get()
    assert (pair.decision, pair.decided_by_key) == ("different", BY.key)


def test_a_row_can_update_the_customer_it_looks_like(graham):
    card = rehearse(as_csv(HEADER, ("", "Graham's Widgets Ltd", "+441632960178", "EX39 1QX"), ANOTHER))
    assert say_of_alike(key=card.key, row=2, says=Says.UPDATE, number=graham, by=BY, at=AT)
    card = again(card)
    assert figures(card) == {"create": 1, "update": 1}
    assert alike_in(card) == 0
    apply(card.key)
    assert Customer.objects.get(number=graham).phone == "+441632960178"
    assert Customer.objects.count() == 2
    assert not Pair.objects.exists()


def test_what_was_said_can_be_taken_back(graham):
    card = rehearse(as_csv(HEADER, ALIKE))
    say_of_alike(key=card.key, row=2, says=Says.UPDATE, number=graham, by=BY, at=AT)
    card = again(card)
    assert figures(card) == {"update": 1}
    assert unsay_of_alike(key=card.key, row=2, by=BY, at=AT)
    card = again(card)
    assert figures(card) == {"create": 1}
    assert sum(open_alike(card.key).values()) == 1
    names = [fact.name for fact in facts_of(Subject("import", str(card.key)))]
    assert {"import.alike_settled", "import.alike_reopened"} <= set(names)


def test_a_row_left_out_is_asked_about_no_more(graham):
    card = rehearse(as_csv(HEADER, ALIKE, ANOTHER))
    leave_out_row(key=card.key, row=2, by=BY, at=AT)
    card = again(card)
    assert (figures(card), alike_in(card)) == ({"create": 1, "reject": 1}, 0)


@pytest.mark.parametrize(
    ("says", "expected"), [(Says.NEW, {"create": 3}), (Says.UPDATE, {"create": 1, "update": 1, "repeated": 1})]
)
def test_all_that_are_the_same_are_decided_at_once(says, expected):
    header = (*HEADER, "Registration number")
    take_in(as_csv(header, (*HERE, "04417723")))
    rows = [("", *HERE[1:3], "EX39 1QY", "04417723"), ("", *HERE[1:], "04417723")]
    card = rehearse(as_csv(header, *rows, (*ANOTHER, "")))
    ((answer, count),) = open_alike(card.key).items()
    assert (answer, count) == (Answer.SAME, 2)
    assert say_of_all_alike(key=card.key, answer=answer, says=says, by=BY, at=AT) == 2
    assert open_alike(card.key) == {}
    card = import_card(card.key) if says is Says.NEW else again(card)
    assert figures(card) == expected
    with pytest.raises(NothingAlike):
        say_of_all_alike(key=card.key, answer=answer, says=says, by=BY, at=AT)


def test_what_is_not_surely_the_same_updates_nobody_unseen(graham):
    """D-13: each such row is looked at by somebody, who says so of it."""
    card = rehearse(as_csv(HEADER, ("", "Graham's Widgets Ltd", "+441632960178", "EX39 1QX"), ANOTHER))
    ((answer, _),) = open_alike(card.key).items()
    assert answer is not Answer.SAME
    with pytest.raises(OneByOne):
        say_of_all_alike(key=card.key, answer=answer, says=Says.UPDATE, by=BY, at=AT)
    assert sum(open_alike(card.key).values()) == 1
    assert say_of_all_alike(key=card.key, answer=answer, says=Says.NEW, by=BY, at=AT) == 1


def test_a_neighbour_is_not_written_over_because_two_rows_are_alike():
    header = ("External id", "Company", "Phone", "Postcode", "Address line 1", "City")
    office = ("+441632960177", "EX39 1QX", "17 High Street", "Bideford")
    take_in(as_csv(header, ("A-1", "Weir Tools Ltd", "", *office[1:])))
    rows = [(key, "Graham's Widgets Ltd", *office) for key in ("B-1", "B-2")]
    card = rehearse(as_csv(header, *rows))
    (twin,) = [line for line in alike_lines(card) if line.row == 3]
    answers = [(each.other_row, each.likeness.answer) for each in twin.alike]
    assert answers == [(2, Answer.LIKELY), (None, Answer.MAYBE)]
    for answer in (Answer.LIKELY, Answer.MAYBE):
        with pytest.raises(OneByOne):
            say_of_all_alike(key=card.key, answer=answer, says=Says.UPDATE, by=BY, at=AT)


@pytest.mark.parametrize("external_id", ["B-9", ""])
def test_what_was_folded_into_a_row_goes_with_it_to_the_customer(graham, external_id):
    row = (external_id, "Graham's Widgets Ltd", "+441632960177", "EX39 1QY")
    card = rehearse(as_csv(HEADER, row, row, ANOTHER))
    assert figures(card) == {"create": 2, "repeated": 1}
    say_of_alike(key=card.key, row=2, says=Says.UPDATE, number=graham, by=BY, at=AT)
    card = again(card)
    assert figures(card) == {"create": 1, "update": 1, "repeated": 1}
    apply(card.key)
    assert Customer.objects.count() == 2


def test_all_that_look_so_alike_are_left_out_at_once(graham):
    card = rehearse(as_csv(HEADER, ALIKE, ANOTHER))
    ((answer, _),) = open_alike(card.key).items()
    assert say_of_all_alike(key=card.key, answer=answer, says=None, by=BY, at=AT) == 1
    assert figures(again(card)) == {"create": 1, "reject": 1}


def test_nothing_can_be_said_of_a_row_that_looks_like_nobody(graham):
    card = rehearse(as_csv(HEADER, ALIKE, ANOTHER))
    for row, number in ((3, graham), (2, graham + 1), (99, graham)):
        with pytest.raises(NotAlike):
            say_of_alike(key=card.key, row=row, says=Says.UPDATE, number=number, by=BY, at=AT)
    with pytest.raises(NotAlike):
        unsay_of_alike(key=card.key, row=2, by=BY, at=AT)


def test_only_who_may_import_says_so(graham):
    card = rehearse(as_csv(HEADER, ALIKE))
    nobody = Actor("staff", "0", "Nobody")
    with pytest.raises(NotAllowed):
        say_of_alike(key=card.key, row=2, says=Says.NEW, number=None, by=nobody, at=AT)
    with pytest.raises(NotAllowed):
        say_of_all_alike(key=card.key, answer=Answer.LIKELY, says=None, by=nobody, at=AT)
    with pytest.raises(NotAllowed):
        unsay_of_alike(key=card.key, row=2, by=nobody, at=AT)


def test_a_pair_does_not_keep_an_import_from_being_taken_back(graham):
    card = take_in(as_csv(HEADER, ALIKE, ANOTHER))
    assert Pair.objects.count() == 1
    undo_import(key=card.key, by=BY, at=AT + timedelta(hours=1))
    assert list(Customer.objects.values_list("number", flat=True)) == [graham]
    assert not Pair.objects.exists()


def test_what_was_said_outlives_another_rehearsal(graham):
    card = rehearse(as_csv(HEADER, ALIKE, ANOTHER))
    say_of_alike(key=card.key, row=2, says=Says.NEW, number=None, by=BY, at=AT)
    leave_out_row(key=card.key, row=3, by=BY, at=AT)
    card = again(card)
    assert figures(card) == {"create": 1, "reject": 1}
    assert open_alike(card.key) == {}
    apply_import(key=card.key, by=BY, at=AT)
    assert Pair.objects.get().decision == "different"


def test_what_was_said_of_a_row_is_kept_though_the_writing_was_cut_off_right_after_it(graham, monkeypatch):
    card = rehearse(as_csv(HEADER, ALIKE))
    say_of_alike(key=card.key, row=2, says=Says.NEW, number=None, by=BY, at=AT)
    monkeypatch.setattr(writing, "keep_alike", lambda *_args, **_more: None)  # the process ends here
    apply(card.key)
    look_at(Customer.objects.latest("number").number, at=AT)
    assert Pair.objects.get().decision == "open"  # somebody may be asked already
    work_off()
    pair = Pair.objects.get()
    assert (pair.decision, pair.decided_by_key) == ("different", BY.key)


def test_what_a_person_says_after_the_list_stays_when_the_pairs_are_kept_again(graham):
    card = rehearse(as_csv(HEADER, ALIKE))
    say_of_alike(key=card.key, row=2, says=Says.NEW, number=None, by=BY, at=AT)
    apply(card.key)
    pair = Pair.objects.get()
    later = AT + timedelta(minutes=1)
    decide_pair(low=pair.low_id, high=pair.high_id, decision=Decision.OPEN, seen=Decision.DIFFERENT, by=BY, at=later)
    Import.objects.update(alike_kept=False)
    assert keep_alike_of(key=card.key, at=AT)
    assert Pair.objects.get().decision == "open"
