"""Tills that charge over HTTP. Each makes and keeps a charge's key before sending it, and sends it until answered."""

import http.client
import itertools
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self

PATIENCE = 120.0  # seconds until a charge that is never answered is a failure
PAUSE = 0.2  # seconds before it is sent again
REPLAYED = "Idempotent-Replayed"
NOT_HERE = (OSError, http.client.HTTPException)


class NeverAnswered(Exception):  # noqa: N818 - a finding of ours
    pass


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    is_replay: bool = False

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))


@dataclass
class Seen:
    """What all tills were told, by the reference of each charge, and what came between."""

    sent: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, Answer] = field(default_factory=dict)
    refused: dict[str, Answer] = field(default_factory=dict)
    others: list[Answer] = field(default_factory=list)  # neither a yes nor a refusal nor "not now"
    contradictions: list[str] = field(default_factory=list)  # two answers to one key that differ
    busy: int = 0
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, reference: str, answer: Answer) -> None:
        with self.lock:
            before = self.acknowledged.get(reference)
            if before is not None and (answer.status != 201 or before.body != answer.body):
                self.contradictions.append(reference)
            if answer.status == 201:
                self.acknowledged.setdefault(reference, answer)
            elif answer.status == 409:
                self.refused[reference] = answer
            else:
                self.others.append(answer)


class Till:
    """A client with one connection, which goes to the next server when one is gone."""

    def __init__(self, ports: Sequence[int], secret: str, seen: Seen, *, first: int = 0) -> None:
        self.ports, self.secret, self.seen = ports, secret, seen
        self.at = first
        self.connection: http.client.HTTPConnection | None = None

    def charge(self, number: int, *, amount: str = "1.00", reference: str | None = None) -> Answer:
        """One charge, sent with one key until it is answered by yes or no."""
        reference = reference or uuid.uuid4().hex
        answer = self.ask_until_answered(
            "POST", f"/customers/{number}/account/payments", {"amount": amount, "reference": reference}, key=reference
        )
        self.seen.note(reference, answer)
        return answer

    def ask_until_answered(self, method: str, path: str, body: Any = None, *, key: str = "") -> Answer:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            answer = self.ask(method, path, body, key=key)
            if answer is not None and answer.status != 503:
                return answer
            with self.seen.lock:
                self.seen.unanswered += answer is None
                self.seen.busy += answer is not None
            time.sleep(PAUSE)
        raise NeverAnswered(path)

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> Answer | None:
        """One request; None where the connection broke before an answer came."""
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        if key:
            with self.seen.lock:
                self.seen.sent[key] += 1
        if self.connection is None:
            port = self.ports[self.at % len(self.ports)]
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            self.connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            response = self.connection.getresponse()
            text = response.read()
        except NOT_HERE:
            self.close()
            self.at += 1
            return None
        return Answer(response.status, json.loads(text or b"{}"), response.getheader(REPLAYED) == "true")

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass
class Shop:
    """So many tills on some servers."""

    ports: Sequence[int]
    secret: str
    seen: Seen = field(default_factory=Seen)
    count: int = 32

    def __post_init__(self) -> None:
        self.tills = [Till(self.ports, self.secret, self.seen, first=n) for n in range(self.count)]

    def at_once(self, verb: Callable[[Till, int], Any]) -> list[Any]:
        """Each till does it, all starting at one moment; what each came to."""
        start = threading.Barrier(self.count)

        def run(n: int) -> Any:
            till = self.tills[n]
            start.wait()
            try:
                return verb(till, n)
            finally:
                till.close()

        with ThreadPoolExecutor(self.count) as pool:
            return list(pool.map(run, range(self.count)))


class Rush:
    """Tills that charge, one after another, until told to stop; then each ends the charge in hand."""

    def __init__(self, shop: Shop, numbers: Sequence[int], *, amount: str = "1.00") -> None:
        self.shop, self.numbers, self.amount = shop, numbers, amount
        self.over = threading.Event()
        self.failures: list[BaseException] = []
        self.threads = [threading.Thread(target=self._run, args=(n,)) for n in range(shop.count)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _run(self, n: int) -> None:
        till = self.shop.tills[n]
        numbers = itertools.islice(itertools.cycle(self.numbers), n, None)
        try:
            while not self.over.is_set():
                till.charge(next(numbers), amount=self.amount)
        except BaseException as failure:  # noqa: BLE001 - said by whoever waits
            self.failures.append(failure)
        finally:
            till.close()
