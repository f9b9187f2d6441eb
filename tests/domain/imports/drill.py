# ruff: noqa: E402 - Django is set up before the models are imported
"""A process that imports and is killed at a chosen statement. It answers in JSON.

`python -m tests.domain.imports.drill VERB ...`:

    kill N FILE    take FILE in; kill -9 this process when it is about to send the N-th statement of the writing
    count FILE     the same without a kill; how many statements there are
    look           what stands in the books, and what of it is seen
    recover        take back what was left, as the worker does at its start
    again FILE     import FILE as a person would after the accident

With --unhidden the slices are not hidden, which is the mistake that the test must be able to see.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.db import connection

from onaccount.domain.customers.actions import sets
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Unpublished
from onaccount.domain.customers.queries import visible
from onaccount.domain.history.models import Event
from onaccount.domain.imports.actions import apply as applying
from onaccount.domain.imports.actions import slices, take_back, take_back_unfinished, undo
from onaccount.domain.imports.models import Import
from tests.domain.imports.importing import AT, BY, apply, figures, rehearse


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    # Small files are written the way big ones are.
    applying.AT_ONCE, applying.FIRST_SLICE, slices.PAUSE, slices.LEAST = 10, 20, 0, 20
    undo.FIRST_SLICE, undo.LARGEST_SLICE, take_back.AT_ONCE = 20, 40, 40
    if "--unhidden" in sys.argv:
        sets.hide_batch = lambda key: None
    print(json.dumps(VERBS[arguments[0]](*arguments[1:])))


def kill(count: str, file: str) -> dict[str, Any]:
    return counted(file, deadly=int(count))


def count(file: str) -> dict[str, Any]:
    return counted(file, deadly=0)


def counted(file: str, deadly: int) -> dict[str, Any]:
    with open(file, "rb") as content:
        card = rehearse(content.read())
    sent = 0

    def send(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(send):
        apply(card.key)
    return {"statements": sent}


def look() -> dict[str, Any]:
    parts: dict[str, Any] = {"addresses": Address, "contacts": Contact, "locations": Location, "hidden": Unpublished}
    return {
        "seen": visible().count(),
        "customers": Customer.objects.count(),
        **{name: table.objects.count() for name, table in parts.items()},
        "facts": Event.objects.filter(name="customer.added").count(),
        "applied": Event.objects.filter(name="import.applied").count(),
        "states": sorted(Import.objects.values_list("state", flat=True)),
    }


def recover() -> dict[str, Any]:
    return {"taken_back": take_back_unfinished(by=BY, at=AT)}


def again(file: str) -> dict[str, Any]:
    with open(file, "rb") as content:
        card = rehearse(content.read())
    return figures(apply(card.key))


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "kill": kill, "count": count, "look": look, "recover": recover, "again": again,
}  # fmt: skip

if __name__ == "__main__":
    main()
