"""What a dealer hands in: 36 months of addresses, whose details are needed, what cannot be what it should (D-14)."""

from datetime import date

import pytest

from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.files.rules import PAPER_BYTES, NotAPaper, PaperTooLarge, paper_kind
from onaccount.domain.vetting.rules.dealers import (
    COMPANY_CATEGORIES,
    NotMonths,
    last_part,
    months_covered,
    months_of,
    needs_director,
    previous_to_ask,
    problems_of,
    take_draft,
)

TODAY = date(2026, 11, 22)
CONSUMER = {
    "given_name": "Graham", "family_name": "Roy", "date_of_birth": "23/10/1984", "line1": "41 Castle Hill",
    "city": "Bideford", "postcode": "EX39 1QX", "years": "3", "months": "", "phone": "01632 960 161",
    "same_details": "on", "payment_type": "card",
}  # fmt: skip
COMPANY = {
    "name": "Graham's Widgets", "category": "Ltd/Plc (under 50 employees)", "registration_number": "04417723",
    "registered_on": "01/04/2009", "line1": "Rope Walk", "city": "Bideford", "postcode": "EX39 1QX",
    "phone": "01632 960 177", "contact_given_name": "Elspeth", "contact_family_name": "Graham",
    "payment_type": "direct_debit", "revenue": "120.00", "director_1_given_name": "Elspeth",
    "director_1_family_name": "Graham", "director_1_date_of_birth": "1971-02-03",
}  # fmt: skip


def problems(kind, typed, *, is_submitted=True):
    found = problems_of(take_draft(kind, typed), currency="GBP", today=TODAY, is_submitted=is_submitted)
    return {name: refusal.code for name, refusal in found}


def before(*times: tuple[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, (years, months) in enumerate(times, start=1):
        found |= {f"previous_{n}_line1": f"{n} Weir Lane", f"previous_{n}_years": years, f"previous_{n}_months": months}
    return found


@pytest.mark.parametrize(
    ("years", "months", "earlier", "covered", "asked"),
    [
        ("3", "", (), 36, 0),
        ("2", "12", (), 36, 0),
        ("2", "11", (), 35, 1),
        ("", "35", (), 35, 1),
        ("0", "36", (), 36, 0),
        ("1", "", (("2", ""),), 36, 1),
        ("1", "", (("1", "11"),), 35, 2),
        ("1", "", (("1", ""), ("0", "12")), 36, 2),
        ("", "", (), 0, 0),  # nothing is said yet
    ],
)
def test_earlier_addresses_are_asked_for_until_36_months_are_covered(years, months, earlier, covered, asked):
    answers = {"years": years, "months": months, **before(*earlier)}
    assert months_covered(answers) == covered
    assert previous_to_ask(answers) == asked


def test_a_gap_between_addresses_ends_what_is_covered():
    answers = {"years": "1", "months": "", "previous_2_line1": "x", "previous_2_years": "9"}
    assert months_covered(answers) == 12


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "٣", "1000"])
def test_time_is_told_in_whole_numbers(text):
    with pytest.raises(NotMonths):
        months_of(text, "")


def test_all_that_is_needed_of_a_consumer():
    assert problems(Kind.INDIVIDUAL, CONSUMER) == {}
    for name in CONSUMER:
        if name not in ("months", "same_details"):
            assert problems(Kind.INDIVIDUAL, {**CONSUMER, name: ""}) == {name: "missing"}


def test_too_little_time_is_said_with_how_much_there_is():
    assert problems(Kind.INDIVIDUAL, {**CONSUMER, "years": "2"}) == {"years": "addresses_too_short"}
    assert problems(Kind.INDIVIDUAL, {**CONSUMER, "years": "2", **before(("1", ""))}) == {}


def test_a_contact_of_their_own_is_needed_without_the_same_details():
    assert set(problems(Kind.INDIVIDUAL, {**CONSUMER, "same_details": ""})) == {"contact_name", "contact_phone"}


def test_all_that_is_needed_of_a_company():
    assert problems(Kind.COMPANY, COMPANY) == {}
    assert problems(Kind.COMPANY, {**COMPANY, "revenue": "", "registration_number": ""}) == {}


@pytest.mark.parametrize("category", COMPANY_CATEGORIES)
def test_the_category_decides_whether_a_directors_details_are_needed(category):
    typed = {name: text for name, text in COMPANY.items() if not name.startswith("director")} | {"category": category}
    expected = {"director_1_given_name", "director_1_family_name", "director_1_date_of_birth"}
    assert set(problems(Kind.COMPANY, typed)) == (expected if needs_director(category) else set())
    large = category in ("Ltd/Plc (50 employees or more)", "Public body", "Charity")
    assert needs_director(category) is not large


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("registered_on", "31/02/2009", "not_a_day"),
        ("registered_on", "23/11/2026", "day_ahead"),
        ("registered_on", "01/01/1066", "not_a_day"),
        ("revenue", "lots", "not_an_amount"),
        ("revenue", "-1", "not_an_amount"),
        ("revenue", "1.001", "not_an_amount"),
        ("payment_type", "beads", "no_such_choice"),
        ("category", "Private individual", "no_such_choice"),
        ("director_1_date_of_birth", "soon", "not_a_day"),
    ],
)
@pytest.mark.parametrize("is_submitted", [True, False])
def test_what_cannot_be_what_it_should_is_refused_of_a_draft_too(name, text, code, is_submitted):
    assert problems(Kind.COMPANY, {**COMPANY, name: text}, is_submitted=is_submitted)[name] == code


def test_an_empty_draft_may_be_kept():
    assert problems(Kind.COMPANY, {}, is_submitted=False) == {}
    assert problems(Kind.INDIVIDUAL, {}, is_submitted=False) == {}


def test_a_secret_that_is_left_blank_stays_what_it_was():
    first = take_draft(Kind.INDIVIDUAL, CONSUMER)
    second = take_draft(Kind.INDIVIDUAL, {**CONSUMER, "date_of_birth": ""}, first)
    assert second.secrets["date_of_birth"] == "23/10/1984"
    assert "date_of_birth" not in {**second.values, **second.answers}


@pytest.mark.parametrize(("secret", "shown"), [("23/10/1984", "•••• 1984"), ("AB12", "••••"), ("", "••••")])
def test_a_secret_is_shown_as_its_last_four(secret, shown):
    assert last_part(secret) == shown


PDF, PNG = b"%PDF-1.7\n%...", b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (PNG, "png"), (b"\xff\xd8\xff\xe0JFIF", "jpeg"), (b"RIFF\0\0\0\0WEBPVP8 ", "webp")],
)
def test_what_a_file_is_is_told_by_its_bytes(content, kind):
    assert paper_kind(content) == kind


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90", b"<html>", b"PK\x03\x04", b"<svg/>", b" %PDF-1.7", b"RIFF\0\0\0\0AVI "]
)
def test_whatever_else_it_is_is_refused(content):
    with pytest.raises(NotAPaper):
        paper_kind(content)


def test_a_file_is_at_most_so_large():
    assert paper_kind(PDF + b"\0" * (PAPER_BYTES - len(PDF))) == "pdf"
    with pytest.raises(PaperTooLarge):
        paper_kind(PDF + b"\0" * (PAPER_BYTES - len(PDF) + 1))
