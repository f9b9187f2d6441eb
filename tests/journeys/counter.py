"""Stage a counter in a running house: `python -m tests.journeys.counter` prints it as JSON.

A till that waits for its device, with the usual menu transmitted; Cal with a PIN, Marta with a code; a customer whose
account allows 500.00.
"""

import atexit
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.journeys.house import CLONE, House

PIN, CODE = "4826", "739154"


def staged(house: House) -> dict[str, Any]:
    """{"till", "code" (to pair it), "customer", "name"}; each time another till and another customer."""
    return _told(house)


def books(house: House, at: dict[str, Any]) -> dict[str, Any]:
    """What was booked: {"sales": [[seq, is_offline, total_minor]], "exceptions": how many, "owed": minor}."""
    return _told(house, str(at["till"]), str(at["customer"]))


def act(house: House, verb: str, /, **values: Any) -> dict[str, Any]:
    """Do one of ACTS in the house, as the office would."""
    return _told(house, verb, json.dumps(values))


STAGES: dict[Path, "subprocess.Popen[str]"] = {}  # by the data of their house: one process, for many stages


def _told(house: House, *arguments: str) -> dict[str, Any]:
    stage = STAGES.get(house.data) or STAGES.setdefault(house.data, _begun(house))
    assert stage.stdin
    assert stage.stdout
    stage.stdin.write(json.dumps(arguments) + "\n")
    stage.stdin.flush()
    line = stage.stdout.readline()
    assert line, f"the stage ended: {arguments}"
    return dict(json.loads(line))


def _begun(house: House) -> "subprocess.Popen[str]":
    environ = os.environ | {"ONACCOUNT_DATA": str(house.data), "DATABASE_URL": house.database}
    command = [sys.executable, "-m", "tests.journeys.counter", "-"]
    stage = subprocess.Popen(command, env=environ, cwd=CLONE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(stage.kill)
    return stage


def _stage() -> dict[str, Any]:
    from datetime import UTC, datetime

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

    rows = Sale.objects.filter(till=till).order_by("pairing", "seq").values_list("seq", "is_offline", "total_minor")
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


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _limit(customer: int, minor: int, is_allowed: bool = True) -> dict[str, Any]:
    from onaccount.domain.accounts.actions import set_account
    from onaccount.foundation.money import Money
    from tests.stage import COMMAND

    set_account(customer=customer, limit=Money(minor, "GBP"), is_allowed=is_allowed, by=COMMAND, at=_now())
    return {}


def _someone(how: str) -> dict[str, Any]:
    """A customer whose account refuses: {"customer", "name"}."""
    from onaccount.domain.accounts.actions import open_account
    from onaccount.domain.accounts.models import CustomerAccount
    from onaccount.domain.customers.rules.status import Status
    from onaccount.domain.vetting.actions import set_status
    from onaccount.foundation.money import Money
    from tests.stage import COMMAND, let_in

    at, name = _now(), f"Keel {how} {uuid4().hex[:6]}"
    customer = let_in(login=f"{uuid4().hex}@keel.example", at=at, name=name)
    if how != "without":
        limit = Money(0 if how == "prepaid" else 500_00, "GBP")
        open_account(customer=customer, currency="GBP", limit=limit, by=COMMAND, at=at)
    if how == "inactive":
        set_status(number=customer, to=Status.INACTIVE, by=COMMAND, at=at)
    if how == "forbidden":
        _limit(customer, 500_00, is_allowed=False)
    if how == "suspended":
        CustomerAccount.objects.filter(customer=customer).update(suspended_at=at)
    return {"customer": customer, "name": name}


def _menu_without_account(till: int) -> dict[str, Any]:
    from onaccount.domain.tills.actions.methods import add_menu, put_method
    from onaccount.domain.tills.actions.tills import correct_till
    from onaccount.domain.tills.actions.transmit import transmit
    from onaccount.domain.tills.models import PaymentMethod, Till
    from tests.stage import COMMAND

    at = _now()
    menu = add_menu(name=f"Cash only {till}", by=COMMAND, at=at)
    cash = PaymentMethod.objects.filter(type="cash").order_by("pk").first()
    assert cash
    put_method(menu=menu, method=cash.pk, position=0, by=COMMAND, at=at)
    correct_till(till=till, name=Till.objects.get(pk=till).name, menu=menu, by=COMMAND, at=at)
    transmit(expected="", by=COMMAND, at=at)
    return {}


def _right(right: str, need: str) -> dict[str, Any]:
    """The clerks' group has it so from now on."""
    from onaccount.domain.people.actions.groups import change_group
    from onaccount.domain.people.models import Group
    from tests.stage import COMMAND

    group = Group.objects.get(name="Clerk")
    front = {**group.front, right: need}
    change_group(group=group.pk, name=group.name, levels={}, front=front, by=COMMAND, at=_now())
    return {}


def _lose(till: int) -> dict[str, Any]:
    """The device is lost, says the office, and pairs the till anew."""
    from onaccount.domain.tills.actions.tills import give_pairing_code, lose_till
    from tests.stage import COMMAND

    lose_till(till=till, by=COMMAND, at=_now())
    return {"code": give_pairing_code(till=till, by=COMMAND, at=_now())}


def _stock(count: int) -> dict[str, Any]:
    """So many articles more. The last one's name: {"last"}."""
    from onaccount.domain.catalogue.actions.products import add_product
    from onaccount.domain.catalogue.models import Product
    from tests.stage import COMMAND

    at = _now()
    first = Product.objects.get(
        pk=add_product(
            values={"sku": "BOLT-0", "name": "Bolt 0", "price": "1.10", "category": "Bolts"}, by=COMMAND, at=at
        )
    )
    values = {
        field.attname: getattr(first, field.attname) for field in Product._meta.concrete_fields if not field.primary_key
    }
    Product.objects.bulk_create(
        Product(
            **{**values, "sku": f"BOLT-{n}", "sku_key": f"bolt-{n}", "name": f"Bolt {n}", "search_name": f"bolt {n}"}
        )
        for n in range(1, count)
    )
    return {"last": f"Bolt {count - 1}"}


def _guest() -> dict[str, Any]:
    """The demo's customer who has prices of their own, and an article with both prices, in minor units."""
    from onaccount.domain.catalogue.models import Product, ProductPrice
    from onaccount.domain.customers.models import Customer

    price = ProductPrice.objects.filter(from_milli__lte=1000, price_minor__isnull=False).order_by("pk").first()
    assert price
    customer = Customer.objects.filter(price_level__level=price.level_id).first()
    assert customer
    article = Product.objects.get(pk=price.product_id)
    return {
        "customer": customer.number, "name": customer.name, "article": article.name, "list": article.price_minor,
        "own": price.price_minor,
    }  # fmt: skip


ACTS: dict[str, Any] = {
    "limit": _limit, "someone": _someone, "menu_without_account": _menu_without_account, "right": _right, "lose": _lose,
    "stock": _stock, "guest": _guest,
}  # fmt: skip


def _asked(arguments: list[str]) -> dict[str, Any]:
    if not arguments:
        return _stage()
    if arguments[0] in ACTS:
        found: dict[str, Any] = ACTS[arguments[0]](**json.loads(arguments[1]))
        return found
    return _books(*map(int, arguments))


def _serve() -> None:
    """Answer each line of standard input by one of standard output."""
    from django.db import connections

    for line in sys.stdin:
        print(json.dumps(_asked(json.loads(line))), flush=True)
        connections.close_all()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")
    import django

    django.setup()
    if sys.argv[1:] == ["-"]:
        _serve()
    else:
        print(json.dumps(_asked(sys.argv[1:])))
