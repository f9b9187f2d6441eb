"""Each action that takes a number, with that of one who was merged: it reaches the survivor, or is refused."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from onaccount.domain.customers import actions as customers
from onaccount.domain.customers.actions import add_address, add_contact, add_note, add_tag
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.points import Point
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.history.models import Event
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.partners.actions.partners import add_partner
from onaccount.domain.vetting import actions as vetting
from onaccount.domain.vetting.actions import add_location, make_wave
from onaccount.domain.vetting.models import WaveMember
from tests.stage import AT, COMMAND, LATER, let_in

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT + LATER}

# How each is called beside the number and who acts; a part is the loser's own. None: it is never given a loser.
ASKED: dict[str, Callable[[dict[str, Any]], dict[str, Any]] | None] = {
    "add_address": lambda _: {"use": "further", "values": {"line1": "Gate 9"}},
    "add_contact": lambda _: {"values": {"given_name": "Ada"}},
    "add_location": lambda _: {"name": "Yard", "login_email": "yard@yard.example"},
    "add_note": lambda _: {"text": "Rings twice."},
    "add_tag": lambda _: {"name": "north"},
    "change_address": lambda part: {"address": part["address"], "values": {"line1": "Gate 5"}},
    "change_contact": lambda part: {"contact": part["contact"], "values": {"given_name": "Ada"}},
    "change_location": lambda part: {"location": part["location"], "values": {"location_name": "Shop"}},
    "choose_reseller": lambda _: {"partner": add_partner(code="QRY077", name="Quarry", by=COMMAND, at=AT)},
    "correct_customer": lambda _: {"values": {"website": "https://new.example/"}},
    "delete_customer": None,  # refused: of a family nobody is deleted
    "give_password": None,  # the demo's own
    "move_stage": None,  # set_stage
    "move_status": None,  # set_status
    "remove_address": lambda part: {"address": part["address"]},
    "remove_contact": lambda part: {"contact": part["contact"]},
    "remove_location": lambda part: {"location": part["location"]},
    "remove_map_point": None,  # it needs one first: tests/domain/customers/test_map_points.py
    "remove_member": None,  # a wave's own list says whom it means
    "remove_note": lambda part: {"note": part["note"]},
    "remove_tag": lambda _: {"name": "trade"},
    "send_again": lambda _: {"location": None},
    "set_map_point": lambda _: {"point": Point(50_541_700, -4_936_200)},
    "set_login_password": lambda part: {"location": part["location"]},
    "set_stage": lambda _: {"to": Stage.NEW},
    "set_status": lambda _: {"to": Status.INACTIVE},
    "undo_stage": None,  # it needs a decision first: below
    "undo_status": lambda _: {},
}
SILENT = {"send_again"}  # the letters say it


def takers() -> dict[str, Callable[..., Any]]:
    """The actions of both rooms that take a number."""
    found = {name: getattr(room, name) for room in (customers, vetting) for name in room.__all__}
    return {name: verb for name, verb in found.items() if "number" in inspect.signature(verb).parameters}


def family() -> tuple[int, int, dict[str, Any]]:
    survivor, loser = let_in(login="one@one.example"), let_in(login="two@two.example", name="Two")
    part = {
        "address": add_address(number=loser, use="further", values={"line1": "Gate 4"}, **BY),
        "contact": add_contact(number=loser, values={"given_name": "Ruth"}, **BY),
        "location": add_location(number=loser, name="Shed", login_email="shed@two.example", **BY),
        "note": add_note(number=loser, text="Pays cash.", **BY),
    }
    add_tag(number=loser, name="trade", **BY)
    merge_customers(loser=loser, survivor=survivor, **BY)
    return survivor, loser, part


def test_the_table_names_each_action_that_takes_a_number():
    assert set(takers()) == set(ASKED)


@pytest.mark.parametrize("name", sorted(name for name, asked in ASKED.items() if asked))
def test_a_losers_number_reaches_the_survivor(name):
    survivor, loser, part = family()
    asked = ASKED[name]
    assert asked is not None
    before = Customer.objects.filter(pk=loser).values().get()
    seen = set(Event.objects.values_list("pk", flat=True))
    at = AT if name == "undo_status" else AT + LATER
    takers()[name](number=loser, by=COMMAND, at=at, **asked(part))
    told = Event.objects.exclude(pk__in=seen).filter(subject_kind="customer")
    assert set(told.values_list("subject_key", flat=True)) <= {str(survivor)}
    assert told.exists() or name in SILENT
    assert Customer.objects.filter(pk=loser).values().get() == before, "the loser itself stays as it is"


def test_a_decision_is_taken_back_by_the_losers_number_too():
    survivor, loser, _ = family()
    for to in (Stage.NEW, Stage.REFERRED, Stage.PASSED):
        vetting.set_stage(number=survivor, to=to, credit_reference="CR-1", **BY)
    vetting.undo_stage(number=loser, **BY)
    stages = dict(Customer.objects.values_list("number", "stage"))
    assert (stages[survivor], stages[loser]) == ("referred", "none")


def test_a_wave_takes_the_survivor():
    survivor, loser, _ = family()
    vetting.set_status(number=survivor, to=Status.INACTIVE, **BY)
    wave = make_wave(name="Spring", **BY)
    vetting.add_members(wave=wave, numbers=[loser], **BY)
    assert list(WaveMember.objects.values_list("customer", flat=True)) == [survivor]
