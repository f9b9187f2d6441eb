"""What a list said of invitations is done when it is written (S1-03): now, by wave, later, never."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Event
from onaccount.domain.imports.actions import (
    apply_import,
    approve_import,
    invite,
    invite_imported,
    rehearse_import,
    start_import,
    undo_import,
)
from onaccount.domain.imports.actions.intakes.customers import write as applying
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.people.queries import group_of
from onaccount.domain.people.rules import Role
from onaccount.domain.vetting.actions import add_batch, cancel_wave, open_wave, remove_member
from onaccount.domain.vetting.models import Wave, WaveMember
from onaccount.domain.vetting.queries import wave_named
from onaccount.domain.vetting.rules.waves import WaveState
from tests.domain.imports.importing import AT, BY, as_csv, figures, take_in
from tests.stage import TOM, hire, race, work_off

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
ROWS = [(f"K-{n}", f"Company {n}", f"c{n}@widgets.example" if n % 10 else "") for n in range(1, 41)]
LIST = as_csv(("Customer ID", "Company", "E-mail"), *ROWS)
WITH_LOGIN = 36


def brought(content: bytes = LIST, name: str = "list.csv", **options: Any) -> None:
    """Written, and the worker has heard of it."""
    card = take_in(content, name, **options)
    invite_imported(key=card.key, at=AT)


def members(wave: str) -> int:
    return WaveMember.objects.filter(wave__name=wave).count()


def test_the_new_customers_of_a_list_join_its_wave_and_wait_there():
    brought(wave="Beta")
    assert members("Beta") == 40
    work_off()
    assert (Customer.objects.filter(status="new").count(), mail.outbox) == (40, [])
    assert Import.objects.get().wave == Wave.objects.get()


def test_the_worker_hears_of_a_list_that_is_written():
    take_in(LIST, wave="Beta")
    assert not Wave.objects.exists()
    work_off(at=AT)
    assert members("Beta") == 40


def test_a_list_that_invites_now_is_a_wave_of_its_own_that_opens():
    take_in(LIST, "Spring fair.csv", invite="now")
    work_off(at=AT)
    work_off(at=AT + HOUR)
    card = wave_named("spring fair")
    assert (card.state, card.invited, card.without_login) == (WaveState.OPEN, WITH_LOGIN, 4)
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == WITH_LOGIN


@pytest.mark.parametrize("asked", [{}, {"invite": "later"}, {"invite": "never"}])
def test_a_list_that_invites_later_or_never_makes_no_wave(asked):
    take_in(LIST, **asked)
    work_off(at=AT)
    assert not Wave.objects.exists()


def test_the_same_list_again_invites_nobody_again():
    brought(invite="now")
    work_off(at=AT)
    work_off(at=AT + HOUR)
    brought(invite="now")
    work_off(at=AT + 2 * HOUR)
    assert (Wave.objects.count(), len(mail.outbox)) == (1, WITH_LOGIN)


def test_known_customers_do_not_join_but_those_who_got_their_first_login_do():
    brought(invite="never")
    assert figures(take_in(LIST, wave="Beta")) == {"update": WITH_LOGIN, "unchanged": 4}
    work_off(at=AT)
    assert members("Beta") == WITH_LOGIN
    brought(as_csv(("Customer ID", "Company", "E-mail"), ("K-99", "New one", "")), wave="Beta")
    assert members("Beta") == WITH_LOGIN + 1


def test_two_lists_join_one_wave_and_a_third_the_next_when_that_is_over():
    def one(n: int) -> bytes:
        return as_csv(("Customer ID", "Company"), (f"X-{n}", f"Company {n}"))

    brought(one(1), wave="Beta")
    brought(one(2), wave="BETA")
    cancel_wave(wave=wave_named("Beta").key, by=BY, at=AT)
    brought(one(3), wave="Beta")
    assert (members("Beta"), members("Beta 2")) == (2, 1)


def test_joining_goes_on_where_it_was_cut_off_and_is_done_once(monkeypatch):
    monkeypatch.setattr(invite, "AT_ONCE", 15)
    card = take_in(LIST, wave="Beta")
    with monkeypatch.context() as cut:
        slices = iter([add_batch])

        def one_slice_only(**asked: Any) -> int:
            return next(slices)(**asked)

        cut.setattr(invite, "add_batch", one_slice_only)
        with pytest.raises(StopIteration):
            invite_imported(key=card.key, at=AT)
    assert members("Beta") == 15
    invite_imported(key=card.key, at=AT)
    assert members("Beta") == 40
    wave = wave_named("Beta").key
    remove_member(wave=wave, number=Customer.objects.earliest("number").number, by=BY, at=AT)
    invite_imported(key=card.key, at=AT)
    assert members("Beta") == 39


def test_two_workers_let_a_list_join_once(monkeypatch):
    monkeypatch.setattr(invite, "AT_ONCE", 7)
    card = take_in(LIST, wave="Beta")
    assert race(*[lambda: invite_imported(key=card.key, at=AT)] * 2) == [None, None]
    assert (Wave.objects.count(), members("Beta")) == (1, 40)


def test_a_wave_that_is_opened_and_over_while_the_list_joins_is_followed_by_another(monkeypatch):
    monkeypatch.setattr(invite, "AT_ONCE", 25)
    card = take_in(LIST, wave="Beta")

    def then_over(**asked: Any) -> int:
        added = add_batch(**asked)
        if asked["low"] == Import.objects.get().first_number:
            open_wave(wave=asked["wave"], by=BY, at=AT)
            Wave.objects.update(state=WaveState.OPEN.value, opened_at=AT)
        return added

    monkeypatch.setattr(invite, "add_batch", then_over)
    invite_imported(key=card.key, at=AT)
    assert (members("Beta"), members("Beta 2")) == (25, 15)


def test_a_list_in_slices_joins_when_all_of_it_is_there(monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 10)
    monkeypatch.setattr(applying, "FIRST_SLICE", 10)
    brought(wave="Beta")
    assert members("Beta") == 40


@pytest.mark.parametrize("asked", [{"invite": "now"}, {"wave": "Beta"}])
def test_a_right_that_is_lost_before_the_list_is_written_leaves_its_customers_waiting(asked):
    """Approved with the right, written, and then the role was taken away before the worker came to it."""
    tom = hire(TOM)
    key = start_import(name="list.csv", chunks=[LIST], options=Options.of_json(asked), by=tom, at=AT, here=True)
    rehearse_import(key=key, by=tom, at=AT)
    approve_import(key=key, partial=False, by=tom, at=AT)
    apply_import(key=key, by=tom, at=AT)
    Group.objects.filter(role=Role.OFFICE.value).update(levels={"imports": "write"})
    assert Principal.objects.get(pk=tom.key).group == group_of(Role.OFFICE)
    invite_imported(key=key, at=AT)
    invite_imported(key=key, at=AT)
    assert (Wave.objects.count(), Event.objects.filter(name="import.not_invited").count()) == (0, 1)
    assert Customer.objects.filter(status="new").count() == 40


def test_a_list_that_is_taken_back_leaves_the_wave_and_who_is_let_in_stays(settings):
    settings.LETTERS_A_MINUTE = 6
    card = take_in(LIST, wave="Beta")
    invite_imported(key=card.key, at=AT)
    open_wave(wave=wave_named("Beta").key, by=BY, at=AT)
    work_off(at=AT)
    let_in = set(Customer.objects.filter(status="active").values_list("number", flat=True))
    assert len(let_in) == 6
    undo_import(key=card.key, by=BY, at=AT)
    assert set(Customer.objects.values_list("number", flat=True)) == let_in
    assert set(WaveMember.objects.values_list("customer_id", flat=True)) == let_in
    work_off(at=AT + HOUR)
    assert (wave_named("Beta").state, len(mail.outbox)) == (WaveState.OPEN, 6)
