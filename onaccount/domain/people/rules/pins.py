"""PINs: short codes by which those who share a login tell each other apart. They let nobody in by themselves."""

from datetime import timedelta
from typing import ClassVar

from onaccount.foundation.refusals import Refused

SHORTEST, LONGEST = 4, 8  # digits
TRIES = 5  # wrong ones in a row
LOCKED_FOR = timedelta(minutes=10)  # 10,000 codes would take two weeks, and whoever mistyped waits for a coffee
DOWN_THE_PAD = {"2580", "0852", "147258", "159357", "13579", "24680"}  # walks over the keys that everybody tries
RUNS = ("01234567890", "09876543210")


class PinNotDigits(Refused):
    code = "pin_not_digits"
    sentence = "A PIN is {shortest} to {longest} digits."
    cure = "Type digits only, no blanks."

    def __init__(self) -> None:
        super().__init__(shortest=SHORTEST, longest=LONGEST)


class PinTooEasy(Refused):
    code = "pin_too_easy"
    sentence = "This PIN is one of the first that anybody would try."
    cure = "Choose digits that make no row and no pattern."


class PinWrong(Refused):
    code = "pin_wrong"
    sentence = "This is not the PIN of {name}."
    cure = "Type it again. Tries left: {left}."


class PinLocked(Refused):
    code = "pin_locked"
    sentence = "The PIN of {name} was wrong too often."
    cure = "Wait {minutes} minutes, or have a new PIN set by whoever knows the password of this login."
    status: ClassVar[int] = 429


class NoCounterPin(Refused):
    code = "no_pin"
    sentence = "{name} has no PIN."
    cure = "They choose one on their own page in the office, or have it set by whoever manages staff."
    status: ClassVar[int] = 409


class NotOfTheCounter(Refused):
    code = "not_of_the_counter"
    sentence = "{name} does not work at the counter."
    cure = "Put them into a group of the counter first."
    status: ClassVar[int] = 409


def check_pin(pin: str) -> None:
    """Refuse what is no PIN, and what is no secret."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise PinNotDigits
    if is_trivial(pin):
        raise PinTooEasy


def is_trivial(pin: str) -> bool:
    """One digit only, a run up or down, the same piece again and again, a year of our time, or a walk on the keys."""
    is_run = any(pin in run for run in RUNS)
    is_year = len(pin) == 4 and pin[:2] in ("19", "20")
    return is_run or is_year or _repeats(pin) or pin in DOWN_THE_PAD


def _repeats(pin: str) -> bool:
    return any(pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))
