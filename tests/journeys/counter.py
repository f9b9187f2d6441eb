"""Stage a counter in a running house: `python -m tests.journeys.counter` prints it as JSON.

A till that waits for its device, with the usual menu transmitted; Cal with a PIN, Marta with a code; a customer whose
account allows 500.00.
"""

import json
import os
import subprocess
import sys
from typing import Any

from tests.journeys.house import CLONE, House

PIN, CODE = "4826", "739154"


def staged(house: House) -> dict[str, Any]:
    """{"till", "code" (to pair it), "customer", "name"}; each time another till and another customer."""
    return _told(house)


def books(house: House, at: dict[str, Any]) -> dict[str, Any]:
    """What was booked: {"sales": [[seq, is_offline, total_minor]], "exceptions": how many, "owed": minor}."""
    return _told(house, str(at["till"]), str(at["customer"]))


def _told(house: House, *arguments: str) -> dict[str, Any]:
    environ = os.environ | {"ONACCOUNT_DATA": str(house.data), "DATABASE_URL": house.database}
    command = [sys.executable, "-m", "tests.journeys.counter", *arguments]
    done = subprocess.run(command, env=environ, cwd=CLONE, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _stage() -> dict[str, Any]:
    from datetime import UTC, datetime
    from uuid import uuid4

    from onaccount.domain.accounts.actions import open_account
    from onaccount.domain.people.actions.codes import set_manager_code
    from onaccount.domain.people.actions.pins import set_counter_pin
    from onaccount.domain.people.models import Principal
    from onaccount.domain.people.queries import actor_of
    from onaccount.domain.tills.actions.sales.book import know_customer
    from onaccount.domain.tills.actions.tills import add_till, give_pairing_code
    from onaccount.domain.tills.actions.transmit import transmit
    from onaccount.domain.tills.models import PaymentMenu
    from onaccount.foundation.money import Money
    from tests.domain.tills.counter import usual_menu
    from tests.stage import COMMAND, let_in

    at = datetime.now(UTC)
    cal, marta = (actor_of(Principal.objects.get(email=f"{who}@harbourpine.example")) for who in ("cal", "marta"))
    set_counter_pin(number=int(cal.key), pin=PIN, by=cal, at=at)
    set_manager_code(code=CODE, by=marta, at=at)
    menu = PaymentMenu.objects.first()
    menu_number = menu.pk if menu else usual_menu()
    till = add_till(name=f"Counter {uuid4().hex[:6]}", menu=menu_number, by=COMMAND, at=at)
    transmit(expected="", by=COMMAND, at=at)
    name = f"Cobble {uuid4().hex[:6]}"
    customer = let_in(login=f"{uuid4().hex}@cobble.example", at=at, name=name)
    open_account(customer=customer, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=at)
    know_customer(till, customer, at=at)
    return {
        "till": till,
        "code": give_pairing_code(till=till, by=COMMAND, at=at),
        "customer": customer,
        "name": name,
    }


def _books(till: int, customer: int) -> dict[str, Any]:
    from onaccount.domain.tills.models import Sale, SaleException

    rows = Sale.objects.filter(till=till).order_by("seq").values_list("seq", "is_offline", "total_minor")
    return {
        "sales": [list(row) for row in rows],
        "exceptions": SaleException.objects.filter(till=till).count(),
        "owed": _owed(customer),
    }


def _owed(customer: int) -> int:
    from datetime import UTC, datetime

    from onaccount.domain.accounts.queries import standing_of
    from onaccount.domain.accounts.rules import Door

    found = standing_of(customer, door=Door.OFFICE, at=datetime.now(UTC))
    assert found is not None
    return found.standing.owed


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")
    import django

    django.setup()
    print(json.dumps(_books(*map(int, sys.argv[1:])) if sys.argv[1:] else _stage()))
