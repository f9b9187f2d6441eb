"""The named cast on stage: whatever a test needs to be so is made so by the real actions."""

import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.db import connection, connections

from onaccount.delivery.commands.cast import COUNTER, STAFF, TRADERS, Player, Trader
from onaccount.delivery.jobs.worker import work_once
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions import add_staff
from onaccount.domain.people.actions.second_factor import add_totp, code_at
from onaccount.domain.people.queries import actor_of
from onaccount.domain.people.rules.second_factor import STEP
from onaccount.domain.vetting.actions import set_status, start_application, submit_application

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = timedelta(seconds=11)  # past the time in which an activation can be taken back
LINK_LASTS = timedelta(days=7)  # where the business has said nothing else
COMMAND = Actor("command", "command", "The command line")
PASSWORD = "7 plums, 43 jugs"  # of everybody on stage

NADIA, TOM, INES = STAFF  # administrator, office, reader
MARTA, CAL = COUNTER  # manager, clerk
TRADER: dict[str, Trader] = {
    trader.values.get("name") or f"{trader.values['given_name']} {trader.values['family_name']}": trader
    for trader in TRADERS
}
WIDGETS = "Graham's Widgets"  # signed up, with a login
CAFE = "Old Quay Café"  # signed up, without one


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # in the authenticator app of everybody on stage


def hire(player: Player = TOM, *, second_factor: bool = True) -> Actor:
    """A member of staff, who can log in with PASSWORD and the codes of an app."""
    staff = add_staff(name=player.name, email=player.email, password=PASSWORD, role=player.role, by=COMMAND, at=AT)
    by = actor_of(staff)
    if second_factor:
        give_second_factor(by)
    return by


def give_second_factor(staff: Actor) -> None:
    """Set up the app, so early that the code of now is still good."""
    at = AT - timedelta(days=1)
    add_totp(principal=int(staff.key), secret=SECRET, code=code_of_app(at=at), by=staff, at=at)


def code_of_app(*, at: datetime = AT) -> str:
    """What the app of everybody on stage shows."""
    return code_at(SECRET, int(at.timestamp()) // STEP)


def sign_up(who: str = WIDGETS, /, *, login: str | None = None, at: datetime = AT, **values: str) -> int:
    """A trader of the cast applies and waits; `values` and `login` change what it typed."""
    trader = TRADER[who]
    application = start_application(
        values={**trader.fields, **values},
        login_email=trader.login if login is None else login,
        origin=Origin.SIGNUP,
        by=COMMAND,
        at=at,
    )
    return submit_application(application=application, by=COMMAND, at=at)


def sign_up_many(count: int, **values: str) -> list[int]:
    """So many customers, each with a login of its own."""
    return [sign_up(login=f"trader{n}@widgets.example", at=AT, **values) for n in range(count)]


def let_in(who: str = WIDGETS, /, *, by: Actor = COMMAND, at: datetime = AT, **more: str) -> int:
    """A trader of the cast that is Active; its letter waits."""
    number = sign_up(who, login=more.pop("login", None), at=at, **more)
    set_status(number=number, to=Status.ACTIVE, by=by, at=at)
    return number


def work_off(*, at: datetime = AT + LATER, by: Callable[[], bool] = work_once) -> None:
    """Let the worker do all that is due at a given time."""
    with time_machine.travel(at, tick=False):
        while by():
            pass


def everything_in_the_database(*, but: Collection[str] = ()) -> str:
    """Each value of each row of each table, as text."""
    with connection.cursor() as cursor:
        rows: list[tuple[Any, ...]] = []
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(but)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += sorted(((table, *row) for row in cursor.fetchall()), key=repr)
    return repr(rows)


def race(*verbs: Callable[[], Any]) -> list[Any]:
    """Start all of these at the same moment, each on a connection of its own; an exception is an answer too."""
    start = threading.Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return verb()
        except Exception as refusal:  # noqa: BLE001 - what went wrong is what is asked
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [answer.result() for answer in [pool.submit(run, verb) for verb in verbs]]
