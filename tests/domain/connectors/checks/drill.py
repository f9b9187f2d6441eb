# ruff: noqa: E402 - Django is set up before the models are imported
"""A worker's process at the agencies that is killed at a chosen moment.

`python -m tests.domain.connectors.checks.drill [--send N | --statement N] [--ahead SECONDS] [--mutant]`

Kill -9 when the N-th request was carried out over there and its answer is not yet kept, or when the N-th statement is
about to be sent; 0 lets it finish. With --mutant an order of unknown fate is simply sent once more.
"""

import argparse
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.db import connection
from django.utils import timezone

from onaccount.domain.connectors.actions.checks import push_checks
from onaccount.domain.connectors.actions.checks.turns import CHECKERS
from onaccount.domain.connectors.rules.checks import Source
from tests.domain.connectors.checks.blind import Blind
from tests.domain.connectors.xero.drill import Deadly


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--send", type=int, default=0)
    asked.add_argument("--statement", type=int, default=0)
    asked.add_argument("--ahead", type=float, default=0.0)
    asked.add_argument("--mutant", action="store_true")
    told = asked.parse_args()
    left = told.statement

    def clock() -> datetime:
        return timezone.now() + timedelta(seconds=told.ahead)

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with Deadly() as wire, connection.execute_wrapper(count):
        wire.deadly = told.send
        push_checks(wire, clock=clock, checkers={**CHECKERS, Source.CREDITSAFE: Blind} if told.mutant else None)
    print(told.statement - left)


if __name__ == "__main__":
    main()
