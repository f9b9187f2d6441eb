"""Somebody follows an application without a log-in: by a link that was sent, and by no other (B-04)."""

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onaccount.delivery.ui import turns
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.rules.status import Kind, Origin, Stage, Status
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import LinkNotGood
from onaccount.domain.vetting.actions import confirm_signup, page_token, set_stage, set_status
from onaccount.domain.vetting.actions.checklist import add_item, settle_item
from onaccount.domain.vetting.actions.tracker import answer_as_applicant, send_tracker, void_tracker
from onaccount.domain.vetting.models import Application, ChecklistItem, Paper
from onaccount.domain.vetting.queries.applications import tracked
from onaccount.domain.vetting.queries.dealers import dossier_for, dossier_of
from onaccount.domain.vetting.rules.checklist import CannotBeAsked, NoSuchItem, SettledAlready, What
from onaccount.domain.vetting.rules.tracker import LINK_LASTS, NoApplicationThere
from tests.applicants import apply, letter_token, letters_to
from tests.delivery.app.guests import GOES, words
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealer_rules import PDF
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, TOM, everything_in_the_database, hire, work_off

pytestmark = pytest.mark.django_db
ROY = "graham@post.example"


@pytest.fixture
def number() -> int:
    return handed_in(dealer_user(dealer()), Kind.INDIVIDUAL, email=ROY)


def asked(number: int, what: What = What.QUESTION, words: str = "Since when do you trade?") -> Any:
    return add_item(number=number, what=what, words=words, asks_applicant=True, by=COMMAND, at=GOES)


def page_of(token: str) -> Any:
    return Client().get(f"/app/signup/{token}/")


def press(token: str, **sent: Any) -> Any:
    return Client().post(f"/app/signup/{token}/", sent)


def test_whom_a_dealer_handed_in_is_sent_a_link_that_tells_where_it_stands_and_nothing_personal(number):
    work_off(at=GOES)
    assert len(letters_to(ROY)) == 1
    token = letter_token()
    assert token not in everything_in_the_database()
    page = words(page_of(token))
    assert "Graham Roy" in page
    assert "We are looking at it" in page
    for personal in ("1984", "Castle Hill", "Bideford", "960", "Northlight", "card"):
        assert personal not in page
    set_stage(number=number, to=Stage.FAILED, credit_reference="CR-1", by=COMMAND, at=AT)
    failed = words(page_of(token))
    assert "We have not opened an account" in failed
    assert "CR-1" not in failed


def test_what_is_asked_is_answered_and_brought_by_the_link(number):
    item = asked(number)
    work_off(at=GOES)
    assert len(letters_to(ROY)) == 2, "that it was submitted, and that something is asked"
    token = letter_token()
    assert "Since when do you trade?" in words(page_of(token))
    assert press(token, do="answer", item=item, answer=" ").status_code == 422
    assert press(token, do="answer", item=item, answer="Since 1998.").status_code == 302
    assert "Since 1998." in words(page_of(token))
    assert ChecklistItem.objects.get(pk=item).answer == "Since 1998."
    bill = SimpleUploadedFile("bill.pdf", PDF, "application/pdf")
    assert press(token, do="paper", paper=bill).status_code == 302
    assert press(token, do="paper", paper=SimpleUploadedFile("bill.pdf", b"MZ\x90\0")).status_code == 422
    assert press(token, do="paper").status_code == 422
    assert Paper.objects.count() == 1
    assert "1 paper is with us" in words(page_of(token))
    whole = dossier_of(number)
    assert len(whole.papers if whole else []) == 1
    settle_item(number=number, item=item, by=COMMAND, at=AT)
    assert press(token, do="answer", item=item, answer="No: 1999.").status_code == 409


def test_what_an_applicant_brings_is_not_shown_to_the_dealer():
    partner = dealer()
    number = handed_in(dealer_user(partner), email=ROY)
    asked(number)
    work_off(at=GOES)
    press(letter_token(), do="paper", paper=SimpleUploadedFile("bill.pdf", PDF, "application/pdf"))
    seen = dossier_for(partner, number)
    assert seen
    assert seen.papers == []


def test_a_link_answers_for_its_own_application_alone(number):
    asked(number)
    work_off(at=GOES)
    other = handed_in(dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees"), email="other@post.example")
    theirs = asked(other)
    not_for_them = add_item(number=number, what=What.DEPOSIT, by=COMMAND, at=AT)
    token = letter_token()
    with pytest.raises(NoSuchItem):
        answer_as_applicant(token=token, item=theirs, text="x", at=GOES)
    with pytest.raises(SettledAlready):
        answer_as_applicant(token=token, item=not_for_them, text="x", at=GOES)
    assert not ChecklistItem.objects.exclude(answer="").exists()


def test_a_link_ends_by_itself_or_when_staff_make_it_void(number):
    item = asked(number)
    work_off(at=GOES)
    first = letter_token()
    assert tracked(first, at=AT + LINK_LASTS) is None
    send_tracker(number=number, by=COMMAND, at=GOES)
    work_off(at=GOES)
    second = letter_token()
    assert page_of(first).status_code == 410
    assert page_of(second).status_code == 200
    void_tracker(number=number, by=COMMAND, at=GOES)
    for token in (first, second):
        assert page_of(token).status_code == 410
        with pytest.raises(LinkNotGood):
            answer_as_applicant(token=token, item=item, text="x", at=GOES)
    with pytest.raises(CannotBeAsked):
        asked(number)
    assert ChecklistItem.objects.count() == 1, "a question that reaches nobody is not kept"


def test_a_letter_that_waits_while_its_link_is_made_void_is_not_sent(number):
    void_tracker(number=number, by=COMMAND, at=AT)
    work_off(at=GOES)
    assert letters_to(ROY) == []
    assert Letter.objects.get(kind="tracker").state == "voided"


def test_who_signed_up_answers_by_the_letters_link_and_not_by_the_browser_that_typed_the_address():
    application = apply()
    work_off(at=AT)
    letter, browsers = letter_token(), page_token(application)
    number = confirm_signup(token=letter, at=AT)
    item = asked(number)
    assert "Since when" not in words(page_of(browsers))
    assert "Since when" in words(page_of(letter))
    assert press(browsers, do="answer", item=item, answer="x").status_code == 410
    assert press(letter, do="answer", item=item, answer="Since May.").status_code == 302
    send_tracker(number=number, by=COMMAND, at=GOES)
    assert (page_of(letter).status_code, page_of(browsers).status_code) == (410, 410)
    set_status(number=number, to=Status.INACTIVE, by=COMMAND, at=GOES)
    mail.outbox.clear()
    work_off(at=GOES)
    assert "We have not opened an account" in words(page_of(letter_token()))


def test_answers_and_guesses_are_counted(number, monkeypatch):
    monkeypatch.setattr(turns, "ANSWERS_AN_HOUR", 1)
    monkeypatch.setattr(turns, "GUESSES_AN_HOUR", 1)
    item = asked(number)
    work_off(at=GOES)
    token = letter_token()
    said = [press(token, do="answer", item=item, answer="x").status_code for _ in range(2)]
    assert said == [302, 429]
    guessed = [page_of("x" * 40) for _ in range(2)]
    assert [one.status_code for one in guessed] == [410, 429]
    assert guessed[1]["Retry-After"]


def test_staff_see_the_link_send_another_and_make_it_void(client, number):
    client.force_login(Principal.objects.get(pk=hire(TOM).key))
    address = f"/office/customers/{number}/application/"
    assert "/app/signup/" in client.get(address).content.decode()
    assert "/app/signup/" in client.get(f"/office/queue/{number}/").content.decode()
    assert client.post(f"{address}link/", {"do": "void"}).status_code == 302
    assert "/app/signup/" not in client.get(address).content.decode()
    assert client.post(f"{address}link/", {"do": "send"}).status_code == 302
    work_off(at=GOES)
    assert page_of(letter_token()).status_code == 200
    alone = add_customer(values={"kind": "company", "name": "Weir"}, origin=Origin.STAFF, by=COMMAND, at=AT)
    assert client.post(f"/office/customers/{alone}/application/link/", {"do": "send"}).status_code == 409
    with pytest.raises(NoApplicationThere):
        void_tracker(number=alone, by=COMMAND, at=GOES)
    assert Application.objects.count() == 1
