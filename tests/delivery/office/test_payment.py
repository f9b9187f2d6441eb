"""Payment methods, their menus, and what is transmitted of them: drafts until somebody transmits what was previewed."""

import pytest

from onaccount.domain.tills.actions.methods import add_menu, add_method, put_method
from onaccount.domain.tills.actions.tills import add_till
from onaccount.domain.tills.queries.publications import current, menu, menus, payment_methods
from onaccount.domain.tills.rules.methods import MethodType
from tests.delivery.office.test_account_page import text_of
from tests.domain.tills.counter import usual_menu
from tests.stage import AT, COMMAND

METHODS, MENUS, TRANSMIT = "/office/payment/methods/", "/office/payment/menus/", "/office/transmit/"


@pytest.fixture
def counter_menu(db) -> int:
    """A menu with the usual ways, drafted for Counter 1."""
    made = usual_menu()
    add_till(name="Counter 1", menu=made, by=COMMAND, at=AT)
    return made


def names_in(key: int) -> list[str]:
    return [each.name for each in menu(key).methods]


def number_of(name: str) -> int:
    return next(each.number for each in payment_methods() if each.name == name)


def test_the_usual_ways_to_pay_are_added_by_one_press_and_not_twice(nadia):
    assert "Add the usual ones" in text_of(nadia.get(METHODS))
    for _again in range(2):
        nadia.post(f"{METHODS}usual/")
    assert [each.type for each in payment_methods()] == [MethodType.CARD, MethodType.CASH, MethodType.ACCOUNT]
    assert "Add the usual ones" not in text_of(nadia.get(METHODS))


def test_a_payment_method_is_added_with_a_type_renamed_and_archived(nadia):
    assert nadia.post(METHODS, {"name": "Voucher", "type": "voucher"}).status_code == 302
    twice = nadia.post(METHODS, {"name": "voucher", "type": "cash"})
    assert (twice.status_code, "already" in text_of(twice)) == (422, True)
    assert nadia.post(METHODS, {"name": "Gold", "type": "gold"}).status_code == 422
    key = number_of("Voucher")
    nadia.post(f"{METHODS}{key}/", {"name": "Gift card"})
    assert "Gift card" in text_of(nadia.get(METHODS))
    nadia.post(f"{METHODS}{key}/archive/")
    assert payment_methods() == []
    assert nadia.get(f"{METHODS}{key}/").status_code == 404


def test_a_method_is_put_in_moved_and_taken_out_by_buttons_that_need_no_script(nadia):
    nadia.post(f"{METHODS}usual/")
    page = nadia.post(MENUS, {"name": "Counter"})["Location"]
    key = menus()[0].number
    for position, name in enumerate(("Cash", "Card", "Customer account")):
        nadia.post(f"{page}methods/", {"method": number_of(name), "position": position})
    assert names_in(key) == ["Cash", "Card", "Customer account"]
    nadia.post(f"{page}methods/", {"method": number_of("Customer account"), "position": "0"})
    assert names_in(key) == ["Customer account", "Cash", "Card"]
    nadia.post(f"{page}methods/", {"method": number_of("Cash"), "position": ""})
    assert names_in(key) == ["Customer account", "Card"]
    shown = text_of(nadia.get(page))
    assert "Move Card up" in nadia.get(page).content.decode()
    assert shown.index("Customer account") < shown.index("Card")
    assert nadia.get(MENUS)["Location"] == page


def test_a_menu_is_renamed_and_only_one_that_no_till_uses_is_deleted(nadia, counter_menu):
    spare = add_menu(name="Spare", by=COMMAND, at=AT)
    assert nadia.post(f"{MENUS}{spare}/", {"name": "counter"}).status_code == 422
    assert nadia.post(f"{MENUS}{spare}/", {"name": "Market stall"}).status_code == 302
    refused = nadia.post(f"{MENUS}{counter_menu}/removal/")
    assert (refused.status_code, "Counter 1 use this menu" in text_of(refused)) == (409, True)
    nadia.post(f"{MENUS}{spare}/removal/")
    assert [each.name for each in menus()] == ["Counter"]


def test_what_is_transmitted_is_what_was_previewed_and_nothing_else(nadia, counter_menu):
    page = nadia.get(TRANSMIT)
    assert "gets the menu Counter" in text_of(page)
    digest = page.context["preview"]["digest"]
    voucher = add_method(name="Voucher", type=MethodType.VOUCHER, by=COMMAND, at=AT)
    put_method(menu=counter_menu, method=voucher, position=0, by=COMMAND, at=AT)
    stale = nadia.post(TRANSMIT, {"digest": digest})
    assert (stale.status_code, current()) == (409, None)
    assert nadia.post(TRANSMIT, {"digest": stale.context["preview"]["digest"]}).status_code == 302
    assert current() is not None
    again = text_of(nadia.get(TRANSMIT))
    assert "sent all of it with version 1" in again
    assert "not yet by Counter 1" in again
    assert "Not transmitted" not in text_of(nadia.get(METHODS))


def test_nothing_is_transmitted_without_a_preview(nadia, counter_menu):
    assert nadia.post(TRANSMIT).status_code == 409
    assert current() is None


def test_a_draft_says_that_it_is_not_transmitted_and_what_would_change_at_which_till(nadia, counter_menu):
    nadia.post(TRANSMIT, {"digest": nadia.get(TRANSMIT).context["preview"]["digest"]})
    nadia.post(f"{MENUS}{counter_menu}/methods/", {"method": number_of("Cash"), "position": ""})
    for page in (METHODS, f"{MENUS}{counter_menu}/", "/office/tills/"):
        assert "Not transmitted: the tills go on as before." in text_of(nadia.get(page)), page
    assert "Counter 1 takes Cash no more" in text_of(nadia.get(TRANSMIT))


def test_an_earlier_version_is_gone_back_to_as_a_new_one_with_the_drafts_of_then(nadia, counter_menu):
    nadia.post(TRANSMIT, {"digest": nadia.get(TRANSMIT).context["preview"]["digest"]})
    nadia.post(f"{MENUS}{counter_menu}/methods/", {"method": number_of("Cash"), "position": ""})
    nadia.post(TRANSMIT, {"digest": nadia.get(TRANSMIT).context["preview"]["digest"]})
    assert nadia.post(f"{TRANSMIT}2/return/").status_code == 409
    assert nadia.post(f"{TRANSMIT}1/return/").status_code == 302
    assert names_in(counter_menu) == ["Cash", "Card", "Customer account"]
    assert "3 as version 1" in text_of(nadia.get(TRANSMIT))
    assert nadia.post(f"{TRANSMIT}9/return/").status_code == 404
