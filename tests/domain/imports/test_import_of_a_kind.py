"""What is said of a whole list: category, tags, and whether its customers get an account (S1-02, S1-03)."""

from typing import Any

import pytest

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.imports.actions import apply_import, approve_import, change_import, start_import
from onaccount.domain.imports.rules.options import Invite, NotAnOption, NotNew, NoWaveNamed, Options
from onaccount.domain.people.models import Group
from onaccount.domain.people.rules import NotAllowed, Role
from onaccount.domain.vetting.rules.waves import LONGEST_NAME, WaveNameTooLong
from tests.domain.imports.importing import AT, as_csv, figures, rehearse, take_in
from tests.stage import hire

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Customer ID", "Company", "E-mail", "Category", "Tags")
LIST = as_csv(
    HEADER,
    ("K-1", "Hollin Dairy", "a@hollin.example", "Farm", "milk"),
    ("K-2", "Weir & Co", "b@weir.example", "", ""),
)
PLAIN = as_csv(("Company", "E-mail", "City"), ("Hollin Dairy", "a@hollin.example", "Ely"), ("Weir & Co", "", "Ely"))
CONTACTS = as_csv(
    ("Company", "Contact given name", "Contact family name", "Contact e-mail"),
    ("Hollin Dairy", "Ann", "Hollin", "ann@hollin.example"),
    ("Hollin Dairy", "Ben", "Hollin", "ben@hollin.example"),
)
SAID: dict[str, Any] = {"category": "Café", "tags": ["Spring fair", "VIP"]}


def kept() -> dict[str, tuple[str, list[str]]]:
    """Category and tags of each customer by name."""
    return {
        customer.name: (customer.category, sorted(tag.name for tag in customer.tags.all()))
        for customer in Customer.objects.prefetch_related("tags")
    }


def logins() -> list[str]:
    return sorted(Location.objects.values_list("login_email", flat=True))


# --- what may be asked for ---


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"invite": "wave"}, NoWaveNamed),
        ({"invite": "wave", "wave": "  "}, NoWaveNamed),
        ({"invite": "later", "wave": "Beta"}, NotAnOption),
        ({"invite": "tomorrow"}, NotAnOption),
        ({"invite": "now", "status": "inactive"}, NotNew),
        ({"wave": "x" * (LONGEST_NAME + 1)}, WaveNameTooLong),
    ],
)
def test_what_makes_no_sense_is_refused(asked, refusal):
    with pytest.raises(refusal):
        Options.of_json(asked)


def test_naming_a_wave_chooses_it_and_nothing_said_is_later():
    assert Options.of_json({"wave": " Beta "}) == Options(invite=Invite.WAVE, wave="Beta")
    assert Options.of_json({}).invite is Invite.LATER


def test_options_are_read_back_as_they_were_kept():
    asked = Options.of_json({**SAID, "wave": "Beta"})
    assert Options.of_json(asked.as_json()) == asked
    assert asked.tags == ("Spring fair", "VIP")


# --- category and tags ---


def test_the_category_fills_blank_cells_and_the_tags_go_to_everybody():
    assert figures(take_in(LIST, **SAID)) == {"create": 2}
    assert kept() == {
        "Hollin Dairy": ("Farm", ["Spring fair", "VIP", "milk"]),
        "Weir & Co": ("Café", ["Spring fair", "VIP"]),
    }


@pytest.mark.parametrize("content", [LIST, PLAIN], ids=["by external id", "by the whole row"])
@pytest.mark.parametrize("again", [SAID, {}], ids=["said again", "not said again"])
def test_the_same_list_again_changes_nothing_whether_or_not_it_is_said(content, again):
    take_in(content, **SAID)
    before = kept()
    assert figures(take_in(content, **again)) == {"unchanged": 2}
    assert kept() == before


@pytest.mark.parametrize("content", [LIST, PLAIN], ids=["by external id", "by the whole row"])
def test_customers_that_are_found_get_the_tags_once_and_keep_their_category(content):
    take_in(content, category="Shop")
    before = {name: category for name, (category, _) in kept().items()}
    assert figures(take_in(content, **SAID)) == {"update": 2}
    assert {name: category for name, (category, _) in kept().items()} == before
    assert all({"Spring fair", "VIP"} <= set(tags) for _, tags in kept().values())
    assert figures(take_in(content, **SAID)) == {"unchanged": 2}


def test_customers_that_are_found_without_a_category_get_the_lists():
    take_in(PLAIN)
    assert figures(take_in(PLAIN, category="Café")) == {"update": 2}
    assert {category for category, _ in kept().values()} == {"Café"}


def test_a_tag_of_a_row_and_the_same_of_the_list_are_one_whatever_the_case():
    take_in(LIST, tags=["MILK"])
    assert len(kept()["Hollin Dairy"][1]) == 1
    assert figures(take_in(LIST, tags=["Milk"])) == {"unchanged": 2}


def test_the_company_of_a_list_of_contacts_gets_the_tags_once():
    take_in(PLAIN)
    assert figures(take_in(CONTACTS, as_kind="contacts")) == {"create": 2}
    assert figures(take_in(CONTACTS, as_kind="contacts", **SAID)) == {"update": 1, "unchanged": 1}
    assert kept()["Hollin Dairy"] == ("Café", ["Spring fair", "VIP"])
    assert figures(take_in(CONTACTS, as_kind="contacts", **SAID)) == {"unchanged": 2}


# --- accounts ---


def test_a_list_that_invites_never_gives_no_login_and_keeps_the_address_to_write_to():
    take_in(LIST, invite="never")
    assert logins() == []
    assert sorted(Customer.objects.values_list("email", flat=True)) == ["a@hollin.example", "b@weir.example"]


@pytest.mark.parametrize("again", [{}, {"invite": "never"}, {"invite": "later"}])
def test_whom_a_list_kept_without_a_login_gets_none_of_the_same_list_again(again):
    take_in(LIST, invite="never")
    assert figures(take_in(LIST, **again)) == {"unchanged": 2}
    assert logins() == []


def test_whom_a_list_kept_without_a_login_gets_one_of_a_list_that_invites():
    take_in(LIST, invite="never")
    assert figures(take_in(LIST, wave="Beta")) == {"update": 2}
    assert logins() == ["a@hollin.example", "b@weir.example"]


def test_never_gives_no_login_to_a_customer_that_is_found_either():
    take_in(as_csv(HEADER[:2], ("K-1", "Hollin Dairy"), ("K-2", "Weir & Co")))
    take_in(LIST, invite="never")
    assert logins() == []


# --- rights ---


@pytest.fixture
def importer():
    """Somebody who may import and may not let anybody in."""
    Group.objects.filter(role=Role.OFFICE.value).update(levels={"imports": "write"})
    return hire()


@pytest.mark.parametrize("asked", [{"invite": "now"}, {"wave": "Beta"}], ids=["now", "by wave"])
def test_inviting_by_a_list_needs_the_right_to_let_customers_in(importer, asked):
    options = Options.of_json(asked)
    with pytest.raises(NotAllowed, match="status"):
        start_import(name="list.csv", chunks=[LIST], options=options, by=importer, at=AT)
    card = rehearse(LIST)
    with pytest.raises(NotAllowed, match="status"):
        change_import(key=card.key, options=options, by=importer, at=AT)
    invited = rehearse(LIST, **asked)
    for carry_out in (lambda key: approve_import(key=key, partial=True, by=importer, at=AT),
                      lambda key: apply_import(key=key, by=importer, at=AT)):  # fmt: skip
        with pytest.raises(NotAllowed, match="status"):
            carry_out(invited.key)
    assert not Customer.objects.exists()


def test_importing_without_inviting_needs_no_more_than_before(importer):
    start_import(name="list.csv", chunks=[LIST], options=Options(), by=importer, at=AT)  # it is not refused
