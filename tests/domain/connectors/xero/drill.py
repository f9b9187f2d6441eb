# ruff: noqa: E402 - Django is set up before the models are imported
"""A worker's process at Xero that is killed at a chosen moment.

`python -m tests.domain.connectors.xero.drill links|mirror [--send N | --statement N] [--ahead SECONDS] [--mutant]`

Kill -9 when the N-th request was carried out over there and its answer is not yet kept, or when the N-th statement is
about to be sent; 0 lets it finish. The clock goes `ahead` as that of the simulator does. With --mutant the links are
pushed without asking first who is there, and a page of the mirror is not one transaction: mistakes that the tests must
be able to see.
"""

import argparse
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from inspect import unwrap
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.db import connection
from django.utils import timezone

from onaccount.domain.connectors.actions import push_links
from onaccount.domain.connectors.actions.wire import Reply, Wire
from onaccount.domain.connectors.actions.xero import mirror
from onaccount.domain.connectors.actions.xero.door import XeroDoor
from onaccount.domain.connectors.models import Connection
from tests.domain.connectors.xero.blind import Blind

SMALL_PAGE = 20


class Deadly(Wire):
    """Its `deadly`-th request is carried out, and nobody here lives to hear of it."""

    deadly = 0

    def send(self, *told: Any, **more: Any) -> Reply:
        try:
            return super().send(*told, **more)
        finally:
            self.deadly -= 1
            if self.deadly == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("what", choices=["links", "mirror"])
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
        if told.what == "links":
            door = (Blind if told.mutant else XeroDoor)(wire, clock=clock)
            while push_links(door, clock=clock):
                Connection.objects.update(quiet_until=None, failures=0)
        else:
            mirror.PAGE_SIZE = SMALL_PAGE
            if told.mutant:
                mirror._keep_page = unwrap(mirror._keep_page)
                connection.features.has_select_for_update = False
            mirror.mirror_contacts(wire, clock=clock)
    print(told.statement - left)


if __name__ == "__main__":
    main()
