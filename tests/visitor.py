"""Somebody who asks a running server for pages, one after the other, and keeps count of how it went."""

import http.client
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PATIENCE = 60  # seconds for one answer


@dataclass
class Visitor:
    """A log-in at the office of a running house. `answers` are (address, status, seconds)."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[str, int, float]] = field(default_factory=list)

    def log_in(self, email: str, password: str) -> None:
        self.get("/office/login/")
        assert self.post("/office/login/", {"login": email, "password": password}) == 302, "the log-in was refused"

    def get(self, address: str) -> int:
        return self._ask("GET", address)

    def post(self, address: str, values: dict[str, str]) -> int:
        token = next(value for name, value in self.cookies.items() if "csrf" in name)
        return self._ask("POST", address, urlencode(values | {"csrfmiddlewaretoken": token}))

    def _ask(self, method: str, address: str, body: str | None = None) -> int:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.url}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        self.answers.append((f"{method} {address}", answer.status, time.monotonic() - began))
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status

    @property
    def failures(self) -> list[tuple[str, int, float]]:
        return [answer for answer in self.answers if answer[1] >= 400]
