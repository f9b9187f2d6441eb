"""What is left of names, addresses and numbers when they are only to be known again."""

import pytest

from onaccount.domain.customers.rules.normal import (
    email_key,
    legal_form,
    name_words,
    named,
    person_named,
    person_of,
    phone_key,
    phone_tail,
    postcode_key,
    street_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Graham's Widgets Ltd", "GRAHAM’S WIDGETS LIMITED"),
        ("Acme Co., Ltd.", "acme private limited"),
        ("Müller & Söhne GmbH", "MULLER SOHNE G.m.b.H."),
        ("Foo Sp. z o.o.", "foo spzoo"),
        ("Аcme Supplies", "Acme Supplies"),  # the first letter is Cyrillic
        ("Smith Bros Intl Mfg", "Smith Brothers International Manufacturing"),
        ("The Dairy of Leeds", "Dairy Leeds"),
        ("Teddy Bear III", "Teddy Bear 3"),
        ("UIC Children?s Center", "UIC Children's Centre"),
        ("Ｗｉｄｅ Foods", "Wide Foods"),
    ],
)
def test_ways_to_write_one_name_come_to_the_same_words(one, other):
    assert name_words(one) == name_words(other)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Titgemeyer Tools & Automation spol. s r.o.", "sro"),
        ("Paramount Gold de Mexico S.A. de C.V.", "sadecv"),
        ("Müller GmbH & Co. KG", "gmbhcokg"),
        ("SILVER LAKE MANAGEMENT COMPANY V, L.L.C.", "llc"),
        ("ООО Ромашка", "llc"),
        ("AB Volvo", "ab"),
        ("PT Bank Tbk", "tbk"),
        ("Teddy Bear Nursery School, Inc. III", "inc"),
        ("Le Circuit de Spa Francorchamps", ""),
        ("Graham's Widgets", ""),
    ],
)
def test_a_legal_form_is_known_however_it_is_written(name, form):
    assert legal_form(name) == form


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("Joklu Foods Limmited", "joklu food", "ltd"),
        ("Lougain DairyaLimited", "lougain dairya", "ltd"),
        ("Baivai Supplies Incorporatde", "baivai supplies", "inc"),
        ("Heastaim Hardware embH & Co. KG", "heastaim hardware", "gmbhcokg"),
        ("Fischer and Haas GmbH nad Co. KG", "fischer haas", "gmbhcokg"),
        ("Fleawoul GlazingGmbH", "fleawoul glazing", "gmbh"),
        ("Manchester United", "manchester united", ""),
        ("Acme Cooperation", "acme cooperation", ""),
        ("Meier & Co. KG", "meier", "kg"),
    ],
)
def test_a_legal_form_that_is_misspelt_or_run_in_is_known(name, words, form):
    found = named(name)
    assert (" ".join(found.words), found.form) == (words, form)


@pytest.mark.parametrize("name", ["Limited", "The Company", "Co", "AB", "A.S.", "II", "The"])
def test_a_name_is_never_left_without_a_word(name):
    assert name_words(name)


@pytest.mark.parametrize(
    ("line", "number", "words"),
    [
        ("435 s. la cienega blv.", "435", "cienega"),
        ("2 harrison st.  near hudson st.", "2", "harrison"),
        ("6514-16 W. Higgins Ave.", "6514", "higgins"),
        ("Hauptstraße 12a", "12", "haupt"),
        ("Flat 2, 17 High Street, Leeds", "17", "high"),
        ("3/45 High St", "45", "high"),
        ("518 W. 103rd St.", "518", "103"),
        ("6924 W. North Avenue", "6924", "n"),
        ("728 W. Roosevelt (m/c 050) Rm. 287", "728", "roosevelt"),
    ],
)
def test_an_address_line_is_taken_apart(line, number, words):
    assert street_of(line)[:2] == (words, number)


def test_a_house_number_may_have_a_cell_of_its_own():
    assert street_of("High Street", "17") == street_of("17 High St")


@pytest.mark.parametrize(
    "written", ["+44 (0)20 7946 0958", "020 7946 0958", "+442079460958", "0044 20 79460958 ext. 12"]
)
def test_a_phone_number_is_known_with_and_without_its_country(written):
    assert phone_key(written) == "079460958" or phone_key(written) == phone_key("+442079460958")


def test_a_phone_number_without_its_area_code_ends_like_the_whole_one():
    assert phone_key("246-1501") == phone_tail(phone_key("310/246-1501"))


@pytest.mark.parametrize("written", ["", "n/a", "12345", "000000000"])
def test_what_is_no_phone_number_has_no_key(written):
    assert phone_key(written) == ""


def test_an_email_is_known_whatever_is_behind_its_plus():
    assert email_key("Jane.Roe+shop@Gmail.com") == email_key("janeroe@gmail.com") != email_key("janeroe@web.example")


def test_a_postcode_is_known_without_its_blank():
    assert postcode_key("ls1 4ab") == postcode_key("LS14AB")


def test_junior_is_no_part_of_a_family_name():
    assert person_named("John", "Smith Jr.") == ("john", "smith", "junior")
    assert person_of("Smith, John") == person_of("Mr John Smith") == ("john", "smith", "")
    assert person_of("Dr. John A. Smith III") == ("john a", "smith", "3")
