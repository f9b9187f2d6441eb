"""Xero is connected by somebody who may, once for each question, and taken back."""

from datetime import timedelta
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest

from onaccount.domain.connectors.actions.xero.connect import (
    ask_for_mirror,
    begin_to_connect,
    choose_organisation,
    connect_custom,
    disconnect,
    keep_permission,
)
from onaccount.domain.connectors.actions.xero.connection import part_with_connection
from onaccount.domain.connectors.actions.xero.mirror import mirror_contacts
from onaccount.domain.connectors.models import Connection, Contact
from onaccount.domain.connectors.rules.connection import (
    CONNECTION_MOVES,
    Asked,
    AskedTooLongAgo,
    ConnectionState,
    NoSuchOrganisation,
    NotAllowed,
    NotAsked,
    NotNow,
    NotSetUp,
    check_answer,
)
from onaccount.domain.history.models import Event, EventDetail
from onaccount.domain.people import rules as people
from tests.domain.connectors.xero.house import BACK
from tests.simulators.xero import Fault
from tests.stage import COMMAND, INES, NADIA, everything_in_the_database, hire

pytestmark = pytest.mark.django_db


def begin(house, by=COMMAND):
    asked, address = begin_to_connect(redirect_uri=BACK, by=by, at=house.now())
    said = dict(parse_qsl(urlsplit(house.xero.allow(address)).query))
    return asked, said


def test_one_organisation_that_was_allowed_is_connected(house):
    house.connect()
    row = house.row
    assert (row.state, row.tenant_name) == ("connected", "Demo Company (UK)")
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "connection.allowed",
        "connection.made",
    ]


def test_nothing_is_asked_of_xero_before_the_worker_does(house):
    house.allow()
    assert (house.xero.asked, house.row.state) == ([], "allowed")


def test_of_several_organisations_somebody_chooses(house):
    other = house.xero.add_organisation("Second Ltd")
    house.connect()
    assert house.row.state == "choosing"
    with pytest.raises(NoSuchOrganisation):
        choose_organisation(tenant_id="another", by=COMMAND, at=house.now())
    choose_organisation(tenant_id=other.tenant_id, by=COMMAND, at=house.now())
    assert (house.row.state, house.row.tenant_name) == ("connected", "Second Ltd")


def test_no_organisation_is_no_connection(house):
    asked, address = begin_to_connect(redirect_uri=BACK, by=COMMAND, at=house.now())
    house.xero.organisation.is_gone = True
    said = dict(parse_qsl(urlsplit(house.xero.allow(address)).query))
    keep_permission(asked=asked, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())
    house.settle()
    assert (house.row.state, house.row.trouble) == ("off", "no organisation was allowed")


def test_an_app_without_a_secret_connects_by_its_verifier_alone(house, settings):
    house.xero.app.secret = settings.XERO_CLIENT_SECRET = ""
    house.connect()
    assert house.row.state == "connected"


def test_a_custom_connection_needs_nobody_to_log_in(house, settings):
    app = house.xero.register_custom()
    settings.XERO_CLIENT_ID, settings.XERO_CLIENT_SECRET, settings.XERO_CUSTOM = app.client_id, app.secret, True
    connect_custom(by=COMMAND, at=house.now())
    house.settle()
    assert house.row.state == "connected"
    house.xero.organisation.add(Name="A")
    house.mirror()
    house.xero.pass_time(31 * 60)
    house.xero.organisation.add(Name="B")
    house.mirror()
    assert Contact.objects.count() == 2
    assert not [each for each in house.xero.calls() if "xero-tenant-id" in each.headers]


def test_without_an_app_there_is_nothing_to_connect(house, settings):
    settings.XERO_CLIENT_ID = ""
    with pytest.raises(NotSetUp):
        begin(house)


def test_who_may_not_change_the_settings_connects_nothing(house):
    reader = hire(INES)
    at = house.now()
    for verb in (
        partial(begin_to_connect, redirect_uri=BACK),
        partial(keep_permission, asked=None, said={}, redirect_uri=BACK),
        partial(choose_organisation, tenant_id="t"),
        partial(ask_for_mirror),
        partial(disconnect),
        partial(connect_custom),
    ):
        with pytest.raises(people.NotAllowed):
            verb(by=reader, at=at)


# --- the answer that comes back (ASVS V10.1.2, V10.2.1) --------------------------------------------------------------


def test_an_answer_of_another_question_is_refused(house):
    asked, said = begin(house)
    with pytest.raises(NotAsked):
        keep_permission(asked=asked, said={**said, "state": "x" * 43}, redirect_uri=BACK, by=COMMAND, at=house.now())
    with pytest.raises(NotAsked):
        keep_permission(asked=None, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())
    assert not Connection.objects.exists()


def test_an_answer_is_for_the_person_who_asked(house):
    nadia = hire(NADIA)
    asked, said = begin(house, by=nadia)
    with pytest.raises(NotAsked):
        keep_permission(asked=asked, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())


@pytest.mark.parametrize("minutes", [-1, 11])
def test_an_answer_comes_within_ten_minutes(house, minutes):
    asked, said = begin(house)
    with pytest.raises(AskedTooLongAgo):
        check_answer(asked, state=said["state"], principal=COMMAND.key, at=house.now() + timedelta(minutes=minutes))


def test_a_denial_is_said_and_connects_nothing(house):
    asked, said = begin(house)
    said = {"error": "access_denied", "state": said["state"]}
    with pytest.raises(NotAllowed):
        keep_permission(asked=asked, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())


def test_a_code_that_was_used_connects_nothing(house):
    asked, said = begin(house)
    house.xero.identity.codes.clear()
    keep_permission(asked=asked, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())
    house.settle()
    assert (house.row.state, house.row.secrets) == ("off", "")


def test_a_verifier_of_another_session_opens_nothing(house):
    asked, said = begin(house)
    forged = Asked(asked.state, "v" * 43, asked.principal, asked.at)
    keep_permission(asked=forged, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())
    house.settle()
    assert house.row.state == "off"


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_what_lets_us_in_stands_nowhere_readable(house):
    asked, said = begin(house)
    keep_permission(asked=asked, said=said, redirect_uri=BACK, by=COMMAND, at=house.now())
    assert said["code"] not in everything_in_the_database()
    assert asked.verifier not in everything_in_the_database()
    house.settle()
    tokens = [*house.xero.identity.access, *house.xero.identity.refreshers]
    kept = everything_in_the_database()
    assert len(tokens) == 2
    assert not [token for token in tokens if token in kept]
    assert house.row.secrets, "a test that finds nothing kept proves nothing"


def test_history_holds_no_secret(house):
    house.connect()
    house.disconnect()
    details = list(EventDetail.objects.values_list("changes", flat=True))
    assert details == [{"organisation": ["", "Demo Company (UK)"]}, {"organisation": ["Demo Company (UK)", ""]}]


# --- nobody answers --------------------------------------------------------------------------------------------------


def test_while_nobody_answers_it_is_tried_again(house):
    house.allow()
    house.xero.break_down(Fault.STATUS, on="connections", times=1)
    house.settle()
    assert house.row.state == "allowed"
    assert not house.settle(), "not at once"
    house.xero.pass_time(6)
    house.settle()
    assert (house.row.state, house.row.trouble) == ("connected", "")


def test_a_code_whose_answer_was_lost_is_asked_for_anew(house):
    house.allow()
    house.xero.break_down(Fault.DROP_AFTER, on="token", times=1)
    house.settle()
    assert house.row.state == "off"
    assert "broke off" in house.row.trouble


def test_wrong_settings_are_said_as_such(house, settings):
    settings.XERO_CLIENT_SECRET = "wrong"
    house.connect()
    assert house.row.state == "off"
    assert "invalid_client" in house.row.trouble


def test_a_copy_of_the_books_asks_nothing_until_somebody_connects_it(connected):
    """Two places with one refresh token would end each other's connection."""
    with pytest.raises(people.NotAllowed):
        part_with_connection(by=hire(INES), at=connected.now())
    assert part_with_connection(by=COMMAND, at=connected.now())
    asked = len(connected.xero.asked)
    assert mirror_contacts(connected.wire, clock=connected.now) is None
    assert (connected.row.state, connected.row.secrets, len(connected.xero.asked)) == ("refused", "", asked)
    assert not part_with_connection(by=COMMAND, at=connected.now())
    connected.connect()
    assert connected.mirror().is_whole


# --- taken back ------------------------------------------------------------------------------------------------------


def test_disconnecting_takes_the_permission_back_and_forgets_what_was_seen(connected):
    connected.xero.organisation.add(Name="A")
    connected.mirror()
    connected.disconnect()
    assert (connected.row.state, connected.row.connected_at, Contact.objects.count()) == ("leaving", None, 0)
    connected.settle()
    assert (connected.row.state, connected.row.secrets) == ("off", "")
    assert all(token.grant.is_revoked for token in connected.xero.identity.refreshers.values())
    assert [each.method for each in connected.xero.calls(path="/connections")] == ["GET", "DELETE"]


def test_a_xero_that_is_down_is_told_later_and_not_for_ever(connected):
    connected.disconnect()
    connected.xero.break_down(Fault.DROP_BEFORE, on="")
    connected.settle()
    assert connected.row.state == "leaving"
    with pytest.raises(NotNow):
        begin(connected)
    connected.xero.pass_time(3601)
    connected.settle()
    assert (connected.row.state, connected.row.secrets) == ("off", "")
    assert "Connected apps" in connected.row.trouble


def test_another_organisation_begins_with_an_empty_mirror(connected):
    connected.xero.organisation.add(Name="A")
    connected.mirror()
    other = connected.xero.add_organisation("Second Ltd")
    connected.disconnect()
    connected.settle()
    connected.connect(other)
    assert (connected.row.tenant_name, connected.row.mirrored_at) == ("Second Ltd", None)


def test_the_table_of_states_says_where_one_may_begin_and_that_every_state_ends(house):
    reachable, waiting = {ConnectionState.OFF}, [ConnectionState.OFF]
    while waiting:
        new = CONNECTION_MOVES[waiting.pop()] - reachable
        reachable |= new
        waiting += new
    assert reachable == set(ConnectionState)
