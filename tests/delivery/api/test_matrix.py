"""Each operation of the API's own description, asked by each kind of token; and answered as the description says."""

import re
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
import time_machine
from django.urls import get_resolver
from django.utils import timezone

from onaccount.delivery.api.docs import kinds_of, refusal_codes, resolved
from onaccount.delivery.api.openapi import openapi, operations
from onaccount.domain.people.actions import end_token
from onaccount.domain.people.permissions import NEEDS, Level, Right
from onaccount.domain.people.queries import tokens
from onaccount.foundation.refusals import Refused
from tests.delivery.api.machine import Machine, code_of, token
from tests.delivery.api.operations import SAMPLES
from tests.house.routes import ROUTES, Who
from tests.stage import COMMAND

assert get_resolver().url_patterns  # the doors are open, or there is nothing to describe
OPERATIONS = [(method, path) for path, method, _ in operations(openapi())]
ASKED = [one for one in OPERATIONS if one in SAMPLES]
BY_NUMBER = [  # whose only key is a customer's number; other keys have tests of their own
    (method, path)
    for method, path in ASKED
    if "{number}" in path and path.count("{") == 1 and not callable(SAMPLES[method, path].body)
]


def operation(method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = openapi()["paths"][path][method.lower()]
    return found


def right_of(method: str, path: str) -> Right | None:
    named = operation(method, path).get("x-right")
    return Right[named["name"].upper()] if named else None


def is_of_partners(method: str, path: str) -> bool:
    return "x-right-of-partners" in operation(method, path)


def ask(machine: Machine, method: str, path: str, values: Any = None) -> Any:
    sample = SAMPLES[method, path]
    address = path.removeprefix("/api/v1").format(**(sample.stage() if values is None else values))
    if callable(sample.body):
        return sample.body(machine, address)
    return machine.ask(method, address, sample.body, headers=sample.headers)


# --- nothing is left out ----------------------------------------------------------------------------------------------


def missing(described: list[tuple[str, str]]) -> set[tuple[str, str]]:
    return set(described) ^ set(SAMPLES)


def test_every_operation_has_a_sample():
    assert not missing(OPERATIONS)


def test_an_operation_without_a_sample_is_found():
    assert missing([*OPERATIONS, ("DELETE", "/api/v1/customers")]) == {("DELETE", "/api/v1/customers")}


def test_the_description_has_every_route_of_the_api():
    routes = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{route}") for route, who in ROUTES.items() if who is Who.TOKEN}
    described = {path for method, path in OPERATIONS if right_of(method, path) or is_of_partners(method, path)}
    assert routes == described


# --- who may ----------------------------------------------------------------------------------------------------------

NOBODY = {
    "no token": (lambda: "", "no_token"),
    "a wrong token": (lambda: "oa_wrong", "token_not_good"),
    "a token that was ended": (lambda: ended(), "token_not_good"),
    "a token that has run out": (lambda: expired(), "token_not_good"),
}


def ended() -> str:
    secret = token(name="Ended")
    end_token(number=tokens(at=timezone.now())[0].number, by=COMMAND, at=timezone.now())
    return secret


def expired() -> str:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        return token(lasts=timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [one for one in ASKED if right_of(*one)])
def test_without_a_good_token_an_operation_tells_nothing(method, path):
    values = SAMPLES[method, path].stage()
    for who, (make, code) in NOBODY.items():
        answer = ask(Machine(make()), method, path, values)
        assert (answer.status_code, code_of(answer)) == (401, code), who


def all_but(right: Right) -> str:
    area = NEEDS[right][0]
    return ",".join(other.value for other in {needed for needed, _ in NEEDS.values()} if other is not area)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [one for one in ASKED if right_of(*one)])
def test_a_token_with_every_right_but_the_one_is_refused(method, path):
    right = right_of(method, path)
    assert right is not None
    answer = ask(Machine(token(all_but(right))), method, path)
    assert (answer.status_code, code_of(answer)) == (403, "right_missing")
    assert right.value in answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [one for one in ASKED if right_of(*one)])
def test_a_token_that_may_only_read_writes_nothing(method, path):
    right = right_of(method, path)
    assert right is not None
    answer = ask(Machine(token("all:read")), method, path)
    expected = 403 if NEEDS[right][1] is Level.WRITE else SAMPLES[method, path].status
    assert answer.status_code == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ASKED)
def test_a_token_with_all_rights_is_answered_as_described(method, path):
    answer = ask(Machine(), method, path)
    assert answer.status_code == SAMPLES[method, path].status, answer.content[:500]
    assert_described(method, path, answer)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), BY_NUMBER)
def test_what_is_not_there_is_not_there_for_any_operation(method, path):
    sample, machine = SAMPLES[method, path], Machine()
    for key in ("999999999999999999", "0", "-1", "1e3", "99999999999999999999", "x", "%00", "1%2F2"):
        address = path.removeprefix("/api/v1").replace("{number}", key)
        answer = machine.ask(method, address, sample.body, headers=sample.headers)
        assert answer.status_code == 404, key
        code_of(answer)


# --- the description is true, and whole -------------------------------------------------------------------------------


def assert_described(method: str, path: str, answer: Any) -> None:
    """The answer has a status, a kind of content, headers and a shape that the description names."""
    document = openapi()
    response = operation(method, path)["responses"][str(answer.status_code)]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    for name in response.get("headers", {}):
        assert name in answer.headers or name in ("Idempotent-Replayed", "Retry-After"), name
    if "content" not in response:
        assert not answer.content
        return
    kind = answer.headers["Content-Type"].partition(";")[0]
    if "json" not in kind:
        assert kind in response["content"]
        return
    jsonschema.validate(answer.json(), {**response["content"][kind]["schema"], "components": document["components"]})


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ASKED)
def test_refusals_are_described_too(method, path):
    for machine in (Machine(""), Machine(token("backups"))):
        answer = ask(machine, method, path)
        if right_of(method, path):
            assert_described(method, path, answer)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_refuses(method, path):
    said = operation(method, path)
    assert said["summary"]
    assert len(said["description"]) > 40
    wanted = {"422", "500", "503"}
    is_guarded = bool(right_of(method, path)) or is_of_partners(method, path)
    if is_guarded:
        wanted |= {"401", "403", "429"}
    if "requestBody" in said:
        wanted |= {"400", "413", "415"}
    if "{" in path:
        wanted.add("404")
    assert wanted <= set(said["responses"])
    parameters = {parameter["name"]: parameter for parameter in said["parameters"]}
    is_keyed = method == "POST" and is_guarded and not said.get("x-is-question")
    assert ("Idempotency-Key" in parameters) is is_keyed
    assert all(each.get("description") or each["in"] == "path" for each in parameters.values())


@pytest.mark.parametrize("name", sorted(openapi()["components"]["schemas"]))
def test_every_shape_says_what_its_fields_are_and_its_example_has_the_shape(name):
    document = openapi()
    schema = document["components"]["schemas"][name]
    for example in schema.get("examples", ()):
        jsonschema.validate(example, {**schema, "components": document["components"]})
    assert schema["description"]
    assert all("description" not in part or part["description"] for part in schema["properties"].values())


def test_each_reference_of_the_description_leads_somewhere(client):
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [ref for part in value.values() for ref in references(part)]
        return [ref for part in value for ref in references(part)] if isinstance(value, list) else []

    document = openapi()
    for ref in references(document):
        _, _, kind, name = ref.split("/")
        assert name in document["components"][kind], ref
    assert resolved(document, {"$ref": "#/components/schemas/Problem"})["required"]


@pytest.mark.django_db
def test_the_description_is_there_for_anybody(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.django_db
def test_the_documentation_can_be_read_by_anybody_and_has_everything(client):
    page = client.get("/api/v1/docs").content.decode()
    for method, path in OPERATIONS:
        assert path in page
        assert operation(method, path)["summary"] in page
    for code in refusal_codes():
        assert f'id="{code.code}"' in page
    assert "<script" not in page
    assert " style=" not in page


def test_no_two_refusals_of_different_status_share_a_code():
    by_code: dict[str, set[int]] = {}
    for kind in kinds_of(Refused):
        by_code.setdefault(kind.code, set()).add(kind.status)
    assert not {code: statuses for code, statuses in by_code.items() if len(statuses) > 1}
