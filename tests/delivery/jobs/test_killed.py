"""A worker that is killed in the middle of a letter loses nothing: real processes, a real mail server (I11)."""

import signal
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from onaccount.domain.customers.queries import locations_of
from onaccount.domain.history.actions import LEASE
from onaccount.domain.history.models import Delivery
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import LinkState
from tests.postbox import open_postbox, token_in, use
from tests.stage import LATER, let_in, work_off
from tests.worker import PATIENCE, start_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("moment", ["before_answering", "before_parting"])
def test_a_letter_whose_worker_was_killed_goes_again_with_the_same_id_and_the_same_link(settings, moment):
    """Killed while the server has the letter: before it answered, or after, when the outcome was not yet kept."""
    with open_postbox() as postbox:
        reached = threading.Event()
        number = let_in(at=timezone.now() - LATER)
        worker = start_worker(settings, EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}")

        def kill() -> None:
            worker.send_signal(signal.SIGKILL)
            worker.wait(PATIENCE)
            reached.set()

        setattr(postbox, moment, kill)
        assert reached.wait(PATIENCE)
        setattr(postbox, moment, lambda: None)

        letter = Letter.objects.get()
        assert (letter.state, letter.attempts) == ("sending", 1)
        assert Delivery.objects.get(handler="send_letter").leased_until is not None
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
