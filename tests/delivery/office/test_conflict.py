"""Two people at one customer: each keeps what only they changed, and what both did is asked (S4-12, S4-13)."""

import html
import json
import re

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_card
from tests.stage import AT, COMMAND, NADIA, hire, sign_up

pytestmark = pytest.mark.django_db


def page_of(browser, number: int) -> str:
    return browser.get(f"/office/customers/{number}/details/").content.decode()


def form_on(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands on the page."""
    [form] = re.findall(r'<form[^>]*id="form".*?</form>', page, re.DOTALL)
    values = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if given.get("type") not in ("radio", "checkbox") or "checked" in tag:
            values[given["name"]] = given.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        values[name] = html.unescape(text)
    del values["csrfmiddlewaretoken"]
    return values


def send(browser, number: int, values: dict[str, str]):
    return browser.post(f"/office/customers/{number}/details/", values)


def nadia_corrects(number: int, **values: str) -> None:
    correct_customer(number=number, values=values, by=hire(NADIA), at=AT)


def test_what_only_the_other_changed_stays_and_what_only_i_changed_is_written(tom):
    number = sign_up()
    mine = form_on(page_of(tom, number)) | {"phone": "01632 960 999"}
    nadia_corrects(number, city="Bude", notes="Ring twice.\nThen knock.")
    assert send(tom, number, mine).status_code == 302
    fields = customer_card(number).fields
    assert (fields["phone"], fields["city"]) == ("01632 960 999", "Bude")
    assert fields["notes"] == "Ring twice.\nThen knock."


@pytest.mark.parametrize(
    ("field", "theirs", "mine"),
    [
        ("phone", "01632 960 111", "01632 960 999"),
        ("city", "Bude", "Truro"),
        ("tags", "weekly", "trade"),
        ("login_email", "a@widgets.example", "b@widgets.example"),
        ("notes", "Ring twice.\nThen knock.", "Knock.\nThen ring."),
        ("notes", "", "Knock."),
        ("notes", "Knock.", ""),
    ],
)
@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_what_both_changed_is_asked_and_the_answer_is_written(tom, field, theirs, mine, choice):
    number = sign_up()
    sent = form_on(page_of(tom, number)) | {field: mine, "website": "widgets.example"}
    nadia_corrects(number, **{field: theirs})
    answer = send(tom, number, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nadia Okafor" in page
    assert customer_card(number).fields[field] == theirs
    offered = [html.unescape(value) for value in re.findall(rf'type="radio" name="{field}" value="([^"]*)"', page)]
    assert offered == [theirs, mine]
    again = form_on(page)
    assert field not in again, "nothing is chosen for the person"
    assert again["website"] == "widgets.example"
    answer = send(tom, number, again | {field: {"theirs": theirs, "mine": mine}[choice]})
    assert answer.status_code == 302
    fields = customer_card(number).fields
    assert fields[field] == {"theirs": theirs, "mine": mine}[choice]
    assert fields["website"] == "widgets.example"


def test_what_is_asked_and_not_answered_is_asked_again_and_nothing_is_written(tom):
    number = sign_up()
    sent = form_on(page_of(tom, number)) | {"phone": "01632 960 999", "city": "Truro"}
    nadia_corrects(number, phone="01632 960 111")
    again = form_on(send(tom, number, sent).content.decode())
    for _ in range(2):
        answer = send(tom, number, again)
        assert answer.status_code == 409
        again = form_on(answer.content.decode())
        assert again["city"] == "Truro"
        assert 'value="01632 960 999"' in answer.content.decode()
    assert customer_card(number).fields["phone"] == "01632 960 111"
    assert customer_card(number).fields["city"] == "Bideford"


def test_a_third_person_is_asked_about_too(tom):
    number = sign_up()
    sent = form_on(page_of(tom, number)) | {"phone": "01632 960 999"}
    nadia_corrects(number, phone="01632 960 111")
    again = form_on(send(tom, number, sent).content.decode())
    correct_customer(number=number, values={"phone": "01632 960 222"}, by=COMMAND, at=AT)
    answer = send(tom, number, again | {"phone": "01632 960 999"})
    assert answer.status_code == 409
    assert "01632 960 222" in answer.content.decode()


def test_the_same_change_by_both_is_no_conflict(tom):
    number = sign_up()
    sent = form_on(page_of(tom, number)) | {"phone": "01632 960 999"}
    nadia_corrects(number, phone="01632 960 999")
    assert send(tom, number, sent).status_code == 302


def test_a_form_that_is_sent_as_it_came_writes_nothing(tom):
    number = sign_up(notes="One.\nTwo.", tags="b; a", website="https://widgets.example")
    before = Customer.objects.get(pk=number).changed_at
    assert send(tom, number, form_on(page_of(tom, number))).status_code == 302
    assert Customer.objects.get(pk=number).changed_at == before


def test_what_was_refused_keeps_what_had_been_seen(tom):
    number = sign_up()
    sent = form_on(page_of(tom, number)) | {"phone": "01632 960 999", "email": "not one"}
    refused = send(tom, number, sent)
    assert refused.status_code == 422
    nadia_corrects(number, phone="01632 960 111")
    assert send(tom, number, form_on(refused.content.decode()) | {"email": "g@widgets.example"}).status_code == 409


def test_two_halves_of_an_individuals_name_are_changed_by_two_people(tom):
    number = sign_up("Mara Lindqvist")
    sent = form_on(page_of(tom, number)) | {"family_name": "Lind"}
    nadia_corrects(number, given_name="Maria")
    assert send(tom, number, sent).status_code == 302
    assert Customer.objects.get(pk=number).name == "Maria Lind"


@pytest.mark.parametrize(
    "seen", ["", "x", "[]", "null", '{"phone": 1}', '{"phone": ["x"]}', "[" * 5000, '{"phone": "\\ud83d"}', "\x00"]
)
def test_what_is_no_memory_of_a_form_does_no_harm(tom, seen):
    number = sign_up()
    sent = form_on(page_of(tom, number)) | {"phone": "01632 960 999"}
    for name in ("seen", "asked"):
        answer = send(tom, number, sent | {name: seen})
        assert answer.status_code in (302, 409, 422)
    assert (
        send(tom, number, sent | {"asked": json.dumps({"kind": "x", "status": "active", "password": "x"})}).status_code
        == 302
    )
    assert Customer.objects.get(pk=number).status == "new"
