"""How alike two parties are: identifiers make them the same, all else is for a person to decide (D-13)."""

import pytest

from onaccount.domain.matching.rules import Answer, likeness

ACME = {
    "kind": "company", "name": "Graham's Widgets Ltd", "line1": "17 High Street", "city": "Leeds",
    "postcode": "LS1 4AB",
    "country": "GB", "phone": "0113 496 0001", "email": "info@grahams.example.com",
    "registration_number": "01234567",
}  # fmt: skip
JOHN = {
    "kind": "individual", "given_name": "John", "family_name": "Hollin", "line1": "5 Mill Lane", "city": "York",
    "postcode": "YO1 7HH", "phone": "01904 496 002", "email": "hollin@web.example.com",
}  # fmt: skip


def codes(found):
    return [reason.code for reason in found.reasons]


def test_the_same_registration_number_with_a_name_alike_is_the_same():
    found = likeness(
        ACME, {"name": "Grahams Widget Limited", "registration_number": "01234567", "email": "x@y.example"}
    )
    assert found.answer is Answer.SAME
    assert {"same_registration_number", "name_alike", "other_email"} <= set(codes(found))


@pytest.mark.parametrize("field", ["tax_id", "registration_number", "external_id", "number"])
def test_an_identifier_under_another_name_is_not_the_same(field):
    one = ACME | {field: "GB123987654"}
    assert likeness(one, {"name": "Quite Another Bakery", field: "GB123987654"}).answer is not Answer.SAME


def test_an_identifier_in_another_country_is_not_the_same():
    assert likeness(ACME, ACME | {"country": "DE"}).answer is not Answer.SAME


def test_without_an_identifier_nothing_is_the_same():
    one = {name: value for name, value in ACME.items() if name != "registration_number"}
    assert likeness(one, one).answer is Answer.LIKELY


def test_the_same_email_alone_is_not_one():
    found = likeness(
        {"name": "Weir Foods", "email": "a@b.example.com"}, {"name": "Okafor Glazing", "email": "a@b.example.com"}
    )
    assert found.answer in (Answer.DIFFERENT, Answer.MAYBE)


def test_sister_companies_in_one_house_are_not_one():
    sister = ACME | {"name": "Graham's Holdings Ltd", "registration_number": "07654321"}
    assert likeness(ACME, sister).answer not in (Answer.SAME, Answer.LIKELY)


def test_firms_of_other_names_in_one_house_with_one_phone_are_not_likely_one():
    neighbour = {name: ACME[name] for name in ("line1", "city", "postcode", "country", "phone")}
    assert likeness(ACME, {"name": "Okafor Glazing", **neighbour}).answer not in (Answer.SAME, Answer.LIKELY)


def test_a_slip_in_a_registration_number_does_not_part_what_else_is_one():
    slip = ACME | {"registration_number": "01324567"}
    assert likeness(ACME, slip).answer is Answer.LIKELY
    assert "registration_number_alike" in codes(likeness(ACME, slip))
    sister = slip | {"name": "Graham's Holdings Ltd"}  # registered on one day
    assert likeness(ACME, sister).answer not in (Answer.SAME, Answer.LIKELY)


def test_neighbours_at_a_host_of_all_are_less_alike_than_a_slip():
    anna = {"kind": "individual", "family_name": "Davies", "email": "adavies@gmail.com"}
    found = likeness(anna, anna | {"email": "kdavies@gmail.com"})
    slip = likeness(anna, anna | {"email": "adaveis@gmail.com"})
    assert found.score < slip.score


def test_companies_that_differ_in_their_legal_form_alone_are_not_the_same():
    found = likeness({"name": "Nordlicht GmbH", "city": "Kiel"}, {"name": "Nordlicht GmbH & Co. KG", "city": "Kiel"})
    assert found.answer not in (Answer.SAME, Answer.LIKELY)
    assert "other_legal_form" in codes(found)


def test_two_and_three_are_two_companies():
    found = likeness(
        {"name": "Silver Tree Fund II", "city": "Leeds"}, {"name": "Silver Tree Fund III", "city": "Leeds"}
    )
    assert found.answer not in (Answer.SAME, Answer.LIKELY)


@pytest.mark.parametrize("given", ["Mary", "Peter"])
def test_a_household_is_not_one(given):
    found = likeness(JOHN, JOHN | {"given_name": given})
    assert found.answer not in (Answer.SAME, Answer.LIKELY)


def test_junior_and_senior_are_not_one():
    found = likeness(JOHN | {"family_name": "Hollin Sr"}, JOHN | {"family_name": "Hollin Jr"})
    assert found.answer not in (Answer.SAME, Answer.LIKELY)


@pytest.mark.parametrize(
    "changed",
    [
        {"given_name": "Jon"},
        {"given_name": "Hollin", "family_name": "John"},
        {"family_name": "Holin", "phone": ""},
        {"line1": "5 Mill Ln.", "postcode": "YO17HH", "email": ""},
    ],
)
def test_one_person_written_in_two_ways_is_likely(changed):
    assert likeness(JOHN, JOHN | changed).answer is Answer.LIKELY


def test_a_rare_name_says_more_than_a_common_one():
    rare, common = ({"given_name": "John", "family_name": name, "city": "York"} for name in ("Zwettler", "Smith"))
    assert likeness(rare, rare).score > likeness(common, common).score


def test_reasons_come_in_the_order_of_their_weight():
    weights = [abs(reason.weight) for reason in likeness(ACME, ACME | {"phone": "0113 496 9999"}).reasons]
    assert weights == sorted(weights, reverse=True)


def test_nothing_is_said_of_nothing():
    found = likeness({}, {})
    assert (found.answer, found.reasons) == (Answer.DIFFERENT, ())


@pytest.mark.parametrize(
    "word", ["pending", "applied for", "not registered", "exempt", "Einzelunternehmen", "sole trader"]
)
@pytest.mark.parametrize("field", ["tax_id", "registration_number"])
def test_a_word_that_stands_for_a_number_is_no_identifier(field, word):
    found = likeness(
        {"name": "North Retail Ltd", "city": "Leeds", field: word},
        {"name": "North Retail Services Ltd", "city": "Hull", field: word},
    )
    assert found.answer not in (Answer.SAME, Answer.LIKELY)


def test_a_number_that_each_court_counts_by_itself_is_not_enough_to_be_the_same():
    one = {"name": "Müller Bau GmbH", "registration_number": "HRB 12345"}
    assert likeness({**one, "city": "Berlin"}, {**one, "city": "München"}).answer is not Answer.SAME
    british = {"name": "Harbour Pine Ltd", "registration_number": "04417723"}
    assert likeness(british, {**british, "name": "Harbour & Pine Limited"}).answer is Answer.SAME
