"""Contacts one at a time: what is found, and what became of what was sent (I20)."""

from functools import partial

import pytest

from onaccount.domain.connectors.rules.next_door import Heard, NotAnswered, NotTaken
from tests.simulators.xero import READS, WRITES, Fault

pytestmark = pytest.mark.django_db


def test_a_contact_is_found_by_id_number_name_and_email(connected):
    name = 'Bob "B" O\'Neil \\ Söhne'
    key = connected.xero.organisation.add(Name=name, ContactNumber="17", EmailAddress="bob@example.com")
    connected.xero.organisation.add(Name="Bobby")
    door = connected.door
    found = [door.by_id(key), door.by_number("17"), *door.by_name(name.upper()), *door.by_email("BOB@example.com")]
    assert [each and each.contact_id for each in found] == [key] * 4
    nobody = "0" * 8 + "-0000-4000-8000-" + "0" * 12
    assert (door.by_id(nobody), door.by_number("18"), door.by_name("Bob"), door.by_name("")) == (
        None,
        None,
        [],
        [],
    )


def test_a_number_that_looks_like_an_id_finds_no_other(connected):
    key = connected.xero.organisation.add(Name="A", ContactNumber="17")
    assert connected.door.by_number(key) is None


def test_a_merged_contact_says_into_which(connected):
    loser, survivor = connected.xero.organisation.add(Name="A"), connected.xero.organisation.add(Name="B")
    connected.xero.organisation.merge(loser, into=survivor)
    found = connected.door.by_id(loser)
    assert found
    assert (found.merged_to, found.is_active, connected.door.by_name("A")) == (survivor, False, [])


def test_a_contact_is_made_and_changed(connected):
    made = connected.door.create({"Name": "A", "ContactNumber": "17"}, key="k1")
    assert (made.heard, made.contact and made.contact.contact_number) == (Heard.DONE, "17")
    assert made.contact
    changed = connected.door.update(made.contact.contact_id, {"Name": "B"}, key="k2")
    assert (changed.heard, changed.contact and changed.contact.name) == (Heard.DONE, "B")
    assert [each.headers["idempotency-key"] for each in connected.xero.calls() if each.method in WRITES] == ["k1", "k2"]


def test_a_name_that_is_taken_is_told_apart_from_other_refusals(connected):
    connected.xero.organisation.add(Name="A")
    taken = connected.door.create({"Name": "a", "ContactNumber": "17"}, key="k1")
    assert (taken.heard, "must be unique" in taken.words) == (Heard.NAME_TAKEN, True)
    refused = connected.door.create({"Name": "B", "EmailAddress": "nobody"}, key="k2")
    assert (refused.heard, refused.words) == (Heard.REFUSED, "Email address must be valid.")
    assert (
        connected.door.update("0" * 8 + "-0000-4000-8000-" + "0" * 12, {"Name": "C"}, key="k3").heard is Heard.REFUSED
    )


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.GARBAGE, Fault.CUT_BODY])
def test_what_left_and_was_not_answered_is_unknown_and_not_sent_again(connected, fault):
    connected.xero.break_down(fault, methods=WRITES)
    assert connected.door.create({"Name": "A", "ContactNumber": "17"}, key="k").heard is Heard.UNKNOWN
    assert len(connected.xero.calls("PUT")) == 1
    connected.xero.mend()
    found = connected.door.by_number("17")
    assert found, "it was carried out, and looking it up says so"


def test_a_server_that_fails_leaves_it_unknown(connected):
    connected.xero.break_down(Fault.STATUS, status=500)
    assert connected.door.create({"Name": "A"}, key="k").heard is Heard.UNKNOWN


def test_what_cannot_be_reached_was_not_sent(connected, settings):
    assert connected.door.by_name("A") == []
    settings.XERO_API_URL = "http://127.0.0.1:1"
    answer = connected.door.create({"Name": "A"}, key="k")
    assert (answer.heard, "cannot be reached" in answer.words) == (Heard.NOT_SENT, True)


def test_a_limit_that_is_reached_says_until_when(connected):
    connected.xero.organisation.limits.minute.limit = 0
    answer = connected.door.create({"Name": "A"}, key="k")
    assert (answer.heard, answer.until is not None) == (Heard.NOT_SENT, True)
    with pytest.raises(NotAnswered) as silence:
        connected.door.by_number("17")
    assert silence.value.until == answer.until


def test_a_404_of_whoever_stands_on_the_way_says_nothing_of_contacts(connected):
    """A proxy, an outage, a wrong address: believed, each customer would become a second contact."""
    key = connected.xero.organisation.add(Name="A", ContactNumber="17")
    connected.xero.break_down(Fault.STATUS, status=404)
    for question in (partial(connected.door.by_number, "17"), partial(connected.door.by_id, key)):
        with pytest.raises(NotAnswered):
            question()
    connected.xero.mend()
    connected.xero.break_down(Fault.STATUS, status=404, times=1)
    found = connected.door.by_number("17")
    assert found, "its list says otherwise"
    connected.xero.break_down(Fault.STATUS, status=404, times=1)
    assert connected.door.by_number("18") is None, "and says so too"


def test_a_question_that_is_refused_is_not_asked_for_ever(connected):
    connected.xero.break_down(Fault.STATUS, status=400)
    with pytest.raises(NotTaken):
        connected.door.by_number("17")
    assert len(connected.xero.calls()) == 1


def test_one_403_ends_no_connection(connected):
    connected.xero.break_down(Fault.STATUS, status=403, times=1)
    answer = connected.door.create({"Name": "A"}, key="k")
    assert (answer.heard, connected.row.state) == (Heard.NOT_SENT, "connected")
    connected.xero.pass_time(61)
    assert connected.door.create({"Name": "A"}, key="k").heard is Heard.DONE
    assert connected.row.denied_since is None


def test_an_hour_of_nothing_but_403_ends_it(connected):
    connected.xero.break_down(Fault.STATUS, status=403)
    for _ in range(3):
        assert connected.row.state == "connected"
        connected.door.create({"Name": "A"}, key="k")
        connected.xero.pass_time(31 * 60)
    assert connected.row.state == "refused"


def test_a_question_is_asked_a_second_time_and_then_given_up(connected):
    connected.xero.break_down(Fault.DROP_AFTER, methods=READS, times=1)
    assert connected.door.by_number("17") is None
    connected.xero.break_down(Fault.DROP_AFTER, methods=READS, times=2)
    with pytest.raises(NotAnswered):
        connected.door.by_number("17")


def test_a_token_that_is_too_old_keeps_nothing_from_being_sent_once(connected):
    connected.xero.identity.expire_access()
    assert connected.door.create({"Name": "A"}, key="k").heard is Heard.DONE
    assert [each.status for each in connected.xero.calls("PUT")] == [401, 200]
    assert len(connected.xero.organisation.contacts) == 1


def test_without_a_connection_nothing_is_sent(house):
    assert house.door.create({"Name": "A"}, key="k").heard is Heard.NOT_SENT
    assert house.xero.asked == []


def test_a_wait_that_was_asked_for_is_not_ended_by_an_answer_that_left_before(connected):
    from datetime import timedelta

    from onaccount.domain.connectors.actions.wire import Reply
    from onaccount.domain.connectors.actions.xero.asking import _note, note_failure

    now = connected.now()
    long = now + timedelta(hours=3)
    _note(Reply(429, {}, b""), at=now, quiet_until=long, trouble="429 day")
    _note(Reply(200, {}, b""), at=now)
    note_failure("it answers 503", at=now, until=now + timedelta(seconds=5))
    assert connected.row.quiet_until == long
    _note(Reply(200, {}, b""), at=long)
    assert (connected.row.quiet_until, connected.row.failures) == (None, 0)


@pytest.mark.parametrize("said", ["9999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_wait_is_longer_than_a_day(said):
    from onaccount.domain.connectors.actions.wire import Reply

    assert Reply(429, {"retry-after": said}, b"").wait_seconds == 86_400


def test_what_could_not_leave_before_its_turn_may_be_another_s_does_not_leave(connected):
    from datetime import timedelta

    from onaccount.domain.connectors.actions.wire import LONGEST
    from onaccount.domain.connectors.actions.xero.door import LEAVES_WITHIN, XeroDoor
    from onaccount.domain.connectors.rules.patience import LEASE

    assert LEAVES_WITHIN + timedelta(seconds=LONGEST) < LEASE
    connected.xero.identity.expire_access()
    late = XeroDoor(
        connected.wire, clock=lambda: connected.now() + 2 * LEAVES_WITHIN * len(connected.xero.calls("PUT"))
    )
    assert late.create({"Name": "A"}, key="k").heard is Heard.NOT_SENT
    assert [each.status for each in connected.xero.calls("PUT")] == [401]
    assert not connected.xero.organisation.contacts
