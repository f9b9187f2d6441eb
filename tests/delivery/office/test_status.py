"""The status control: by script and without, one and many, forwards and back (S0-05, S0-13)."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.letters.models import Letter
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN
from tests.delivery.conftest import browser_of
from tests.stage import AT, CAFE, NADIA, let_in, sign_up, sign_up_many, work_off

MOST_AT_ONCE = 1000


def press(browser, number: int, status: str = "active", *, htmx: bool = False, page: str = "status"):
    headers = {"HX-Request": "true", "HX-Target": f"customer-{number}"} if htmx else {}
    return browser.post(f"/office/customers/{number}/{page}/", {"status": status}, headers=headers)


def status_of(number: int) -> str:
    return Customer.objects.get(pk=number).status


def messages_of(browser) -> str:
    return browser.get("/office/customers/").content.decode()


def test_without_a_script_a_press_leads_to_the_customer_and_says_what_happened(tom):
    number = sign_up()
    response = press(tom, number)
    assert response["Location"] == f"/office/customers/{number}/"
    assert status_of(number) == "active"
    page = tom.get(response["Location"]).content.decode()
    assert "Graham&#x27;s Widgets is Active now. The e-mail goes in 10 seconds." in page
    assert f'action="/office/customers/{number}/status/undo/"' in page


def test_with_a_script_the_row_comes_back_with_the_new_count_and_the_way_to_undo(tom):
    number = sign_up()
    response = press(tom, number, htmx=True)
    part = response.content.decode()
    assert response.status_code == 200
    assert part.startswith(f'<tr id="customer-{number}" data-number="{number}" data-status="active">')
    assert 'data-count="0"' in part
    assert f'hx-post="/office/customers/{number}/status/undo/"' in part
    assert "<html" not in part


def test_a_refused_press_leaves_the_row_as_it_was_and_says_the_cure(tom):
    number = sign_up(CAFE)
    response = press(tom, number, htmx=True)
    part = response.content.decode()
    assert response.status_code == 422
    assert f'data-number="{number}" data-status="new"' in part
    assert "This customer has no e-mail address to log in with." in part
    assert "Add one, or set the status to Admin." in part
    page = press(tom, number)
    assert page.status_code == 422
    assert "Add one, or set the status to Admin." in page.content.decode()
    assert status_of(number) == "new"
    assert not Letter.objects.exists()


def test_who_comes_second_hears_who_was_first(tom):
    number = sign_up()
    press(tom, number)
    for htmx in (True, False):
        response = press(browser_of(NADIA) if htmx else tom, number, htmx=htmx)
        assert response.status_code == 409
        assert f"Tom Brandt made No. {number} Active already." in response.content.decode()
    work_off(at=AT + UNDO_WITHIN)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("status", ["", "gold", "ACTIVE", "new\x00", "active "])
@pytest.mark.parametrize("htmx", [True, False])
def test_a_status_that_there_is_not_is_refused_in_words(tom, status, htmx):
    number = sign_up()
    response = press(tom, number, status, htmx=htmx)
    assert response.status_code == 422
    assert "There is no such status." in response.content.decode()
    assert status_of(number) == "new"


@pytest.mark.parametrize("now", ["active", "admin", "inactive"])
def test_nobody_is_made_new_by_a_press(tom, now):
    number = sign_up()
    press(tom, number, now)
    assert press(tom, number, "new").status_code == 422
    assert status_of(number) == now


@pytest.mark.parametrize("htmx", [True, False])
def test_an_activation_is_taken_back_by_the_way_that_was_offered(tom, htmx):
    number = sign_up()
    press(tom, number, htmx=htmx)
    response = press(tom, number, htmx=htmx, page="status/undo")
    assert response.status_code == (200 if htmx else 302)
    assert status_of(number) == "new"
    if htmx:
        assert 'data-count="1"' in response.content.decode()
        assert "is New again." in response.content.decode()
    assert press(tom, number, htmx=htmx, page="status/undo").status_code == 409
    assert status_of(number) == "new"


def test_an_activation_is_not_taken_back_by_another_or_too_late(tom, clock):
    number, nadia = sign_up(), browser_of(NADIA)
    press(tom, number)
    response = press(nadia, number, htmx=True, page="status/undo")
    assert response.status_code == 422
    assert "Tom Brandt made this customer Active." in response.content.decode()
    clock.shift(timedelta(seconds=11))
    assert press(tom, number, htmx=True, page="status/undo").status_code == 409
    assert status_of(number) == "active"


def test_no_undo_is_offered_where_there_is_none(tom):
    number = sign_up()
    assert "status/undo/" not in press(tom, number, "inactive", htmx=True).content.decode()


# --- many -------------------------------------------------------------------------------------------------------------


def bulk(browser, *numbers: object, status: str = "active", query: str = ""):
    return browser.post(f"/office/customers/status/{query}", {"status": status, "number": [str(n) for n in numbers]})


def test_many_are_let_in_at_once_and_those_that_cannot_be_are_named_with_the_reason(tom):
    good, cafe = sign_up_many(3), sign_up(CAFE)
    page = bulk(tom, *good, cafe, query="?status=new&q=").content.decode()
    assert "3 customers were changed." in page
    assert "Old Quay Café</a>: This customer has no e-mail address to log in with." in page
    assert 'action="/office/customers/status/undo/"' in page
    assert {status_of(number) for number in good} == {"active"}
    work_off(at=AT + UNDO_WITHIN)
    assert len(mail.outbox) == 3


def test_many_are_taken_back_at_once(tom):
    good = sign_up_many(3)
    bulk(tom, *good)
    assert tom.post("/office/customers/status/undo/").status_code == 302
    assert {status_of(number) for number in good} == {"new"}
    assert "3 were taken back." in messages_of(tom)
    tom.post("/office/customers/status/undo/")
    assert {status_of(number) for number in good} == {"new"}
    work_off(at=AT + UNDO_WITHIN)
    assert mail.outbox == []


def test_of_many_only_what_was_done_is_taken_back_and_the_rest_says_why(tom, clock):
    good = sign_up_many(2)
    bulk(tom, *good)
    clock.shift(timedelta(seconds=11))
    tom.post("/office/customers/status/undo/")
    assert {status_of(number) for number in good} == {"active"}
    assert f"No. {good[0]}: This was done more than 10 seconds ago." in messages_of(tom)


@pytest.mark.parametrize(
    ("numbers", "status", "words"),
    [
        ([], "active", "Nothing was selected. Tick the customers first."),
        (["x", "-1", "", "\x00", "٣", "9" * 30], "active", "Nothing was selected. Tick the customers first."),
        ([1], "gold", "Select a valid choice."),
        (range(1, MOST_AT_ONCE + 2), "active", "At most 1000 customers are changed at once."),
    ],
)
def test_a_selection_that_means_nothing_is_said_and_changes_nothing(tom, numbers, status, words):
    number = sign_up()
    assert bulk(tom, *numbers, status=status).status_code == 302
    assert words in messages_of(tom)
    assert status_of(number) == "new"


def test_a_customer_that_is_ticked_twice_is_moved_once(tom):
    number = sign_up()
    assert "1 customer was changed." in bulk(tom, number, number).content.decode()


# --- send again -------------------------------------------------------------------------------------------------------


def test_the_login_details_are_sent_again(tom):
    number = let_in()
    work_off(at=AT + UNDO_WITHIN)
    response = tom.post(f"/office/customers/{number}/letters/", {"location": locations_of(number)[0].pk})
    assert response["Location"] == f"/office/customers/{number}/"
    work_off(at=AT + UNDO_WITHIN)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("location", ["", "0", "x", "²", "٣", "9" * 5000, "-1", "\x00"])
def test_a_place_that_there_is_not_gets_no_letter(tom, location):
    number = let_in()
    assert tom.post(f"/office/customers/{number}/letters/", {"location": location}).status_code == 404
    assert Letter.objects.count() == 1


def test_a_customer_that_is_not_active_is_not_written_to_again(tom):
    number = sign_up()
    response = tom.post(f"/office/customers/{number}/letters/", {"location": locations_of(number)[0].pk})
    assert response.status_code == 409
    assert "so no letter can let it in." in response.content.decode()


def test_a_password_is_set_by_one_press_and_seen_by_nobody(tom):
    number = let_in()
    place = locations_of(number)[0].pk
    answer = tom.post(f"/office/customers/{number}/letters/", {"location": place, "do": "password"}, follow=True)
    assert "A temporary password is on its way." in answer.content.decode()
    work_off()
    [secret] = re.findall(r"Temporary password: (\S+)", str(mail.outbox[-1].body))
    assert secret not in tom.get(f"/office/customers/{number}/").content.decode()
