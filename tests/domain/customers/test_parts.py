"""Contacts, addresses, notes and tags of a customer: added, changed, removed; kept in history; nobody's but its own."""

import uuid
from functools import partial
from typing import Any

import pytest

from onaccount.domain.customers.actions import (
    add_address,
    add_contact,
    add_note,
    add_tag,
    change_address,
    change_contact,
    correct_customer,
    remove_address,
    remove_contact,
    remove_customers,
    remove_note,
    remove_tag,
)
from onaccount.domain.customers.models import Address, Contact, Customer, Note, Tag
from onaccount.domain.customers.rules.emails import NotAnEmail
from onaccount.domain.customers.rules.meanwhile import ChangedMeanwhile
from onaccount.domain.customers.rules.parts import (
    AddressThere,
    NeedsAddress,
    NeedsContactName,
    NeedsTag,
    NeedsText,
    NoContacts,
    NoSuchAddress,
    NoSuchContact,
    NoSuchNote,
    NoSuchTag,
    NoSuchUse,
)
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.customers.rules.unusable import TooLong
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, CAFE, COMMAND, INES, LATER, TOM, everything_in_the_database, hire, race, sign_up

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT + LATER}
RUTH = {"given_name": "Ruth", "family_name": "Adeyemi", "job_title": "Bursar", "email": "ruth@brannock.example"}
YARD = {"line1": "Gate 2, The Yard", "city": "Bude", "postcode": "EX23 8AA"}
ABSENT = 4711


def newest(number: int):
    return facts_of(Subject("customer", str(number)))[0]


def changed_at(number: int):
    return Customer.objects.get(pk=number).changed_at


# --- contacts ---


def test_a_contact_is_added_changed_and_removed_and_each_is_kept():
    number = sign_up()
    key = add_contact(number=number, values=RUTH, **BY)
    assert newest(number).name == "contact.added"
    assert newest(number).changes["contact"] == ("", "Ruth Adeyemi")
    assert newest(number).changes["contact_job_title"] == ("", "Bursar")
    assert changed_at(number) == AT + LATER  # an import that looked at it before knows

    changes = change_contact(number=number, contact=key, values={"phone": "+44 1632 960 140"}, **BY)
    assert changes == {"contact_phone": ("", "+441632960140")}
    assert newest(number).changes == {"contact": ("Ruth Adeyemi", "Ruth Adeyemi"), **changes}
    assert Contact.objects.get(pk=key).job_title == "Bursar"  # left out, kept

    gone = remove_contact(number=number, contact=key, **BY)
    assert gone["email"] == "ruth@brannock.example"
    assert newest(number).changes["contact_email"] == ("ruth@brannock.example", "")
    assert not Contact.objects.filter(pk=key).exists()


def test_a_contact_that_stands_there_so_already_leaves_no_fact():
    number = sign_up()
    key = add_contact(number=number, values=RUTH, **BY)
    before = everything_in_the_database()
    assert change_contact(number=number, contact=key, values=RUTH, **BY) == {}
    assert everything_in_the_database() == before


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"job_title": "Bursar", "phone": "1"}, NeedsContactName),
        ({"given_name": " \u200b "}, NeedsContactName),
        ({"given_name": "Ruth", "email": "ruth at brannock"}, NotAnEmail),
        ({"given_name": "R" * 101}, TooLong),
    ],
)
def test_a_contact_obeys_the_field_table(values, refusal):
    number = sign_up()
    with pytest.raises(refusal):
        add_contact(number=number, values=values, **BY)
    key = add_contact(number=number, values=RUTH, **BY)
    with pytest.raises(refusal):
        change_contact(
            number=number, contact=key, values={"given_name": "", "family_name": "", "email": ""} | values, **BY
        )


def test_an_individual_has_no_contacts():
    number = sign_up("Mara Lindqvist")
    with pytest.raises(NoContacts):
        add_contact(number=number, values=RUTH, **BY)


# --- addresses ---


def test_an_address_is_added_changed_and_removed_and_each_is_kept():
    number = sign_up()
    key = add_address(number=number, use="delivery", values=YARD, **BY)
    assert newest(number).changes["delivery_line1"] == ("", "Gate 2, The Yard")
    assert change_address(number=number, address=key, values={"city": "Stratton"}, **BY) == {
        "delivery_city": ("Bude", "Stratton")
    }
    assert newest(number).changes["address_use"] == ("delivery", "delivery")
    assert remove_address(number=number, address=key, **BY) == {
        "line1": "Gate 2, The Yard", "line2": "", "line3": "", "city": "Stratton", "region": "",
        "postcode": "EX23 8AA", "country": "", "use": "delivery",
    }  # fmt: skip
    assert newest(number).name == "address.removed"


def test_there_is_one_main_and_one_delivery_address_and_any_number_of_further_ones():
    number = sign_up()  # with its main address
    with pytest.raises(AddressThere):
        add_address(number=number, use="main", values=YARD, **BY)
    for _ in range(3):
        add_address(number=number, use="further", values=YARD, **BY)
    assert Address.objects.filter(customer=number).count() == 4


@pytest.mark.parametrize(
    ("use", "values", "refusal"),
    [("home", YARD, NoSuchUse), ("further", {}, NeedsAddress), ("further", {"line1": "x" * 201}, TooLong)],
)
def test_an_address_obeys_the_field_table(use, values, refusal):
    with pytest.raises(refusal):
        add_address(number=sign_up(), use=use, values=values, **BY)


def test_an_address_is_not_emptied_but_removed():
    number = sign_up()
    key = add_address(number=number, use="further", values={"line1": "Gate 2"}, **BY)
    with pytest.raises(NeedsAddress):
        change_address(number=number, address=key, values={"line1": ""}, **BY)


# --- two people at once ---


def test_who_changes_what_somebody_else_changed_is_told_and_loses_nothing():
    number = sign_up()
    key = add_contact(number=number, values=RUTH, **BY)
    change = partial(change_contact, number=number, contact=key, seen=RUTH, **BY)
    change(values=RUTH | {"job_title": "Head"})
    with pytest.raises(ChangedMeanwhile) as refusal:
        change(values=RUTH | {"job_title": "Cook", "given_name": "Ruthie"})
    assert [conflict.field for conflict in refusal.value.conflicts] == ["job_title"]
    assert change(values=RUTH | {"given_name": "Ruthie"}) == {"contact_given_name": ("Ruth", "Ruthie")}
    assert Contact.objects.get(pk=key).job_title == "Head"


@pytest.mark.parametrize(("add", "change", "remove", "key"), [
    (partial(add_contact, values=RUTH), change_contact, remove_contact, "contact"),
    (partial(add_address, use="further", values=YARD), change_address, remove_address, "address"),
])  # fmt: skip
def test_what_somebody_changed_meanwhile_is_not_removed_unseen(add, change, remove, key):
    number = sign_up()
    part = {"number": number, key: add(number=number, **BY)}
    seen = RUTH if key == "contact" else YARD
    change(**part, values={name: "other@x.example" if name == "email" else "Other" for name in list(seen)[:1]}, **BY)
    with pytest.raises(ChangedMeanwhile):
        remove(**part, seen=seen, **BY)
    remove(**part, **BY)


# --- notes ---


def test_a_note_is_dated_and_signed_and_its_words_are_not_in_history():
    number, tom = sign_up(), hire(TOM)
    key = add_note(number=number, text=" Leave goods\r\nwith the caretaker. ", by=tom, at=AT)
    note = Note.objects.get(pk=key)
    assert (note.text, note.by_key, note.at) == ("Leave goods\nwith the caretaker.", tom.key, AT)
    assert (newest(number).name, newest(number).changes) == ("note.added", {"note": ("", str(key))})
    remove_note(number=number, note=key, by=tom, at=AT)
    assert newest(number).name == "note.removed"
    assert "caretaker" not in everything_in_the_database()


@pytest.mark.parametrize(("text", "refusal"), [("", NeedsText), (" \n\u200b\x00", NeedsText), ("x" * 10_001, TooLong)])
def test_a_note_says_something_and_not_too_much(text, refusal):
    with pytest.raises(refusal):
        add_note(number=sign_up(), text=text, **BY)


def test_a_note_is_removed_by_its_author_or_by_who_may_correct_customers():
    number, ines = sign_up(), hire(INES)
    key = add_note(number=number, text="Rings twice", **BY)
    with pytest.raises(NotAllowed):
        remove_note(number=number, note=key, by=ines, at=AT)
    Note.objects.filter(pk=key).update(by_kind=ines.kind, by_key=ines.key)  # as if written when she still might
    remove_note(number=number, note=key, by=ines, at=AT)


# --- tags ---


def test_a_tag_is_put_on_and_taken_off_whatever_its_case():
    number = sign_up(tags="School")
    assert add_tag(number=number, name=" Tuesday  round ", **BY) == {"tags": ("School", "School; Tuesday round")}
    assert newest(number).name == "tag.added"
    assert add_tag(number=number, name="SCHOOL", **BY) == {}
    assert remove_tag(number=number, name="tuesday ROUND", **BY) == {"tags": ("School; Tuesday round", "School")}
    assert newest(number).name == "tag.removed"


def test_the_first_spelling_of_a_tag_stays():
    add_tag(number=sign_up(), name="Tuesday round", **BY)
    number = sign_up(CAFE)
    add_tag(number=number, name="tuesday round", **BY)
    assert list(Customer.objects.get(pk=number).tags.values_list("name", flat=True)) == ["Tuesday round"]
    assert Tag.objects.filter(name__iexact="tuesday round").count() == 1


@pytest.mark.parametrize(("name", "refusal"), [("", NeedsTag), (" ; ,", NeedsTag), ("x" * 61, TooLong)])
def test_a_tag_obeys_the_field_table(name, refusal):
    with pytest.raises(refusal):
        add_tag(number=sign_up(), name=name, **BY)


def test_tags_stay_few_enough_for_the_form_that_shows_them_all():
    number = sign_up()
    for letter in "abcdefgh":
        add_tag(number=number, name=letter * 58, **BY)
    with pytest.raises(TooLong):
        add_tag(number=number, name="i" * 58, **BY)
    correct_customer(number=number, values={"tags": "; ".join(letter * 58 for letter in "abcdefgh")}, **BY)


def test_what_is_not_there_is_not_taken_off():
    with pytest.raises(NoSuchTag):
        remove_tag(number=sign_up(), name="School", **BY)


# --- each of them ---


VERBS: dict[str, tuple[Any, Any, Any]] = {
    "add_contact": (partial(add_contact, values=RUTH), None, None),
    "change_contact": (partial(change_contact, values={"phone": "1"}), "contact", NoSuchContact),
    "remove_contact": (remove_contact, "contact", NoSuchContact),
    "add_address": (partial(add_address, use="further", values=YARD), None, None),
    "change_address": (partial(change_address, values={"city": "Hull"}), "address", NoSuchAddress),
    "remove_address": (remove_address, "address", NoSuchAddress),
    "add_note": (partial(add_note, text="Rings twice"), None, None),
    "remove_note": (remove_note, "note", NoSuchNote),
    "add_tag": (partial(add_tag, name="New word"), None, None),
    "remove_tag": (partial(remove_tag, name="School"), None, None),
}


def key_of(verb: str, number: int):
    if verb == "remove_note":
        return {"note": add_note(number=number, text="Rings twice", **BY)}
    if verb.endswith("_contact") and VERBS[verb][1]:
        return {"contact": add_contact(number=number, values=RUTH, **BY)}
    if verb.endswith("_address") and VERBS[verb][1]:
        return {"address": add_address(number=number, use="further", values=YARD, **BY)}
    return {}


@pytest.mark.parametrize("verb", VERBS)
def test_a_reader_is_refused_by_the_action_whatever_the_page_shows(verb):
    number, ines = sign_up(tags="School"), hire(INES)
    key = key_of(verb, number)
    before = everything_in_the_database()
    with pytest.raises(NotAllowed):
        VERBS[verb][0](number=number, **key, by=ines, at=AT)
    assert everything_in_the_database() == before


@pytest.mark.parametrize("verb", VERBS)
def test_there_is_nothing_of_a_customer_who_is_not_there(verb):
    key = key_of(verb, sign_up())
    with pytest.raises(NoSuchCustomer):
        VERBS[verb][0](number=ABSENT, **key, **BY)


@pytest.mark.parametrize("verb", [verb for verb, (_, key, _) in VERBS.items() if key])
def test_a_part_of_another_customer_is_answered_like_one_that_is_not_there(verb):
    act, name, refusal = VERBS[verb]
    number, another = sign_up(), sign_up(CAFE)
    absent = uuid.UUID(int=1) if name == "note" else ABSENT
    before = None
    for key in (absent, key_of(verb, another)[name]):
        before = everything_in_the_database() if key != absent else before
        with pytest.raises(refusal):
            act(number=number, **{name: key}, **BY)
    assert everything_in_the_database() == before


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_tag_at_once_share_it():
    numbers = [sign_up(), sign_up(CAFE)]
    answers = race(*(partial(add_tag, number=number, name="Tuesday round", **BY) for number in numbers))
    assert answers == [{"tags": ("", "Tuesday round")}] * 2
    assert Tag.objects.count() == 1


def test_whoever_is_removed_goes_with_all_their_parts():
    number = sign_up(tags="School")
    add_contact(number=number, values=RUTH, **BY)
    add_address(number=number, use="further", values=YARD, **BY)
    add_note(number=number, text="Rings twice", **BY)
    remove_customers([number])
    for table in (Customer, Contact, Address, Note, Tag):
        assert table.objects.count() == 0, table
