"""Letters in a business's own words: filled in literally, never run (security checklist 6 and 7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.actions import keep_letter_text, reset_letter_text
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.queries import our_words, words_of_letter
from onaccount.domain.letters.rules import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    PLACEHOLDERS,
    NoSuchText,
    PlaceholderMissing,
    SecretInSubject,
    SubjectUnusable,
    TextChangedMeanwhile,
    TextTooLong,
    UnknownPlaceholder,
    check_text,
    fill,
)
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.rules import Kind, NotAllowed
from onaccount.domain.vetting.actions import ask_new_password
from tests.postbox import text_of
from tests.stage import AT, COMMAND, INES, LATER, TOM, everything_in_the_database, hire, let_in, race, work_off

SUBJECT = "Welcome to {business}, {customer}"
TEXT = "Dear {customer},\n\nyou log in with {login}.\n\n{way_in}\n\nYours, {business}"


def keep(
    *, subject: str = SUBJECT, text: str = TEXT, version: str = "", kind: str = "login_details", by=COMMAND, at=AT
) -> None:
    keep_letter_text(kind=kind, subject=subject, text=text, version=version, by=by, at=at)


@pytest.mark.parametrize(
    ("subject", "text", "refusal"),
    [
        ("", TEXT, SubjectUnusable),
        ("   ", TEXT, SubjectUnusable),
        ("Hello\r\nBcc: everybody@x.example", TEXT, SubjectUnusable),
        ("Hello\nBcc: everybody@x.example", TEXT, SubjectUnusable),
        ("Hello\x0bBcc: everybody@x.example", TEXT, SubjectUnusable),
        ("Hello\u2028there", TEXT, SubjectUnusable),
        ("x" * (LONGEST_SUBJECT + 1), TEXT, SubjectUnusable),
        (SUBJECT, "Hello {customer}", PlaceholderMissing),
        (SUBJECT, "", PlaceholderMissing),
        (SUBJECT, "{way_in} {password}", UnknownPlaceholder),
        ("{secret}", TEXT, UnknownPlaceholder),
        ("{way_in}", TEXT, SecretInSubject),
        (SUBJECT, "{way_in}" + "x" * LONGEST_TEXT, TextTooLong),
    ],
)
def test_words_that_would_be_of_no_use_are_refused(subject, text, refusal):
    with pytest.raises(refusal):
        check_text("login_details", subject=subject, text=text)


def test_the_refusal_of_an_unknown_name_lists_those_that_are_known():
    with pytest.raises(UnknownPlaceholder) as refused:
        check_text("login_details", subject=SUBJECT, text="{way_in} {password}")
    assert str(refused.value) == (
        "This letter knows no {password}. Use one of: {customer}, {business}, {login}, {way_in}, {app}."
    )


def test_there_is_no_letter_of_another_kind():
    with pytest.raises(NoSuchText):
        check_text("ransom", subject="x", text="x")


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}", "{% include 'x' %}", "{customer.__class__}", "{0}", "{customer!r}", "{customer:>99999999}", "%(x)s",
        "${customer}", "{customer[0]}", "{ customer }", "{", "}", "{}", "\\{customer", "{{% debug %}}",
    ],
)  # fmt: skip
def test_what_is_no_name_in_braces_stays_as_it_was_typed(text):
    assert fill(text.replace("${customer}", "$"), {"customer": "Graham"}) == text.replace("${customer}", "$")


def test_a_value_is_not_looked_at_again():
    assert fill("{customer}", {"customer": "{way_in}", "way_in": "secret"}) == "{way_in}"


@given(name=st.text(), other=st.text())
def test_whatever_a_value_is_it_stands_there_literally(name, other):
    assert fill("a {customer} b {login} c", {"customer": name, "login": other}) == f"a {name} b {other} c"


@pytest.mark.parametrize("kind", PLACEHOLDERS)
def test_our_own_words_would_be_taken_as_they_are(kind):
    ours = our_words(kind)
    check_text(kind, subject=ours.subject, text=ours.text)


# --- kept, sent, taken back -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_letter_has_the_words_of_the_business_and_its_secret_is_not_kept(postbox):
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    keep()
    let_in(name="{{7*7}} {login} Ltd")
    work_off()
    [letter] = postbox.letters
    assert str(letter["Subject"]) == "Welcome to Harbour & Pine, {{7*7}} {login} Ltd"
    text = text_of(letter)
    assert text.startswith(
        "Dear {{7*7}} {login} Ltd,\n\nyou log in with graham@widgets.example.\n\nChoose your password"
    )
    assert "/app/welcome/" in text
    kept = Letter.objects.get()
    assert "/app/welcome/" not in kept.text
    assert "(link)" in kept.text


@pytest.mark.django_db
def test_the_words_for_a_new_password_are_the_businesss_too(postbox):
    keep(kind="new_password", subject="New password", text="{name}, within {hours} hours: {link}")
    staff = hire(TOM)
    ask_new_password(email=TOM.email, kind=Kind.STAFF, at=AT)
    work_off()
    [letter] = postbox.letters
    assert text_of(letter).startswith(f"{staff.name}, within 2 hours: http")


@pytest.mark.django_db
def test_kept_words_say_who_wrote_them_and_history_has_what_stood_there():
    ours = our_words("login_details")
    keep()
    now = words_of_letter("login_details")
    assert (now.subject, now.text, now.is_ours, now.by_key) == (SUBJECT, TEXT, False, "command")
    changes = facts_of(Subject("letter_text", "login_details"))[0].changes
    assert changes == {"subject": (ours.subject, SUBJECT), "text": (ours.text, TEXT)}


@pytest.mark.django_db
def test_our_words_come_back():
    keep()
    reset_letter_text(kind="login_details", version=words_of_letter("login_details").version, by=COMMAND, at=AT)
    assert words_of_letter("login_details") == our_words("login_details")
    assert [fact.name for fact in facts_of(Subject("letter_text", "login_details"))] == [
        "letter_text.reset", "letter_text.changed",
    ]  # fmt: skip


@pytest.mark.django_db
def test_words_that_somebody_else_changed_meanwhile_are_not_written_over():
    keep()
    with pytest.raises(TextChangedMeanwhile):
        keep(subject="Mine")
    with pytest.raises(TextChangedMeanwhile):
        reset_letter_text(kind="login_details", version="", by=COMMAND, at=AT)
    keep(subject="Mine", version=words_of_letter("login_details").version, at=AT + LATER)
    assert words_of_letter("login_details").subject == "Mine"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_the_same_moment_one_is_told():
    answers = race(lambda: keep(subject="One"), lambda: keep(subject="Two"))
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "TextChangedMeanwhile"]


@pytest.mark.django_db
@pytest.mark.parametrize("player", [TOM, INES])
def test_only_who_may_change_settings_writes_letters_anew(player):
    by = hire(player)
    before = everything_in_the_database()
    with pytest.raises(NotAllowed):
        keep(by=by)
    with pytest.raises(NotAllowed):
        reset_letter_text(kind="login_details", version="", by=by, at=AT)
    assert everything_in_the_database() == before
