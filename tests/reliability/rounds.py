"""Rounds of killing: tills charge, something is killed with -9 at a random moment, and the books are asked (I1).

A round: 32 tills charge one after another; at a moment of the round's own the victim is killed; it is started again,
each till sends what it has in hand until it is answered, and all stand still. Then every charge that was acknowledged
is looked for in the books, and `onaccount check-books` goes through them.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.reliability.books import Teller
from tests.reliability.cluster import Cluster
from tests.reliability.processes import Process, Web, comes_true
from tests.reliability.tills import Rush, Shop

SOONEST, LATEST = 0.05, 0.45  # seconds of charging until the kill
ACCOUNTS = 7
SMALL = 25_00  # the limit of one account more, which is soon reached


@dataclass
class Tally:
    """What came of some rounds. Charges are counted by what the till wrote to them, whatever the keys became."""

    engine: str
    what: str
    rounds: int = 0
    acknowledged: int = 0
    refused: int = 0
    lost: int = 0  # acknowledged, and not in the books, or altered
    doubled: int = 0  # in the books twice
    unasked: int = 0  # in the books, and never sent; or sent and refused
    books_wrong: int = 0  # rounds after which check-books found something
    over_limit: int = 0  # rounds after which more was owed than the limit
    contradictions: int = 0  # answers to one key that differ
    errors: int = 0  # answers that are neither yes, nor a refusal, nor "not now"
    sent_again: int = 0
    unanswered: int = 0
    busy: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        wrong = self.lost + self.doubled + self.unasked + self.books_wrong + self.over_limit
        return not wrong + self.contradictions + self.errors and self.acknowledged > 0

    def as_object(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.is_clean}


Kill = Callable[[int], Callable[[], None]]  # kills in the so-manieth round; what it answers starts it again


def torture(
    teller: Teller,
    kill: Kill,
    *,
    tally: Tally,
    webs: list[Web],
    rounds: int,
    seconds: float = float("inf"),
    is_control: bool = False,
    tell: Callable[[Tally], None] = lambda _tally: None,
) -> Tally:
    """At most so many rounds, and none begun after so many seconds. A control is over when it has lost something."""
    books = teller.ask("open_books", *[None] * ACCOUNTS, SMALL)
    shop = Shop([web.port for web in webs], books["secret"])
    chance, began = random.Random(tally.what), time.monotonic()
    for n in range(rounds):
        if time.monotonic() - began > seconds or (is_control and tally.lost):
            break
        with Rush(shop, books["numbers"]) as rush:
            time.sleep(chance.uniform(SOONEST, LATEST))
            start_again = kill(n)
            rush.over.set()
            start_again()
        if rush.failures:
            raise rush.failures[0]
        tally.rounds += 1
        count(tally, shop, teller)
        tally.seconds = round(time.monotonic() - began, 1)
        tell(tally)
    return tally


def count(tally: Tally, shop: Shop, teller: Teller) -> None:
    """All tills stand still: what they were told is what the books hold."""
    seen = shop.seen
    rows = teller.ask("postings")
    there = {reference: (key, hash_) for reference, key, hash_, *_ in rows}
    copies = Counter(reference for reference, *_ in rows)
    lost = [ref for ref, answer in seen.acknowledged.items() if not is_there(answer.body, there.get(ref))]
    tally.acknowledged, tally.refused = len(seen.acknowledged), len(seen.refused)
    tally.lost = len(lost)
    tally.doubled = sum(times - 1 for times in copies.values())
    tally.unasked = len(set(there) - set(seen.acknowledged))
    tally.contradictions = len(seen.contradictions)
    tally.errors = len(seen.others)
    tally.sent_again = sum(seen.sent.values()) - len(seen.sent)
    tally.unanswered, tally.busy = seen.unanswered, seen.busy
    owed = Counter[str]()
    for _reference, _key, _hash, owner, _seq, amount, _balance in rows:
        owed[owner] += amount
    tally.over_limit += sum(1 for total in owed.values() if total > SMALL) > ACCOUNTS
    checked = teller.ask("check")
    if checked["code"] != 0:
        tally.books_wrong += 1
        tally.examples.append(str(checked["said"]))
    tally.examples += [str(answer) for answer in seen.others[:2]]
    del tally.examples[5:]


def is_there(told: dict[str, Any], found: tuple[str, str] | None) -> bool:
    """Whether the posting that was told stands in the books as it was told."""
    return found is not None and (told.get("id", found[0]), told.get("hash", found[1])) == found


# --- who is killed ----------------------------------------------------------------------------------------------------


def killing_web(webs: list[Web]) -> Kill:
    """By turns one of the servers, the other, and both at once."""

    def kill(n: int) -> Callable[[], None]:
        victims = [webs[:1], webs[1:], webs][n % 3]
        for web in victims:
            web.kill()

        def start_again() -> None:
            for web in victims:
                web.start()
            for web in victims:
                web.wait()

        return start_again

    return kill


def killing_worker(victim: Process, teller: Teller) -> Kill:
    """The worker, in the middle of what follows from the charges. It is started here, for the first time.

    A new one is at work before the next round begins: it has done what the killed one left.
    """

    def start() -> None:
        victim.start()
        assert comes_true(lambda: teller.ask("backlog") == 0), victim.said()[-3000:]

    def kill(_n: int) -> Callable[[], None]:
        victim.kill()
        return start

    start()
    return kill


def killing_database(cluster: Cluster) -> Kill:
    def kill(_n: int) -> Callable[[], None]:
        cluster.kill()
        return cluster.start

    return kill
