"""Menus are drafts until they are transmitted; a till uses exactly what it acknowledged last."""

import pytest

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.tills.actions.methods import add_method, archive_method, put_method, remove_menu, take_method
from onaccount.domain.tills.actions.tills import add_till, give_pairing_code, pair_till
from onaccount.domain.tills.actions.transmit import roll_back, transmit
from onaccount.domain.tills.queries.publications import current_content, draft, menu, menus, payment_methods
from onaccount.domain.tills.queries.tills import device_of, till_card
from onaccount.domain.tills.rules.methods import MenuInUse, MethodNameTaken, MethodType, moved_to
from onaccount.domain.tills.rules.publications import DraftChanged, MethodNotInMenu, NothingToTransmit, changes
from onaccount.domain.tills.rules.tills import PAIRING_LASTS, PairingCodeWrong, spoken
from tests.domain.tills.counter import Counter, Key
from tests.stage import AT, COMMAND, INES, hire

pytestmark = pytest.mark.django_db


def numbers(counter: Counter) -> tuple[int, int]:
    """The menu of a counter, and the method to take out of it."""
    found = till_card(counter.number).menu
    assert found is not None
    return found, counter.methods["Card"]


def test_a_change_reaches_no_till_before_it_is_transmitted_and_acknowledged(counter: Counter) -> None:
    used, card = numbers(counter)
    take_method(menu=used, method=card, by=COMMAND, at=AT)
    counter.sell(("Card", 1_00))
    (change,) = changes(current_content(), draft())
    assert (change.name, change.put, change.taken, change.is_reordered) == ("Counter 2", (), ("Card",), False)
    version = transmit(expected="", by=COMMAND, at=AT)
    counter.sell(("Card", 1_00))
    counter.version = version
    counter.report()
    with pytest.raises(MethodNotInMenu):
        counter.sell(("Card", 1_00))


def test_nothing_new_is_not_transmitted_and_a_stale_preview_neither(counter: Counter) -> None:
    with pytest.raises(NothingToTransmit):
        transmit(expected="", by=COMMAND, at=AT)
    used, card = numbers(counter)
    put_method(menu=used, method=card, position=0, by=COMMAND, at=AT)
    with pytest.raises(DraftChanged):
        transmit(expected="of an hour ago", by=COMMAND, at=AT)


def test_an_earlier_version_comes_back_with_its_drafts(counter: Counter) -> None:
    _used, card = numbers(counter)
    archive_method(method=card, by=COMMAND, at=AT)
    transmit(expected="", by=COMMAND, at=AT)
    version = roll_back(version=1, by=COMMAND, at=AT)
    assert version == 3
    assert [each.name for each in menus()[0].methods] == ["Cash", "Card", "Customer account"]
    with pytest.raises(NothingToTransmit):
        transmit(expected="", by=COMMAND, at=AT)


def test_methods_are_put_moved_and_taken(counter: Counter) -> None:
    used, card = numbers(counter)
    put_method(menu=used, method=card, position=9, by=COMMAND, at=AT)
    assert [each.name for each in menu(used).methods] == ["Cash", "Customer account", "Card"]
    assert moved_to([1, 2, 3], 3, 0) == [3, 1, 2]
    assert moved_to([1, 2, 3], 4, 1) == [1, 4, 2, 3]


def test_a_name_is_taken_once_whatever_its_case(counter: Counter) -> None:
    with pytest.raises(MethodNameTaken):
        add_method(name=" cash ", type=MethodType.CASH, by=COMMAND, at=AT)
    assert len(payment_methods()) == 3


def test_a_menu_in_use_stays(counter: Counter) -> None:
    with pytest.raises(MenuInUse):
        remove_menu(menu=numbers(counter)[0], by=COMMAND, at=AT)


def test_readers_change_nothing(counter: Counter) -> None:
    by: Actor = hire(INES)
    with pytest.raises(NotAllowed):
        transmit(expected="", by=by, at=AT)
    with pytest.raises(NotAllowed):
        add_till(name="Mine", menu=None, by=by, at=AT)


def test_a_code_pairs_one_device_once_and_in_time(db: None) -> None:
    till = add_till(name="Counter 9", menu=None, by=COMMAND, at=AT)
    code = give_pairing_code(till=till, by=COMMAND, at=AT)
    assert spoken(f" {code[:4].lower()}-{code[4:]}") == code
    with pytest.raises(PairingCodeWrong):
        pair_till(code=code, key=Key().public, at=AT + PAIRING_LASTS)
    with pytest.raises(PairingCodeWrong):
        pair_till(code=code, key="no key", at=AT)
    _till, token = pair_till(code=code, key=Key().public, at=AT)
    found = device_of(token)
    assert found is not None
    assert found.number == till
    with pytest.raises(PairingCodeWrong):
        pair_till(code=code, key=Key().public, at=AT)


def test_another_device_takes_the_place_of_the_first(counter: Counter) -> None:
    code = give_pairing_code(till=counter.number, by=COMMAND, at=AT)
    assert device_of(counter.token) is not None
    _till, token = pair_till(code=code, key=Key().public, at=AT)
    assert device_of(counter.token) is None
    assert device_of(token) is not None
    assert device_of("") is None
