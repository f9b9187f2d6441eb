"""Who somebody may be, before a second record of them exists (B-02)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.queries import Candidate, candidates, candidates_of
from onaccount.domain.matching.rules import Answer, Likeness
from onaccount.domain.matching.rules.states import Decision
from tests.naughty import OURS
from tests.stage import AT, CAFE, sign_up

pytestmark = pytest.mark.django_db
WIDGETS = {"name": "Graham's Widgets Ltd", "registration_number": "04417723"}


def codes(candidate: Candidate) -> set[str]:
    return {reason.code for reason in candidate.likeness.reasons}


def fields_of(number: int) -> dict[str, str]:
    return dict(customer_card(number).fields)


def test_somebody_is_found_with_the_answer_and_the_reasons():
    number = sign_up()
    sign_up(CAFE)
    (found,) = candidates({**WIDGETS, "email": "office@elsewhere.example"})
    assert (found.number, found.name, found.status.value) == (number, "Graham's Widgets", "new")
    assert found.likeness.answer is Answer.SAME
    assert "same_registration_number" in codes(found)
    assert "other_email" in codes(found)


@pytest.mark.parametrize(
    "shared",
    [
        {"email": "graham@widgets.example"},
        {"login_email": "Graham@Widgets.example"},
        {"phone": "01632 960 177"},
        {"email": "graham@widgets.example", "phone": "01632 960 177"},
    ],
)
@pytest.mark.parametrize("name", ["Graham's Nursery Holdings", "Quay Street Bakery", "Elspeth Roy"])
def test_who_shares_an_address_or_a_telephone_is_never_the_same_for_that(shared, name):
    """Same e-mail, sister companies, Jr and Sr are not one customer (D-13)."""
    sign_up()
    assert all(each.likeness.answer is not Answer.SAME for each in candidates({"name": name, **shared}))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"email": "GRAHAM@widgets.example"}, "same_email"),
        ({"login_email": "graham@widgets.example"}, "same_login_email"),
        ({"external_id": "A-1"}, "same_external_id"),
        ({"tax_id": "GB 882 4410 05"}, "same_tax_id"),
    ],
)
def test_who_shares_a_value_to_the_letter_is_told_whatever_else_differs(values, code):
    number = sign_up(external_id="A-1")
    (found,) = candidates({"name": "Quay Street Bakery", "phone": "01271 111 222", "postcode": "PL1 1AA", **values})
    assert found.number == number
    assert code in codes(found)
    assert found.is_asked_about


@pytest.mark.parametrize(
    ("answer", "shared", "is_asked"),
    [
        (Answer.SAME, (), True),
        (Answer.LIKELY, (), True),
        (Answer.MAYBE, (), False),
        (Answer.MAYBE, ("email",), True),
    ],
)
def test_asked_about_is_who_is_likely_the_same_or_has_the_same_value(answer, shared, is_asked):
    assert Candidate(7, WIDGETS["name"], Status.NEW, Likeness(answer, 0.5), shared).is_asked_about is is_asked


def test_a_sister_company_is_maybe_the_same_at_most():
    sign_up(name="Pellow Marine Plc", tax_id="GB304556781", registration_number="02218840", email="a@pellow.example")
    sister = {"name": "Pellow Timber Plc", "registration_number": "09118840", "email": "a@pellow.example"}
    assert [each for each in candidates(sister) if each.is_likely] == []


def test_the_surest_comes_first_and_no_more_than_were_asked_for():
    same = sign_up(registration_number="04417723")
    for n in range(8):
        sign_up(login=f"trader{n}@widgets.example", registration_number="", tax_id="")
    asked = {**WIDGETS, "email": "graham@widgets.example", "phone": "01632 960 177"}
    found = candidates(asked)
    assert found[0].number == same
    assert [each.likeness.answer for each in found] == sorted(
        (each.likeness.answer for each in found), key=list(Answer).index
    )
    assert len(found) == 5
    assert [each.number for each in candidates(asked, limit=1)] == [same]


def test_only_who_is_at_least_so_sure_is_told():
    sign_up()
    assert candidates({"name": "Graham's Widgets"})
    assert candidates({"name": "Graham's Widgets"}, least=Answer.SAME) == []


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"name": ""},
        {"name": "\x00"},
        {"name": "x" * 10_000},
        {"email": "half an addr"},
        {"email": "x" * 10_000},
        {"city": "Bideford", "postcode": "EX39 1QX", "country": "GB", "line1": "Unit 4, Rope Walk"},
        {"colour": "blue"},
        {"notes": "Graham's Widgets"},
        {"name": "%", "tax_id": "' OR 1=1 --", "external_id": "_"},
    ],
)
@pytest.mark.parametrize("is_typing", [False, True])
def test_nobody_is_found_by_what_tells_nothing(values, is_typing):
    sign_up()
    assert candidates(values, is_typing=is_typing) == []


def test_whatever_is_typed_is_answered():
    sign_up()
    for text in OURS:
        for name in ("name", "email", "phone", "tax_id"):
            candidates({name: text, "given_name": text}, is_typing=True)


# --- while somebody types ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Graham's Wid", "GRAHAM'S WIDGET", "Graham's Widgets"])
def test_a_name_that_is_not_typed_to_its_end_is_known(typed):
    number = sign_up()
    (found,) = candidates({"name": typed}, is_typing=True)
    assert found.number == number


@pytest.mark.parametrize("typed", ["G", "Gr", "Gra", "Graham's", "Graham's Wid"])
def test_by_the_beginning_of_a_name_alone_nobody_is_likely_the_same(typed):
    sign_up()
    sign_up("Graham Roy")
    assert not any(each.is_likely for each in candidates({"name": typed}, is_typing=True))


def test_what_is_sent_is_not_read_on():
    sign_up()
    assert candidates({"name": "Graham's Wid"}) == []


# --- who is not offered -----------------------------------------------------------------------------------------------


def test_a_customer_is_not_its_own_double_nor_one_that_was_excepted():
    first, second = sign_up(), sign_up(login="b@widgets.example")
    values = fields_of(second)
    assert [each.number for each in candidates(values, but_not={second})] == [first]
    assert candidates(values, but_not={first, second}) == []


def test_a_pair_that_a_person_called_different_is_not_offered_again():
    first, second = sign_up(), sign_up(login="b@widgets.example")
    fields = {number: fields_of(number) for number in (first, second)}
    assert [each.number for each in candidates_of(fields[second], number=second)] == [first]
    Pair.objects.create(
        low_id=first,
        high_id=second,
        answer="likely",
        surety=2,
        score=0.9,
        decision=Decision.DIFFERENT.value,
        found_at=AT,
    )
    assert candidates_of(fields[second], number=second) == []
    assert candidates_of(fields[first], number=first) == []
    assert [each.number for each in candidates(WIDGETS)] == [first, second]


@pytest.mark.parametrize("decision", [Decision.OPEN, Decision.LATER])
def test_a_pair_that_waits_is_offered(decision):
    first, second = sign_up(), sign_up(login="b@widgets.example")
    Pair.objects.create(
        low_id=first, high_id=second, answer="likely", surety=2, score=0.9, decision=decision.value, found_at=AT
    )
    values = fields_of(first)
    assert [each.number for each in candidates_of(values, number=first)] == [second]


# --- families ---------------------------------------------------------------------------------------------------------


def test_who_was_merged_is_shown_as_the_survivor_once():
    survivor = sign_up(CAFE)
    loser = sign_up()
    Customer.objects.filter(number=loser).update(merged_into=survivor)
    (found,) = candidates({"registration_number": "04417723", "name": "Graham's Widgets"})
    assert (found.number, found.name, found.merged) == (survivor, "Old Quay Café", loser)
    both = candidates({"registration_number": "04417723", "name": "Old Quay Café"})
    assert [each.number for each in both] == [survivor]


def test_a_family_is_not_offered_to_its_own():
    survivor = sign_up()
    loser = sign_up(login="b@widgets.example")
    Customer.objects.filter(number=loser).update(merged_into=survivor)
    values = fields_of(survivor)
    assert candidates_of(values, number=survivor) == []
    assert candidates_of(values, number=loser) == []


# --- what it costs ----------------------------------------------------------------------------------------------------


def statements(values: dict[str, str], *, is_typing: bool = False) -> int:
    with CaptureQueriesContext(connection) as asked:
        candidates(values, is_typing=is_typing)
    return len(asked)


@pytest.mark.parametrize("is_typing", [False, True])
def test_it_asks_as_often_for_one_as_for_many(is_typing):
    sign_up()
    one = statements(WIDGETS, is_typing=is_typing)
    for n in range(20):
        sign_up(login=f"trader{n}@widgets.example")
    assert statements(WIDGETS, is_typing=is_typing) == one


def test_nothing_is_asked_where_nothing_tells():
    assert statements({"city": "Bideford"}) == 0
