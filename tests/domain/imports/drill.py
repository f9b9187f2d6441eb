# ruff: noqa: E402 - Django is set up before the models are imported
"""A process that imports and is killed at a chosen statement. It answers in JSON.

`python -m tests.domain.imports.drill VERB ...`:

    kill N FILE    take FILE in; kill -9 this process when it is about to send the N-th statement of the writing
    count FILE     the same without a kill; how many statements there are
    take FILE      take FILE in
    interrupt N FILE   take FILE in; press Ctrl-C when the N-th statement of the writing is about to be sent
    undo N         take the last import back; kill -9 this process before it sends the N-th statement (0: never)
    look           what stands in the books, and what of it is seen; `all` is the same for the same customers
    recover        take back what was left, as the worker does at its start
    again FILE     import FILE as a person would after the accident

With --unhidden the slices are not hidden, with --forgetful nothing is restored: mistakes that the tests must be able to
see.
"""

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.db import connection

from onaccount.domain.customers.actions import restore, sets
from onaccount.domain.customers.actions.known import OWN, PERSON, PLACE
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Tag, Unpublished
from onaccount.domain.customers.queries import visible
from onaccount.domain.history.models import Event
from onaccount.domain.imports.actions import take_back_unfinished, undo_import
from onaccount.domain.imports.actions.intakes.customers import undo
from onaccount.domain.imports.actions.intakes.customers import write as applying
from onaccount.domain.imports.models import Import
from onaccount.foundation import slices
from tests.domain.imports.importing import AT, BY, apply, figures, rehearse


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    # Small files are written the way big ones are.
    applying.AT_ONCE, applying.FIRST_SLICE, slices.PAUSE = 10, 20, 0
    # Each run sends the same statements, however busy the machine is.
    slices.next_size = lambda size, took, seconds: size
    undo.FIRST_SLICE, undo.LARGEST_SLICE, undo.AT_ONCE = 20, 40, 40
    if "--unhidden" in sys.argv:
        sets.hide_batch = lambda key: None
    if "--forgetful" in sys.argv:
        restore.restore_updated = lambda *_, **__: restore.TakenBack()
    print(json.dumps(VERBS[arguments[0]](*arguments[1:])))


def kill(count: str, file: str) -> dict[str, Any]:
    return counted(file, deadly=int(count))


def count(file: str) -> dict[str, Any]:
    return counted(file, deadly=0)


def take(file: str) -> dict[str, Any]:
    with open(file, "rb") as content:
        card = rehearse(content.read())
    apply(card.key)
    return look()


def interrupt(count: str, file: str) -> dict[str, Any]:
    with suppress(KeyboardInterrupt):
        counted(file, deadly=int(count), how=signal.SIGINT)
    return look()


def take_back_last(count: str) -> dict[str, Any]:
    key = Import.objects.filter(state="applied").latest("pk").pk
    return sending(int(count), signal.SIGKILL, lambda: undo_import(key=key, by=BY, at=AT))


def counted(file: str, deadly: int, how: signal.Signals = signal.SIGKILL) -> dict[str, Any]:
    with open(file, "rb") as content:
        card = rehearse(content.read())
    return sending(deadly, how, lambda: apply(card.key))


def sending(deadly: int, how: signal.Signals, work: Callable[[], Any]) -> dict[str, Any]:
    """Do the work; the signal comes when the statement of this number is about to be sent."""
    sent = 0

    def send(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == deadly:
            os.kill(os.getpid(), how)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(send):
        work()
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
        "all": everything(),
    }


def everything() -> str:
    """What is known of the customers, whatever their numbers and whenever they were written."""
    own = Customer.objects.order_by("external_id").values_list(*OWN, "search_name", "tags__name")
    found: list[Any] = [sorted(map(repr, own)), sorted(Tag.objects.values_list("name", flat=True))]
    for table, columns in ((Address, ("use", *PLACE)), (Contact, PERSON), (Location, ("login_email",))):
        found.append(sorted(table.objects.values_list("customer__external_id", *columns)))
    return hashlib.sha256(repr(found).encode()).hexdigest()


def recover() -> dict[str, Any]:
    return {"taken_back": take_back_unfinished(by=BY, at=AT)}


def again(file: str) -> dict[str, Any]:
    with open(file, "rb") as content:
        card = rehearse(content.read())
    return figures(apply(card.key))


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "kill": kill, "count": count, "look": look, "recover": recover, "again": again, "take": take,
    "interrupt": interrupt, "undo": take_back_last,
}  # fmt: skip

if __name__ == "__main__":
    main()
