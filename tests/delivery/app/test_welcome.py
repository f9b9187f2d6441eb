"""The page behind a letter's link: looked at as often as one likes, used once."""

from functools import partial

import pytest
from django.core import mail
from django.test import Client

from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.models import Link, Principal
from onaccount.domain.vetting.actions import send_again, set_status
from tests.delivery.app.guests import EMAIL, GOES, OTHER, is_in, let_in_by_letter, letters, token_of, welcome, words
from tests.stage import COMMAND, LINK_LASTS, PASSWORD, race, work_off


def test_the_link_of_the_letter_leads_to_a_password_and_in():
    _, token = let_in_by_letter()
    browser = Client()
    page = browser.get(f"/app/welcome/{token}/")
    assert page.status_code == 200
    assert "Welcome, Graham's Widgets" in words(page)
    assert EMAIL in page.content.decode()
    response = welcome(token, browser=browser)
    assert response["Location"] == "/app/"
    assert "Graham's Widgets" in words(browser.get("/app/"))


def test_looking_at_the_page_uses_nothing_up():
    """Mail scanners look at every link, by HEAD and by GET."""
    _, token = let_in_by_letter()
    for _ in range(3):
        assert Client().head(f"/app/welcome/{token}/").status_code == 200
        assert Client().get(f"/app/welcome/{token}/").status_code == 200
    assert Link.objects.get().used_at is None
    assert welcome(token).status_code == 302


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "This field is required"),
        ("short", "too short"),
        ("password", "too common"),
        (EMAIL, "too similar"),
        ("x" * 1001, "at most 1000"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_the_link_stays_good(password, said):
    _, token = let_in_by_letter()
    response = welcome(token, password)
    assert response.status_code == 422
    assert said in words(response)
    assert password == "" or f'value="{password}"' not in response.content.decode().replace(
        f'type="email" value="{EMAIL}"', ""
    )
    assert welcome(token).status_code == 302


def test_a_link_that_was_used_says_so():
    _, token = let_in_by_letter()
    welcome(token)
    for response in (Client().get(f"/app/welcome/{token}/"), welcome(token, OTHER)):
        assert response.status_code == 410
        assert "This link was used already." in words(response)
    assert Principal.objects.get(kind="login").check_password(PASSWORD)


def test_a_link_that_is_too_old_says_so(clock):
    _, token = let_in_by_letter()
    clock.shift(LINK_LASTS)
    response = welcome(token)
    assert response.status_code == 410
    assert "This link is too old." in words(response)


def test_a_link_that_was_replaced_says_so():
    number, token = let_in_by_letter()
    send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=GOES)
    work_off(at=GOES)
    response = welcome(token)
    assert response.status_code == 410
    assert "A newer letter was sent" in words(response)
    assert welcome(token_of(letters()[-1])).status_code == 302


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 2000, "%00", "..", "%E2%80%AE", "<script>", "a'b"])
def test_a_link_that_nobody_was_given_tells_nothing(token):
    let_in_by_letter()
    response = Client().get(f"/app/welcome/{token}/")
    assert response.status_code in (404, 410)
    assert "Widgets" not in words(response)
    assert EMAIL not in words(response)


@pytest.mark.parametrize("to", [Status.ADMIN, Status.INACTIVE])
def test_the_link_of_a_customer_that_is_no_longer_active_lets_nobody_in(to):
    number, token = let_in_by_letter()
    set_status(number=number, to=to, by=COMMAND, at=GOES)
    for response in (Client().get(f"/app/welcome/{token}/"), welcome(token)):
        assert response.status_code == 410
        assert "Widgets" not in words(response)
    assert not Principal.objects.get(kind="login").has_usable_password()


def test_who_holds_an_old_link_can_have_another_sent_to_the_same_address_and_not_too_often():
    _, token = let_in_by_letter()
    welcome(token)
    for _ in range(5):
        assert Client().post(f"/app/welcome/{token}/", {"do": "again"}).status_code == 302
    assert Client().post(f"/app/welcome/{token}/", {"do": "again"}).status_code == 429
    work_off(at=GOES)
    assert {letter.to[0] for letter in mail.outbox} == {EMAIL}


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_one_link_and_one_of_them_is_in():
    _, token = let_in_by_letter()
    browsers = [Client(), Client()]
    answers = race(
        *[
            partial(welcome, token, password, browser)
            for browser, password in zip(browsers, (PASSWORD, OTHER), strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 410]
    assert sorted(is_in(browser) for browser in browsers) == [False, True]


def test_a_session_gets_a_new_id_when_somebody_comes_in():
    """V7.2.4: whoever planted a session id has no use of it."""
    _, token = let_in_by_letter()
    browser = Client()
    browser.session["planted"] = 1
    session = browser.session
    session["planted"] = True
    session.save()
    planted = browser.session.session_key
    welcome(token, browser=browser)
    assert browser.session.session_key != planted
    assert is_in(browser)
