import pytest

from onaccount.domain.imports.rules.blanks import is_nothing
from onaccount.domain.imports.rules.kinds import decide_kind, has_legal_form, is_list_of_companies, looks_like_company
from onaccount.domain.imports.rules.people import Person, split_name


@pytest.mark.parametrize(
    "name",
    [
        "Hollin Dairy Ltd", "HOLLIN DAIRY LIMITED", "Hollin Ltd.", "Hollin, Inc.", "Hollin GmbH",
        "Hollin GmbH & Co. KG",
        "Hollin AG", "Hollin e.V.", "Hollin S.A.", "Hollin SARL", "Hollin S.p.A.", "Hollin S.r.l.", "Hollin B.V.",
        "Hollin N.V.", "Hollin AB", "Hollin A/S", "Hollin Oy", "Hollin Sp. z o.o.", "Hollin s.r.o.",
        "Hollin spol. s r.o.",
        "Hollin Kft.", "Hollin PLC", "Hollin LLC", "Hollin LLP", "Hollin Pty Ltd", "Hollin PTE. LTD.", "Hollin Sdn Bhd",
        "Hollin Co., Ltd.", "Hollin, S.L.", "Hollin d.o.o.", "Hollin Private Limited", "Hollin Ltd (UK)", "Hollin KK",
    ],
)  # fmt: skip
def test_a_legal_form_tells_a_company(name):
    assert has_legal_form(name)


@pytest.mark.parametrize("name", ["Claire Gute", "Jim Epp", "Ana Sa", "Nora Ag", "Ltd", "", "Tomás Okafor", "Sung As"])
def test_a_person_is_not_taken_for_a_company(name):
    assert not has_legal_form(name)


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ({"as_kind": "individuals", "name": "Hollin Ltd", "name_is_company": True}, "individual"),
        ({"as_kind": "companies", "persons": ["Nora Hollin"]}, "company"),
        ({"as_kind": "contacts", "persons": ["Nora Hollin"]}, "company"),
        ({"typed": "Privat", "name": "Hollin Ltd"}, "individual"),
        ({"typed": "business", "name": "Nora Hollin"}, "company"),
        ({"typed": "vegetable", "name": "Nora Hollin"}, "individual"),
        ({"name": "Nora", "name_is_company": True}, "company"),
        ({"name": "", "persons": ["Nora Hollin"], "name_is_company": True}, "individual"),
        ({"name": "Nora Hollin", "persons": ["NORA HOLLIN"], "is_business": True}, "individual"),
        ({"name": "Hollin Dairy", "persons": ["Nora Hollin"]}, "company"),
        ({"name": "Hollin Dairy", "is_business": True}, "company"),
        ({"name": "Hollin Dairy", "is_business": True, "as_kind": "mixed"}, "individual"),
        ({"name": "Hollin Dairy Ltd", "as_kind": "mixed"}, "company"),
        ({"name": "Hollin Dairy"}, "individual"),
        ({}, "company"),
        ({"is_of_people": True}, "individual"),
    ],
)
def test_the_kind_is_decided_by_the_surest_sign(known, kind):
    assert decide_kind(**({"as_kind": "auto"} | known)) == kind


@pytest.mark.parametrize(
    ("columns", "names", "is_so"),
    [
        ({"name", "registration_number"}, [], True),
        ({"name", "tax_id"}, [], True),
        ({"name", "contact_name"}, [], True),
        ({"name", "email"}, ["Claire Gute", "Darrin Van Huff", "Sean O'Donnell"], False),
        ({"name", "email"}, ["Alice", "Bob", "Carol"], False),
        ({"name", "email"}, ["Hollin Dairy", "Weir Farm Shop", "Okafor & Sons", "Nora Lee"], True),
        ({"name"}, ["zuni cafe & grill", "citrus", "spago", "campanile", "chinois on main"], True),
        ({"name"}, [], False),
    ],
)
def test_a_list_of_companies_is_told_by_its_columns_or_by_its_names(columns, names, is_so):
    assert is_list_of_companies(columns, names) is is_so


@pytest.mark.parametrize("name", ["Weir Farm", "Studio 54", "The Sign of the Dove Club", "Boulangerie Martin"])
def test_a_word_of_trade_tells_a_company(name):
    assert looks_like_company(name)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Claire Gute", Person("", "Claire", "Gute")),
        ("Mr John Smith", Person("Mr", "John", "Smith")),
        ("Frau Dr. Eva Maria Holm", Person("Frau Dr.", "Eva Maria", "Holm")),
        ("Gute, Claire", Person("", "Claire", "Gute")),
        ("John Smith Jr.", Person("", "John", "Smith Jr.")),
        ("Smith, Jr.", Person("", "Smith,", "Jr.")),
        ("Jan van der Berg", Person("", "Jan", "van der Berg")),
        ("Ludwig von Beethoven", Person("", "Ludwig", "von Beethoven")),
        ("Van Morrison", Person("", "Van", "Morrison")),
        ("M. Durand", Person("M.", "", "Durand")),
        ("Don Corleone", Person("", "Don", "Corleone")),
        ("Cher", Person("", "", "")),
        ("", Person("", "", "")),
    ],
)
def test_a_full_name_is_taken_apart_at_its_last_blank(text, person):
    assert split_name(text) == person


@pytest.mark.parametrize("field", ["", "email", "phone", "country", "region", "family_name", "name", "city"])
@pytest.mark.parametrize(
    "text", ["NULL", "null", "N/A", "n/a", "#N/A", "-0- ", " -0-", "#ERROR!", "#NAME?", r"\N", "-", "--", "nan"]
)
def test_what_programs_write_for_nothing_is_nothing(field, text):
    assert is_nothing(text, field)


@pytest.mark.parametrize("field", ["name", "given_name", "family_name", "contact_family_name", "full_name", "city"])
@pytest.mark.parametrize("text", ["Null", "None", "Nan", "Na", "Nil", "Null Ltd", "Na Na", "Nancy"])
def test_people_and_places_may_be_called_null(field, text):
    assert not is_nothing(text, field)


@pytest.mark.parametrize(
    ("field", "heading", "text", "is_so"),
    [
        ("country", "Country", "NA", False),
        ("country", "Country", "N/A", True),
        ("country", "Country", "None", True),
        ("delivery_country", "Land", "na", False),
        ("region", "State", "NA", True),
        ("region", "Provincia", "NA", False),
        ("region", "Prov.", "NA", False),
        ("email", "Email", "None", True),
        ("email", "Email", "NA", True),
        ("postcode", "PLZ", "NA", True),
        ("notes", "Notes", "None", False),
        ("name", "Name", "", False),
        ("name", "Name", "NULL Ltd", False),
    ],
)
def test_na_is_namibia_among_countries_and_naples_among_italian_provinces(field, heading, text, is_so):
    assert is_nothing(text, field, heading) is is_so
