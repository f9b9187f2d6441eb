"""Machines read the queue of pairs, say what a pair is, and have everybody compared."""

import pytest

from onaccount.domain.matching.actions import FoundPair, decide_pair, keep_pairs, turn_to_scan
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.states import Decision
from tests.delivery.api.machine import Machine, code_of, token
from tests.stage import AT, COMMAND, sign_up_many

pytestmark = pytest.mark.django_db
FOUND = [(Answer.LIKELY, 0.99), (Answer.SAME, 0.6), (Answer.MAYBE, 0.8)]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def numbers() -> list[int]:
    numbers = sign_up_many(len(FOUND) + 1)
    found = [FoundPair(numbers[0], high, *each, "[]") for high, each in zip(numbers[1:], FOUND, strict=True)]
    keep_pairs(found, at=AT)
    return numbers


def test_pairs_are_read_in_order_part_by_part(machine, numbers):
    told, cursor = [], ""
    while True:
        answer = machine.ask("GET", "/duplicates", query={"limit": "1", "cursor": cursor}).json()
        told += [(pair["answer"], pair["high"]["number"]) for pair in answer["items"]]
        if not (cursor := answer["next"]):
            break
    assert told == [("same", numbers[2]), ("likely", numbers[1]), ("maybe", numbers[3])]
    narrowed = machine.ask("GET", "/duplicates", query={"answer": "likely", "number": str(numbers[1])}).json()
    assert [pair["high"]["number"] for pair in narrowed["items"]] == [numbers[1]]


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXIgMQ", "YWZ0ZXIgMV9uYW5fMg", "YWZ0ZXIgMV8wLjVf"])
def test_a_cursor_that_is_none_of_ours_is_refused(machine, cursor):
    answer = machine.ask("GET", "/duplicates", query={"cursor": cursor})
    assert answer.status_code == 422


def test_a_pair_is_called_different_and_that_is_remembered(machine, numbers):
    address = f"/duplicates/{numbers[0]}/{numbers[1]}"
    for _ in range(2):  # said twice it means the same
        answer = machine.ask("PUT", f"{address}/decision", {"decision": "different"})
        assert (answer.status_code, answer.json()["decision"]) == (200, "different")
    assert machine.get(address).json()["decided_by"]
    assert len(machine.get("/duplicates").json()["items"]) == 2


def test_whoever_saw_something_else_is_told(machine, numbers):
    low, high = numbers[:2]
    decide_pair(low=low, high=high, decision=Decision.LATER, seen=Decision.OPEN, by=COMMAND, at=AT)
    body = {"decision": "different", "seen": "open"}
    answer = machine.ask("PUT", f"/duplicates/{low}/{high}/decision", body)
    assert (answer.status_code, code_of(answer)) == (409, "pair_decided")


def test_two_who_are_not_there_or_in_the_wrong_order_are_no_pair(machine, numbers):
    low, high = numbers[:2]
    for address in (f"/duplicates/{high}/{low}", f"/duplicates/{low}/999999"):
        assert machine.get(address).status_code == 404
        answer = machine.ask("PUT", f"{address}/decision", {"decision": "later"})
        assert (answer.status_code, code_of(answer)) == (404, "no_such_pair")


def test_a_scan_is_started_once_and_says_how_far_it_is(machine, numbers):
    answer = machine.post("/duplicates/scans", {})
    assert answer.status_code == 202
    address = answer.headers["Location"].removeprefix("/api/v1")
    assert code_of(machine.post("/duplicates/scans", {})) == "scan_under_way"
    while turn_to_scan(worker="one", at=AT):
        pass
    told = machine.get(address).json()
    assert (told["state"], told["looked"]) == ("done", len(numbers))


def test_a_reader_decides_nothing_and_starts_nothing(numbers):
    reader = Machine(token("customers:read"))
    assert reader.get("/duplicates").status_code == 200
    assert reader.post("/duplicates/scans", {}).status_code == 403
