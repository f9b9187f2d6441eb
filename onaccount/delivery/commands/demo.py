"""`onaccount demo`: a small business to look at, made by the same actions as a real one; or taken out again."""

import json
import os
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from onaccount.delivery.commands.cast import ACCOUNTS, BUSINESS, COUNTER, DEALER, GUEST, STAFF, TRADERS, Trader, Trading
from onaccount.delivery.commands.wares import AWAY, CASES, WARES
from onaccount.domain.accounts.actions import open_account, pay_in, set_account, suspend_account, take_charge
from onaccount.domain.billing.actions import (
    OfferedLine,
    accept_quote,
    invoice_quote,
    make_quote,
    record_payment,
    send_quote,
    settle_terms,
)
from onaccount.domain.billing.actions.demo import remove_demo_billing
from onaccount.domain.billing.rules.money_in import Method
from onaccount.domain.billing.rules.terms import Seller, Terms
from onaccount.domain.business.queries import is_demo, is_settled, locked_business
from onaccount.domain.catalogue.actions import (
    add_level,
    add_product,
    add_tax_class,
    give_level,
    remove_demo_catalogue,
    set_price,
)
from onaccount.domain.catalogue.rules.quantities import milli_of
from onaccount.domain.catalogue.rules.shares import ppm_of
from onaccount.domain.connectors.actions.checks import note_check
from onaccount.domain.contracts.actions import remove_demo_contracts
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.queries import visible
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import DEMO, Actor, Subject
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.partners.actions import add_partner, add_partner_user, let_partner_user_in
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.actions import add_staff, settle_business
from onaccount.domain.people.actions.pins import set_counter_pin
from onaccount.domain.people.queries import actor_of, staff_count
from onaccount.domain.people.rules import Role, check_pin
from onaccount.domain.tills.actions.demo import remove_demo_tills
from onaccount.domain.tills.actions.methods import add_menu, add_method, put_method
from onaccount.domain.tills.actions.tills import add_till
from onaccount.domain.tills.actions.transmit import transmit
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.vetting.actions import (
    give_password,
    hand_in_by_demo,
    remove_demo,
    set_status,
    start_application,
    submit_application,
)
from onaccount.domain.vetting.actions.demo import demo_customers, traded_for_others
from onaccount.foundation.money import Money, money_of
from onaccount.foundation.refusals import Refused

CURRENCY = "GBP"  # of the business, unless somebody says otherwise
CHECKED = "Lantern Yard Nursery"  # somebody asked about it by hand: no agency is connected
BILLED = "Hob & Hearth Kitchens"
SELLER = Seller(
    name=BUSINESS, line1="4 Harbour Lane", city="Plymouth", postcode="PL1 2AB", country="GB", tax_id="GB999999973",
    email="billing@harbourandpine.example", iban="GB33BUKB20201555555555",
)  # fmt: skip
OFFERS = (  # how many days ago, what, how many, the price, how far it went
    (40, "Kitchen plan, with a visit", "1", "180.00", "paid"),
    (21, "Staff training, half a day", "2", "145.00", "invoiced"),
    (9, "Oven service contract, a year", "1", "420.00", "sent"),
    (1, "Knife sharpening, a month", "4", "18.50", "draft"),
)
SAID = "Its bank says that it pays in time."
WAYS_TO_PAY = {"Cash": MethodType.CASH, "Card": MethodType.CARD, "Customer account": MethodType.ACCOUNT}
APPLICANT = Actor("demo", "applicant", "The applicant")


DOORS = {"customer": "/app/", "partner": "/portal/"}


@click.command("demo")
@click.option("--remove", is_flag=True, help="Take the demo out: its customers, staff and letters.")
@click.option("--if-new", is_flag=True, help="Do nothing where a business of one's own has begun.")
def command(remove: bool, if_new: bool) -> None:
    """Make a small demo business, or take it out again. Its passwords are printed, and kept in demo.json."""
    if remove:
        take_out()
    elif is_demo():
        show_passwords()
    elif has_begun():
        if not if_new:
            raise click.ClickException("A business of your own has begun here. The demo needs an empty database.")
    elif if_new and was_taken_out():
        click.echo("The demo was taken out here. Let yourself in: onaccount create-staff")
    else:
        make(timezone.now())
        show_passwords()


def has_begun() -> bool:
    """Whether there is anything of one's own, with which the demo must not be mixed."""
    return bool(is_settled() or staff_count() or visible().exists())


def was_taken_out() -> bool:
    """A start that makes it by itself must not undo that."""
    return latest_fact(Subject("business", "1"), ["business.forgotten"]) is not None


def passwords_file() -> Path:
    return Path(settings.DATA) / "demo.json"


@transaction.atomic
def make(now: datetime) -> None:
    """All of the demo or nothing of it, so that a start that was cut off is simply done again."""
    settle_business(by=DEMO, at=now, name=BUSINESS, is_demo=True)
    people: list[dict[str, str]] = []
    numbers, staff = {}, {}
    for player in STAFF + COUNTER:
        password = secrets.token_urlsafe(9)
        one = add_staff(name=player.name, email=player.email, password=password, role=player.role, by=DEMO, at=now)
        staff[player.role] = actor_of(one)
        people.append({"role": player.role.value, "email": player.email, "password": password})
        if player in COUNTER:
            pin = make_pin()
            set_counter_pin(number=one.pk, pin=pin, by=DEMO, at=now)
            people[-1]["pin"] = pin
    password = secrets.token_urlsafe(9)
    dealer = take_dealer_in(password, now)
    people.append({"role": "partner", "email": DEALER.email, "password": password})
    for trader in TRADERS:
        number = bring_in(trader, now, dealer=dealer)
        numbers[trader.values.get("name", "")] = number
        if trader.merged_into:
            merge_customers(loser=number, survivor=numbers[trader.merged_into], by=DEMO, at=now)
        if trader.values.get("name") == GUEST:
            password = secrets.token_urlsafe(9)
            give_password(number=number, password=password, by=DEMO, at=now)
            people.append({"role": "customer", "email": trader.login, "password": password})
    stock(numbers[GUEST], now)
    set_up_counter(now)
    for trading in ACCOUNTS:
        trade(trading, numbers[trading.name], staff=staff, now=now)
    note_check(number=numbers[CHECKED], outcome="passed", reference="Bank reference", reasons=SAID, by=DEMO, at=now)
    bill(numbers[BILLED], office=staff[Role.OFFICE], now=now)
    keep_passwords(people)


def trade(trading: Trading, customer: int, *, staff: Mapping[Role, Actor], now: datetime) -> None:
    """An account is opened by the office, used at the counter, and its limit lowered by the office where it was."""

    def money(minor: int) -> Money:
        return Money(abs(minor), CURRENCY)

    office, clerk = staff[Role.OFFICE], staff[Role.CLERK]
    limit = None if trading.limit is None else money(trading.limit)
    at = now - timedelta(days=trading.days)
    open_account(customer=customer, currency=CURRENCY, limit=limit, by=office, at=at)
    for days, minor, note in trading.moves:
        verb = take_charge if minor > 0 else pay_in
        at = now - timedelta(days=days, minutes=days * 61 % 420)
        verb(customer=customer, amount=money(minor), key=f"demo:{days}", note=note, by=clerk, at=at)
    if trading.limit_now is not None:
        set_account(customer=customer, limit=money(trading.limit_now), is_allowed=True, by=office, at=now)
    if trading.is_suspended:
        suspend_account(customer=customer, why="overdue", by=office, at=now)


def take_dealer_in(password: str, now: datetime) -> int:
    """A partner, and somebody of it who comes in with this password."""
    dealer = add_partner(code=DEALER.code, name=DEALER.name, by=DEMO, at=now)
    user = add_partner_user(
        partner=dealer, name=DEALER.person, email=DEALER.email, right=PortalRight.MANAGE, by=DEMO, at=now
    )
    let_partner_user_in(user=user, password=password, by=DEMO)
    return dealer


def bill(customer: int, *, office: Actor, now: datetime) -> None:
    """The billing desk: a draft, a quote that was sent, an invoice that is overdue, and one that was paid."""
    settle_terms(seller=SELLER, terms=Terms(), by=DEMO, at=now)
    for days, what, many, price, went in OFFERS:
        at = now - timedelta(days=days)
        lines = [OfferedLine(name=what, quantity=many, price=price)]
        quote = make_quote(customer=customer, lines=lines, by=office, at=at)
        if went != "draft":
            send_quote(quote=quote, by=office, at=at)
        if went in ("invoiced", "paid"):
            accept_quote(quote=quote, by=office, at=at)
            invoice_quote(quote=quote, by=office, at=at)
        if went == "paid":
            amount, note = Money(216_00, CURRENCY), "Transfer 1120"
            record_payment(
                customer=customer, amount=amount, method=Method.BANK, note=note, key="demo:bill", by=office, at=now
            )


def bring_in(trader: Trader, now: datetime, *, dealer: int) -> int:
    """By the door that the trader came by: an application first, or straight in by staff."""
    at = now - trader.ago
    if trader.origin is Origin.STAFF:
        number = add_customer(values=trader.fields, origin=trader.origin, login_email=trader.login, by=DEMO, at=at)
    else:
        application = start_application(
            values=trader.fields, login_email=trader.login, origin=trader.origin, by=APPLICANT, at=at
        )
        number = submit_application(application=application, by=APPLICANT, at=at)
        if trader.origin is Origin.PARTNER:
            monthly = money_of(trader.monthly, CURRENCY).minor if trader.monthly else None
            hand_in_by_demo(application=application, partner=dealer, monthly_minor=monthly, by=DEMO, at=at)
    if trader.status is not Status.NEW:
        set_status(number=number, to=trader.status, by=DEMO, at=now, why=trader.reason)
    return number


def stock(guest: int, now: datetime) -> None:
    """The catalogue: two rates, products in their categories, and a price level that the guest has."""
    add_tax_class(name="Standard", rate_ppm=ppm_of("20"), by=DEMO, at=now)
    add_tax_class(name="Food", rate_ppm=0, exempt_reason="Food is zero-rated", by=DEMO, at=now)
    chefs = add_level(name="Restaurants", by=DEMO, at=now)
    add_level(name="Staff", off_ppm=ppm_of("15"), by=DEMO, at=now)
    for ware in WARES:
        values = {"sku": ware.sku, "name": ware.name, "unit": ware.unit, "price": ware.price, "category": ware.category}
        more = {"tax_class": "Food" if ware.is_food else "", "is_available": "no" if ware.sku == AWAY else "yes"}
        key = add_product(values={**values, **more}, by=DEMO, at=now)
        if ware.chefs:
            set_price(product=key, level=chefs, price=money_of(ware.chefs, "GBP"), by=DEMO, at=now)
        if ware.sku == CASES[0]:
            price, from_milli = money_of(CASES[2], "GBP"), milli_of(CASES[1])
            set_price(product=key, level=chefs, price=price, from_milli=from_milli, by=DEMO, at=now)
    give_level(customer=guest, level=chefs, by=DEMO, at=now)


def set_up_counter(now: datetime) -> None:
    """A till that waits for its device, with the usual ways to pay, transmitted."""
    menu = add_menu(name="Counter", by=DEMO, at=now)
    for position, (name, kind) in enumerate(WAYS_TO_PAY.items()):
        method = add_method(name=name, type=kind, by=DEMO, at=now)
        put_method(menu=menu, method=method, position=position, by=DEMO, at=now)
    add_till(name="Counter 1", menu=menu, by=DEMO, at=now)
    transmit(expected="", by=DEMO, at=now)


def make_pin() -> str:
    """Four digits that nobody would guess first."""
    while True:
        pin = f"{secrets.randbelow(10_000):04}"
        try:
            check_pin(pin)
        except Refused:
            continue
        return pin


def keep_passwords(people: list[dict[str, str]]) -> None:
    """Readable by this account alone."""
    file = passwords_file()
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(people, out, indent=1)
        out.write("\n")


def show_passwords() -> None:
    file = passwords_file()
    if not file.is_file():
        click.echo(f"The demo is there, but {file} is gone. Take the demo out and make it again to log in.")
        return
    click.echo("Demo log-ins (only on this computer):")
    for one in json.loads(file.read_text(encoding="utf-8")):
        door = DOORS.get(one["role"], "/office/")
        pin = f"   PIN {one['pin']} at the till" if "pin" in one else ""
        click.echo(f"  {one['role']:<14} {one['email']:<30} {one['password']}   {door}{pin}")


def take_out() -> None:
    """All of it or nothing; whether it is a demo is asked of the row that is held meanwhile."""
    at = timezone.now()
    with transaction.atomic():
        if not is_demo() or not locked_business().is_demo:
            raise click.ClickException("There is no demo here.")
        remove_demo_tills(by=DEMO, at=at)
        remove_demo_catalogue(by=DEMO, at=at)
        made = demo_customers()
        remove_demo_billing(customers=set(made) - traded_for_others(made), by=DEMO, at=at)
        remove_demo_contracts(by=DEMO)
        removed, stayed = remove_demo(by=DEMO, at=at)
    passwords_file().unlink(missing_ok=True)
    for letter in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        letter.unlink()
    click.echo(f"The demo is out: {removed} customers went. What you added yourself stays.")
    if stayed:
        click.echo(f"{stayed} of its customers stay: your own were merged into them, and traded there.")
    if not staff_count():
        click.echo("Let yourself in: onaccount create-staff")
