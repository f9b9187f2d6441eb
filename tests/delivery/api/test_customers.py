"""The list of customers, one of them, and a new one, as machines have them."""

import pytest
from django.test import Client

from onaccount.domain.customers.queries import customer_record
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.stage import CAFE, WIDGETS, let_in, sign_up, sign_up_many

pytestmark = pytest.mark.django_db

WIDGETS_SENT = {"kind": "company", "name": "Ridge & Sons", "email": "office@ridge.example", "city": "York"}


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_a_customer_that_a_machine_adds_is_new_and_came_by_the_api(machine):
    answer = machine.post("/customers", WIDGETS_SENT)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["status"], told["stage"], told["origin"]) == ("new", "none", "api")
    assert (told["name"], told["city"], told["addresses"][0]["use"]) == ("Ridge & Sons", "York", "main")
    assert answer.headers["Location"] == told["links"]["self"] == f"/api/v1/customers/{told['number']}"
    assert machine.client.get(answer.headers["Location"]).status_code == 401
    (fact,) = facts_of(Subject("customer", str(told["number"])))
    assert (fact.name, fact.actor_kind) == ("customer.added", "token")


def test_what_was_sent_is_told_again(machine):
    sent = {
        **WIDGETS_SENT,
        "tags": ["trade", "north"],
        "delivery_line1": "Gate 4",
        "phone": "+442079460018",
        "external_id": "CRM-17",
        "login_email": "orders@ridge.example",
    }
    number = machine.post("/customers", sent).json()["number"]
    told = machine.get(f"/customers/{number}").json()
    for name, value in sent.items():
        assert told[name] == (sorted(value) if name == "tags" else value), name
    assert [place["use"] for place in told["addresses"]] == ["main", "delivery"]


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ({"name": "Mara Quill"}, "Mara Quill"),
        ({"given_name": "Mara", "family_name": "Quill"}, "Mara Quill"),
        ({"family_name": "Quill"}, "Quill"),
    ],
)
def test_an_individual_has_a_whole_name_or_its_parts(machine, names, name):
    assert machine.post("/customers", {"kind": "individual", **names}).json()["name"] == name


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        ({"kind": "company"}, {"name": "needs_name"}),
        ({"kind": "individual"}, {"name": "needs_person_name"}),
        ({"name": "Ridge"}, {"kind": "required"}),
        ({"kind": "robot", "name": "Ridge"}, {"kind": "not_one_of"}),
        ({**WIDGETS_SENT, "status": "active"}, {"status": "unknown_field"}),
        ({**WIDGETS_SENT, "number": 7, "limit": 10}, {"number": "unknown_field", "limit": "unknown_field"}),
        ({**WIDGETS_SENT, "phone": 20}, {"phone": "not_text"}),
        ({**WIDGETS_SENT, "phone": None}, {"phone": "not_text"}),
        ({**WIDGETS_SENT, "tags": 5}, {"tags": "not_a_list"}),
        ({**WIDGETS_SENT, "tags": ["a", 5]}, {"tags.1": "not_text", "tags": "not_text"}),
        ({**WIDGETS_SENT, "email": "no", "name": "x" * 301}, {"email": "email", "name": "too_long"}),
        ([], {"": "not_an_object"}),
        ("text", {"": "not_an_object"}),
    ],
)
def test_each_field_that_cannot_be_used_is_named(machine, sent, refused):
    answer = machine.post("/customers", sent)
    assert answer.status_code == 422
    assert code_of(answer) == "not_usable"
    assert fields_of(answer) == refused


def test_two_customers_cannot_share_an_external_id(machine):
    machine.post("/customers", {**WIDGETS_SENT, "external_id": "CRM-17"})
    answer = machine.post("/customers", {"kind": "company", "name": "Other", "external_id": "CRM-17"})
    assert (answer.status_code, code_of(answer)) == (422, "external_id_taken")
    assert fields_of(answer) == {"external_id": "external_id_taken"}


def test_the_list_goes_on_from_its_cursor_newest_first(machine):
    numbers = sign_up_many(5)[::-1]
    first = machine.get("/customers", limit=2).json()
    second = machine.get("/customers", limit=2, cursor=first["next"]).json()
    third = machine.get("/customers", limit=2, cursor=second["next"]).json()
    assert [item["number"] for part in (first, second, third) for item in part["items"]] == numbers
    assert third["next"] is None


def test_a_list_that_ends_with_the_part_says_so(machine):
    sign_up_many(2)
    assert machine.get("/customers", limit=2).json()["next"] is None


def test_the_list_is_narrowed_by_each_filter(machine):
    widgets, cafe = let_in(WIDGETS, tags="Trade"), sign_up(CAFE)
    person = machine.post("/customers", {"kind": "individual", "name": "Mara Quill"}).json()["number"]
    for query, numbers in [
        ({}, [person, cafe, widgets]),
        ({"status": "active"}, [widgets]),
        ({"status": "new"}, [person, cafe]),
        ({"kind": "individual"}, [person]),
        ({"origin": "api"}, [person]),
        ({"stage": "none"}, [person, cafe, widgets]),
        ({"stage": "failed"}, []),
        ({"tag": "trade"}, [widgets]),
        ({"q": "graham"}, [widgets]),
        ({"q": str(cafe)}, [cafe]),
        ({"q": "quay", "status": "active"}, []),
    ]:
        told = machine.get("/customers", **query).json()
        assert [item["number"] for item in told["items"]] == numbers, query


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ({"status": "gone"}, {"status": "not_one_of"}),
        ({"statsu": "new"}, {"statsu": "unknown_parameter"}),
        ({"limit": "201"}, {"limit": "out_of_range"}),
        ({"limit": "0"}, {"limit": "out_of_range"}),
        ({"limit": "many"}, {"limit": "not_a_whole_number"}),
        ({"cursor": "abc"}, {"cursor": "cursor_unknown"}),
        ({"cursor": "é"}, {"cursor": "cursor_unknown"}),
        ({"cursor": "YWZ0ZXIgMDAx"}, {"cursor": "cursor_unknown"}),
    ],
)
def test_what_is_asked_of_a_list_is_said_where_it_is_wrong(machine, query, refused):
    answer = machine.get("/customers", **query)
    assert (answer.status_code, fields_of(answer)) == (422, refused)


def test_where_few_are_found_similar_names_are_told_as_the_office_tells_them(machine):
    widgets, cafe = sign_up(), sign_up(CAFE)

    def told(**query):
        answer = machine.get("/customers", **query).json()
        return [[each["number"] for each in answer[part]] for part in ("items", "similar")]

    assert told(q="Grahams Wigdets") == [[], [widgets]]
    assert told(q="Grahams Wigdets", status="active") == [[], []]
    assert told(q="graham") == [[widgets], []], "who is found is not told twice"
    assert told() == [[cafe, widgets], []]


def test_a_list_costs_as_many_statements_for_many_as_for_one(machine, django_assert_num_queries):
    machine.get("/customers")  # the first use of the token is noted
    for count in (1, 20):
        sign_up_many(count) if count == 1 else [sign_up(login=f"more{n}@widgets.example") for n in range(count)]
        with django_assert_num_queries(3):  # the token, the customers, all that belongs to them
            machine.get("/customers")


def test_the_references_of_credit_are_for_those_who_may_see_credit():
    number = sign_up()
    assert "credit_reference" in Machine().get(f"/customers/{number}").json()
    told = Machine(token("customers")).get(f"/customers/{number}").json()
    assert "credit_reference" not in told
    assert "billing_reference" not in told


def test_a_customer_that_is_not_there_is_said_to_be_no_customer(machine):
    answer = machine.get("/customers/17")
    assert (answer.status_code, code_of(answer)) == (404, "no_such_customer")


def test_the_version_changes_exactly_with_what_is_told(machine):
    number = sign_up()
    first = machine.get(f"/customers/{number}").headers["ETag"]
    assert machine.get(f"/customers/{number}").headers["ETag"] == first == f'"{customer_record(number).version}"'


def test_a_login_that_was_asked_for_and_is_somebodys_is_refused_by_name(machine):
    number = let_in()
    answer = machine.post("/customers", {**WIDGETS_SENT, "login_email": "Graham@widgets.example"})
    assert (answer.status_code, fields_of(answer)) == (422, {"login_email": "login_taken"})
    assert f"No. {number}" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("said", ["active", "Active", "ACTIVE"])
def test_a_status_is_understood_whatever_its_case(machine, said):
    answer = machine.ask("PUT", f"/customers/{let_in()}/status", {"status": said, "reason": ""})
    assert (answer.status_code, answer.json()["status"]) == (200, "active")


@pytest.mark.parametrize("page", ["openapi.json", "docs"])
def test_what_is_only_read_says_so_to_who_writes(page):
    answer = Client(enforce_csrf_checks=True).post(f"/api/v1/{page}")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
