import re

import phonenumbers
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.customers.rules.countries import CODES
from onaccount.domain.customers.rules.fields import (
    FIELDS,
    NUMBER,
    Memo,
    NeedsName,
    NeedsPersonName,
    TooLong,
    Unusable,
    Warned,
    answer_of,
    clean_row,
    describe_fields,
    remarks_of,
)
from onaccount.domain.customers.rules.phones import E164, TRUNK
from onaccount.domain.customers.rules.words import CATEGORIES, SOLID
from onaccount.foundation.text import tidy

EVERY_FIELD = pytest.mark.parametrize("field", [*FIELDS.values(), NUMBER], ids=lambda field: field.name)
HOSTILE = [
    "", " ", "NULL", "null", "N/A", "-0- ", "<script>alert(1)</script>", "=1+1", "@SUM(A1)", "+1", "'0123", "\0",
    "a\0b", "\x1b[31mred", "ab\r\nBcc: x@y.com", "\u202eRTL", "𝒳", "ﷺ", "é", "e\u0301", "\u3000x\u00a0",
    "1.23E+11", "17850.0", "🏳️‍🌈",
    "a@b.com", "A@B.COM;", "Ann <a@b.c>", "a@b.com, c@d.com", '"a b"@x.com', "a@xn--mnchen-3ya.de", "+49 (0)30 123456",
    "0049 30 123456", "030/1234 / 030/5678", "x" * 300, "x" * 20_000, "١٢٣", "--", "\ud800", "[]",
    '[{"value": 1}]', "[[",
]  # fmt: skip
TYPED = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.text("abcZ019@.+-()/ ;,'\"<>xE\u00a0\u0301é\0\n#[]{}:", max_size=40),
    st.emails(),
)


@EVERY_FIELD
@given(text=TYPED)
def test_what_is_stored_is_stored_the_same_again(field, text):
    stored = answer_of(field.clean, text)
    if not isinstance(stored, Unusable):
        assert field.clean(str(stored)) == stored
        assert len(stored) <= field.max_length
        assert "\0" not in stored
        assert "\n" not in stored or field.name == "notes"


@EVERY_FIELD
@given(data=st.data())
def test_a_canonical_text_needs_no_cleaning(field, data):
    text = data.draw(st.one_of(TYPED, st.from_regex(field.canonical, fullmatch=True)))
    if field.canonical.fullmatch(text):
        assert tidy(text) == text
        assert len(text) <= field.max_length
        assert type(field.clean(text)) is str


def test_letters_that_are_let_through_unseen_have_one_spelling():
    let_through = re.compile(f"[{SOLID}]")
    letters = [chr(code) for code in range(0x10000) if let_through.fullmatch(chr(code))]
    assert len(letters) > 20_000
    assert not [letter for letter in letters if tidy(f"e{letter}") != f"e{letter}"]


@given(st.from_regex(E164, fullmatch=True))
def test_our_short_way_to_an_international_number_agrees_with_the_library(number):
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return  # a country code that nobody has yet
    assert f"+{found.country_code}{found.national_number}" == number


def test_our_short_way_past_a_zero_in_brackets_agrees_with_the_library():
    codes = [code for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE if re.fullmatch(TRUNK, str(code))]
    assert len(codes) > 30
    for code in codes:
        region = phonenumbers.region_code_for_country_code(code)
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
            example = phonenumbers.example_number_for_type(region, kind)
            assert example is not None
            typed = f"+{code} (0){example.national_number}"
            found = phonenumbers.parse(typed)
            spelled = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
            assert FIELDS["phone"].clean(typed) == spelled == f"+{code}{example.national_number}"


@EVERY_FIELD
def test_a_text_that_is_too_long_is_refused_with_both_lengths(field):
    if field.name in ("kind", "email", "phone", "mobile", "contact_email", "contact_phone", "number", "tags"):
        pytest.skip("its own rule speaks first")
    with pytest.raises(TooLong, match=f"{field.max_length + 1} characters, and at most {field.max_length} fit"):
        field.clean("x" * (field.max_length + 1))
    assert field.clean("x" * field.max_length)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("dairy@hollin.example", "dairy@hollin.example"),
        ("Dairy@Hollin.EXAMPLE", "Dairy@hollin.example"),
        (" Nora Hollin <nora@hollin.example> ", "nora@hollin.example"),
        ("mailto:nora@hollin.example", "nora@hollin.example"),
        ("nora@hollin.example;", "nora@hollin.example"),
        ("nora @ hollin.example", "nora@hollin.example"),
        ("'nora@hollin.example", "nora@hollin.example"),
        ("nora+wave1@hollin.test", "nora+wave1@hollin.test"),
        ("lee.müller@flight.example.de", "lee.müller@flight.example.de"),
        ("a@xn--mnchen-3ya.de", "a@münchen.de"),
        ("o'brien@pub.ie", "o'brien@pub.ie"),
        ('"a b"@hollin.example', '"a b"@hollin.example'),
        ("", ""),
        (" ; ", ""),
    ],
)
def test_an_email_address_is_mended_where_there_is_one_way_to_read_it(typed, stored):
    assert FIELDS["email"].clean(typed) == stored
    assert not remarks_of(FIELDS["email"].clean(typed))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("dairy@hollin", '"dairy@hollin" is not a whole e-mail address. Add what comes after the @ and the dot.'),
        ("dairy", '"dairy" is not a whole e-mail address. Add the @ and what comes after it.'),
        ("@hollin.example", '"@hollin.example" is not a whole e-mail address. Add the @ and what comes after it.'),
        ("a@b@c.de", '"a@b@c.de" is not a whole e-mail address. Write it as name@company.com.'),
        ("a..b@c.de", '"a..b@c.de" is not a whole e-mail address. Write it as name@company.com.'),
    ],
)
def test_half_an_email_address_is_refused_with_what_it_lacks(typed, sentence):
    with pytest.raises(Unusable) as refused:
        FIELDS["email"].clean(typed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_no_header_can_be_smuggled_into_a_letter_by_an_address(line_end):
    with pytest.raises(Unusable):
        FIELDS["email"].clean(f"a@b.com{line_end}Bcc: all@hollin.example")


@pytest.mark.parametrize(
    "typed",
    [
        "a@b.com; c@d.com",
        "a@b.com,c@d.com",
        "a@b.com c@d.com",
        "a@b.com\nc@d.com",
        "a@b.com ** c@d.com",
        '[{"label": "work", "value": "a@b.com"}, {"label": "home", "value": "c@d.com"}]',
    ],
)
def test_of_several_addresses_in_a_cell_the_first_is_used_and_said(typed):
    stored = FIELDS["email"].clean(typed)
    assert stored == "a@b.com"
    assert remarks_of(stored) == ("Several e-mail addresses are in one cell; a@b.com is used, not c@d.com.",)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+49-341-184709", "+49341184709"),
        ("+1 (408) 505-1578", "+14085051578"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("0044 20 7946 0000", "+442079460000"),
        ("+44(0)20.7946-0000", "+442079460000"),
        ("+39 (0)6 1234 5678", "+390612345678"),
        ("+44 20 7946 0000 ext. 12", "+442079460000 ext. 12"),
        ("+44 20 7946 0000x12", "+442079460000 ext. 12"),
        ("'+31612345678", "+31612345678"),
        ("+39 06 1234 5678", "+390612345678"),
        ("(5) 555-4729", "(5) 555-4729"),
        ("030-0074321", "030-0074321"),
        ("310/246-1501", "310/246-1501"),
        ("2262649", "2262649"),
        ("0621-08460 x4563", "0621-08460 x4563"),
        ("+1", "+1"),
        ("'0123456", "0123456"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_stored_in_one_spelling_where_it_says_its_country(typed, stored):
    assert FIELDS["phone"].clean(typed) == stored


@pytest.mark.parametrize(
    "typed", ["030 12345 / 030 67890", "03012345; 03067890", "03012345\n03067890", "03012345 or 03067890"]
)
def test_of_several_telephone_numbers_the_first_is_used_and_said(typed):
    stored = FIELDS["phone"].clean(typed)
    assert stored.replace(" ", "") == "03012345"
    assert "Several telephone numbers" in remarks_of(stored)[0]


@pytest.mark.parametrize("typed", ["030 / 123456", "555-1234, ext 5", "030/123456"])
def test_one_number_is_not_taken_for_two(typed):
    assert not isinstance(FIELDS["phone"].clean(typed), Warned)


def test_a_telephone_number_without_a_digit_is_left_out_and_said():
    stored = FIELDS["phone"].clean("ask Nora")
    assert stored == ""
    assert remarks_of(stored) == ('"ask Nora" has no digit, so it is no telephone number; it is left out.',)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"),
        ("UK", "GB"), ("U.K.", "GB"), ("England", "GB"), ("Scotland", "GB"), ("Great Britain", "GB"), ("USA", "US"),
        ("U.S.A.", "US"), ("United States", "US"), ("United States of America", "US"), ("España", "ES"),
        ("ESPANA", "ES"), ("Österreich", "AT"), ("Schweiz", "CH"), ("Suisse", "CH"),
        ("Polska", "PL"), ("Sverige", "SE"),
        ("Italia", "IT"), ("The Netherlands", "NL"), ("Holland", "NL"), ("Czech Republic", "CZ"),
        ("Namibia", "NA"), ("NA", "NA"),
        ("Korea, Republic of", "KR"), ("Viet Nam", "VN"), ("Côte d'Ivoire", "CI"), ("Türkiye", "TR"), ("Turkey", "TR"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_and_by_name(typed, code):
    assert FIELDS["country"].clean(typed) == code


def test_an_unknown_country_is_kept_and_said():
    stored = FIELDS["country"].clean("Atlantis")
    assert stored == "Atlantis"
    assert remarks_of(stored) == ('"Atlantis" is not a country that is known here; it is kept as typed.',)


def test_our_list_of_countries_is_the_standard_one_and_kosovo():
    assert set(CODES.split()) == {country.alpha_2 for country in pycountry.countries} | {"XK"}


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("external_id", "000001", "000001"),
        ("external_id", "'9013808660771", "9013808660771"),
        ("external_id", "cg-12520", "cg-12520"),
        ("external_id", "A  B", "A B"),
        ("tax_id", "gb 980 7806 84", "GB980780684"),
        ("tax_id", "12-3456789", "123456789"),
        ("registration_number", "00445790", "00445790"),
        ("registration_number", "sc 123 456", "SC123456"),
        ("postcode", "'01234", "01234"),
        ("postcode", "EC1  4SD", "EC1 4SD"),
        ("tags", "wave 1; Dairy,dairy ;; wave  2", "wave 1; Dairy; wave 2"),
        ("website", "https://hollin.example", "https://hollin.example"),
        ("website", "#CAJUN.HTM#", "CAJUN.HTM"),
        ("website", "Formaggi#http://www.formaggi.example#", "http://www.formaggi.example"),
        ("website", "http://", ""),
        ("category", "ltd/plc (UNDER 50 employees)", "Ltd/Plc (under 50 employees)"),
        ("category", "wholesale", "wholesale"),
        ("kind", "Business", "company"),
        ("kind", "Privatperson", "individual"),
        ("kind", "Private individual", "individual"),
        ("kind", "", ""),
        ("notes", "one\r\ntwo", "one\ntwo"),
        ("name", "=1+1", "=1+1"),
        ("name", "'quoted'", "'quoted'"),
    ],
)
def test_a_field_is_stored_by_its_rule(field, typed, stored):
    assert FIELDS[field].clean(typed) == stored


@pytest.mark.parametrize(
    ("field", "typed", "part"),
    [
        ("external_id", "17850.0", "turned into a decimal one"),
        ("external_id", "1.23E+11", "has lost"),
        ("tax_id", "GB123456789", "check digit"),
        ("tax_id", "DE123456780", "check digit"),
        ("phone", "4.42E+11", "has lost"),
        ("website", "No", "does not look like a web address"),
        ("name", "bell\x07", "taken out"),
        ("line1", "NUL\0 here", "taken out"),
    ],
)
def test_a_doubtful_value_is_kept_and_said(field, typed, part):
    stored = FIELDS[field].clean(typed)
    assert stored
    assert part in remarks_of(stored)[0]


def test_every_category_of_ours_is_known_to_itself():
    assert [FIELDS["category"].clean(category.upper()) for category in CATEGORIES] == list(CATEGORIES)


def test_an_unknown_kind_is_refused_with_the_words_to_write():
    with pytest.raises(Unusable, match="Write company or individual"):
        FIELDS["kind"].clean("vegetable")


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ({"kind": "company"}, NeedsName),
        ({"kind": "company", "given_name": "Nora"}, NeedsName),
        ({"kind": "individual"}, NeedsPersonName),
        ({"kind": "individual", "name": " \u200b"}, NeedsPersonName),
        ({}, NeedsName),
    ],
)
def test_a_row_needs_the_name_of_its_kind(row, refusal):
    cleaned = clean_row(row)
    assert [(name, type(each)) for name, each in cleaned.refusals] == [("name", refusal)]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"kind": "individual", "given_name": "Tomás", "family_name": "Okafor"}, "Tomás Okafor"),
        ({"kind": "individual", "given_name": "Tomás", "family_name": "Okafor", "name": "old name"}, "Tomás Okafor"),
        ({"kind": "individual", "family_name": "Okafor", "title": "Dr"}, "Okafor"),
        ({"kind": "individual", "name": "Cher"}, "Cher"),
        ({"kind": "company", "name": "Hollin Dairy"}, "Hollin Dairy"),
        ({"given_name": "Nora"}, "Nora"),
    ],
)
def test_an_individual_is_called_by_given_and_family_name(row, name):
    cleaned = clean_row(row)
    assert not cleaned.refusals
    assert cleaned.values["name"] == name


def test_the_longest_names_of_an_individual_fit_when_they_are_put_together():
    cleaned = clean_row({"kind": "individual", "given_name": "x" * 100, "family_name": "y" * 100})
    assert cleaned.refusals == []
    assert len(cleaned.values["name"]) <= FIELDS["name"].max_length


def test_a_row_says_all_that_is_wrong_with_it_at_once():
    cleaned = clean_row(
        {"kind": "company", "name": "Hollin", "email": "x", "postcode": "y" * 21, "country": "Atlantis"}
    )
    assert [name for name, _ in cleaned.refusals] == ["email", "postcode"]
    assert [name for name, _ in cleaned.warnings] == ["country"]
    assert cleaned.values == {"kind": "company", "name": "Hollin", "country": "Atlantis"}


def test_values_of_a_cleaned_row_are_plain_strings():
    cleaned = clean_row({"kind": "company", "name": "Hollin", "external_id": "1.0"})
    assert {type(value) for value in cleaned.values.values()} == {str}


def test_a_field_that_nobody_knows_is_left_alone():
    assert "shoe_size" not in clean_row({"name": "Hollin", "shoe_size": "44"}).values


@pytest.mark.parametrize(
    ("typed", "number"), [("17", "17"), ("No. 17", "17"), ("17.0", "17"), ("0017", "17"), ("", "")]
)
def test_our_own_number_is_read_as_people_write_it(typed, number):
    assert NUMBER.clean(typed) == number


def test_a_memo_cleans_each_value_once_and_stays_small(monkeypatch):
    asked: list[str] = []

    def clean(text: str) -> str:
        asked.append(text)
        return FIELDS["email"].clean(text)

    memo = Memo(clean)
    assert [memo["A@B.COM"], memo["A@B.COM"]] == ["A@b.com", "A@b.com"]
    assert isinstance(memo["half@an"], Unusable)
    assert isinstance(memo["half@an"], Unusable)
    assert asked == ["A@B.COM", "half@an"]
    monkeypatch.setattr(Memo, "LARGEST", 5)
    for number in range(100):
        memo[f"{number}@B.COM"]
    assert len(memo) <= 5


@pytest.mark.parametrize("column", [["a", "b c"], ["", "a"], [], ["a", "b  c"], ["a\nb"], ["a", "\n"], [" a"]])
def test_a_memo_answers_for_a_column_as_for_each_of_its_values(column):
    field = FIELDS["name"]
    memo = Memo(field.clean, field.canonical)
    assert list(memo.answers(column)) == [field.clean(text) for text in column]


def test_the_table_of_fields_is_written_down_for_people():
    text = describe_fields()
    assert text == describe_fields()
    assert all(f"| `{name}` | {field.label} |" in text for name, field in FIELDS.items())
