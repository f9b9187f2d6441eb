"""Signing up at the app's door: what is asked, what is refused and how, and what nobody can learn from it."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import waiting_count
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.actions import settle_business
from onaccount.domain.vetting.actions import new_challenge, set_status
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.proof import LASTS
from tests.applicants import CHOSEN, EMAIL, letter_token, letters_to, solved
from tests.delivery.app.guests import GOES, is_in, log_in, words
from tests.naughty import ELEMENT, OURS, can_be_sent, made_by_strings
from tests.stage import COMMAND, NADIA, WIDGETS, everything_in_the_database, hire, sign_up, work_off

pytestmark = pytest.mark.django_db

TYPED = {
    "kind": "company",
    "name": "Harbour Lanterns Ltd",
    "given_name": "Maeve",
    "family_name": "Corrigan",
    "email": EMAIL,
    "phone": "01632 960 114",
}
SOON = GOES + timedelta(minutes=1)


def send(browser: Client | None = None, *, address: str = "192.0.2.7", **typed: str) -> Any:
    """Fill the form in, with what is `typed` in place of Maeve's, do the sum, and send it."""
    return send_typed(typed, browser=browser, address=address)


def send_typed(typed: dict[str, str], *, browser: Client | None = None, address: str = "192.0.2.7") -> Any:
    found = solved(new_challenge(at=GOES))
    sums = {"proof": found.token, "answer": found.answer}
    return (browser or Client()).post("/app/signup/", TYPED | sums | typed, REMOTE_ADDR=address)


def settle(**choices: Any) -> None:
    settle_business(by=COMMAND, at=GOES, **choices)


def press(token: str, do: str, browser: Client | None = None, **more: str) -> Any:
    return (browser or Client()).post(f"/app/signup/{token}/", {"do": do, **more})


def read_letter() -> str:
    """The token of the letter that the worker has sent."""
    work_off(at=GOES)
    return letter_token()


# --- the way through --------------------------------------------------------------------------------------------------


def test_who_signs_up_confirms_is_let_in_and_logs_in_with_the_password_that_was_chosen(tom, clock):
    """V2.3.1: and no step can be skipped: without the one before, each of them refuses."""
    browser = Client()
    sent = send(browser, password=CHOSEN)
    assert sent.status_code == 302
    page = words(browser.get(sent["Location"]))
    assert "Look at your mail" in page
    assert "1 of 4" in browser.get(sent["Location"]).content.decode()
    token = read_letter()
    assert "Confirm your application" in words(Client().get(f"/app/signup/{token}/"))
    assert not Customer.objects.exists(), "looking confirms nothing: mail programs open links"
    assert press(token, "confirm").status_code == 302
    assert waiting_count() == 1
    assert "We are looking at it" in words(browser.get(sent["Location"]))
    assert not is_in(browser)
    log_in(browser, EMAIL, CHOSEN)
    assert not is_in(browser), "nobody has let it in yet"
    number = Customer.objects.get().number
    tom.post(f"/office/customers/{number}/status/", {"status": "active"})
    clock.shift(timedelta(minutes=1))
    work_off(at=SOON)
    assert "Your password is the one that you chose when you signed up" in letters_to(EMAIL)[-1]
    assert "Your account is open" in words(browser.get(sent["Location"]))
    log_in(browser, EMAIL, CHOSEN)
    assert is_in(browser)
    set_status(number=number, to=Status.INACTIVE, by=COMMAND, at=SOON)
    assert not is_in(browser), "the next touch is the last (S0-13)"


def test_an_individual_is_asked_for_a_name_and_nothing_of_a_company():
    assert send(kind="individual", name="left from before").status_code == 302
    press(read_letter(), "confirm")
    customer = Customer.objects.get()
    assert (customer.kind, customer.name, customer.contacts.count()) == ("individual", "Maeve Corrigan", 0)


def test_a_link_confirms_once_and_then_shows_how_far_it_is():
    send()
    token = read_letter()
    press(token, "confirm")
    second = press(token, "confirm")
    assert (second.status_code, Customer.objects.count()) == (410, 1)
    assert "This link was used already." in words(second)
    assert "We are looking at it" in words(Client().get(f"/app/signup/{token}/"))


def test_a_letter_is_asked_for_again_a_few_times_an_hour():
    """V2.4.1: the fourth waits, and is told for how long."""
    sent = send()
    old = read_letter()
    page = sent["Location"].split("/")[3]
    answers = [press(page, "again") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 3601
    assert "A new letter is on its way" in words(Client().get(answers[0]["Location"]))
    assert "A newer letter was sent" in words(Client().get(f"/app/signup/{old}/"))
    assert press(old, "confirm").status_code == 410
    new = read_letter()
    assert new != old
    assert press(new, "confirm").status_code == 302


def test_who_was_not_meant_has_it_forgotten():
    send()
    token = read_letter()
    assert press(token, "withdraw").status_code == 302
    page = words(Client().get(f"/app/signup/{token}/"))
    assert "This application has ended" in page
    assert "lanterns" not in everything_in_the_database()


def test_a_password_that_somebody_else_chose_is_left_out_by_a_button():
    send(password=CHOSEN)
    token = read_letter()
    assert "I chose none: confirm without it" in words(Client().get(f"/app/signup/{token}/"))
    press(token, "confirm", without="1")
    assert Application.objects.get().password == ""


@pytest.mark.parametrize("token", ["abc", "x" * 46, "%00", "%FF", "a/b", "é"])
def test_a_link_of_nobodys_making_says_so(token):
    for answer in (Client().get(f"/app/signup/{token}/"), press(token, "confirm"), press(token, "again")):
        assert answer.status_code in (404, 410)


# --- what is refused, with the form as it was typed -------------------------------------------------------------------


def assert_kept(response: Any, status: int, *said: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    for text in said:
        assert text in words(response), text
    assert 'value="Corrigan"' in page
    assert re.search(r'data-token="[\w-]{64}"', page), "a new sum for the next try"


def test_a_refused_form_says_all_that_is_to_be_changed_and_keeps_the_rest():
    """V2.2.1."""
    response = send(name="", email="maeve@lanterns", password="short")
    assert_kept(response, 422, "A company needs a name.", "is not a whole e-mail address", "too short")
    assert 'value="maeve@lanterns"' in response.content.decode()


def test_a_password_is_not_sent_back_with_a_refused_form_and_that_is_said():
    response = send(name="", password=CHOSEN)
    assert CHOSEN not in html.unescape(response.content.decode())
    assert_kept(response, 422, "A company needs a name.", "Type the password again")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "Visit http://evil.example", "holds a link"),
        ("given_name", "www.evil.example", "holds a link"),
        ("name", "Ac\u200bme", "cannot be seen"),
        ("family_name", "Corrigan\u202e", "cannot be seen"),
        ("line1", "a\x00b", "cannot be seen"),
        ("name", "x" * 301, "is too long"),
        ("website", "y" * 201, "is too long"),
    ],
)
def test_links_and_what_cannot_be_seen_are_refused_at_their_field(field, text, said):
    """V2.2.1, V1.2.1."""
    response = send_typed({field: text})
    assert response.status_code == 422
    assert said in words(response)
    assert f'id="id_{field}_error"' in response.content.decode()


def test_without_the_sum_nothing_is_taken_and_it_is_said_what_is_needed():
    assert_kept(send(proof=""), 422, "It is done by JavaScript")
    assert_kept(send(answer="1e3"), 422, "does not come out")
    assert not Application.objects.exists()


def test_a_sum_that_is_too_old_is_renewed_with_the_form_as_it_was_typed(clock):
    found = solved(new_challenge(at=GOES))
    clock.shift(LASTS)
    response = Client().post("/app/signup/", TYPED | {"proof": found.token, "answer": found.answer})
    assert_kept(response, 422, "more than ten minutes old")


def test_a_page_that_was_open_for_long_fetches_a_new_sum_and_its_forms_token():
    browser = Client(enforce_csrf_checks=True)
    found = browser.get("/app/signup/challenge/").json()
    assert (len(found["token"]), found["lasts"]) == (64, 600)
    typed = TYPED | {"csrfmiddlewaretoken": found["csrf"]}
    assert browser.post("/app/signup/", typed).status_code == 422, "no sum, but the token is good"
    assert Client(enforce_csrf_checks=True).post("/app/signup/", TYPED).status_code == 403, "V3.5.1"


def test_after_five_an_hour_an_address_waits_and_another_does_not():
    """V2.4.1; a form with a slip in it is no sign-up, and what was typed stays."""
    answers = [send(name=name) for name in ("", "A", "http://x", "B", "", "C", "D", "", "E")]
    assert [answer.status_code for answer in answers] == [422, 302, 422, 302, 422, 302, 302, 422, 302]
    sixth = send()
    assert_kept(sixth, 429, "Many have signed up from where you are.")
    assert 3500 < int(sixth["Retry-After"]) <= 3601
    assert "in 61 minutes" in words(sixth) or "in 60 minutes" in words(sixth)
    assert send(address="192.0.2.8").status_code == 302


def test_who_claims_another_address_in_a_header_is_counted_by_their_own():
    """V4.1.3, V15.3.4."""
    found = [solved(new_challenge(at=GOES)) for _ in range(6)]
    answers = [
        Client().post(
            "/app/signup/", TYPED | {"proof": one.token, "answer": one.answer}, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}"
        )
        for n, one in enumerate(found)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


def test_who_has_not_done_the_sum_takes_nobodys_turn():
    for _ in range(40):
        send(proof="")
    assert send().status_code == 302


# --- who may come in (S1-12, S1-13) -----------------------------------------------------------------------------------


def test_where_only_staff_open_accounts_the_page_and_the_log_in_say_whom_to_ask():
    settle(accounts_by_staff_only=True, ask_whom="Tom on 01632 960 114")
    page = Client().get("/app/signup/")
    assert page.status_code == 200
    for answer in (page, Client().get("/app/login/")):
        assert "Ask Tom on 01632 960 114" in words(answer)
    assert "<form" not in page.content.decode()
    assert send().status_code == 403
    assert not Application.objects.exists()


def test_where_individuals_may_not_come_nobody_is_asked_who_pays_and_blank_is_no_name():
    settle(allows_individuals=False, ask_whom="Tom on 01632 960 114")
    assert 'name="kind"' not in Client().get("/app/signup/").content.decode()
    for typed in ({"name": "\u00a0"}, {"kind": "individual", "name": ""}):
        assert_kept(send_typed(typed), 422, "If you have none, ask Tom on 01632 960 114.")
    assert send().status_code == 302


def test_the_log_in_page_leads_to_the_sign_up():
    assert 'href="/app/signup/"' in Client().get("/app/login/").content.decode()


# --- nobody learns who is known ---------------------------------------------------------------------------------------

KNOWN = ["graham@widgets.example", "GRAHAM@WIDGETS.EXAMPLE", NADIA.email, EMAIL]


def plain(text: str) -> str:
    """Without what differs each time: tokens, and what was typed."""
    text = re.sub(r"[\w-]{40,}", "TOKEN", text)
    return re.sub(r"\S+@\S+\.example|Harbour Lanterns Ltd|Graham&#x27;s Widgets", "TYPED", text)


def asked_and_answered(email: str, name: str, *, address: str) -> tuple[Any, ...]:
    found = solved(new_challenge(at=GOES))
    typed = TYPED | {"email": email, "name": name, "password": CHOSEN, "proof": found.token, "answer": found.answer}
    browser = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post("/app/signup/", typed, REMOTE_ADDR=address)
        page = browser.get(answer["Location"])
        again = browser.post(answer["Location"], {"do": "again"})
    statements = [re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", one["sql"]) for one in queries.captured_queries]
    kept = [statement for statement in statements if "SAVEPOINT" not in statement]
    return (
        (answer.status_code, plain(answer["Location"]), sorted(answer.headers)),
        (page.status_code, plain(page.content.decode())),
        (again.status_code, plain(again["Location"])),
        kept,
    )


def test_no_answer_redirect_page_or_statement_tells_who_is_known():
    """V6.3.8: the same for strangers, for customers, staff and applicants, and for a company that is known."""
    hire(NADIA)
    sign_up()
    send()
    unknown = asked_and_answered("nobody@x.example", "Harbour Lanterns Ltd", address="198.51.100.1")
    for n, email in enumerate(KNOWN):
        for name in ("Harbour Lanterns Ltd", WIDGETS):
            known = asked_and_answered(email, name, address=f"198.51.{n}.{len(name)}")
            assert known == unknown, (email, name)


def test_whose_address_is_known_hears_it_by_letter():
    sign_up()
    send(email="graham@widgets.example")
    work_off(at=GOES)
    assert "There is one already" in letters_to("graham@widgets.example")[0]
    assert len(mail.outbox) == 1


# --- what strangers type ----------------------------------------------------------------------------------------------


def test_whatever_is_typed_is_answered_in_words_and_makes_nothing(settings):
    """I26, V1.2.1: each naughty string in every field at once."""
    settings.SIGNUPS_PER_ADDRESS = settings.SIGNUPS_PER_NETWORK = 1000
    for text in [*map(can_be_sent, OURS), ELEMENT]:
        fields = ("name", "given_name", "email", "phone", "website", "notes", "city", "postcode", "kind", "answer")
        answer = send_typed(dict.fromkeys(fields, text))
        assert answer.status_code == 422
        assert made_by_strings(answer.content.decode()) == []


def test_each_naughty_name_that_is_taken_is_shown_as_it_was_typed(settings):
    settings.SIGNUPS_PER_ADDRESS = settings.SIGNUPS_PER_NETWORK = 1000
    taken = 0
    for text in map(can_be_sent, OURS):
        answer = send(name=text)
        if answer.status_code == 302:
            taken += 1
            assert made_by_strings(Client().get(answer["Location"]).content.decode()) == []
    assert taken > 20
