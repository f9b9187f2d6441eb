"""A web server with a defect that must be caught: it asks how an account stands before it holds it (check, then act).

`python -m tests.reliability.stale --host ... --port ...`, as `onaccount web`.
"""

import threading
import time
from dataclasses import replace
from importlib import import_module
from typing import Any

LONG = 0.05  # seconds between the look and the hold, as on a busy machine
TARGET = "tests.reliability.stale:application"


def defective() -> Any:
    from onaccount.config.wsgi import application as true_one
    from onaccount.domain.accounts.rules import Door

    # mypy knows their functions by other shapes.
    held: Any = import_module("onaccount.domain.accounts.actions.held")
    postings: Any = import_module("onaccount.delivery.api.postings")

    looked, look, take = threading.local(), held.standing_of, postings.take_charge

    def take_charge(*, customer: int, at: Any, **values: Any) -> Any:
        looked.before = look(customer, door=Door.OFFICE, at=at)
        time.sleep(LONG)
        return take(customer=customer, at=at, **values)

    def stale(number: int, **values: Any) -> Any:
        found = look(number, **values)
        return found and replace(found, standing=looked.before.standing)

    postings.take_charge = take_charge
    held.standing_of = stale
    return true_one


if __name__ == "__main__":
    from onaccount.delivery.commands import web

    web.TARGET = TARGET
    web.command()
else:
    application = defective()
