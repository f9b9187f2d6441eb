"""The parts of a customer, as machines have them: contacts, addresses, locations, notes, tags, the timeline."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.stage import AT, LATER, WIDGETS, let_in, sign_up, work_off

pytestmark = pytest.mark.django_db

CONTACT = {"given_name": "Mara", "family_name": "Quill", "job_title": "Buyer", "email": "mara@widgets.example"}
ADDRESS = {"use": "further", "line1": "Gate 4", "city": "York", "country": "GB"}
LOCATION = {"name": "The yard", "login_email": "yard@widgets.example"}
NOTE = {"text": "Pays by BACS."}
PARTS = {"contacts": CONTACT, "addresses": ADDRESS, "locations": LOCATION, "notes": NOTE}
MENDABLE = {"contacts": {"job_title": "Owner"}, "addresses": {"line1": "Gate 5"}, "locations": {"name": "The shop"}}


@pytest.fixture
def machine() -> Machine:
    return Machine()


def added(machine: Machine, number: int, part: str, **more: Any) -> dict[str, Any]:
    answer = machine.post(f"/customers/{number}/{part}", {**PARTS[part], **more})
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/api/v1/customers/{number}/{part}/{told['id']}"
    return told


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_added_is_told_listed_and_taken_away_again(machine, part):
    number = sign_up()
    before = len(machine.get(f"/customers/{number}/{part}").json()["items"])
    told = added(machine, number, part)
    for name, value in PARTS[part].items():
        assert told[name] == value, name
    here = f"/customers/{number}/{part}/{told['id']}"
    assert machine.get(here).json() == told
    listed = machine.get(f"/customers/{number}/{part}").json()
    assert told in listed["items"]
    assert listed["next"] is None
    assert machine.ask("DELETE", here).status_code == 204
    assert machine.get(here).status_code == 404
    assert len(machine.get(f"/customers/{number}/{part}").json()["items"]) == before


@pytest.mark.parametrize(("part", "mend"), MENDABLE.items())
def test_a_part_is_corrected_in_what_is_sent_and_the_rest_stays(machine, part, mend):
    number = sign_up()
    told = added(machine, number, part)
    answer = machine.ask("PATCH", f"/customers/{number}/{part}/{told['id']}", mend)
    assert (answer.status_code, answer.json()) == (200, {**told, **mend})


@pytest.mark.parametrize("part", PARTS)
def test_a_list_is_read_in_parts_without_missing_or_repeating_anything(machine, part):
    number = sign_up()
    for n in range(3):
        added(machine, number, part, **({"login_email": f"yard{n}@widgets.example"} if part == "locations" else {}))
    everything = machine.get(f"/customers/{number}/{part}").json()["items"]
    seen, cursor = [], ""
    while cursor is not None:
        piece = machine.get(f"/customers/{number}/{part}", limit=2, cursor=cursor).json()
        assert len(piece["items"]) <= 2
        seen += piece["items"]
        cursor = piece["next"]
    assert seen == everything
    assert len(seen) >= 3


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_another_customers_is_as_absent_as_what_is_not_there(machine, part, method):
    mine, others = sign_up(), sign_up(login="other@widgets.example", name="Other Ltd")
    told = added(machine, others, part)
    absent = str(uuid4()) if part == "notes" else "999999"
    if method == "PATCH" and part not in MENDABLE:
        return
    body = MENDABLE[part] if method == "PATCH" else None
    answers = []
    for key in (told["id"], absent):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = machine.ask(method, f"/customers/{mine}/{part}/{key}", body)
        answers.append((answer.status_code, answer.content, len(asked)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert machine.get(f"/customers/{others}/{part}/{told['id']}").json() == told


@pytest.mark.parametrize("part", [*PARTS, "tags", "timeline"])
def test_of_a_customer_who_is_not_there_nothing_is_listed(machine, part):
    answer = machine.get(f"/customers/4711/{part}")
    assert (answer.status_code, code_of(answer)) == (404, "no_such_customer")


@pytest.mark.parametrize(
    ("part", "sent", "refused"),
    [
        ("contacts", {"email": "no", "given_name": "x" * 500}, {"email": "email", "given_name": "too_long"}),
        ("contacts", {"given_name": 5}, {"given_name": "not_text"}),
        ("contacts", {"salary": "5"}, {"salary": "unknown_field"}),
        ("addresses", {"use": "summer", "line1": "1"}, {"use": "not_one_of"}),
        ("addresses", {"use": "further", "line1": "x" * 500}, {"line1": "too_long"}),
        ("locations", {"name": "Yard"}, {"login_email": "required"}),
        ("notes", {}, {"text": "required"}),
    ],
)
def test_each_field_that_cannot_be_used_is_named(machine, part, sent, refused):
    answer = machine.post(f"/customers/{sign_up()}/{part}", sent)
    assert (answer.status_code, code_of(answer)) == (422, "not_usable")
    assert fields_of(answer) == refused


@pytest.mark.parametrize(
    ("part", "sent", "code"),
    [
        ("contacts", {}, "needs_contact_name"),
        ("addresses", {"use": "further"}, "needs_address"),
        ("locations", {"login_email": ""}, "needs_login"),
        ("notes", {"text": " "}, "needs_text"),
    ],
)
def test_a_part_of_nothing_is_refused(machine, part, sent, code):
    answer = machine.post(f"/customers/{sign_up()}/{part}", sent)
    assert (answer.status_code, code_of(answer)) == (422, code)


def test_a_second_main_address_is_refused_and_the_same_login_twice(machine):
    number = sign_up()
    machine.post(f"/customers/{number}/addresses", {"use": "main", "line1": "1 Mill Lane"})
    answer = machine.post(f"/customers/{number}/addresses", {"use": "main", "line1": "2 Mill Lane"})
    assert (answer.status_code, code_of(answer)) == (409, "address_there")
    added(machine, number, "locations")
    assert code_of(machine.post(f"/customers/{number}/locations", LOCATION)) == "login_taken"


def test_a_note_is_signed_by_the_token_that_wrote_it(machine):
    told = added(machine, sign_up(), "notes")
    assert (told["by"]["kind"], told["by"]["name"]) == ("token", "The shop")


def test_tags_are_put_on_taken_off_and_set(machine):
    here = f"/customers/{sign_up(tags='trade')}/tags"
    assert machine.get(here).json() == {"items": ["trade"], "next": None}
    assert machine.post(here, {"name": "north"}).json()["items"] == ["north", "trade"]
    assert machine.post(here, {"name": "NORTH"}).json()["items"] == ["north", "trade"]
    assert machine.ask("DELETE", here + "/Trade").status_code == 204
    assert code_of(machine.ask("DELETE", here + "/trade")) == "no_such_tag"
    assert machine.ask("PUT", here, {"tags": ["a/b", "c"]}).json()["items"] == ["a/b", "c"]
    assert machine.ask("DELETE", here + "/a/b").status_code == 204
    assert machine.ask("PUT", here, {"tags": []}).json()["items"] == []
    assert fields_of(machine.ask("PUT", here, {"tags": ["x" * 200]})) == {"tags": "too_long"}


# --- letters ----------------------------------------------------------------------------------------------------------


def test_a_location_of_an_active_customer_gets_its_letter_when_it_is_added(machine):
    number = let_in()
    work_off()
    mail.outbox.clear()
    added(machine, number, "locations")
    work_off(at=AT + 365 * 24 * 60 * LATER)
    assert [letter.to for letter in mail.outbox] == [["yard@widgets.example"]]


def test_to_add_a_login_to_an_active_customer_takes_the_right_to_let_in():
    number = let_in()
    answer = Machine(token("customers")).post(f"/customers/{number}/locations", LOCATION)
    assert (answer.status_code, code_of(answer)) == (403, "right_missing")


def test_the_letter_is_sent_again_to_one_location_or_to_all(machine):
    number = let_in()
    added(machine, number, "locations")
    far = AT + 365 * 24 * 60 * LATER
    work_off(at=far)
    mail.outbox.clear()
    one = machine.get(f"/customers/{number}/locations").json()["items"][1]["id"]
    answer = machine.post(f"/customers/{number}/activation-letters", {"location": one})
    assert (answer.status_code, answer.json()) == (202, {"customer": number, "location": one})
    work_off(at=far)
    assert [letter.to for letter in mail.outbox] == [["yard@widgets.example"]]
    assert machine.post(f"/customers/{number}/activation-letters", {}).status_code == 202
    work_off(at=far)
    assert len(mail.outbox) == 3


def test_a_letter_goes_to_no_other_customers_location_and_to_nobody_who_is_not_active(machine):
    number, other = let_in(), let_in(WIDGETS, login="other@widgets.example")
    place = machine.get(f"/customers/{other}/locations").json()["items"][0]["id"]
    theirs = machine.post(f"/customers/{number}/activation-letters", {"location": place})
    absent = machine.post(f"/customers/{number}/activation-letters", {"location": 10**9})
    assert (theirs.status_code, theirs.content) == (absent.status_code, absent.content)
    assert code_of(theirs) == "no_such_location"
    waiting = sign_up(login="new@widgets.example")
    assert code_of(machine.post(f"/customers/{waiting}/activation-letters", {})) == "not_active"


# --- the timeline -----------------------------------------------------------------------------------------------------


def test_the_timeline_tells_what_happened_newest_first_in_parts(machine):
    number = sign_up()
    added(machine, number, "contacts")
    added(machine, number, "notes")
    whole = machine.get(f"/customers/{number}/timeline").json()["items"]
    assert [fact["event"] for fact in whole] == ["note.added", "contact.added", "customer.added"]
    assert whole[0]["actor"]["name"] == "The shop"
    seen, cursor = [], ""
    while cursor is not None:
        piece = machine.get(f"/customers/{number}/timeline", limit=1, cursor=cursor).json()
        seen += piece["items"]
        cursor = piece["next"]
    assert seen == whole


def test_references_of_credit_are_told_to_those_who_may_see_credit(machine):
    number = sign_up()
    for stage, reference in (("new", ""), ("passed", "CR-1")):
        body = {"stage": stage, "credit_reference": reference, "reason": "By telephone"}
        assert machine.ask("PUT", f"/customers/{number}/stage", body).status_code == 200
    seeing = machine.get(f"/customers/{number}/timeline").json()["items"][0]
    blind = Machine(token("customers:read")).get(f"/customers/{number}/timeline").json()["items"][0]
    assert seeing["changes"]["credit_reference"] == ["", "CR-1"]
    assert "credit_reference" not in blind["changes"]
    assert (seeing["why"], blind["why"]) == ("By telephone", "")
    assert facts_of(Subject("customer", str(number)))[0].why == "By telephone"


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXIgNQ", "YWZ0ZXIgLTU", "é", "🦆", "x" * 5000])
@pytest.mark.parametrize("part", ["notes", "timeline", "contacts"])
def test_a_cursor_that_is_not_ours_is_refused(machine, part, cursor):
    answer = machine.get(f"/customers/{sign_up()}/{part}", cursor=cursor)
    if part == "contacts" and cursor == "YWZ0ZXIgNQ":  # "after 5", which is one of theirs
        assert answer.status_code == 200
    else:
        assert (answer.status_code, code_of(answer)) == (422, "cursor_unknown")


@pytest.mark.parametrize("part", [*PARTS, "timeline"])
def test_a_list_costs_the_same_however_long_it_is(machine, part, django_assert_max_num_queries):
    number = sign_up()
    for n in range(5):
        name = part if part in PARTS else "contacts"
        added(machine, number, name, **({"login_email": f"yard{n}@widgets.example"} if name == "locations" else {}))
    machine.get(f"/customers/{number}/{part}")
    with django_assert_max_num_queries(5):
        assert len(machine.get(f"/customers/{number}/{part}").json()["items"]) >= 5
