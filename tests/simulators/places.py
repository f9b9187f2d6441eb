"""A search for places, as Nominatim answers: a real server on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.simulators.answering import Answer, Answering, Simulated, listening

QUAY = {"display_name": "Quay Steps, Padstow, Cornwall, PL28 8AF", "lat": "50.5417000", "lon": "-4.9362000"}
KNOWN = {"quay": [QUAY, {**QUAY, "display_name": "Quay Steps, Elsewhere", "lat": "50.1"}], "nowhere": []}


class Places(Simulated):
    usual = "search"


class Searching(Answering):
    def area(self) -> str:
        return "search"

    def route(self) -> Answer:
        if self.where != "/search" or self.query.get("format") != "jsonv2":
            return Answer(404)
        text = self.query["q"].casefold()
        return Answer(200, next((found for word, found in KNOWN.items() if word in text), []))


@contextmanager
def places() -> Iterator[Places]:
    with listening(Places(), Searching) as simulator:
        yield simulator
