"""`onaccount demo`: a small business to look at, made by the same actions as a real one; or taken out again."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from onaccount.delivery.commands.cast import BUSINESS, GUEST, STAFF, TRADERS, Trader
from onaccount.domain.business.queries import is_demo, is_settled
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.queries import visible
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import DEMO, Actor, Subject
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.people.actions import add_staff, settle_business
from onaccount.domain.people.queries import staff_count
from onaccount.domain.vetting.actions import (
    give_password,
    remove_demo,
    set_status,
    start_application,
    submit_application,
)

APPLICANT = Actor("demo", "applicant", "The applicant")


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
    people, numbers = [], {}
    for player in STAFF:
        password = secrets.token_urlsafe(9)
        add_staff(name=player.name, email=player.email, password=password, role=player.role, by=DEMO, at=now)
        people.append({"role": player.role.value, "email": player.email, "password": password})
    for trader in TRADERS:
        number = bring_in(trader, now)
        numbers[trader.values.get("name", "")] = number
        if trader.merged_into:
            merge_customers(loser=number, survivor=numbers[trader.merged_into], by=DEMO, at=now)
        if trader.values.get("name") == GUEST:
            password = secrets.token_urlsafe(9)
            give_password(number=number, password=password, by=DEMO, at=now)
            people.append({"role": "customer", "email": trader.login, "password": password})
    keep_passwords(people)


def bring_in(trader: Trader, now: datetime) -> int:
    """By the door that the trader came by: an application first, or straight in by staff."""
    at = now - trader.ago
    if trader.origin is Origin.STAFF:
        number = add_customer(values=trader.fields, origin=trader.origin, login_email=trader.login, by=DEMO, at=at)
    else:
        application = start_application(
            values=trader.fields, login_email=trader.login, origin=trader.origin, by=APPLICANT, at=at
        )
        number = submit_application(application=application, by=APPLICANT, at=at)
    if trader.status is not Status.NEW:
        set_status(number=number, to=trader.status, by=DEMO, at=now, why=trader.reason)
    return number


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
        door = "/app/" if one["role"] == "customer" else "/office/"
        click.echo(f"  {one['role']:<14} {one['email']:<30} {one['password']}   {door}")


def take_out() -> None:
    if not is_demo():
        raise click.ClickException("There is no demo here.")
    removed = remove_demo(by=DEMO, at=timezone.now())
    passwords_file().unlink(missing_ok=True)
    for letter in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        letter.unlink()
    click.echo(f"The demo is out: {removed} customers went. What you added yourself stays.")
    if not staff_count():
        click.echo("Let yourself in: onaccount create-staff")
