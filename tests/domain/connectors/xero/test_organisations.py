"""What becomes of the links when another organisation is connected, or the same one again."""

import pytest

from onaccount.domain.connectors.actions import ask_for_link, ask_for_more, push_links
from onaccount.domain.connectors.models import Link, Task
from onaccount.domain.connectors.queries import contact_of
from onaccount.domain.history.models import EventDetail
from tests.domain.connectors.xero.house import House
from tests.stage import LATER, let_in

pytestmark = pytest.mark.django_db


def another(house: House) -> None:
    other = house.xero.add_organisation("Second Ltd")
    house.disconnect()
    house.settle()
    house.connect(other)


def test_contacts_of_another_organisation_are_nobody_s_here(connected: House, settings):
    """The ids of the one are unknown in the other, or somebody else's."""
    number = let_in(at=connected.now() - LATER)
    connected.mirror()
    ask_for_link(number=number, at=connected.now() - LATER)
    push_links(connected.door, clock=connected.now)
    found = contact_of(number)
    assert found is not None
    link = Link.objects.get()
    Task.objects.create(system_id="xero", kind="renamed", customer_id=number, raised_at=connected.now())
    another(connected)
    assert (contact_of(number), Link.objects.get().state, Link.objects.get().former_id) == (
        None,
        "wanted",
        found.contact_id,
    )
    assert Link.objects.get().tries > link.tries, "a turn that is under way is over"
    assert Task.objects.get().outcome == "moot"
    assert EventDetail.objects.get(event__name="link.let_go").changes == {"xero_contact": [found.contact_id, ""]}
    push_links(connected.door, clock=connected.now)
    assert contact_of(number) is None, "not before the contacts there were read"
    connected.mirror()
    ask_for_more(at=connected.now() - LATER)
    connected.xero.organisations[1].limits = connected.xero.organisation.limits
    push_links(connected.door, clock=connected.now)
    anew = contact_of(number)
    assert anew is not None
    assert list(connected.xero.organisations[1].contacts) == [anew.contact_id]


def test_the_same_organisation_connected_again_keeps_its_links(connected: House):
    number = let_in(at=connected.now() - LATER)
    connected.mirror()
    ask_for_link(number=number, at=connected.now() - LATER)
    push_links(connected.door, clock=connected.now)
    before = contact_of(number)
    assert before is not None
    connected.disconnect()
    connected.settle()
    connected.connect()
    assert contact_of(number) == before
