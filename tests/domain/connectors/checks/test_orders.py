"""A check is ordered, answered, voided; an order that costs money is never repeated blindly (D-16, I20)."""

import pytest
from django.db import connection

from onaccount.domain.connectors.actions.checks import note_check, order_check, void_check, void_outdated
from onaccount.domain.connectors.models import Check
from onaccount.domain.connectors.queries.checks import checks_of, raw_answer, reference_to_stand_on
from onaccount.domain.connectors.rules.checks import (
    AlreadyAsked,
    CheckAtWork,
    CheckOver,
    NeedsReference,
    NoSuchOutcome,
    NothingToAsk,
    ScoreImpossible,
    Source,
    SourceNotOn,
)
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Event
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money
from tests.domain.connectors.checks.bureau import Bureau
from tests.simulators.faults import Fault
from tests.stage import AT, COMMAND, INES, TOM, everything_in_the_database, hire, sign_up, work_off

pytestmark = pytest.mark.django_db


def test_an_agency_answers_with_a_reference_a_score_and_a_limit(bureau: Bureau):
    check = bureau.check(bureau.company())
    assert (check.state, check.outcome, check.score) == ("answered", "passed", 62)
    assert (check.reference, check.limit_minor, check.limit_currency) == ("order-1", 500_000, "GBP")
    assert check.reasons == ["Grade B: Low Risk"]
    assert bureau.agencies.paid() == {str(check.pk): 1}, "the order carries our id"


def test_a_limit_of_nothing_is_advice_too(bureau: Bureau):
    """ "Lend them nothing" is kept and shown; where no limit was advised, none stands there."""
    bureau.agencies.companies["00445790"].limit = 0
    number = bureau.company()
    check = bureau.check(number)
    assert (check.limit_minor, check.limit_currency) == (0, "GBP")
    assert [card.limit for card in checks_of(number)] == [Money(0, "GBP")]


def test_the_answer_is_evidence_and_moves_no_stage(bureau: Bureau):
    number = bureau.company()
    bureau.check(number)
    work_off(at=bureau.now())
    assert Customer.objects.get(number=number).stage == "none"
    assert reference_to_stand_on(checks_of(number)) == "order-1"


@pytest.mark.parametrize(("grade", "outcome"), [("A", "passed"), ("C", "referred"), ("D", "failed"), ("E", "referred")])
def test_a_grade_is_one_of_three_outcomes(bureau: Bureau, grade, outcome):
    bureau.agencies.companies["00445790"].grade = grade
    assert bureau.check(bureau.company()).outcome == outcome


def test_whom_the_agency_does_not_know_is_referred_and_nothing_is_paid(bureau: Bureau):
    check = bureau.check(bureau.company(registration_number="09999999"))
    assert (check.state, check.outcome) == ("answered", "referred")
    assert not bureau.agencies.orders


def test_several_of_the_same_name_are_for_a_person(bureau: Bureau):
    bureau.agencies.add_company("01111111", name="Graham's Widgets")
    bureau.agencies.add_company("02222222", name="Graham's Widgets")
    number = sign_up(at=bureau.now(), name="Graham's Widgets", registration_number="", postcode="")
    check = bureau.check(number)
    assert (check.outcome, check.reasons) == ("referred", ["The agency knows 2 such companies"])


def test_what_is_being_asked_is_not_ordered_twice(bureau: Bureau):
    number = bureau.company()
    bureau.order(number)
    with pytest.raises(AlreadyAsked):
        bureau.order(number)


def test_the_same_question_is_not_asked_again_for_a_day(bureau: Bureau):
    number = bureau.company()
    first = bureau.check(number)
    again = bureau.check(number)
    assert (again.outcome, again.reference, again.taken_from) == ("passed", first.reference, first.pk)
    assert len(bureau.agencies.orders) == 1
    bureau.agencies.pass_time(24 * 3600 + 1)
    assert bureau.check(number).taken_from is None
    assert len(bureau.agencies.orders) == 2


# --- an order whose fate is unknown ---


def test_an_order_whose_answer_was_lost_is_asked_about_and_not_paid_twice(bureau: Bureau):
    bureau.agencies.break_down(Fault.DROP_AFTER)
    check = bureau.check(bureau.company())
    assert check.state == "sent"
    bureau.agencies.mend()
    bureau.push_later()
    check.refresh_from_db()
    assert (check.state, check.outcome) == ("answered", "passed")
    assert bureau.agencies.paid() == {str(check.pk): 1}


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.STATUS])
def test_an_order_that_never_arrived_is_sent_once_more_when_the_agency_says_so(bureau: Bureau, fault):
    bureau.agencies.break_down(fault, times=1)
    check = bureau.check(bureau.company())
    assert check.state == "sent"
    bureau.push_later()
    check.refresh_from_db()
    assert check.state == "answered"
    assert bureau.agencies.paid() == {str(check.pk): 1}
    assert bureau.agencies.calls("/orders"), "it was asked first"


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.CUT_BODY, Fault.DROP_AFTER])
def test_an_order_is_for_a_person_where_the_agency_cannot_say_what_became_of_it(bureau: Bureau, fault):
    bureau.agencies.knows_orders = False
    bureau.agencies.break_down(fault, times=1)
    check = bureau.check(bureau.company())
    bureau.push_later()
    check.refresh_from_db()
    assert (check.state, check.outcome, check.next_try_at) == ("not_checked", "", None)
    assert str(check.pk) in check.why
    assert len(bureau.agencies.orders) == 1


def test_what_has_left_cannot_be_taken_back(bureau: Bureau):
    number = bureau.company()
    bureau.agencies.break_down(Fault.DROP_AFTER)
    check = bureau.check(number)
    with pytest.raises(CheckAtWork):
        void_check(number=number, key=check.pk, by=COMMAND, at=bureau.now())


# --- void ---


def test_an_answer_is_void_when_a_field_that_was_asked_about_is_corrected(bureau: Bureau):
    number = bureau.company()
    check = bureau.check(number)
    correct_customer(number=number, values={"phone": "+44 1947 600000"}, by=COMMAND, at=bureau.now())
    work_off(at=bureau.now())
    check.refresh_from_db()
    assert check.state == "answered", "the telephone was not asked about"
    correct_customer(number=number, values={"name": "Widgets Unlimited"}, by=COMMAND, at=bureau.now())
    work_off(at=bureau.now())
    check.refresh_from_db()
    assert (check.state, check.why) == ("voided", "Name was corrected after it was asked about")
    assert reference_to_stand_on(checks_of(number)) == ""
    assert void_outdated(number=number, at=bureau.now()) == 0


def test_an_answer_about_what_was_corrected_meanwhile_is_void_at_once(bureau: Bureau):
    number = bureau.company()
    check = bureau.order(number)
    Customer.objects.filter(number=number).update(name="Somebody Else Ltd")
    bureau.push()
    work_off(at=bureau.now())
    check.refresh_from_db()
    assert check.state == "voided"


def test_a_check_is_voided_once_and_a_waiting_one_is_then_not_asked(bureau: Bureau):
    number = bureau.company()
    check = bureau.order(number)
    void_check(number=number, key=check.pk, by=COMMAND, at=bureau.now())
    with pytest.raises(CheckOver):
        void_check(number=number, key=check.pk, by=COMMAND, at=bureau.now())
    assert bureau.push() == 0
    assert not bureau.agencies.asked


# --- by hand, and refusals ---


def test_somebody_writes_down_what_they_found(db):
    number = sign_up(at=AT)
    tom = hire(TOM)
    said = {"score": "71", "limit": "2500.00", "reasons": "Known for years."}
    note_check(number=number, outcome="passed", reference="CS-1", by=tom, at=AT, **said)
    card = checks_of(number)[0]
    assert (card.source, card.score, str(card.limit)) == (Source.BY_HAND, 71, "2500.00")
    assert card.reasons == ("Known for years.",)
    assert reference_to_stand_on([card]) == "CS-1"
    assert Event.objects.filter(name="check.noted", actor_key=tom.key).exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"reference": ""}, NeedsReference),
        ({"outcome": "splendid"}, NoSuchOutcome),
        ({"score": "ninety"}, ScoreImpossible),
        ({"score": "1001"}, ScoreImpossible),
    ],
)
def test_a_check_by_hand_says_what_it_stands_on(db, more, refusal):
    told = {"outcome": "passed", "reference": "CS-1", **more}
    with pytest.raises(refusal):
        note_check(number=sign_up(at=AT), by=COMMAND, at=AT, **told)
    assert not Check.objects.exists()


def test_what_is_not_connected_is_said_plainly(db):
    with pytest.raises(SourceNotOn, match="not connected, so nothing was checked"):
        order_check(number=sign_up(at=AT), source=Source.CREDITSAFE, by=COMMAND, at=AT)


@pytest.mark.parametrize(
    ("values", "source"),
    [
        ({"registration_number": ""}, Source.COMPANIES_HOUSE),
        ({"registration_number": "HRB 12345"}, Source.COMPANIES_HOUSE),
        ({"tax_id": ""}, Source.HMRC),
        ({"tax_id": "DE123456789"}, Source.HMRC),
        ({"tax_id": "GB553557881"}, Source.VIES),
    ],
)
def test_who_cannot_be_asked_about_is_refused_before_anything_is_sent(bureau: Bureau, values, source):
    number = bureau.company(**values)
    with pytest.raises(NothingToAsk):
        bureau.order(number, source)


def test_only_who_decides_on_credit_orders_and_writes_down(bureau: Bureau):
    number, ines = bureau.company(), hire(INES)
    with pytest.raises(NotAllowed):
        order_check(number=number, source=Source.CREDITSAFE, by=ines, at=AT)
    with pytest.raises(NotAllowed):
        note_check(number=number, outcome="passed", reference="x", by=ines, at=AT)


# --- what is kept ---


def test_the_raw_answer_is_kept_encrypted_and_stands_in_no_log(bureau: Bureau, caplog):
    caplog.set_level("DEBUG", logger="onaccount")
    number = bureau.company(name="Zebulon Unmistakable Ltd")
    bureau.agencies.companies["00445790"].name = "Zebulon Unmistakable Ltd"
    check = bureau.check(number)
    assert b"commonDescription" in raw_answer(number, check.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM connectors_check")
        assert "commonDescription" not in cursor.fetchone()[0]
    assert "Zebulon" not in caplog.text
    told = everything_in_the_database()
    assert "Agency pass 1" not in told
