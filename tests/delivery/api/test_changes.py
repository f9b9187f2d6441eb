"""What machines change of a customer: its fields by the version that was read, its status, its stage."""

import gzip

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.queries import letters_about
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.stage import AT, CAFE, COMMAND, let_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    return Machine()


def version_of(machine: Machine, number: int) -> str:
    return str(machine.get(f"/customers/{number}").headers["ETag"])


def patch(machine: Machine, number: int, body: object, version: str | None):
    headers = {} if version is None else {"If-Match": version}
    return machine.ask("PATCH", f"/customers/{number}", body, headers=headers)


def names_of(number: int) -> list[str]:
    return [fact.name for fact in facts_of(Subject("customer", str(number)))]


# --- fields -----------------------------------------------------------------------------------------------------------


def test_a_change_to_the_version_that_was_read_is_written(machine):
    number = sign_up()
    sent = {"phone": "01632 960 999", "tags": ["weekly"], "city": "Bude", "delivery_line1": "Gate 4"}
    answer = patch(machine, number, sent, version_of(machine, number))
    assert answer.status_code == 200
    told = answer.json()
    assert {name: told[name] for name in sent} == sent
    assert answer.headers["ETag"] == version_of(machine, number)


def test_a_change_without_a_version_is_told_to_name_one(machine):
    answer = patch(machine, sign_up(), {"phone": "01632 960 999"}, None)
    assert (answer.status_code, code_of(answer)) == (428, "precondition_required")


def test_nothing_is_written_over_what_somebody_changed_since(machine):
    number = sign_up()
    version = version_of(machine, number)
    correct_customer(number=number, values={"city": "Bude"}, by=COMMAND, at=AT)
    answer = patch(machine, number, {"city": "York"}, version)
    assert (answer.status_code, code_of(answer)) == (412, "other_version")
    assert machine.get(f"/customers/{number}").json()["city"] == "Bude"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("*", 200),
        ("{version}", 200),
        ("W/{version}", 200),  # a proxy that compresses has marked it
        ('"other", {version}', 200),
        ('"other"', 412),
        ('"other", "another"', 412),
        ("other", 400),
        ("{version} {version}", 400),
        ("", 400),
    ],
)
def test_the_version_may_be_named_in_each_way_that_http_has(machine, header, status):
    number = sign_up()
    named = header.format(version=version_of(machine, number))
    assert patch(machine, number, {"city": "York"}, named).status_code == status


def test_a_version_that_is_known_is_not_told_again(machine):
    number = sign_up()
    version = version_of(machine, number)
    answer = machine.get(f"/customers/{number}", headers={"If-None-Match": f'"old", {version}'})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", version)
    assert machine.get(f"/customers/{number}", headers={"If-None-Match": '"old"'}).status_code == 200


def test_an_answer_with_a_version_is_not_compressed_and_a_list_is(machine):
    number = sign_up(notes="Rings twice. " * 50)
    one = machine.get(f"/customers/{number}", headers={"Accept-Encoding": "gzip"})
    assert one.headers["ETag"].startswith('"')
    assert "Content-Encoding" not in one.headers
    many = machine.get("/customers", headers={"Accept-Encoding": "gzip"})
    assert b"Rings twice" in gzip.decompress(many.content)


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        ({"name": ""}, {"name": "needs_name"}),
        ({"email": "no", "postcode": "x" * 30}, {"email": "email", "postcode": "too_long"}),
        ({"status": "active"}, {"status": "unknown_field"}),
        ({"kind": "individual"}, {"kind": "unknown_field"}),
        ({"contact_email": "a@b.example"}, {"contact_email": "unknown_field"}),
    ],
)
def test_each_field_of_a_change_that_cannot_be_used_is_named(machine, sent, refused):
    number = sign_up()
    answer = patch(machine, number, sent, "*")
    assert (answer.status_code, fields_of(answer)) == (422, refused)


def test_a_name_that_is_made_of_its_parts_is_changed_by_them(machine):
    number = machine.post("/customers", {"kind": "individual", "given_name": "Mara", "family_name": "Quill"}).json()[
        "number"
    ]
    assert fields_of(patch(machine, number, {"name": "Mara Hill"}, "*")) == {"name": "name_of_parts"}
    assert patch(machine, number, {"family_name": "Hill"}, "*").json()["name"] == "Mara Hill"


def test_a_login_that_somebody_has_is_refused_with_its_field(machine):
    sign_up()
    cafe = sign_up(CAFE)
    answer = patch(machine, cafe, {"login_email": "graham@widgets.example"}, "*")
    assert (answer.status_code, fields_of(answer)) == (422, {"login_email": "login_taken"})


# --- status -----------------------------------------------------------------------------------------------------------


def test_a_machine_lets_a_customer_in_once_however_often_it_says_so(machine):
    number = sign_up()
    for _ in range(2):
        answer = machine.ask("PUT", f"/customers/{number}/status", {"status": "active", "reason": "Known to us"})
        assert (answer.status_code, answer.json()["status"]) == (200, "active")
    assert names_of(number).count("customer.activated") == 1
    assert len(letters_about("customer", str(number))) == 1


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        (CAFE, "active", "no_login"),
        (CAFE, "new", None),
        ("let in", "new", "no_such_move"),
        (CAFE, "gone", "not_usable"),
    ],
)
def test_moves_that_are_not_in_the_table_are_refused(machine, who, status, code):
    number = let_in() if who == "let in" else sign_up(who)
    answer = machine.ask("PUT", f"/customers/{number}/status", {"status": status})
    assert answer.status_code == (422 if code else 200)
    assert not code or code_of(answer) == code


def test_a_reason_that_is_too_long_is_refused(machine):
    answer = machine.ask("PUT", f"/customers/{sign_up()}/status", {"status": "admin", "reason": "x" * 501})
    assert (answer.status_code, fields_of(answer)) == (422, {"reason": "too_long"})


# --- stage ------------------------------------------------------------------------------------------------------------


def test_a_machine_moves_the_stage_with_what_it_stands_on(machine):
    number = sign_up()
    stage = f"/customers/{number}/stage"
    assert machine.ask("PUT", stage, {"stage": "new"}).json()["stage"] == "new"
    answer = machine.ask("PUT", stage, {"stage": "passed"})
    assert (answer.status_code, fields_of(answer)) == (422, {"credit_reference": "needs_credit_reference"})
    sent = {"stage": "passed", "credit_reference": "CR-1"}
    for _ in range(2):
        assert machine.ask("PUT", stage, sent).json()["credit_reference"] == "CR-1"
    assert names_of(number).count("customer.stage_passed") == 1
    answer = machine.ask("PUT", stage, {**sent, "credit_reference": "CR-2"})
    assert (answer.status_code, code_of(answer)) == (409, "already_done")


def test_credit_is_decided_by_those_who_may():
    number = sign_up()
    answer = Machine(token("customers,access,credit:read")).ask("PUT", f"/customers/{number}/stage", {"stage": "new"})
    assert (answer.status_code, code_of(answer)) == (403, "right_missing")
