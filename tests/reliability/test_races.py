"""32 tills at once, over HTTP, on two web servers of two processes each (I2, I4, I5, I6, I8)."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.places import Place
from tests.reliability.books import Teller, books_in, teller_at
from tests.reliability.processes import Web, comes_true, web_processes
from tests.reliability.tills import Answer, Rush, Shop

FIT = 20
CLIENTS = 32
CHARGE = 100  # minor units


@dataclass
class House:
    place: Place
    teller: Teller
    webs: list[Web]

    def opened(self, *limits: int | None) -> tuple[Shop, list[int]]:
        """32 tills, and customers with accounts of these limits."""
        books = self.teller.ask("open_books", *limits)
        return Shop([web.port for web in self.webs], books["secret"], count=CLIENTS), books["numbers"]

    def said_nothing(self) -> bool:
        """No server wrote of a defect."""
        return not [line for web in self.webs for line in web.said().splitlines() if "Traceback" in line]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        books_in(tmp_path_factory.mktemp("races")) as place,
        teller_at(place) as teller,
        web_processes(place, workers=2) as webs,
    ):
        yield House(place, teller, webs)


def codes(answers: list[Answer]) -> Counter[str]:
    return Counter(one.code or str(one.status) for one in answers)


def amounts_of(teller: Teller, references: set[str]) -> dict[str, list[int]]:
    """What was posted of these charges, by account."""
    by_account: dict[str, list[int]] = {}
    for reference, _id, _hash, owner, _seq, amount, _balance in teller.ask("postings"):
        if reference in references:
            by_account.setdefault(owner, []).append(amount)
    return by_account


def test_of_32_at_once_as_many_are_taken_as_fit_and_each_is_told_the_same_again(house):
    shop, (number,) = house.opened(FIT * CHARGE)
    answers = shop.at_once(lambda till, n: till.charge(number, reference=f"fit-{n}"))
    assert codes(answers) == {"201": FIT, "over_limit": CLIENTS - FIT}
    assert {one.body["available"] for one in answers if one.status == 409} == {"0.00"}
    again = shop.at_once(lambda till, n: till.charge(number, reference=f"fit-{n}"))
    assert [one.body for one in again] == [one.body for one in answers]
    assert [one.is_replay for one in again] == [one.status == 201 for one in answers]
    assert (shop.seen.contradictions, shop.seen.others, house.said_nothing()) == ([], [], True)
    assert house.teller.books_hold()


def test_a_merged_family_has_one_limit_through_whichever_number_it_is_charged(house):
    shop, numbers = house.opened(FIT * CHARGE, FIT * CHARGE, FIT * CHARGE)
    for loser in numbers[1:]:
        house.teller.ask("merge", loser, numbers[0])
    answers = shop.at_once(lambda till, n: till.charge(numbers[n % 3]))
    assert codes(answers) == {"201": FIT, "over_limit": CLIENTS - FIT}
    assert (shop.seen.others, house.said_nothing()) == ([], True)
    assert house.teller.books_hold()


def test_no_limit_is_passed_while_a_family_is_merged_and_taken_apart(house):
    """Apart each has a limit of its own; together all is charged to the survivor's, up to its limit."""
    shop, (survivor, loser) = house.opened(40 * CHARGE, 30 * CHARGE)
    with Rush(shop, [survivor, loser]) as rush:
        assert comes_true(lambda: len(shop.seen.acknowledged) >= 8), "on either account, while they are apart"
        for _ in range(6):
            house.teller.ask("unmerge", house.teller.ask("merge", loser, survivor))
        house.teller.ask("merge", loser, survivor)
    assert rush.failures == []
    shop.at_once(lambda till, _n: [till.charge(survivor) for _ in range(2)])  # however few came before: 64 are past it
    posted = amounts_of(house.teller, set(shop.seen.sent))
    assert sum(map(len, posted.values())) == len(shop.seen.acknowledged), "each once"
    assert all(len(each) <= 40 for each in posted.values())
    assert len(posted) == 2
    assert min(map(len, posted.values())) <= 30
    assert sum(map(len, posted.values())) >= 40, "the survivor's limit is used up"
    assert {one.code for one in shop.seen.refused.values()} <= {"over_limit"}
    assert (shop.seen.contradictions, shop.seen.others, house.said_nothing()) == ([], [], True)
    assert house.teller.books_hold()


def test_whoever_reads_meanwhile_reads_books_that_hold(house):
    """A balance is the sum of what was posted, at every read, by the API and by SQL (the bank of Jepsen)."""
    shop, numbers = house.opened(CLIENTS * CHARGE, CLIENTS * CHARGE)
    over, wrong, reads = threading.Event(), [], Counter[str]()
    reader = Shop(shop.ports, shop.secret, count=2)

    def read(n: int) -> None:
        balance = 0
        while not over.is_set():
            page = reader.tills[n].ask_until_answered("GET", f"/customers/{numbers[n]}/account/postings?limit=100")
            wrong.extend(unsound(page.body["items"], since=balance))
            balance = pence(page.body["items"][0]["balance"]) if page.body["items"] else 0
            reads["api"] += 1
        reader.tills[n].close()

    readers = [threading.Thread(target=read, args=(n,)) for n in range(2)]
    for each in readers:
        each.start()
    with Rush(shop, numbers) as rush:
        for _ in range(25):
            wrong += house.teller.ask("drift")
            reads["sql"] += 1
    over.set()
    for each in readers:
        each.join()
    assert (wrong, rush.failures) == ([], [])
    assert min(reads.values()) > 1
    assert house.teller.books_hold()


def unsound(items: list[dict[str, Any]], *, since: int) -> list[str]:
    """What cannot be of a whole account's postings, the newest first."""
    changes = [pence(one["change"]) for one in items]
    found = [f"balance of {one['seq']}" for n, one in enumerate(items) if pence(one["balance"]) != sum(changes[n:])]
    found += ["gap"] * ([one["seq"] for one in items] != list(range(len(items), 0, -1)))
    return found + ["went back"] * (sum(changes) < since)


def pence(text: str) -> int:
    return int(text.replace(".", ""))


def test_each_of_a_storm_of_retries_posts_once(house):
    """Every charge sent one to ten times, out of order, over both servers."""
    shop, (number,) = house.opened(None)
    chance = random.Random(7)
    letters = [f"storm-{n}" for n in range(40) for _ in range(chance.randint(1, 10))]
    chance.shuffle(letters)
    answers: list[tuple[str, Answer]] = []

    def send(till: Any, n: int) -> None:
        for reference in letters[n::CLIENTS]:
            till.at += 1
            till.close()
            answers.append((reference, till.charge(number, reference=reference)))

    shop.at_once(send)
    assert {one.status for _, one in answers} == {201}
    first = Counter(reference for reference, one in answers if not one.is_replay)
    assert first == Counter(set(letters)), "one of each is no replay"
    assert shop.seen.contradictions == []
    posted = Counter(row[0] for row in house.teller.ask("postings") if row[0].startswith("storm-"))
    assert posted == Counter(set(letters))


def test_what_cannot_be_paid_is_refused_to_all_32_that_send_it_at_once(house):
    shop, (number,) = house.opened(CHARGE - 1)
    answers = shop.at_once(lambda till, _n: till.charge(number, reference="unfundable"))
    assert codes(answers) == {"over_limit": CLIENTS}
    assert not any(one.is_replay for one in answers)
    assert not [row for row in house.teller.ask("postings") if row[0] == "unfundable"]
    assert house.teller.books_hold()


def test_servers_that_look_before_they_hold_are_found_out(house):
    """The negative control of the first: the same race, and the limit is passed."""
    with web_processes(house.place, program="tests.reliability.stale") as webs:
        shop, (number,) = House(house.place, house.teller, webs).opened(FIT * CHARGE)
        answers = shop.at_once(lambda till, _n: till.charge(number))
    assert codes(answers)["201"] > FIT
