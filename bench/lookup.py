"""P-4: the look-up while somebody types, and the API's, as whole HTTP answers; the limit is one search by trigrams.

The limit is the office's search for a piece of a name, which is one trigram query with the same middleware, session and
templates around it. All are asked by turns. What is looked for: a name at every length while it is typed, one that is
misspelt, one with all that tells, one that nobody has, one that a thousand begin with.
"""

import json
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowd import NOW, grow_to, logged_in, mail
from bench.lists import p99, timed

RUNS, WARMING = 60, 5
GOAL = "<= 3, p99 < 50 ms"


@dataclass
class Question:
    """What is asked, and the milliseconds that each answer took."""

    name: str
    ask: Callable[[], Any]
    goal: str = GOAL
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    grow_to(size)
    page = logged_in()
    questions = [Question("search, one of 1,000", partial(search, page, "zebra"), goal=""), *questions_of(page, size)]
    for run in range(-WARMING, RUNS):
        for question in questions:
            wall, cpu = timed(question.ask)
            if run >= 0:
                question.wall.append(wall)
                question.cpu.append(cpu)
    limit = statistics.median(questions[0].wall)
    return [result(question, limit, engine, size) for question in questions]


def questions_of(page: Client, size: int) -> list[Question]:
    from onaccount.domain.customers.models import Customer

    number = size // 2 + 1
    one = Customer.objects.get(number=number)
    first, second, _ = one.name.split()
    misspelt = f"{first} {second[:-3]}{second[-2:]}"
    whole = {"name": one.name, "email": mail(number), "phone": one.phone, "postcode": "EX39 1QX"}
    machine = secret()
    names = {
        "3 letters": first[:3],
        "a word that many have": first,
        "half a name": f"{first} {second[:3]}",
        "a name": one.name,
        "a misspelt name": misspelt,
        "nobody": "Qqqzz Xylowort Ltd",
        "one of 1,000": "Zebra",
    }
    return [
        *(Question(f"typed, {what}", partial(typed, page, {"name": name})) for what, name in names.items()),
        Question("typed, all that tells", partial(typed, page, whole)),
        Question("API, a name", partial(asked, machine, {"name": one.name})),
        Question("API, all that tells", partial(asked, machine, whole)),
    ]


def secret() -> str:
    from onaccount.domain.history.rules import Actor
    from onaccount.domain.people.actions import make_token
    from onaccount.domain.people.permissions import read_levels

    settings.API_REQUESTS_A_MINUTE = 1_000_000
    bench = Actor("command", "command", "Bench")
    return make_token(name="Bench", levels=read_levels("customers:read"), expires_at=None, by=bench, at=NOW)[1]


def search(browser: Client, piece: str) -> Any:
    return answered(browser.get(f"/office/customers/?q={piece}"))


def typed(browser: Client, values: dict[str, str]) -> Any:
    headers = {"HX-Request": "true", "HX-Target": "known", "HX-Trigger-Name": "name"}
    return answered(browser.post("/office/customers/new/known/", {"kind": "company", **values}, headers=headers))


def asked(token: str, values: dict[str, str]) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return answered(
        Client(SERVER_NAME="127.0.0.1").post(
            "/api/v1/customers/matches", json.dumps(values), content_type="application/json", headers=headers
        )
    )


def answered(response: Any) -> Any:
    assert response.status_code == 200, (response.status_code, response.content[:300])
    return response


def result(question: Question, limit: float, engine: str, size: int) -> dict[str, Any]:
    ours = statistics.median(question.wall)
    with CaptureQueriesContext(connection) as captured:
        question.ask()
    return {
        "id": f"P-4 {question.name}",
        "engine": engine,
        "size": size,
        "ours": round(ours, 2),
        "cpu": round(statistics.median(question.cpu), 2),
        "p99": round(p99(question.wall), 2),
        "limit": round(limit, 2),
        "ratio": round(ours / limit, 2),
        "goal": question.goal,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "statements": len(captured),
    }
