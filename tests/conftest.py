"""What every test may use. A room's own fixtures stand beside its tests."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.environment import folder
from tests.order import spread

if TYPE_CHECKING:
    from tests.simulators.xero import Simulator

# The same examples on every machine, so that a failure can be repeated; no deadline, for tests assert no time.
settings.register_profile(
    "house", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Databases of this process's own, so that two runs on one machine never meet.

    On SQLite it is a file, as in life: a database in memory knows neither WAL nor a second process.
    """
    from django.conf import settings as django_settings

    for alias, database in django_settings.DATABASES.items():
        is_file = database["ENGINE"].endswith("sqlite")
        name = str(Path(folder.name) / f"{alias}.sqlite3") if is_file else f"test_onaccount_{os.getpid()}"
        database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(autouse=True)
def _plain_cache(settings) -> Iterator[None]:
    """Each test counts its own attempts; that the cache in the database works is one test's matter."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    yield
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def data_folder(settings) -> Path:
    """The folder that this process keeps its things in."""
    folder: Path = settings.DATA
    return folder


@pytest.fixture
def shared() -> Path:
    """Other people's files that tests may read and the project does not hold: ../shared beside the clone."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}")
    return folder


@pytest.fixture
def xero() -> "Iterator[Simulator]":
    """A Xero of ours on a port of this machine. What does not fit Xero's own description fails the test at its end."""
    from tests.simulators.xero import running

    with running() as simulator:
        yield simulator
    assert not simulator.complaints, simulator.complaints[:10]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, with the reason, what is about the other engine; and of a run with workers (-n), the order of it."""
    from django.conf import settings as django_settings

    engine = "postgresql" if "postgresql" in django_settings.DATABASES["default"]["ENGINE"] else "sqlite"
    for item in items:
        for other in {"sqlite", "postgresql"} - {engine}:
            if item.get_closest_marker(other):
                item.add_marker(pytest.mark.skip(reason=f"this is about {other}, and these tests run on {engine}"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))
    if workers > 1:
        items[:] = spread(items, workers, place=lambda item: item.nodeid)


@pytest.fixture(autouse=True)
def _ledger_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real commits end with all tables emptied, which the ledger's triggers refuse: they are lifted then."""
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        yield
        from django.db import connection, transaction

        from onaccount.domain.billing.actions.guards import lifted_guards as lifted_from_invoices
        from onaccount.domain.billing.models import Invoice
        from onaccount.domain.ledger.actions import lifted_guards
        from onaccount.domain.ledger.models import Posting

        if Invoice.objects.exists():
            parts = ("allocation", "funds", "invoicedue", "invoiceparty", "invoicetax", "invoiceline", "invoice")
            with transaction.atomic(), lifted_from_invoices(), connection.cursor() as cursor:
                for part in parts:
                    cursor.execute(f"DELETE FROM billing_{part}")
                if connection.vendor == "postgresql":  # it changes no triggers while foreign keys wait to be looked at
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if Posting.objects.exists():
            with transaction.atomic(), lifted_guards(), connection.cursor() as cursor:
                for table in ("ledger_line", "ledger_posting"):
                    cursor.execute(f"DELETE FROM {table}")
    else:
        yield
