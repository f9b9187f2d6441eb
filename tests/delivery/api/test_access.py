"""Who may call the API: a token that is good, at each request anew, and nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from onaccount.delivery.api import access, customers
from onaccount.domain.people.actions import end_token
from onaccount.domain.people.models import Token
from onaccount.domain.people.queries import token_actor, tokens
from tests.delivery.api.machine import Machine, code_of, token
from tests.stage import COMMAND, everything_in_the_database

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unspent_allowances():
    access.REQUESTS.shares.clear()
    access.FAILURES.shares.clear()


def refusal(machine: Machine) -> tuple[int, str]:
    answer = machine.get("/customers")
    return answer.status_code, code_of(answer)


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer  ", "oa_abc", "Token oa_abc"])
def test_without_a_token_nothing_is_told(client, header):
    answer = client.get("/api/v1/customers", headers={"Authorization": header} if header else {})
    assert (answer.status_code, code_of(answer)) == (401, "no_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="OnAccount"'


@pytest.mark.parametrize("secret", ["oa_unknown", "é", "x" * 5000, "oa_a, Bearer oa_b"])
def test_a_token_that_nobody_made_is_refused(secret):
    answer = Machine(secret).get("/customers")
    assert (answer.status_code, code_of(answer)) == (401, "token_not_good")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_the_scheme_may_be_written_in_any_case(client):
    assert client.get("/api/v1/customers", headers={"Authorization": f"bearer {token()}"}).status_code == 200


def test_a_token_that_is_ended_is_refused_at_the_next_request():
    machine = Machine()
    assert machine.get("/customers").status_code == 200
    end_token(number=tokens(at=timezone.now())[0].number, by=COMMAND, at=timezone.now())
    assert refusal(machine) == (401, "token_not_good")


def test_a_token_that_has_run_out_is_refused():
    machine = Machine(token(lasts=timedelta(hours=1)))
    assert machine.get("/customers").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert refusal(machine) == (401, "token_not_good")


def test_a_right_that_is_taken_away_is_gone_at_the_next_request():
    machine = Machine()
    Token.objects.update(levels={"customers": "read"})
    assert machine.get("/customers").status_code == 200
    answer = machine.post("/customers", {"kind": "company", "name": "Ridge"})
    assert (answer.status_code, code_of(answer)) == (403, "right_missing")
    assert "correct customers" in answer.json()["detail"]


def test_the_session_of_a_member_of_staff_opens_nothing_here(nadia):
    assert nadia.get("/office/customers/").status_code == 200
    assert nadia.get("/api/v1/customers").status_code == 401


def test_who_asks_is_found_in_one_statement(django_assert_num_queries):
    secret = token("customers:read")
    with django_assert_num_queries(1):
        bearer = token_actor(secret, at=timezone.now())
    assert bearer is not None
    assert bearer.actor.name == "The shop"


def test_the_use_of_a_token_is_noted_at_most_once_a_minute(django_assert_num_queries):
    machine = Machine()
    machine.get("/customers")
    (noted,) = Token.objects.values_list("last_used_at", flat=True)
    assert noted is not None
    with django_assert_num_queries(2):  # the token, no customers
        machine.get("/customers")
    with time_machine.travel(noted + timedelta(seconds=61)):
        machine.get("/customers")
    (noted_again,) = Token.objects.values_list("last_used_at", flat=True)
    assert noted_again is not None
    assert noted_again > noted


def test_who_asks_too_often_is_told_when_to_ask_again(settings):
    settings.API_REQUESTS_A_MINUTE = 20
    machine = Machine()
    with time_machine.travel(timezone.now().replace(second=15), tick=False):
        statuses = [machine.get("/customers").status_code for _ in range(21)]
        answer = machine.get("/customers")
    assert statuses == [200] * 20 + [429]
    assert (code_of(answer), answer.headers["Retry-After"]) == ("too_often", "45")


def test_one_who_tries_tokens_is_told_to_wait_and_others_are_not():
    with time_machine.travel(timezone.now().replace(second=15), tick=False):
        statuses = [Machine(f"oa_{n}").get("/customers").status_code for n in range(31)]
        assert statuses == [401] * 30 + [429]
        assert Machine().get("/customers").status_code == 200


def test_answers_are_kept_by_nobody_and_read_by_no_other_site():
    answer = Machine().get("/customers", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/", "/api/v1/customers/", "/api/v2/x", "/api/v1/customers/0"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_what_is_not_there_is_said_in_a_problem_document(client, path, method):
    answer = getattr(client, method)(path)
    assert (answer.status_code, code_of(answer)) == (404, "no_such_address")


def test_a_method_that_is_not_there_is_said_with_those_that_are():
    answer = Machine().ask("DELETE", "/customers")
    assert (answer.status_code, code_of(answer)) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}


@pytest.mark.parametrize("path", ["/api/v1/customers", "/api/nowhere", "/api/v1/docs"])
def test_refusals_carry_the_headers_of_every_answer(client, path):
    answer = client.post(path)
    assert answer.status_code >= 400
    code_of(answer)
    for header in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert header in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_request_for_another_host_is_refused_in_a_problem_document(client):
    answer = client.get("/api/v1/customers", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, code_of(answer)) == (400, "bad_request")


def test_a_defect_is_said_in_a_problem_document_and_tells_nothing_of_itself(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret words")

    monkeypatch.setattr(customers, "customer_records", broken)
    answer = Machine().get("/customers")
    assert (answer.status_code, code_of(answer)) == (500, "internal_error")
    assert b"secret" not in answer.content


@pytest.mark.parametrize("words", ["database is locked", "canceling statement due to lock timeout"])
def test_a_busy_database_asks_to_come_again(monkeypatch, words):
    def busy(*args, **kwargs):
        raise OperationalError(words)

    monkeypatch.setattr(customers, "customer_records", busy)
    answer = Machine().get("/customers")
    assert (answer.status_code, code_of(answer), answer.headers["Retry-After"]) == (503, "busy", "2")


def test_no_token_is_written_into_the_log(caplog):
    machine = Machine()
    with caplog.at_level("DEBUG"):
        machine.get("/customers")
        Machine("oa_wrong-and-never-to-be-seen").get("/customers")
        machine.get("/nowhere")
    assert machine.secret not in caplog.text
    assert "oa_wrong" not in caplog.text


def test_the_database_keeps_no_token_and_history_tells_none():
    secret = token()
    assert secret not in everything_in_the_database()
    assert secret.removeprefix("oa_") not in everything_in_the_database()
