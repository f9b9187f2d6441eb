# ruff: noqa: E402 - Django is set up before the models are imported
"""A business full of what is hard to carry, in a process of its own. It answers in JSON.

`python -m tests.domain.backups.business VERB ...`:

    fill            make the demo, and beside it a row of everything, with text that breaks formats
    look            all that stands in the books, as Django reads it; and the stored files
    sessions        how many log-ins are open
    find TEXT...    of each text, the numbers of the customers whose name holds it
    add NAME        add a customer; its number
    check           the code of what does not hold in the ledger, if anything
    hire            make a member of staff in an early version's tables
"""

import hashlib
import json
import os
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session as OldSession
from django.core import serializers
from django.db import connection
from django.db.models import JSONField, Value

from onaccount.delivery.commands.demo import make
from onaccount.domain.accounts.actions import hold_amount, open_account, raise_limit, refund_charge, take_charge
from onaccount.domain.accounts.rules import OverLimit
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Customer, MatchKey, MatchKeysWritten, Tag
from onaccount.domain.customers.queries import Filter, customers_page
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.files.actions import store_file
from onaccount.domain.files.models import StoredFile
from onaccount.domain.history.models import EventDetail
from onaccount.domain.imports.models import Import
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.people.models import Session
from onaccount.domain.vetting.actions import set_status
from onaccount.domain.vetting.models import Application
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND

HOSTILE = (
    "O'Brien \"& Söhne\" \\ Co.", "\U0001f9c0 \U0001d518\U0001d52b \U0002070e", "line\nbreak\r\n\ttab\\t\\N\\.",
    "\u2028\u2029\x85\x1f\x7f\ufeff", "NULL", "\\N", "null", "''; DROP TABLE customers_customer; --", "007", "1e400",
    "a,b;\"c\"\t|", "e\u0301 is not \u00e9", "\u0623\u064e\u0644\u0650\u0641 \u202etxet", " blanks ", "{}", "%s %(at)s",
)  # fmt: skip
TREE: dict[str, Any] = {
    "z": [1, -1.5, 0.1, 1e22, 1e-7, 10**30, True, None, "", {"b": 1, "a": {}}], "": "\U0001f9c0", "ä": HOSTILE, "a": [],
}  # fmt: skip
MOMENTS = (
    datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999990, tzinfo=UTC),
)


def fill() -> Any:
    make(AT)
    for n, text in enumerate(HOSTILE):
        number = add_customer(values={"kind": "company", "name": f"Keel {n}"}, origin=Origin.STAFF, by=COMMAND, at=AT)
        moment = MOMENTS[n % len(MOMENTS)]
        Customer.objects.filter(pk=number).update(
            notes=text, title=text[:9], created_at=moment, batch=uuid.UUID(int=n) if n % 2 else None
        )
    Customer.objects.get(pk=number).tags.add(Tag.objects.create(name=HOSTILE[1]))
    EventDetail.objects.update(changes=TREE, why=HOSTILE[2])
    hollow: list[Any] = [[], {}, "text", 7]
    for values in (*hollow, TREE, Value(None, JSONField())):
        Application.objects.create(origin="signup", values=values, created_at=AT)
    files = [
        store_file(name=name, chunks=pieces, by=COMMAND, at=AT)
        for name, pieces in ((HOSTILE[1], [b"\x00\xff" * 70_000, b"end"]), ("empty", []))
    ]
    Import.objects.create(file=files[0], created_at=AT, seconds=0.1, first_number=2**62, remarks=[TREE])
    Session.objects.create(session_key="of a thief", session_data="x", expire_date=AT, began_at=AT, seen_at=AT)
    trade(number)
    last = add_customer(values={"kind": "company", "name": "Gone"}, origin=Origin.STAFF, by=COMMAND, at=AT)
    Customer.objects.filter(pk=last).delete()
    return last


def trade(number: int) -> None:
    """Postings in a chain, a hold, a rise and a verdict that was no."""
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=AT)
    open_account(customer=number, currency="GBP", limit=Money(100_00, "GBP"), by=COMMAND, at=AT)
    charged = take_charge(customer=number, amount=Money(40_00, "GBP"), key="c1", note=HOSTILE[0], by=COMMAND, at=AT)
    back = Money(1_00, "GBP")
    refund_charge(customer=number, charge=charged.posting.id, amount=back, key="r1", by=COMMAND, at=AT)
    hold_amount(customer=number, amount=Money(5_00, "GBP"), key="h1", expires_at=None, by=COMMAND, at=AT)
    later = AT.replace(year=2027)
    rise: dict[str, Any] = {"starts_at": AT, "ends_at": later, "why": HOSTILE[1], "key": "r2"}
    raise_limit(customer=number, amount=Money(1, "GBP"), by=COMMAND, at=AT, **rise)
    with suppress(OverLimit):
        take_charge(customer=number, amount=Money(400_00, "GBP"), key="c2", by=COMMAND, at=AT)


def check() -> Any:
    """The first difference in the books, or nothing."""
    found = check_books(against=None).difference
    return found and found.code


# Sessions are not carried along, and the worker makes the keys again from the customers.
NOT_LOOKED_AT = (Session, OldSession, MatchKey, MatchKeysWritten)


def look() -> Any:
    models = [model for model in apps.get_models(include_auto_created=True) if model not in NOT_LOOKED_AT]
    rows = {
        model._meta.label: json.loads(serializers.serialize("json", model._default_manager.order_by("pk")))
        for model in models
    }
    folder = Path(settings.DATA) / "files"
    paths = {stored.name: folder / stored.path for stored in StoredFile.objects.all()}
    files = {n: [p.stat().st_mode, hashlib.sha256(p.read_bytes()).hexdigest()] for n, p in paths.items()}
    moments = list(map(str, Customer.objects.order_by("created_at", "pk").values_list("created_at", flat=True)))
    return {"rows": rows, "files": files, "moments": moments}


def sessions() -> Any:
    return Session.objects.count()


def find(*texts: str) -> Any:
    return {text: [row.number for row in customers_page(Filter(text=text)).rows] for text in texts}


def add(name: str) -> Any:
    return add_customer(values={"kind": "company", "name": name}, origin=Origin.STAFF, by=COMMAND, at=AT)


def hire() -> Any:
    """By an early version's own column: today's models know others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_principal (password, kind, name, email, role, is_active, created_at) "
            "VALUES ('', 'staff', 'Early Bird', 'early@harbourpine.example', 'reader', %s, %s)",
            [True, connection.ops.adapt_datetimefield_value(AT)],
        )


VERBS: dict[str, Callable[..., Any]] = {
    "fill": fill,
    "look": look,
    "sessions": sessions,
    "find": find,
    "add": add,
    "hire": hire,
    "check": check,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
