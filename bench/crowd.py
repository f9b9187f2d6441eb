"""A business of any size for the benches that read: the same customers on both engines, loaded in sets.

COPY on PostgreSQL, executemany on SQLite, with every index and trigger in place. Names are of words that many share and
of made-up ones, so that any piece of a name is as common or as rare as in life: `arbou` is in one name of
forty, `zebra` in one of a thousand, `zy` in none.
"""

import random
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, CharField, Field, IntegerField, Model, TextField
from django.test import Client

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WORDS = (
    "harbour pine salt marsh quay fry lantern hob hearth wren pellow rope weir mill orchard foundry castle albert"
).split()
SYLLABLES = (
    "ba bel bri cal cor dan del dor fen fil gar gen hal har hol ish jen kel kin lan lor mar mel mon nor oak pel per "
    "quin ral ren ros sal sel sto tam ter tol van vel wal wen win yar"
).split()
GIVEN = "Anna Bob Carla Dan Eva Finn Gina Hal Ida Jon Kim Lea Max Nora Otto Pia Quin Rosa Sam Tom".split()
ENDS = ("Ltd", "LLP", "Plc", "Stores", "Kitchens", "Bakery", "Marine", "Nursery")
CITIES = "Bideford Leeds York Bath London Bristol Hull Truro".split()
STATUSES = ("active",) * 90 + ("inactive",) * 6 + ("admin",) * 2 + ("new",) * 2
BLOCK = 20_000
KEYS_OF = 200_000  # customers whose match keys are put in order together
LONG_HISTORY = 1_000  # events of the one customer who has been with us for long


def grow_to(size: int) -> None:
    """Customers up to this number, each with an address, a login and a fact, every tenth with a letter.

    In a process of its own, so that what it took of memory is not the reader's.
    """
    subprocess.run([sys.executable, "-m", "bench.crowd", str(size)], check=True)


def fill(size: int) -> None:
    from onaccount.domain.customers.actions.match_keys import keys_of_new
    from onaccount.domain.customers.models import Address, Customer, Location
    from onaccount.domain.history.models import Event
    from onaccount.domain.letters.models import Letter

    there = Customer.objects.count()
    for first in range(there + 1, size + 1, BLOCK):
        chance = random.Random(first)
        numbers = range(first, min(first + BLOCK, size + 1))
        with transaction.atomic():
            load(Customer, [customer(number, chance) for number in numbers])
            load(Address, [address(number, chance.choice(CITIES)) for number in numbers])
            load(Location, [location(number) for number in numbers])
            load(Event, [event(number, "customer.imported", at(number)) for number in numbers])
            load(Letter, [letter(number) for number in numbers if number % 10 == 0])
    for first in range(there + 1, size + 1, KEYS_OF):
        keys = keys_of_new(first, min(first + KEYS_OF - 1, size))
        with transaction.atomic():
            keys.write(0, len(keys))
    settle()


def customer(number: int, chance: random.Random) -> dict[str, Any]:
    from onaccount.foundation.text import fold

    made_up = "".join(chance.choices(SYLLABLES, k=3)).title()
    first = "Zebra" if number % 1_000 == 0 else chance.choice((*WORDS, *GIVEN)).title()
    name = f"{first} {made_up} {chance.choice(ENDS)}"
    return {
        "number": number, "kind": "company", "name": name, "search_name": fold(name), "external_id": f"EXT{number}",
        "status": chance.choice(STATUSES), "origin": "signup" if chance.random() < 0.1 else "import",
        "category": "Trade" if number % 3 else "", "email": mail(number), "phone": f"+4412372{number:06}",
        "created_at": at(number), "changed_at": at(number),
    }  # fmt: skip


def at(number: int) -> datetime:
    return NOW - timedelta(days=400) + timedelta(seconds=number)


def mail(number: int) -> str:
    return f"c{number}@customer.example"


def address(number: int, city: str) -> dict[str, Any]:
    return {"customer_id": number, "use": "main", "line1": f"{number} Quay", "city": city, "country": "GB"}


def location(number: int) -> dict[str, Any]:
    return {"customer_id": number, "login_email": mail(number), "created_at": at(number)}


def event(number: int, name: str, when: datetime) -> dict[str, Any]:
    return {
        "name": name, "actor_kind": "command", "actor_key": "command",
        "subject_kind": "customer", "subject_key": str(number), "at": when,
    }  # fmt: skip


def letter(number: int) -> dict[str, Any]:
    return {
        "key": f"login-details:{number}", "kind": "login_details", "to": mail(number), "subject_kind": "customer",
        "subject_key": str(number), "state": "sent", "server_words": "250 OK",
        "queued_at": at(number), "send_after": at(number), "sent_at": at(number),
    }  # fmt: skip


def add_long_history(number: int) -> None:
    """A customer who was corrected by hand a thousand times."""
    from onaccount.domain.history.models import Event, EventDetail

    facts = [
        event(number, "customer.corrected", NOW + timedelta(minutes=n)) | {"id": uuid.UUID(int=number * 10**6 + n)}
        for n in range(LONG_HISTORY)
    ]
    load(Event, facts)
    load(EventDetail, [{"event_id": fact["id"], "changes": {"phone": ["1", "2"]}} for fact in facts])
    settle()


def logged_in() -> Client:
    """The browser of an administrator."""
    from onaccount.domain.history.rules import Actor
    from onaccount.domain.people.actions import add_staff, settle_business
    from onaccount.domain.people.rules import Role

    bench = Actor("command", "command", "Bench")
    settle_business(second_factor=False, by=bench, at=NOW)
    staff = add_staff(
        name="Nadia Okafor",
        email="nadia@harbourpine.example",
        password="rope-walk-17",
        role=Role.ADMINISTRATOR,
        by=bench,
        at=NOW,
    )
    browser = Client(HTTP_HOST="127.0.0.1", headers={"Accept-Encoding": "gzip"})
    browser.force_login(staff)
    return browser


# --- into the tables --------------------------------------------------------------------------------------------------


def load(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Rows that all say the same columns; what they do not say has the model's default."""
    if not rows:
        return
    fields = [
        field for field in model._meta.concrete_fields if field.attname in rows[0] or not is_filled_in(field, model)
    ]
    columns = [column_of(field, rows) for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in zip(*columns, strict=True):
                    copy.write_row(row)
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(zip(*columns, strict=True)))


def is_filled_in(field: "Field[Any, Any]", model: type[Model]) -> bool:
    """Whether the table gives it a value by itself."""
    return field is counted(model) or field.db_default is not NOT_PROVIDED


def counted(model: type[Model]) -> "Field[Any, Any] | None":
    """The key that the table counts by itself."""
    return model._meta.auto_field


def column_of(field: "Field[Any, Any]", rows: list[dict[str, Any]]) -> Iterable[Any]:
    stored = stored_by(field)
    if field.attname in rows[0]:
        return [stored(row[field.attname]) for row in rows]
    return [stored(field.get_default()) for _ in rows]


def stored_by(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    """How a value goes into the column; texts and numbers as they are, which is most of the time saved."""
    if isinstance(field, CharField | TextField | IntegerField):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)


def settle() -> None:
    """As a database stands a while after it was filled: with its statistics, and an index without a waiting list."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))
