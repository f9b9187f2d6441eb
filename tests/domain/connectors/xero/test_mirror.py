"""Xero's contacts are kept here as last seen, whatever happens on the way."""

from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest

from onaccount.domain.connectors.actions.xero import mirror
from onaccount.domain.connectors.actions.xero.asking import take_turn
from onaccount.domain.connectors.actions.xero.mirror import mirror_contacts
from onaccount.domain.connectors.models import Connection, Contact
from onaccount.domain.connectors.rules.contacts import contact_of, moment_of, phone_of
from onaccount.domain.history.models import Event, EventDetail
from onaccount.domain.letters.models import Letter
from tests.simulators.xero import READS, Fault
from tests.stage import NADIA, hire, work_off

pytestmark = pytest.mark.django_db


def here() -> dict[str, str]:
    return dict(Contact.objects.values_list("contact_id", "name"))


def there(house) -> dict[str, str]:
    return {each.contact_id: each.name for each in house.xero.organisation.contacts.values()}


def test_all_are_mirrored_and_then_only_what_changed(connected):
    organisation = connected.xero.organisation
    organisation.fill(2500)
    run = connected.mirror()
    assert (run.new, run.pages, run.is_whole, here() == there(connected)) == (2500, 3, True, True)
    key = next(iter(organisation.contacts))
    connected.xero.pass_time(60)
    organisation.rename(key, "Another name")
    run = connected.mirror()
    assert (run.new, run.changed, run.pages) == (0, 1, 1)
    assert run.seen < 10, "only what changed is asked for"
    assert here() == there(connected)


def test_what_a_contact_says_is_spelt_as_ours_are(connected):
    connected.xero.organisation.add(
        Name="Graham's Widgets Ltd",
        EmailAddress="Graham@Widgets.example",
        ContactNumber="7",
        AccountNumber="W7",
        TaxNumber="gb 123 4567 82",
        CompanyNumber="0044 5790",
        Phones=[{"PhoneType": "DEFAULT", "PhoneCountryCode": "44", "PhoneAreaCode": "0113", "PhoneNumber": "496 0001"}],
        Addresses=[{"AddressType": "POBOX", "AddressLine1": "1 High Street", "Country": "United Kingdom"}],
    )
    connected.mirror()
    row = Contact.objects.get()
    assert (row.email, row.contact_number, row.account_number) == ("graham@widgets.example", "7", "W7")
    assert (row.tax_id, row.registration_number) == ("GB123456782", "00445790")
    assert row.values["phone"] == "+441134960001"
    assert (row.values["line1"], row.values["country"]) == ("1 High Street", "GB")
    assert row.name_key


def test_more_than_a_page_of_one_second_is_seen_whole(connected):
    connected.xero.organisation.fill(2300, at=1_790_000_000.5)
    connected.mirror()
    assert len(here()) == 2300
    assert connected.mirror().is_whole


def test_names_statuses_and_merges_that_change_are_told(connected):
    organisation = connected.xero.organisation
    renamed, archived, loser = (organisation.add(Name=name) for name in ("A", "B", "C"))
    survivor = organisation.add(Name="D")
    connected.mirror()
    connected.xero.pass_time(5)
    organisation.rename(renamed, "A2")
    organisation.archive(archived)
    organisation.merge(loser, into=survivor)
    connected.mirror()
    told = {
        each.event.subject_key: each.changes
        for each in EventDetail.objects.select_related("event").filter(event__name="contact.changed")
    }
    assert told == {
        renamed: {"name": ["A", "A2"]},
        archived: {"status": ["ACTIVE", "ARCHIVED"]},
        loser: {"status": ["ACTIVE", "ARCHIVED"], "merged_to": ["", survivor]},
    }
    connected.mirror()
    assert Event.objects.filter(name="contact.changed").count() == 3, "once"


def test_who_asked_to_be_forgotten_there_is_forgotten_here(connected):
    key = connected.xero.organisation.add(Name="Mara Lindqvist", EmailAddress="mara@example.com")
    connected.mirror()
    connected.xero.pass_time(5)
    connected.xero.organisation.forget_person(key)
    connected.mirror()
    row = Contact.objects.get()
    assert (row.name, row.email, row.values, row.status) == ("", "", {}, "GDPRREQUEST")


def test_what_is_met_no_more_on_the_weekly_walk_is_gone(connected):
    organisation = connected.xero.organisation
    stays, goes = organisation.add(Name="A"), organisation.add(Name="B")
    connected.mirror()
    del organisation.contacts[goes]
    connected.xero.pass_time(60)
    connected.mirror()
    assert set(here()) == {stays, goes}
    connected.xero.pass_time(7 * 86_400)
    connected.mirror()
    assert dict(Contact.objects.values_list("contact_id", "status")) == {stays: "ACTIVE", goes: "GONE"}


def test_a_run_that_stopped_goes_on_where_it_was(connected):
    connected.xero.organisation.fill(3500)
    assert connected.mirror(most_pages=2).pages == 2
    assert Contact.objects.count() > 1900
    assert Connection.objects.get().mirrored_at is None, "until the end is reached nothing is said of it"
    run = connected.mirror()
    assert run.pages == 2
    assert here() == there(connected)


def test_what_changed_is_told_though_the_run_that_saw_it_was_killed(connected, monkeypatch):
    """Stored, and never met again as something new: who is linked to it would hear of it by no other way."""
    key = connected.xero.organisation.add(Name="A")
    connected.mirror()
    connected.xero.pass_time(60)
    connected.xero.organisation.rename(key, "A2")
    with monkeypatch.context() as patch:
        patch.setattr(mirror, "_end", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            connected.mirror()
    assert here() == {key: "A2"}
    before = Event.objects.filter(name="connection.mirrored").count()
    connected.xero.pass_time(mirror.LEASE.total_seconds() + 1)
    run = connected.mirror()
    assert (run.changed, Event.objects.filter(name="connection.mirrored").count()) == (0, before + 1)
    connected.mirror()
    assert Event.objects.filter(name="connection.mirrored").count() == before + 1, "once"


def test_a_contact_that_says_it_changed_tomorrow_hides_nothing_of_today(connected):
    organisation = connected.xero.organisation
    odd = organisation.add(Name="Odd")
    organisation.contacts[odd].updated = connected.xero.clock.now() + 86_400
    connected.mirror()
    assert connected.row.mirrored_until is None or connected.row.mirrored_until <= connected.now()
    connected.xero.pass_time(60)
    later = organisation.add(Name="Of today")
    connected.mirror()
    assert set(here()) == {odd, later}
    organisation.rename(odd, "Mended")
    organisation.contacts[odd].updated = connected.xero.clock.now()
    connected.xero.pass_time(2 * 86_400)
    organisation.contacts[odd].updated = connected.xero.clock.now()
    connected.mirror()
    assert here()[odd] == "Mended"


def test_more_than_a_page_of_tomorrow_is_read_to_its_end(connected):
    connected.xero.organisation.fill(1200, at=connected.xero.clock.now() + 86_400)
    assert connected.mirror().is_whole
    assert len(here()) == 1200


def test_a_position_that_is_yet_to_come_begins_anew(connected):
    connected.mirror()
    connected.xero.organisation.add(Name="A")
    Connection.objects.update(mirrored_until=connected.now() + timedelta(days=400))
    connected.mirror()
    assert len(here()) == 1


def test_a_question_that_is_refused_is_not_asked_all_the_time(connected):
    connected.xero.break_down(Fault.STATUS, status=400)
    run = connected.mirror()
    assert run.until is not None
    assert run.until > connected.now() + timedelta(seconds=30)


def test_contacts_that_change_while_they_are_read_are_not_lost(connected):
    organisation = connected.xero.organisation
    organisation.fill(3000)
    for step in range(6):
        connected.mirror(most_pages=1)
        connected.xero.pass_time(2)
        for key in list(organisation.contacts)[step::700]:
            organisation.rename(key, f"Renamed {step} {key}")
        organisation.add(Name=f"New {step}")
    connected.mirror()
    assert here() == there(connected)


def test_every_third_answer_lost_loses_no_contact(connected):
    connected.xero.organisation.fill(4000)
    connected.xero.break_down(Fault.DROP_AFTER, methods=READS, share=0.3)
    for _ in range(30):
        connected.xero.pass_time(1200)  # past every rest
        if connected.mirror().is_whole:
            break
    assert here() == there(connected)


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.CUT_BODY, Fault.STATUS, Fault.DROP_BEFORE])
def test_an_answer_that_is_none_changes_nothing_and_is_said(connected, fault):
    connected.xero.organisation.add(Name="A")
    connected.xero.break_down(fault, times=1)
    run = connected.mirror()
    assert (run.is_whole, here(), bool(run.words)) == (False, {}, True)
    assert connected.mirror().is_whole


def test_one_contact_that_cannot_be_read_keeps_no_other_from_being_seen(connected):
    broken, whole = connected.xero.organisation.add(Name="A"), connected.xero.organisation.add(Name="B")
    connected.xero.organisation.contacts[broken].updated = float(10**15)
    connected.mirror()
    assert set(here()) == {whole}


# --- tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_that_runs_out_on_the_way_is_replaced(connected):
    connected.xero.organisation.fill(2500)
    connected.mirror(most_pages=1)
    connected.xero.identity.expire_access()
    assert connected.mirror().is_whole
    connected.xero.pass_time(31 * 60)
    assert connected.mirror().is_whole
    assert (connected.xero.identity.refreshed, connected.xero.identity.reused) == (2, 0)


def test_a_permission_that_was_taken_back_is_said_once_and_by_letter(connected):
    hire(NADIA)
    connected.xero.identity.refuses_refresh = True
    connected.xero.pass_time(31 * 60)
    run = connected.mirror()
    assert "taken back" in run.words
    row = connected.row
    assert (row.state, row.secrets, bool(row.refused_at)) == ("refused", "", True)
    work_off(at=connected.now() + timedelta(minutes=1))
    assert Letter.objects.filter(kind="connection_refused").count() == 1
    connected.xero.identity.refuses_refresh = False
    connected.connect()
    assert connected.row.state == "connected"


def test_an_organisation_that_is_gone_asks_to_be_connected_again(connected):
    connected.xero.organisation.is_gone = True
    connected.mirror()
    assert connected.row.state == "refused"


def test_wrong_settings_later_on_lose_no_permission(connected, settings):
    right, settings.XERO_CLIENT_SECRET = settings.XERO_CLIENT_SECRET, "wrong"
    connected.xero.pass_time(31 * 60)
    assert "invalid_client" in connected.mirror().words
    assert connected.row.state == "connected"
    settings.XERO_CLIENT_SECRET = right
    connected.xero.pass_time(16 * 60)
    assert connected.mirror().is_whole


def test_a_refresh_whose_answer_was_lost_is_tried_again_with_the_same_token(connected):
    connected.xero.identity.grace = 1800.0
    connected.xero.pass_time(31 * 60)
    connected.xero.break_down(Fault.DROP_AFTER, on="token", times=1)
    assert not connected.mirror().is_whole
    assert connected.mirror().is_whole


# --- limits -----------------------------------------------------------------------------------------------------------


def test_the_calls_of_a_minute_are_counted_and_some_are_left_for_customers(connected, settings):
    settings.XERO_CALLS_A_MINUTE = 5
    connected.xero.organisation.fill(9000)
    run = connected.mirror()
    assert (run.pages, run.until is not None) == (4, True)
    take_turn(at=connected.now())  # a customer finds room
    assert len(connected.xero.calls()) == 4
    connected.xero.pass_time(61)
    connected.mirror()
    connected.xero.pass_time(61)
    assert connected.mirror().is_whole


def test_its_own_limit_is_obeyed_by_everybody(connected):
    connected.xero.organisation.limits.minute.limit = 0
    run = connected.mirror()
    assert run.until == connected.row.quiet_until
    asked = len(connected.xero.asked)
    Connection.objects.update(mirror_asked_at=connected.now(), mirror_next_at=None)
    assert mirror_contacts(connected.wire, clock=connected.now) is None
    assert len(connected.xero.asked) == asked


def test_who_is_down_is_left_in_peace_after_five_tries(connected):
    connected.xero.break_down(Fault.DROP_BEFORE)
    for _ in range(5):
        connected.mirror()
    assert connected.row.quiet_until is not None
    assert connected.row.quiet_until > connected.now()


# --- what stands in an answer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stamp", ["", "/Date()/", "/Date(x)/", "2026-11-22", "/Date(99999999999999999999)/"])
def test_a_stamp_that_is_none_is_refused(stamp):
    with pytest.raises(ValueError):
        moment_of(stamp)


def test_a_stamp_is_milliseconds_since_1970():
    assert moment_of("/Date(1551399323399+1300)/") == datetime(2019, 3, 1, 0, 15, 23, 399000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "area", "number", "phone"),
    [
        ("44", "0113", "496 0001", "+441134960001"),
        ("+44", "113", "4960001", "+441134960001"),
        ("39", "06", "69812345", "+390669812345"),
        ("", "(626)", "847-1294", "(626) 847-1294"),
        ("44", "0113", "", ""),
    ],
)
def test_three_parts_of_a_number_are_one(code, area, number, phone):
    assert phone_of({"PhoneCountryCode": code, "PhoneAreaCode": area, "PhoneNumber": number}) == phone


@pytest.mark.parametrize("given", [None, [], {}, {"ContactID": 7}, {"ContactID": "x"}, {"ContactID": "x", "Name": []}])
def test_what_is_no_contact_is_none(given):
    with pytest.raises(ValueError):
        contact_of(given)
