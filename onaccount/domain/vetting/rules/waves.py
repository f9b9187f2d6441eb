"""Waves: customers who are invited together, by hand or at a time (S1-03)."""

from datetime import datetime, timedelta
from enum import Enum

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy, without_controls

LONGEST_NAME = 80


class WaveState(Enum):
    PLANNED = "planned"  # its members wait, until its time or until somebody opens it
    OPENING = "opening"  # one member after another becomes Active, at the pace at which letters may leave
    PAUSED = "paused"
    OPEN = "open"  # every member has been looked at
    CANCELLED = "cancelled"  # who was not invited is free for another wave


WAVE_MOVES: dict[WaveState, set[WaveState]] = {
    WaveState.PLANNED: {WaveState.OPENING, WaveState.CANCELLED},
    WaveState.OPENING: {WaveState.OPEN, WaveState.PAUSED, WaveState.CANCELLED},
    WaveState.PAUSED: {WaveState.OPENING, WaveState.CANCELLED},
    WaveState.OPEN: set(),
    WaveState.CANCELLED: {WaveState.PLANNED},
}

JOINABLE = (WaveState.PLANNED, WaveState.OPENING, WaveState.PAUSED)  # whose members are not all looked at yet


AHEAD = timedelta(minutes=1)  # how far before its letter leaves a member becomes Active: a pause takes hold so fast


class NoSuchWave(Refused):
    code = "no_such_wave"
    sentence = "There is no such wave."
    cure = "Look at the list of waves."
    status = 404


class WaveNotInThisState(Refused):
    code = "wave_state"
    sentence = "The wave {name} is {now}, so it cannot be {to}."
    cure = "Reload the page to see how it stands."
    status = 409


class WaveNameTaken(Refused):
    code = "wave_name_taken"
    sentence = "There is a wave {name} already."
    cure = "Choose another name, or add customers to that one."


class WaveIsOver(Refused):
    code = "wave_is_over"
    sentence = "The wave {name} is {now}, so nobody can be added to it or taken out."
    cure = "Make another wave."
    status = 409


class NobodyToInvite(Refused):
    code = "nobody_to_invite"
    sentence = "Nobody is in the wave {name}."
    cure = "Add customers first."


class TimeHasPassed(Refused):
    code = "wave_time_passed"
    sentence = "That time has passed."
    cure = "Choose a later one, or open the wave now."


def check_wave_move(name: str, now: WaveState, to: WaveState) -> None:
    if to not in WAVE_MOVES[now]:
        raise WaveNotInThisState(name=name, now=now.value, to=to.value)


def check_opens_at(opens_at: datetime | None, at: datetime) -> None:
    if opens_at is not None and opens_at <= at:
        raise TimeHasPassed


def numbered_name(name: str, number: int) -> str:
    """The name of another wave of the same name, such as the second of a list that is brought each month."""
    ending = f" {number}"
    return name[: LONGEST_NAME - len(ending)].rstrip() + ending


class WaveNameless(Refused):
    code = "wave_nameless"
    sentence = "A wave needs a name."
    cure = "Give it one, such as the month or the list it is for."


class WaveNameTooLong(Refused):
    code = "wave_name_too_long"
    sentence = "The name of a wave has at most {longest} characters; this one has {length}."
    cure = "Shorten it."


def clean_wave_name(text: str) -> str:
    """A wave's name as it is kept."""
    name = tidy(without_controls(text))
    if not name:
        raise WaveNameless
    if len(name) > LONGEST_NAME:
        raise WaveNameTooLong(longest=LONGEST_NAME, length=len(name))
    return name
