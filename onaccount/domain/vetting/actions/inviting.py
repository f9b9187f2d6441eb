"""A wave opens: its members become Active one after another, as fast as letters may leave and no faster.

All that is known of it stands in the books: a worker that is killed in the middle leaves members who are invited and
members who wait, and whichever worker looks next goes on with those.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from onaccount.domain.customers.models import Location
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import AlreadyDone, Merged, NoLogin, NoSuchCustomer, Status
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import can, names_of
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions.approve import set_status
from onaccount.domain.vetting.actions.waves import locked_wave, move_wave
from onaccount.domain.vetting.models import Wave, WaveMember
from onaccount.domain.vetting.queries.waves import WAITING, last_letter_at
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN
from onaccount.domain.vetting.rules.waves import AHEAD, WaveState
from onaccount.foundation.refusals import Refused

LOOKED_AT = 500  # members in one transaction; most have a login and are let in, some are only noted
LET_IN = 10  # customers in one transaction, some 80 ms: a till that waits for it hardly notices


def turn_to_wave(key: int, *, at: datetime) -> bool:
    """Begin a wave whose time has come, or let some members of an opening one in. Whether there was anything to do.

    Called by every worker at every look: what is to be done next is asked of the books each time.
    """
    return _begin(key, at=at) or (_may_write(at) is not None and _invite_some(key, at=at))


def _may_write(at: datetime) -> datetime | None:
    """When the next letter may leave, if that is soon: until then nobody is let in whose letter would lie about."""
    letter_at = max(at + UNDO_WITHIN, last_letter_at() or at)
    return letter_at if letter_at <= at + AHEAD else None


def _begin(key: int, *, at: datetime) -> bool:
    is_due = Wave.objects.filter(pk=key, state=WaveState.PLANNED.value, opens_at__lte=at).exists()
    return is_due and _begun(key, at=at)


@transaction.atomic
def _begun(key: int, *, at: datetime) -> bool:
    """The time of a wave has come. Of two workers the second finds it begun; of a time that was changed, nothing."""
    wave = locked_wave(key)
    if wave.state != WaveState.PLANNED.value or wave.opens_at is None or wave.opens_at > at:
        return False
    move_wave(wave, WaveState.OPENING, opening_at=at)
    record("wave.started", Subject("wave", str(key)), by=_on_behalf(wave), at=at)
    return True


@transaction.atomic
def _invite_some(key: int, *, at: datetime) -> bool:
    """Let the next members in whose letters may leave within AHEAD. False where none may yet, or it is not opening."""
    held = list(Wave.objects.select_for_update(no_key=True).filter(state=WaveState.OPENING.value).order_by("pk"))
    wave = next((wave for wave in held if wave.pk == key), None)
    if wave is None:
        return False
    by = _on_behalf(wave)
    if not can(by, Right.APPROVE_CUSTOMERS):
        return _stop(wave, str(NotAllowed(name=by.name, right=Right.APPROVE_CUSTOMERS.value)), at=at)
    letter_at = _may_write(at)
    if letter_at is None:
        return False
    # The logins are counted of these few alone: a GROUP BY would first count those of everybody who waits.
    own = Location.objects.filter(customer=OuterRef("customer_id")).values("customer").annotate(n=Count("pk"))
    others = Location.objects.filter(customer__merged_into=OuterRef("customer_id"), customer__logins_shut=False)
    merged = others.values("customer__merged_into").annotate(n=Count("pk"))
    waiting = WaveMember.objects.filter(WAITING, wave=key).order_by("customer")
    rows = waiting.annotate(logins=Coalesce(Subquery(own.values("n")), 0) + Coalesce(Subquery(merged.values("n")), 0))
    columns = ("customer_id", "customer__status", "logins", "customer__merged_into")
    members = list(rows.values_list(*columns)[:LOOKED_AT])
    if not members:
        move_wave(wave, WaveState.OPEN, opened_at=at)
        record("wave.opened", Subject("wave", str(key)), by=by, at=at)
        return True
    Round(wave, by, at, letter_at).take(members)
    return True


class Round:
    """Some members of a wave in one transaction, whose caller holds the wave."""

    def __init__(self, wave: Wave, by: Actor, at: datetime, letter_at: datetime) -> None:
        self.wave, self.by, self.at, self.letter_at = wave, by, at, letter_at
        self.invited: list[int] = []
        self.refused: dict[str, list[int]] = defaultdict(list)

    def take(self, members: list[tuple[int, str, int, int | None]]) -> None:
        for number, status, logins, survivor in members:
            if survivor:  # who decides about a merged customer decides about the survivor, and was not asked
                self.refused[Merged.code].append(number)
            elif not logins:
                self.refused[NoLogin.code].append(number)
            elif status == Status.ACTIVE.value:
                self.refused[AlreadyDone.code].append(number)
            elif len(self.invited) < LET_IN and self.letter_at <= self.at + AHEAD:
                self.let_in(number, logins)
            else:
                break
        self.write_down()

    def let_in(self, number: int, logins: int) -> None:
        """By the path on which staff let one customer in. Meanwhile staff may have let it in, or kept it out."""
        try:
            if locked_customer(number).number != number:
                self.refused[Merged.code].append(number)
                return
            if not WaveMember.objects.filter(WAITING, wave=self.wave, customer=number).exists():
                return
            set_status(number=number, to=Status.ACTIVE, by=self.by, at=self.at, send_after=self.letter_at)
        except NoSuchCustomer:
            return
        except Refused as refusal:
            self.refused[refusal.code].append(number)
        else:
            self.invited.append(number)
            self.letter_at += logins * timedelta(minutes=1) / settings.LETTERS_A_MINUTE

    def write_down(self) -> None:
        waiting = WaveMember.objects.filter(WAITING, wave=self.wave)
        waiting.filter(customer__in=self.invited).update(invited_at=self.at)
        for code, numbers in self.refused.items():
            waiting.filter(customer__in=numbers).update(why_not=code)
        if self.invited:
            Wave.objects.filter(pk=self.wave.pk).update(next_letter_at=self.letter_at)


def _on_behalf(wave: Wave) -> Actor:
    return Actor(wave.by_kind, wave.by_key, names_of([wave.by_key]).get(wave.by_key, wave.by_kind))


def _stop(wave: Wave, why: str, *, at: datetime) -> bool:
    move_wave(wave, WaveState.PAUSED, why=why[:300])
    record("wave.paused", Subject("wave", str(wave.pk)), by=SYSTEM, at=at, why=why)
    return True
