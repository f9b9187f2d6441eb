"""Ten thousand codes of a manager are tried: five are compared, and nothing is learned (I21)."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from onaccount.domain.history.rules import Subject
from onaccount.domain.people.actions import codes
from onaccount.domain.people.actions.codes import give_approval, set_manager_code
from onaccount.domain.people.models import Approval, ManagerCode, Principal
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import actor_of
from onaccount.domain.people.rules import TRIES
from onaccount.domain.people.rules.codes import CodeLocked
from tests.delivery.till.machine import Till
from tests.domain.tills.counter import MANAGER
from tests.stage import AT, CAL, hire

pytestmark = pytest.mark.django_db
CODE = "0391"
EVERY = [f"{n:04}" for n in range(10_000)]
AT_THE_DOOR = 500  # the right one among them


@pytest.fixture
def compared(clock, monkeypatch, settings) -> list[str]:
    """Which codes were compared with the manager's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # or the control takes minutes
    tried: list[str] = []

    def counted(code: str, hashed: str) -> bool:
        tried.append(code)
        return check_password(code, hashed)

    monkeypatch.setattr(codes, "check_password", counted)
    return tried


@pytest.fixture
def manager(compared) -> int:
    by = hire(MANAGER, second_factor=False)
    set_manager_code(code=CODE, by=by, at=AT)
    return int(by.key)


def guess(till: Till, manager: int, code: str) -> tuple[int, str]:
    about = {"kind": "till", "key": str(till.number)}
    answer = till.post("approvals/", {"approver": manager, "code": code, "right": "close_day", "about": about})
    said: dict[str, Any] = answer.json()
    return answer.status_code, str(said.get("code", "")) or "approved"


def test_of_ten_thousand_codes_five_are_compared_and_the_right_one_is_answered_as_all_others(till, manager, compared):
    answers = {code: guess(till, manager, code) for code in EVERY[:AT_THE_DOOR]}
    asked: dict[str, Any] = {"approver": manager, "right": FrontRight.CLOSE_DAY, "about": Subject("till", "1")}
    by = actor_of(Principal.objects.get(email=CAL.email))
    for code in EVERY[AT_THE_DOOR:]:  # past the door, where each takes a tenth of the time
        with pytest.raises(CodeLocked):
            give_approval(code=code, by=by, at=timezone.now(), **asked)
    assert compared == EVERY[:TRIES]
    assert Counter(answers.values()) == {(422, "code_wrong"): TRIES, (429, "code_locked"): AT_THE_DOOR - TRIES}
    assert answers[CODE] == answers[EVERY[TRIES]]
    assert not Approval.objects.exists()


def test_without_the_count_of_tries_they_find_it(till, manager, compared, monkeypatch):
    monkeypatch.setattr(codes, "take_try", lambda row, *, at: row.exists())
    found = next(code for code in EVERY if guess(till, manager, code)[1] == "approved")
    assert (found, len(compared)) == (CODE, EVERY.index(CODE) + 1)
    assert ManagerCode.objects.get().tries == 0
