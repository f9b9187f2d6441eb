"""A letter goes to a real mail server, and what became of it is kept with the server's words."""

import logging
from datetime import timedelta

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Delivery
from onaccount.domain.history.rules import retry_after
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.queries import letters_about
from onaccount.domain.letters.rules import LetterState
from onaccount.domain.people.actions import choose_password, settle_business
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import Kind, LinkState
from onaccount.domain.vetting.actions import ask_new_password, send_again, set_status
from onaccount.foundation.text import tidy
from tests.postbox import temporary_password_in, text_of, token_in
from tests.stage import AT, COMMAND, LATER, LINK_LASTS, PASSWORD, everything_in_the_database, let_in, sign_up, work_off

GOES = AT + LATER

pytestmark = pytest.mark.django_db


def news(number: int):
    return letters_about("customer", str(number))[0]


def again(number: int, at=GOES + timedelta(hours=1)) -> None:
    send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=at)
    work_off(at=at)


def said(caplog) -> str:
    """What this house wrote to its log; the mail server of the test has one of its own, in which all is to be read."""
    return repr([record.getMessage() for record in caplog.records if record.name != "mail.log"])


# --- what the server answers ------------------------------------------------------------------------------------------


def test_a_letter_that_the_server_took_is_sent(postbox):
    number = let_in()
    work_off()
    [letter] = postbox.letters
    assert (letter["To"], letter["Subject"]) == ("graham@widgets.example", "Your account with OnAccount is open")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Log in with: graham@widgets.example" in text_of(letter)
    assert (news(number).state, news(number).sent_at, news(number).attempts) == (LetterState.SENT, GOES, 1)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("at", ["on_recipient", "on_letter"])
def test_a_letter_that_the_server_refuses_says_so_in_the_servers_words_and_is_not_tried_again(postbox, at):
    setattr(postbox, at, "550 5.1.1 No such mailbox here")
    number = let_in()
    work_off()
    assert news(number).state is LetterState.REFUSED
    assert news(number).server_words == "550 5.1.1 No such mailbox here"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("at", ["on_recipient", "on_letter"])
def test_a_letter_waits_for_a_server_that_asks_for_patience_and_goes_then(postbox, at):
    setattr(postbox, at, "451 4.7.1 Greylisted, come again")
    number = let_in()
    work_off()
    assert (news(number).state, news(number).server_words) == (LetterState.QUEUED, "451 4.7.1 Greylisted, come again")
    setattr(postbox, at, "250 Thank you")
    work_off(at=GOES + retry_after(1) - timedelta(seconds=1))
    assert news(number).state is LetterState.QUEUED
    work_off(at=GOES + retry_after(1))
    assert (news(number).state, news(number).server_words, news(number).attempts) == (LetterState.SENT, "", 2)


def test_a_letter_waits_for_a_server_that_is_down(settings, postbox):
    settings.EMAIL_PORT = 9  # discard: nobody listens there
    number = let_in()
    work_off()
    assert news(number).state is LetterState.QUEUED
    assert news(number).server_words.startswith("The mail server could not be reached")
    settings.EMAIL_PORT = postbox.port
    work_off(at=GOES + retry_after(1))
    assert news(number).state is LetterState.SENT


def test_a_letter_waits_for_an_operator_who_gave_the_wrong_password(settings, postbox):
    """That the server does not know us is no word about the customer's address."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    number = let_in()
    work_off()
    assert news(number).state is LetterState.QUEUED


def test_without_a_mail_server_letters_wait_and_say_what_is_missing(settings, tmp_path):
    """The folder of the demo is looked at by nobody else: a letter in it has not been sent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    number = let_in()
    work_off()
    assert news(number).state is LetterState.QUEUED
    assert "EMAIL_URL" in news(number).server_words
    assert list(tmp_path.iterdir()) == []
    settle_business(is_demo=True, by=COMMAND, at=GOES)
    work_off(at=GOES + retry_after(1))
    assert news(number).state is LetterState.SENT
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_that_nobody_takes_for_a_week_is_kept_and_its_customer_can_be_written_to_again(postbox):
    postbox.on_letter = "452 Full"
    number = let_in()
    at = GOES
    work_off(at=at)
    while waiting := Delivery.objects.filter(parked_at=None).first():
        at = waiting.due_at
        work_off(at=at)
    assert at > GOES + timedelta(days=6)
    assert news(number).state is LetterState.QUEUED
    postbox.on_letter = "250 Thank you"
    again(number, at=at)
    assert news(number).state is LetterState.SENT
    assert way_in(token_in(postbox.letters[-1]), at=at).state is LinkState.GOOD


# --- the way in -------------------------------------------------------------------------------------------------------


def test_the_link_of_a_letter_lets_in_for_a_week(postbox):
    let_in()
    work_off()
    token = token_in(postbox.letters[0])
    assert way_in(token, at=GOES + LINK_LASTS - timedelta(seconds=1)).state is LinkState.GOOD
    assert way_in(token, at=GOES + LINK_LASTS).state is LinkState.EXPIRED
    choose_password(token=token, password=PASSWORD, at=GOES)
    assert Principal.objects.get(kind="login").check_password(PASSWORD)


def test_the_link_of_a_letter_that_waited_is_the_same_and_its_days_count_from_when_it_went(postbox):
    postbox.on_letter = "451 Later"
    let_in()
    work_off()
    postbox.on_letter = "250 Thank you"
    went = GOES + timedelta(days=6)
    work_off(at=went)
    first, second = postbox.letters
    assert token_in(first) == token_in(second)
    assert first["Message-ID"] == second["Message-ID"]
    assert way_in(token_in(second), at=went + LINK_LASTS - timedelta(seconds=1)).state is LinkState.GOOD


def test_send_again_voids_the_earlier_link_when_the_new_one_goes(postbox):
    number = let_in()
    work_off()
    send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=GOES)
    earlier = token_in(postbox.letters[0])
    assert way_in(earlier, at=GOES).state is LinkState.GOOD
    work_off(at=GOES + LATER)
    assert way_in(earlier, at=GOES + LATER).state is LinkState.VOIDED
    assert way_in(token_in(postbox.letters[1]), at=GOES + LATER).state is LinkState.GOOD
    assert postbox.letters[0]["Message-ID"] != postbox.letters[1]["Message-ID"]


def test_a_login_that_chose_a_password_is_told_that_it_is_the_one(postbox):
    """A place whose address was corrected after its people had chosen: they need no new link."""
    number = let_in()
    work_off()
    choose_password(token=token_in(postbox.letters[0]), password=PASSWORD, at=GOES)
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=GOES)
    correct_customer(number=number, values={"login_email": "right@widgets.example"}, by=COMMAND, at=GOES)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=GOES)
    work_off(at=GOES + LATER)
    assert "Your password is the one that was chosen" in text_of(postbox.letters[1])
    assert "/welcome/" not in text_of(postbox.letters[1])


def test_send_again_gives_a_link_to_a_login_that_has_a_password_and_leaves_that_until_another_is_chosen(postbox):
    number = let_in()
    work_off()
    choose_password(token=token_in(postbox.letters[0]), password=PASSWORD, at=GOES)
    again(number)
    assert Principal.objects.get(kind="login").check_password(PASSWORD)
    choose_password(token=token_in(postbox.letters[1]), password="8 foxy 42 jukebox", at=GOES + timedelta(hours=1))
    assert not Principal.objects.get(kind="login").check_password(PASSWORD)


def test_a_letter_follows_an_address_that_is_corrected_while_it_waits(postbox):
    """A link that goes to the wrong address lets a stranger in."""
    number = let_in()
    correct_customer(number=number, values={"login_email": "right@widgets.example"}, by=COMMAND, at=AT)
    work_off()
    assert postbox.recipients == ["right@widgets.example"]
    assert "Log in with: right@widgets.example" in text_of(postbox.letters[0])
    assert news(number).to == "right@widgets.example"
    assert way_in(token_in(postbox.letters[0]), at=GOES).email == "right@widgets.example"


def test_an_address_that_is_corrected_between_two_tries_gets_a_link_of_its_own(postbox):
    postbox.on_letter = "451 Later"
    number = let_in()
    work_off()
    correct_customer(number=number, values={"login_email": "right@widgets.example"}, by=COMMAND, at=GOES)
    postbox.on_letter = "250 Thank you"
    work_off(at=GOES + retry_after(1))
    wrong, right = (token_in(letter) for letter in postbox.letters)
    assert way_in(wrong, at=GOES).state is LinkState.VOIDED
    assert way_in(right, at=GOES).state is LinkState.GOOD


def test_a_letter_does_not_go_to_a_login_that_is_no_longer_there(postbox):
    number = let_in()
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=AT)
    correct_customer(number=number, values={"login_email": ""}, by=COMMAND, at=AT)
    work_off()
    assert postbox.letters == []
    assert news(number).state is LetterState.VOIDED


# --- temporary passwords (D-04) ---------------------------------------------------------------------------------------


@pytest.fixture
def with_temporary_passwords(db) -> None:
    settle_business(login_letter="temporary_password", by=COMMAND, at=AT)


def test_where_the_setting_says_so_the_letter_brings_a_temporary_password(postbox, with_temporary_passwords):
    let_in()
    work_off()
    password = temporary_password_in(postbox.letters[0])
    assert len(password) >= 16
    assert "/welcome/" not in text_of(postbox.letters[0])
    principal = Principal.objects.get(kind="login")
    assert principal.check_password(password)
    assert principal.temporary_until == GOES + timedelta(hours=24)
    assert "It works once, for 24 hours" in text_of(postbox.letters[0])


def test_another_temporary_password_voids_the_first(postbox, with_temporary_passwords):
    number = let_in()
    work_off()
    again(number)
    first, second = (temporary_password_in(letter) for letter in postbox.letters)
    principal = Principal.objects.get(kind="login")
    assert not principal.check_password(first)
    assert principal.check_password(second)


def test_whichever_way_in_was_sent_before_is_void_when_the_setting_is_changed(postbox):
    number = let_in()
    work_off()
    settle_business(login_letter="temporary_password", by=COMMAND, at=GOES)
    again(number)
    assert way_in(token_in(postbox.letters[0]), at=GOES + timedelta(hours=1)).state is LinkState.VOIDED
    settle_business(login_letter="link", by=COMMAND, at=GOES)
    again(number, at=GOES + timedelta(hours=2))
    assert not Principal.objects.get(kind="login").check_password(temporary_password_in(postbox.letters[1]))
    assert way_in(token_in(postbox.letters[2]), at=GOES + timedelta(hours=2)).state is LinkState.GOOD


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["250 Thank you", "550 No", "451 Later"])
def test_no_link_is_readable_in_the_database_or_the_log(postbox, caplog, answer):
    caplog.set_level(logging.DEBUG)
    postbox.on_letter = answer
    let_in()
    work_off()
    token = token_in(postbox.letters[0])
    assert "Hello Graham" in everything_in_the_database()  # what is looked through does hold the letter
    assert token not in everything_in_the_database()
    assert token not in said(caplog)
    assert "(link)" in Letter.objects.get().text


def test_no_password_is_readable_in_the_database_or_the_log(postbox, caplog, with_temporary_passwords):
    caplog.set_level(logging.DEBUG)
    let_in()
    work_off()
    password = temporary_password_in(postbox.letters[0])
    assert password not in everything_in_the_database()
    assert password not in said(caplog)
    assert "(temporary password)" in Letter.objects.get().text


def test_the_link_to_a_new_password_is_readable_nowhere_either(postbox, caplog):
    caplog.set_level(logging.DEBUG)
    let_in()
    work_off()
    ask_new_password(email="GRAHAM@widgets.example", kind=Kind.LOGIN, at=GOES)
    work_off(at=GOES)
    token = token_in(postbox.letters[1])
    assert token not in everything_in_the_database()
    assert token not in said(caplog)
    choose_password(token=token, password=PASSWORD, at=GOES)


# --- names that would like to be more than names ----------------------------------------------------------------------

MISCHIEF = [
    "Graham\r\nBcc: everybody@widgets.example",
    "Graham\nSubject: You have won",
    "Graham\x00\x0b\x0c\x1c\x85\u2028Bcc: x@widgets.example",
    "{{ 7|add:7 }} {% include 'x' %} {0.__class__} %(x)s",
    "<script>alert(1)</script>",
    "\u202eTDL MAHARG",
    "株式会社 グラハム 🦆",
    "=?utf-8?q?encoded?= <x@widgets.example>",
    "." * 190,
]


@pytest.mark.parametrize("name", MISCHIEF)
def test_a_name_adds_no_header_and_is_no_template(postbox, name):
    settle_business(name=tidy(name)[:110], by=COMMAND, at=AT)
    let_in(name=name)
    work_off()
    [letter] = postbox.letters
    assert set(letter.keys()) <= {
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
        "Auto-Submitted", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    assert postbox.recipients == ["graham@widgets.example"]
    assert letter.get_all("Bcc") is None
    if "{{" in name:
        assert "{{ 7|add:7 }} {% include 'x' %} {0.__class__} %(x)s" in text_of(letter)
    assert token_in(letter)


@pytest.mark.parametrize(
    "address", ["Ärger@widgets.example", "graham@büro.example", '"a b"@widgets.example', "o'neill+x@widgets.example"]
)
def test_an_unusual_address_is_written_to_or_refused_in_words_and_never_to_somebody_else(postbox, address):
    number = sign_up(login=address)
    [place] = locations_of(number)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    work_off()
    if news(number).state is LetterState.SENT:
        assert postbox.recipients == [place.login_email.replace("büro", "xn--bro-hoa")]
    else:
        assert news(number).state is LetterState.REFUSED
        assert news(number).server_words
        assert postbox.recipients == []
