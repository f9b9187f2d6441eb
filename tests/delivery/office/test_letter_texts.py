"""Saying letters in one's own words, with a preview."""

from typing import cast

import pytest

from onaccount.domain.letters.models import LetterText
from onaccount.domain.letters.queries import our_words
from onaccount.domain.people.actions import settle_business
from tests.stage import AT, COMMAND

ADDRESS = "/office/settings/letters/login_details/"
SENT = {"subject": "Come in, {customer}", "text": "Dear {customer}\r\n\r\n{way_in}", "version": ""}


@pytest.fixture
def settled(nadia):
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    return nadia


def test_the_page_shows_our_words_what_stands_for_something_and_what_they_come_to(settled):
    page = settled.get(ADDRESS)
    assert page.context["form"]["text"].value() == our_words("login_details").text
    content = page.content.decode()
    assert "{way_in}" in content
    assert "Hello Graham&#x27;s Widgets," in content
    assert "Your account with Harbour &amp; Pine is open" in content


def test_a_preview_keeps_nothing(settled):
    for headers in cast(list[dict[str, str]], [{}, {"HX-Request": "true", "HX-Target": "preview"}]):
        content = settled.post(ADDRESS, {**SENT, "do": "preview"}, headers=headers).content.decode()
        assert "Come in, Graham&#x27;s Widgets" in content
        assert ("<html" in content) == (not headers)
    assert not LetterText.objects.exists()


def test_words_are_kept_and_shown_as_theirs(settled):
    assert settled.post(ADDRESS, SENT)["Location"] == ADDRESS
    assert LetterText.objects.get().text == "Dear {customer}\n\n{way_in}"
    overview = settled.get("/office/settings/letters/").content.decode()
    assert "Yours" in overview
    assert "Nadia Okafor" in overview
    page = settled.get(ADDRESS)
    assert "Take our words again" in page.content.decode()
    settled.post(f"{ADDRESS}reset/", {"version": page.context["words"].version})
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("do", ["", "preview"])
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "no way in", "Without {way_in} nobody could use this letter."),
        ("text", "{way_in} {password}", "This letter knows no {password}."),
        ("subject", "Hello\r\nBcc: x@x.example", "The subject needs one line"),
        ("subject", "{way_in}", "lets somebody in"),
        ("text", "", "This field is required."),
    ],
)
def test_words_of_no_use_are_refused_beside_their_field_and_kept_as_typed(settled, do, field, value, words):
    response = settled.post(ADDRESS, {**SENT, field: value, "do": do})
    assert response.status_code == 422
    assert words in response.context["form"].errors[field][0]
    assert response.context["form"][field].value() == value
    assert not LetterText.objects.exists()


def test_who_was_slower_is_told_and_loses_nothing(settled):
    settled.post(ADDRESS, SENT)
    response = settled.post(ADDRESS, {**SENT, "subject": "Mine"})
    assert response.status_code == 422
    assert "Somebody else has changed this text" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["subject"].value() == "Mine"


def test_hostile_words_are_shown_and_nothing_more(settled):
    settled.post(ADDRESS, {**SENT, "text": "<script>alert(1)</script>{{7*7}}{way_in}", "subject": "<b>x</b>"})
    content = settled.get(ADDRESS).content.decode()
    assert "<script>alert" not in content
    assert "<b>x</b>" not in content.replace("<p><b>&lt;b&gt;", "")
    assert "{{7*7}}" in content


def test_there_is_no_letter_of_another_kind(settled):
    assert settled.get("/office/settings/letters/ransom/").status_code == 404
    assert settled.post("/office/settings/letters/ransom/", SENT).status_code == 404
    assert settled.post("/office/settings/letters/ransom/reset/").status_code == 404
