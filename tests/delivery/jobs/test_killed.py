"""A worker that is killed in the middle of a letter loses nothing: real processes, a real mail server (I11)."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from onaccount.domain.customers.queries import locations_of
from onaccount.domain.history.actions import LEASE
from onaccount.domain.history.models import Delivery
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import LinkState
from tests.postbox import Postbox, open_postbox, token_in, use
from tests.stage import LATER, let_in, work_off

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60  # seconds until a test gives a process up

pytestmark = pytest.mark.django_db(transaction=True)


def address_of_the_books() -> str:
    books = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(books['NAME']))}"
    who = quote(books["USER"]) + (f":{quote(books['PASSWORD'])}" if books["PASSWORD"] else "")
    if books["HOST"].startswith("/"):
        return f"postgresql://{who}@/{books['NAME']}?host={quote(books['HOST'])}"
    return f"postgresql://{who}@{books['HOST'] or 'localhost'}:{books['PORT'] or 5432}/{books['NAME']}"


def start_worker(postbox: Postbox, settings) -> "subprocess.Popen[bytes]":
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATABASE_URL": address_of_the_books(),
        "EMAIL_URL": f"smtp://127.0.0.1:{postbox.port}",
        "ONACCOUNT_DATA": str(settings.DATA),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    return subprocess.Popen([sys.executable, "-m", "onaccount", "worker"], env=environment, cwd=ROOT)


@pytest.mark.parametrize("moment", ["before_answering", "before_parting"])
def test_a_letter_whose_worker_was_killed_goes_again_with_the_same_id_and_the_same_link(settings, moment):
    """Killed while the server has the letter: before it answered, or after, when the outcome was not yet kept."""
    with open_postbox() as postbox:
        reached = threading.Event()
        number = let_in(at=timezone.now() - LATER)
        worker = start_worker(postbox, settings)

        def kill() -> None:
            worker.send_signal(signal.SIGKILL)
            worker.wait(PATIENCE)
            reached.set()

        setattr(postbox, moment, kill)
        assert reached.wait(PATIENCE)
        setattr(postbox, moment, lambda: None)

        letter = Letter.objects.get()
        assert (letter.state, letter.attempts) == ("sending", 1)
        assert Delivery.objects.get().leased_until is not None
        use(postbox, settings)
        work_off(at=timezone.now())
        assert len(postbox.letters) == 1, "the lease of the killed worker still runs"
        work_off(at=timezone.now() + LEASE + timedelta(seconds=1))

        first, second = postbox.letters
        assert first["Message-ID"] == second["Message-ID"]
        assert token_in(first) == token_in(second)
        assert way_in(token_in(second), at=timezone.now()).state is LinkState.GOOD
        assert Letter.objects.get().state == "sent"
        assert locations_of(number)[0].principal is not None
        assert not Delivery.objects.exists()
