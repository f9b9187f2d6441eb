"""Many at once at one application: one customer, one letter, whatever is killed (I11, I12)."""

import signal
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.history.actions import LEASE
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.rules import LinkNotGood
from onaccount.domain.vetting.actions import ask_signup_letter, confirm_signup, new_challenge, page_token
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.applications import letter_state
from onaccount.domain.vetting.rules.proof import ProofSpent
from onaccount.foundation.refusals import Refused
from tests.applicants import CONFIRM, EMAIL, SOON, apply, letter_token, letters_to, solved
from tests.postbox import open_postbox, text_of, use
from tests.stage import AT, race, work_off
from tests.worker import PATIENCE, start_worker

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def test_of_two_browsers_at_one_link_one_confirms():
    """I12, V6.5.1."""
    for n in range(ROUNDS):
        apply(email=f"maeve{n}@lanterns.example")
        work_off()
        token = letter_token()
        answers = race(*[lambda token=token: confirm_signup(token=token, at=AT + SOON)] * 2)
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert [type(answer) for answer in refused] == [LinkNotGood], answers
    assert Customer.objects.count() == ROUNDS


def test_two_applications_of_one_address_confirmed_at_once_make_one_customer():
    for n in range(ROUNDS):
        email = f"maeve{n}@lanterns.example"
        for name in ("First Ltd", "Second Ltd"):
            apply(email=email, name=name)
        work_off()
        tokens = [letter_token(text) for text in letters_to(email)]
        answers = race(*[lambda token=token: confirm_signup(token=token, at=AT + SOON) for token in tokens])
        assert sum(isinstance(answer, int) for answer in answers) == 1, answers
        assert Location.objects.filter(login_email=email).count() == 1
    assert Customer.objects.count() == ROUNDS


def test_one_proof_sent_by_many_at_once_makes_one_application():
    """V6.5.1, over connections of their own as over processes."""
    proof = solved(new_challenge(at=AT))
    answers = race(*[lambda n=n: apply(proof=proof, email=f"{n}@x.example") for n in range(8)])
    assert sum(isinstance(answer, ProofSpent) for answer in answers) == 7, answers
    assert Application.objects.count() == 1


def test_a_letter_asked_for_again_while_its_link_is_pressed_leaves_no_half_state():
    for n in range(ROUNDS):
        application = apply(email=f"maeve{n}@lanterns.example")
        work_off()
        token, page = letter_token(), page_token(application)
        answers = race(
            partial(confirm_signup, token=token, at=AT + SOON), partial(ask_signup_letter, token=page, at=AT + SOON)
        )
        application.refresh_from_db()
        was_confirmed = isinstance(answers[0], int)
        assert (application.state == "submitted") is was_confirmed
        assert (application.letter == 2) is (not was_confirmed), answers


@pytest.mark.parametrize("moment", ["before_answering", "before_parting"])
def test_a_sign_ups_letter_whose_worker_was_killed_goes_again_with_the_same_link(settings, moment):
    """I11: kill -9 while the server has it; the same Message-ID, the same link, and that is good."""
    with open_postbox() as postbox:
        reached = threading.Event()
        application = apply(at=timezone.now())
        worker = start_worker(settings, EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}")

        def kill() -> None:
            worker.send_signal(signal.SIGKILL)
            worker.wait(PATIENCE)
            reached.set()

        setattr(postbox, moment, kill)
        assert reached.wait(PATIENCE)
        setattr(postbox, moment, lambda: None)
        use(postbox, settings)
        work_off(at=timezone.now() + LEASE + timedelta(seconds=1))

        first, second = postbox.letters
        assert first["Message-ID"] == second["Message-ID"]
        tokens = [CONFIRM.findall(text_of(letter))[0] for letter in (first, second)]
        assert tokens[0] == tokens[1]
        application.refresh_from_db()
        assert letter_state(application, tokens[1], at=timezone.now()).value == "good"
        assert (Letter.objects.get().state, postbox.recipients) == ("sent", [EMAIL, EMAIL])
