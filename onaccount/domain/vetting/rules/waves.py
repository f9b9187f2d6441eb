"""Waves: customers who are invited together, by hand or at a time (S1-03)."""

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
