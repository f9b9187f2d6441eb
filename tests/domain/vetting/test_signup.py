"""Signing up by oneself: an application, a letter, a customer once the address is shown to be theirs (S1-05, D-17)."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locations_of, waiting_count
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Event
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.rules import LinkNotGood, NotAllowed
from onaccount.domain.vetting.actions import (
    ask_signup_letter,
    confirm_signup,
    expire_applications,
    new_challenge,
    page_token,
    set_status,
    sign_up,
    tell_of_signup,
    withdraw_signup,
)
from onaccount.domain.vetting.models import Application, SpentProof
from onaccount.domain.vetting.queries import Step, tracked
from onaccount.domain.vetting.rules.applications import NotADraft
from onaccount.domain.vetting.rules.proof import NeedsProof, Proof, ProofSpent, ProofTooOld, ProofWrong
from onaccount.domain.vetting.rules.signup import (
    MOST_LETTERS,
    STRANGER,
    AddressKnown,
    SignupClosed,
    TooManyLetters,
    Unfit,
)
from tests.applicants import (
    CHOSEN,
    EMAIL,
    MAEVE,
    SOON,
    apply,
    apply_and_confirm,
    letter_token,
    letters_to,
    solved,
)
from tests.delivery.app.guests import token_of
from tests.stage import AT, COMMAND, INES, LATER, NADIA, TOM, WIDGETS, everything_in_the_database, hire, work_off
from tests.stage import sign_up as apply_as

pytestmark = pytest.mark.django_db
JO = {"kind": "individual", "given_name": "Jo", "family_name": "Reed", "email": "jo@reed.example"}


def settle(**choices) -> None:
    settle_business(by=COMMAND, at=AT, **choices)


def refused_fields(refusal: Unfit) -> dict[str, str]:
    return {name: one.code for name, one in refusal.problems}


# --- the way through --------------------------------------------------------------------------------------------------


def test_an_application_is_no_customer_until_its_address_is_confirmed():
    apply()
    assert not Customer.objects.exists()
    work_off()
    number = confirm_signup(token=letter_token(), at=AT + SOON)
    customer = Customer.objects.get(pk=number)
    assert (customer.name, customer.status, customer.origin) == ("Harbour Lanterns Ltd", "new", "signup")
    assert [place.login_email for place in locations_of(number)] == [EMAIL]
    assert waiting_count() == 1
    assert [(contact.given_name, contact.family_name) for contact in customer.contacts.all()] == [("Maeve", "Corrigan")]


def test_an_individual_signs_up_by_name():
    number = apply_and_confirm(JO)
    assert (Customer.objects.get(pk=number).name, Customer.objects.get(pk=number).kind) == ("Jo Reed", "individual")


def test_each_step_is_a_fact_with_the_applicant_as_its_author():
    number = apply_and_confirm()
    application = Application.objects.get()
    events = Event.objects.filter(subject_kind="application", subject_key=str(application.pk)).order_by("at", "pk")
    assert [event.name for event in events] == ["application.started", "application.confirmed"]
    assert {event.actor_kind for event in events} == {"applicant"}
    assert [fact.name for fact in facts_of(Subject("customer", str(number)))] == ["customer.added"]


def test_what_is_ours_to_say_of_a_customer_cannot_be_said_by_them():
    """V15.3.3: the keys of other systems, tags, status and the like are not taken from a stranger."""
    number = apply_and_confirm(MAEVE | {"external_id": "X-1", "tags": "vip", "status": "active", "number": "7"})
    customer = Customer.objects.get(pk=number)
    assert (customer.external_id, customer.tags.count(), customer.status) == ("", 0, "new")


# --- the password (D-04) ----------------------------------------------------------------------------------------------


def test_a_chosen_password_is_kept_as_a_hash_alone_and_logs_in_after_the_activation():
    """V6.4.1, V11.4.2: it stands nowhere as typed, in no table and in no letter."""
    number = apply_and_confirm(password=CHOSEN)
    assert check_password(CHOSEN, Application.objects.get().password)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT + SOON)
    work_off(at=AT + SOON + LATER)
    letter = letters_to(EMAIL)[-1]
    assert "Your password is the one that you chose when you signed up" in letter
    assert "/app/welcome/" not in letter
    principal = locations_of(number)[0].principal
    assert principal
    assert principal.check_password(CHOSEN)
    assert Application.objects.get().password == "", "kept in one place"
    assert CHOSEN not in everything_in_the_database()
    assert CHOSEN not in " ".join(str(letter.body) for letter in mail.outbox)


def test_a_blank_password_is_none_and_the_activation_brings_a_link():
    number = apply_and_confirm()
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT + SOON)
    work_off(at=AT + SOON + LATER)
    assert token_of(letters_to(EMAIL)[-1])


def test_a_password_does_not_go_to_another_address_than_the_one_that_chose_it():
    number = apply_and_confirm(password=CHOSEN)
    correct_customer(number=number, values=MAEVE | {"login_email": "new@lanterns.example"}, by=COMMAND, at=AT + SOON)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT + SOON)
    work_off(at=AT + SOON + LATER)
    assert token_of(letters_to("new@lanterns.example")[-1])
    principal = locations_of(number)[0].principal
    assert principal
    assert not principal.has_usable_password()


def test_whoever_reads_the_letter_may_leave_out_a_password_that_somebody_else_chose():
    apply(password="8 foxy 42 jukebox")
    work_off()
    confirm_signup(token=letter_token(), keeps_password=False, at=AT + SOON)
    assert Application.objects.get().password == ""


@pytest.mark.parametrize("password", ["short7!", "password123", "harbour lanterns ltd", EMAIL])
def test_a_password_that_the_validators_refuse_is_said_at_its_field(password):
    """V6.2.1, V6.2.4, V6.2.11."""
    with pytest.raises(Unfit) as refusal:
        apply(password=password)
    assert refused_fields(refusal.value) == {"password": "weak_password"}
    assert "password" in str(refusal.value.problems[0][1]).lower()


@pytest.mark.parametrize("password", ["🔑" * 64, "x y" * 300, "пароль из многих слов"])
def test_long_passwords_of_any_letters_are_taken_whole(password):
    """V6.2.8, V6.2.9."""
    apply(password=password)
    assert check_password(password, Application.objects.get().password)
    assert not check_password(password[:-1], Application.objects.get().password)


# --- who may come in (S1-12, S1-13) -----------------------------------------------------------------------------------

BLANK = ["", "  ", "\u200b", "\u00a0", "---", "\u3164"]


@pytest.mark.parametrize("name", BLANK)
def test_where_individuals_may_not_come_a_blank_business_name_is_none_and_it_is_said_whom_to_ask(name):
    settle(allows_individuals=False, ask_whom="Tom on 01632 960 114")
    with pytest.raises(Unfit) as refusal:
        apply(name=name)
    problem = dict(refusal.value.problems)["name"]
    assert problem.code in ("needs_business_name", "holds_controls")
    assert "01632 960 114" in str(problem) or name == "\u3164"
    assert not Application.objects.exists()


def test_where_individuals_may_not_come_an_individual_is_told_whom_to_ask():
    settle(allows_individuals=False, ask_whom="Tom on 01632 960 114")
    with pytest.raises(Unfit) as refusal:
        apply(JO)
    assert refused_fields(refusal.value) == {"name": "needs_business_name"}
    assert "Tom on 01632 960 114" in str(refusal.value.problems[0][1])


def test_a_company_without_a_name_is_asked_for_it():
    with pytest.raises(Unfit) as refusal:
        apply(name="")
    assert refused_fields(refusal.value) == {"name": "needs_name"}


def test_where_only_staff_open_accounts_nobody_signs_up_and_it_is_said_whom_to_ask():
    """V2.2.2: the action refuses, whatever the page shows; also who applied before that was settled."""
    apply()
    work_off()
    settle(accounts_by_staff_only=True, ask_whom="Tom on 01632 960 114")
    for attempt in (lambda: apply(email="b@x.example"), lambda: confirm_signup(token=letter_token(), at=AT + SOON)):
        with pytest.raises(SignupClosed) as refusal:
            attempt()
        assert "01632 960 114" in str(refusal.value)
    assert not Customer.objects.exists()


def test_all_that_has_to_be_changed_is_said_at_once():
    """V2.2.1: the action refuses what the form refuses."""
    with pytest.raises(Unfit) as refusal:
        apply({"kind": "company", "name": "", "email": "maeve@lanterns", "website": "x"}, password="short")
    assert refused_fields(refusal.value) == {"name": "needs_name", "email": "email", "password": "weak_password"}
    with pytest.raises(Unfit) as refusal:
        apply({"kind": "thing", "name": "A" * 301})
    assert refused_fields(refusal.value) == {"kind": "kind", "name": "too_long", "email": "needs_email"}


# --- proof of work ----------------------------------------------------------------------------------------------------


def test_a_proof_is_good_once():
    """V6.5.1."""
    proof = solved(new_challenge(at=AT))
    apply(proof=proof)
    with pytest.raises(ProofSpent):
        apply(proof=proof, email="other@x.example")
    assert Application.objects.count() == 1


def test_a_refused_application_does_not_use_its_proof_up():
    proof = solved(new_challenge(at=AT))
    with pytest.raises(Unfit):
        apply(proof=proof, name="")
    apply(proof=proof)


def test_a_proof_is_good_for_ten_minutes():
    proof = solved(new_challenge(at=AT))
    with pytest.raises(ProofTooOld):
        apply(proof=proof, at=AT + timedelta(minutes=10))
    apply(proof=proof, at=AT + timedelta(minutes=9, seconds=59))


@pytest.mark.parametrize("proof", [None, Proof("", ""), Proof("x" * 64, "1"), Proof("ü" * 64, "1"), Proof("\0", "²")])
def test_without_a_proof_nobody_signs_up(proof):
    with pytest.raises((NeedsProof, ProofWrong)):
        sign_up(values=MAEVE, password="", proof=proof, by=STRANGER, at=AT)


def test_who_may_add_customers_needs_no_proof_and_a_reader_does():
    sign_up(values=MAEVE, password="", proof=None, by=hire(TOM), at=AT)
    with pytest.raises(NeedsProof):
        sign_up(values=MAEVE, password="", proof=None, by=hire(INES), at=AT)


def test_a_stranger_adds_no_customer_past_the_application():
    from onaccount.domain.customers.actions import add_customer
    from onaccount.domain.customers.rules.status import Origin

    with pytest.raises(NotAllowed):
        add_customer(values=MAEVE, origin=Origin.SIGNUP, by=STRANGER, at=AT)


# --- the letter -------------------------------------------------------------------------------------------------------


def test_the_letter_goes_to_the_address_once_and_the_outbox_does_not_keep_its_link():
    apply()
    work_off()
    assert len(letters_to(EMAIL)) == 1
    assert letter_token() not in everything_in_the_database()
    assert "(link)" in Letter.objects.get().text


def test_a_link_confirms_once():
    """V6.5.1; the second press hears that it is done."""
    apply_and_confirm()
    with pytest.raises(LinkNotGood) as refusal:
        confirm_signup(token=letter_token(), at=AT + SOON)
    assert refusal.value.values == {"state": "used"}
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(("days", "after", "is_good"), [(7, 7, False), (7, 6.9, True), (2, 2, False), (30, 29, True)])
def test_a_link_is_good_for_as_long_as_the_business_says(days, after, is_good):
    settle(link_days=days)
    apply()
    work_off()
    later = AT + timedelta(days=after)
    if is_good:
        assert confirm_signup(token=letter_token(), at=later)
    else:
        with pytest.raises(LinkNotGood):
            confirm_signup(token=letter_token(), at=later)


def test_asking_again_makes_the_earlier_letters_link_void():
    application = apply()
    work_off()
    old = letter_token()
    ask_signup_letter(token=page_token(application), at=AT + SOON)
    work_off(at=AT + SOON + LATER)
    new = letter_token()
    assert (new != old, len(letters_to(EMAIL))) == (True, 2)
    with pytest.raises(LinkNotGood) as refusal:
        confirm_signup(token=old, at=AT + SOON)
    assert refusal.value.values == {"state": "voided"}
    assert confirm_signup(token=new, at=AT + SOON)


def test_a_letter_that_still_waits_when_another_is_asked_for_does_not_go():
    application = apply()
    ask_signup_letter(token=page_token(application), at=AT)
    work_off()
    assert len(letters_to(EMAIL)) == 1
    assert confirm_signup(token=letter_token(), at=AT + SOON)


def test_the_letter_is_asked_for_so_many_times_and_no_more():
    application = apply()
    for _ in range(MOST_LETTERS - 1):
        ask_signup_letter(token=page_token(application), at=AT)
    with pytest.raises(TooManyLetters):
        ask_signup_letter(token=page_token(application), at=AT)


def test_nobody_has_a_strangers_mailbox_filled():
    for _ in range(13):
        apply()
    work_off()
    assert len(letters_to(EMAIL)) <= 10


def test_the_pages_own_link_confirms_nothing():
    application = apply()
    with pytest.raises(LinkNotGood):
        confirm_signup(token=page_token(application), at=AT + SOON)
    assert not Customer.objects.exists()


@pytest.mark.parametrize("token", ["", "abc", "x" * 46, "ü", "..", "A" * 45, "\0"])
def test_a_link_of_nobodys_making_opens_nothing(token):
    """V6.4.3."""
    assert tracked(token, at=AT) is None
    with pytest.raises(LinkNotGood):
        confirm_signup(token=token, at=AT)


def test_a_changed_link_opens_nothing():
    token = page_token(apply())
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert tracked(token[:place] + other + token[place + 1 :], at=AT) is None


# --- nobody learns who is known ---------------------------------------------------------------------------------------


def statements_of(email: str, name: str) -> list[str]:
    """What signing up asks the database, without the values."""
    proof = solved(new_challenge(at=AT))
    with CaptureQueriesContext(
        connection,
    ) as found:
        sign_up(values=MAEVE | {"email": email, "name": name}, password=CHOSEN, proof=proof, by=STRANGER, at=AT)
    return [shape(one["sql"]) for one in found.captured_queries]


def shape(sql: str) -> str:
    import re

    return re.sub(r"'(?:[^']|'')*'|\b\d+\b|x'[0-9a-f]*'|SAVEPOINT \S+", "?", sql)


def test_the_same_is_asked_of_the_database_whoever_signs_up():
    """V6.3.8: strangers, customers, staff, applicants, companies known and unknown."""
    hire(NADIA)
    apply_as()
    apply()
    unknown = statements_of("nobody@x.example", "Unheard of Ltd")
    assert unknown
    for email, name in [
        ("graham@widgets.example", "Unheard of Ltd"),
        ("GRAHAM@widgets.example", WIDGETS),
        (NADIA.email, "Unheard of Ltd"),
        (EMAIL, MAEVE["name"]),
        ("nobody2@x.example", WIDGETS),
    ]:
        assert statements_of(email, name) == unknown, (email, name)


@pytest.mark.parametrize("known", ["graham@widgets.example", "Graham@Widgets.Example", NADIA.email])
def test_a_known_address_is_told_by_letter_that_it_is_known_and_nobody_else_is(known):
    hire(NADIA)
    apply_as()
    application = apply(email=known)
    work_off()
    letter = letters_to(application.login_email)[-1]
    assert "There is one already, so nothing new was made." in letter
    assert "/app/signup/" not in letter
    page = tracked(page_token(application), at=AT + SOON)
    assert page
    assert page.step is Step.CONFIRM, "the page says what it says to everybody"
    assert Customer.objects.count() == 1


def test_an_address_that_became_a_login_meanwhile_makes_no_second_customer():
    apply(email="graham@widgets.example")
    work_off()
    apply_as()
    with pytest.raises(AddressKnown):
        confirm_signup(token=letter_token(), at=AT + SOON)
    assert Customer.objects.count() == 1
    assert Application.objects.get(confirm_until__isnull=False).state == "draft"


def test_of_several_applications_of_an_address_the_confirmed_one_counts():
    apply(name="First Ltd")
    apply(name="Second Ltd", email=EMAIL.upper())
    work_off()
    tokens = [
        letter_token(text)
        for text in letters_to(EMAIL) + letters_to(EMAIL.upper().replace("LANTERNS.EXAMPLE", "lanterns.example"))
    ]
    confirm_signup(token=tokens[0], at=AT + SOON)
    with pytest.raises(LinkNotGood):
        confirm_signup(token=tokens[1], at=AT + SOON)
    assert sorted(Application.objects.values_list("state", flat=True)) == ["submitted", "withdrawn"]


# --- it ends ----------------------------------------------------------------------------------------------------------


def test_what_nobody_confirms_ends_and_nothing_of_it_is_kept():
    apply(password=CHOSEN)
    work_off()
    week = AT + timedelta(days=7, seconds=1)
    assert expire_applications(by=COMMAND, at=week) == 1
    assert expire_applications(by=COMMAND, at=week) == 0
    application = Application.objects.get()
    assert (application.state, application.values, application.password) == ("expired", {}, "")
    kept = everything_in_the_database()
    assert "lanterns.example" not in kept
    assert "Corrigan" not in kept
    assert not SpentProof.objects.exists()


def test_who_changes_their_mind_withdraws_and_nothing_is_kept():
    application = apply()
    withdraw_signup(token=page_token(application), at=AT)
    work_off()
    assert not letters_to(EMAIL)
    assert "lanterns.example" not in everything_in_the_database()
    with pytest.raises(NotADraft):
        withdraw_signup(token=page_token(application), at=AT)


def test_applications_that_staff_made_do_not_end_by_the_clock():
    apply_as()
    assert expire_applications(by=COMMAND, at=AT + timedelta(days=400)) == 0


# --- where it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (None, Step.LOOKED_AT),
        (Status.ACTIVE, Step.LET_IN),
        (Status.ADMIN, Step.LOOKED_AT),
        (Status.INACTIVE, Step.TURNED_DOWN),
    ],
)
def test_the_page_follows_the_customers_status(status, step):
    number = apply_and_confirm()
    if status:
        set_status(number=number, to=status, by=COMMAND, at=AT + SOON)
    for token in (letter_token(), page_token(Application.objects.get())):
        page = tracked(token, at=AT + SOON)
        assert page
        assert (page.step, page.can_confirm) == (step, False)


# --- staff are told ---------------------------------------------------------------------------------------------------


def test_staff_who_may_let_in_are_told_of_a_confirmed_sign_up_once():
    for player in (NADIA, TOM, INES):
        hire(player)
    apply()
    work_off()
    assert len(mail.outbox) == 1, "not before it is confirmed"
    number = confirm_signup(token=letter_token(), at=AT + SOON)
    work_off(at=AT + SOON)
    tell_of_signup(application=str(Application.objects.get().pk), at=AT + SOON)
    work_off(at=AT + SOON)
    assert [len(letters_to(player.email)) for player in (NADIA, TOM, INES)] == [1, 1, 0]
    letter = letters_to(TOM.email)[0]
    assert letter.startswith("Harbour Lanterns Ltd has signed up\n")
    assert f"/office/customers/{number}/" in letter


def test_who_is_told_and_whether_is_a_setting():
    hire(TOM)
    settle(signups_told_to="desk@business.example")
    apply_and_confirm()
    work_off(at=AT + SOON)
    assert (len(letters_to("desk@business.example")), letters_to(TOM.email)) == (1, [])
    settle(tells_of_signups=False)
    apply_and_confirm(JO)
    work_off(at=AT + SOON)
    assert len(letters_to("desk@business.example")) == 1


def test_a_name_brings_no_header_and_no_link_into_a_letter():
    """V1.3.11, V1.3.7: line ends and template code in a name stay text; a domain is not made into a link."""
    apply(name="Visit evil.com {{ 7|add:7 }} {% now %}" + " very long" * 20)
    work_off()
    letter = letters_to(EMAIL)[0]
    assert "evil. com" in letter
    assert "{{ 7|add:7 }}" in letter
    assert "evil.com" not in letter
