"""Races for one limit and for one key (I4, I5, I6): all tills start at one moment, and their answers are counted.

A race: every till charges one account two hundred times, and its limit fits a few of them. Then all send one charge
with one key to an account that can pay it, and one to an account that cannot.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tests.reliability.books import Teller
from tests.reliability.processes import Web
from tests.reliability.tills import Answer, Shop

TILLS = 64
EACH = 200  # charges of each till
FIT = 300  # of them within the limit
CHARGE = 100  # minor units


@dataclass
class Races:
    """What came of some races."""

    engine: str
    what: str
    rounds: int = 0
    asked: int = 0
    applied: int = 0
    over_limit: int = 0  # charges that were taken and did not fit
    held_back: int = 0  # charges that fitted and were refused
    doubled: int = 0  # of one key, beyond the first; or answers to it that differ
    unfundable: int = 0  # told as taken, and could not be paid
    errors: int = 0  # answers that are neither yes nor the refusal
    books_wrong: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        wrong = self.over_limit + self.held_back + self.doubled + self.unfundable
        return not wrong + self.errors + self.books_wrong and self.applied > 0

    def as_object(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.is_clean}


def race(
    teller: Teller,
    webs: list[Web],
    *,
    tally: Races,
    rounds: int,
    seconds: float = float("inf"),
    is_control: bool = False,
    each: int = EACH,
    fit: int = FIT,
    tell: Callable[[Races], None] = lambda _tally: None,
) -> Races:
    """At most so many races, and none begun after so many seconds. A control is over when the limit was passed."""
    secret = teller.ask("open_books")["secret"]
    began = time.monotonic()
    while tally.rounds < rounds and time.monotonic() - began < seconds and not (is_control and tally.over_limit):
        shop = Shop([web.port for web in webs], secret, count=TILLS)
        _for_one_limit(teller, shop, tally, each=each, fit=fit)
        _for_one_key(teller, shop, tally)
        tally.errors += len(shop.seen.others) + len(unlike(shop.seen.refused.values()))
        tally.books_wrong += teller.ask("check")["code"] != 0
        tally.rounds += 1
        tally.seconds = round(time.monotonic() - began, 1)
        tell(tally)
    return tally


def _for_one_limit(teller: Teller, shop: Shop, tally: Races, *, each: int, fit: int) -> None:
    number = teller.ask("open_one", fit * CHARGE)
    shop.at_once(lambda till, _n: [till.charge(number) for _ in range(each)])
    count, owed = teller.ask("charged", number)
    tally.asked += TILLS * each
    tally.applied += count
    tally.over_limit += max(0, count - fit)
    tally.held_back += max(0, fit - count)
    tally.books_wrong += owed != count * CHARGE or count != len(shop.seen.acknowledged)


def _for_one_key(teller: Teller, shop: Shop, tally: Races) -> None:
    rich, poor = teller.ask("open_one", None), teller.ask("open_one", CHARGE - 1)
    told: list[Answer] = shop.at_once(lambda till, _n: till.charge(rich, reference=f"one-{rich}"))
    tally.doubled += sum(1 for one in told if not one.is_replay) - 1 + len(shop.seen.contradictions)
    tally.doubled += teller.ask("charged", rich)[0] - 1
    told = shop.at_once(lambda till, _n: till.charge(poor, reference=f"none-{poor}"))
    tally.unfundable += sum(1 for one in told if one.status == 201) + teller.ask("charged", poor)[0]
    tally.asked += 2 * TILLS


def unlike(refused: Any) -> list[Answer]:
    """Refusals for another reason than the limit."""
    return [one for one in refused if one.code != "over_limit"]
