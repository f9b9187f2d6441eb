"""A customer and its browser at the doors of the app."""

import html
import re
from typing import Any

from django.core import mail
from django.test import Client

from tests.postbox import LINK
from tests.stage import AT, LATER, PASSWORD, let_in, work_off

GOES = AT + LATER
EMAIL = "graham@widgets.example"
OTHER = "8 foxy 42 jukebox"


def letters() -> list[str]:
    return [str(letter.body) for letter in mail.outbox]


def token_of(letter: str) -> str:
    found = LINK.search(letter)
    assert found
    return found[1]


def let_in_by_letter() -> tuple[int, str]:
    """A customer that is Active, and the token of its letter."""
    number = let_in()
    work_off(at=GOES)
    return number, token_of(letters()[-1])


def welcome(token: str, password: str = PASSWORD, browser: Client | None = None, **more: str) -> Any:
    return (browser or Client()).post(f"/app/welcome/{token}/", {"password": password, **more})


def log_in(browser: Client, email: str = EMAIL, password: str = PASSWORD, at: str = "/app/login/") -> Any:
    return browser.post(at, {"login": email, "password": password})


def is_in(browser: Client) -> bool:
    response = browser.get("/app/")
    assert response.status_code == 200 or response["Location"] == "/app/login/"
    return response.status_code == 200


def words(response: Any) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode()))
