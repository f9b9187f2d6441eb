"""From the form on a phone to the app: the whole way of somebody who signs up, with the sum that keeps robots out."""

import re
import time
from email import message_from_string, policy
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.applicants import CHOSEN, CONFIRM
from tests.journeys.house import House

PATIENCE = 20  # seconds until the worker has written
MAEVE = {
    "Business name": "Harbour Lanterns Ltd",
    "Your given name": "Maeve",
    "Your family name": "Corrigan",
    "E-mail": "maeve@lanterns.example",
    "Telephone": "01632 960 114",
}


def letter_to(house: House, address: str, holding: str) -> str:
    """The newest letter in the outbox to this address that holds this text."""
    for _ in range(PATIENCE * 10):
        for file in sorted(Path(house.data, "outbox").glob("*.log"), reverse=True):
            for part in file.read_text(encoding="utf-8").split("-" * 79):
                message = message_from_string(part.strip(), policy=policy.default)
                body = message.get_content() if message["To"] == address else ""
                if holding in body:
                    return str(body)
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address} with {holding!r}")


def fill_in(phone: Page) -> None:
    phone.goto("/app/login/")
    phone.get_by_role("link", name="Sign up").click()
    for label, text in MAEVE.items():
        phone.get_by_label(label).fill(text)
    phone.get_by_label("Password", exact=True).fill(CHOSEN)


def send(phone: Page) -> None:
    phone.get_by_role("button", name="Send my application").dblclick()  # an eager hand sends it once


def test_one_press_sends_it_when_the_sum_is_done_before(phone):
    fill_in(phone)
    phone.get_by_label("E-mail").fill("one.press@lanterns.example")
    phone.wait_for_timeout(1500)  # as somebody who looks the form over once more
    phone.get_by_role("button", name="Send my application").click()
    expect(phone.get_by_role("heading", name="Look at your mail")).to_be_visible()


def test_signed_up_on_a_phone_let_in_by_keyboard_and_logged_in(house, phone, page, log_in):
    fill_in(phone)
    send(phone)
    expect(phone.get_by_role("heading", name="Look at your mail")).to_be_visible()
    waiting = phone.url
    link = CONFIRM.search(letter_to(house, MAEVE["E-mail"], "/app/signup/"))
    assert link
    phone.goto(f"/app/signup/{link[1]}/")
    phone.get_by_role("button", name="Confirm my application").click()
    expect(phone.get_by_role("heading", name="We are looking at it")).to_be_visible()

    log_in(page, role="office")
    page.goto("/office/customers/?status=new&came=self")
    expect(page.get_by_role("link", name="Harbour Lanterns Ltd")).to_be_visible()
    page.keyboard.press("j")  # the newest stands first
    page.keyboard.press("a")
    expect(page.get_by_text(re.compile("Undo"))).to_be_visible()

    letter_to(house, MAEVE["E-mail"], "Your password is the one that you chose")
    phone.goto(waiting)
    expect(phone.get_by_role("heading", name="Your account is open")).to_be_visible()
    phone.get_by_role("link", name="Log in").click()
    phone.get_by_label("E-mail").fill(MAEVE["E-mail"])
    phone.get_by_label("Password", exact=True).fill(CHOSEN)
    phone.get_by_role("button", name="Log in").click()
    expect(phone.get_by_text("Welcome, Harbour Lanterns Ltd")).to_be_visible()

    page.get_by_role("link", name="Harbour Lanterns Ltd").first.click()
    inactive(page)
    phone.goto("/app/")
    expect(phone).to_have_url(re.compile("/app/login/"))


def inactive(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Active")).first.click()
    expect(page.get_by_text("Harbour Lanterns Ltd is Inactive now.")).to_be_visible()


def test_a_page_that_was_open_for_longer_than_its_sum_sends_what_was_typed(house, phone):
    phone.clock.install()
    fill_in(phone)
    phone.get_by_label("E-mail").fill("slow@lanterns.example")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.clock.fast_forward("11:00")
    send(phone)
    expect(phone.get_by_role("heading", name="Look at your mail")).to_be_visible()
    assert any(url.endswith("/app/signup/challenge/") for url in asked)


def test_without_a_connection_what_was_typed_stays_until_it_is_back(phone):
    phone.clock.install()
    fill_in(phone)
    phone.clock.fast_forward("11:00")
    phone.context.set_offline(True)
    send(phone)
    expect(phone.get_by_text("There is no connection just now.")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_label("Business name")).to_have_value("Harbour Lanterns Ltd")
    phone.get_by_label("E-mail").fill("back@lanterns.example")
    send(phone)
    expect(phone.get_by_role("heading", name="Look at your mail")).to_be_visible()
