"""Contacts, addresses, logins, notes and tags on the customer's page: in place, or without a script."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from onaccount.domain.customers.actions import (
    add_address,
    add_contact,
    add_note,
    change_address,
    change_contact,
    remove_contact,
)
from onaccount.domain.customers.models import Address, Contact, Location, Note
from onaccount.domain.customers.queries import contact_of, locations_of
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.models import Group
from onaccount.domain.people.permissions import Area
from onaccount.domain.vetting.actions import change_location
from tests.naughty import OURS, can_be_sent, made_by_strings
from tests.stage import AT, CAFE, COMMAND, TOM, everything_in_the_database, let_in, sign_up

BY: dict[str, Any] = {"by": COMMAND, "at": AT}
RUTH = {"title": "", "given_name": "Ruth", "family_name": "Adeyemi", "job_title": "Bursar", "email": "", "phone": ""}
YARD = {"line1": "Gate 2", "line2": "", "line3": "", "city": "Bude", "region": "", "postcode": "", "country": ""}
ABSENT = 4711


def words_of(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def at(number: int, rest: str = "") -> str:
    return f"/office/customers/{number}/{rest}"


def in_place(section: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": section}


def a_contact(number: int) -> int:
    return add_contact(number=number, values=RUTH, **BY)


def an_address(number: int) -> int:
    return add_address(number=number, use="further", values=YARD, **BY)


def a_location(number: int) -> int:
    return locations_of(number)[0].pk


def a_note(number: int) -> Any:
    return add_note(number=number, text="Rings twice", **BY)


Makes = Callable[[int], Any]
PARTS: dict[str, tuple[Makes, dict[str, str], str]] = {
    "contacts": (a_contact, {"given_name": "Colm", "family_name": "Whitlock"}, "Colm Whitlock"),
    "addresses": (an_address, {"use": "further", "line1": "Net Loft"}, "Net Loft"),
    "locations": (a_location, {"login_email": "kitchen@widgets.example"}, "kitchen@widgets.example"),
    "notes": (a_note, {"text": "Leave goods with\nthe caretaker"}, "the caretaker"),
    "tags": (lambda _number: None, {"name": "Tuesday round"}, "Tuesday round"),
}


@pytest.mark.parametrize("section", PARTS)
def test_a_part_is_added_without_a_script(tom, section):
    number = sign_up()
    _, typed, shown = PARTS[section]
    assert 'method="post"' in tom.get(at(number, f"{section}/new/")).content.decode()
    response = tom.post(at(number, f"{section}/new/"), typed)
    assert response["Location"] == f"{at(number)}#{section}"
    assert shown in words_of(tom.get(at(number)))


@pytest.mark.parametrize("section", PARTS)
def test_a_part_is_added_in_place_and_the_timeline_tells_it(tom, section):
    number = sign_up()
    _, typed, shown = PARTS[section]
    form = tom.get(at(number, f"{section}/new/"), headers=in_place(section)).content.decode()
    assert form.lstrip().startswith("<section")
    response = tom.post(at(number, f"{section}/new/"), typed, headers=in_place(section))
    assert response.content.decode().lstrip().startswith(f'<section class="panel" id="{section}"')
    assert shown in words_of(response)
    assert "Tom Brandt" in words_of(response)
    assert 'id="timeline" aria-labelledby="timeline-head" hx-swap-oob="true"' in response.content.decode()


@pytest.mark.parametrize(
    ("section", "typed", "field", "words"),
    [
        ("contacts", {"job_title": "Bursar"}, "given_name", "A contact needs a name or an e-mail address."),
        ("contacts", {"email": "ruth at brannock"}, "email", "is not a whole e-mail address"),
        ("addresses", {"use": "further"}, "line1", "Nothing of this address is filled in."),
        ("addresses", {"use": "home", "line1": "x"}, "use", "home is not one of the available choices"),
        ("locations", {"login_email": ""}, "login_email", "A location needs a login e-mail."),
        ("locations", {"login_email": "MARA@lindqvist.example"}, "login_email", "belongs to No."),
        (
            "locations",
            {"login_email": TOM.email},
            "login_email",
            "is the login of a member of staff",
        ),
        ("notes", {"text": " "}, "text", "The note is empty."),
        ("tags", {"name": ";"}, "name", "The tag is empty."),
        ("tags", {"name": "x" * 61}, "name", "is too long"),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_keeps_what_was_typed(tom, section, typed, field, words):
    sign_up("Mara Lindqvist")
    number = sign_up()
    before = everything_in_the_database(but=("django_session",))
    response = tom.post(at(number, f"{section}/new/"), typed, headers=in_place(section))
    assert response.status_code in (409, 422)
    part = response.context[section]() if callable(response.context[section]) else response.context[section]
    form = (part["asked"] if isinstance(part, dict) else part.asked).form
    assert words in form.errors[field][0]
    assert all(form.data[name] == text for name, text in typed.items())
    assert everything_in_the_database(but=("django_session",)) == before


@pytest.mark.parametrize("section", ["contacts", "addresses", "locations"])
def test_a_part_is_changed_where_it_stands(tom, section):
    number = sign_up()
    make, typed, shown = PARTS[section]
    key = make(number)
    address = at(number, f"{section}/{key}/")
    form = tom.get(address, headers=in_place(section)).content.decode()
    assert f'hx-post="{address}"' in form
    seen = html.unescape(re.search(r'name="seen" value="([^"]*)"', form)[1])  # type: ignore[index]
    response = tom.post(address, {**json.loads(seen), **typed, "seen": seen}, headers=in_place(section))
    assert response.status_code == 200
    assert shown in words_of(response)


@pytest.mark.parametrize("section", ["contacts", "addresses"])
def test_what_is_removed_can_be_put_back_at_once(tom, section):
    number = sign_up()
    key = PARTS[section][0](number)
    table: Any = {"contacts": Contact, "addresses": Address}[section]
    response = tom.post(at(number, f"{section}/{key}/removal/"), headers=in_place(section))
    assert not table.objects.filter(pk=key).exists()
    undo = re.search(r'<form method="post" action="([^"]+)".*?</form>', response.content.decode(), flags=re.DOTALL)
    assert undo
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo[0]))
    tom.post(undo[1], values, headers=in_place(section))
    assert table.objects.filter(
        customer=number, **{k: v for k, v in (RUTH | YARD).items() if hasattr(table, k)}
    ).exists()


def test_a_tag_is_taken_off_and_put_back(tom):
    number = sign_up(tags="School; Trade")
    response = tom.post(at(number, "tags/removal/"), {"name": "School"}, headers=in_place("tags"))
    assert 'value="School"' in response.content.decode()  # in the undo
    assert "Take tag School off" not in response.content.decode()
    tom.post(at(number, "tags/new/"), {"name": "School"}, headers=in_place("tags"))
    assert "Take tag School off" in tom.get(at(number)).content.decode()


def test_a_note_is_removed_only_when_asked_for_twice(tom):
    number = sign_up()
    key = a_note(number)
    assert "Remove this note for good?" in words_of(tom.get(at(number, f"notes/{key}/removal/")))
    assert Note.objects.filter(pk=key).exists()
    tom.post(at(number, f"notes/{key}/removal/"))
    assert not Note.objects.filter(pk=key).exists()


def test_a_second_login_of_an_active_customer_shows_its_letter(tom):
    number = let_in()
    response = tom.post(
        at(number, "locations/new/"), {"login_email": "kitchen@widgets.example"}, headers=in_place("locations")
    )
    assert Letter.objects.filter(to="kitchen@widgets.example", state="queued").exists()
    assert "kitchen@widgets.example Queued" in words_of(response)
    assert 'id="letters"' in response.content.decode()


def test_the_last_login_of_an_active_customer_stays_and_the_cure_is_said(tom):
    number = let_in()
    key = a_location(number)
    assert "This cannot be taken back." in words_of(tom.get(at(number, f"locations/{key}/removal/")))
    response = tom.post(at(number, f"locations/{key}/removal/"), headers=in_place("locations"))
    assert response.status_code == 422
    assert "Set the status to Admin first." in words_of(response)
    assert Location.objects.filter(pk=key).exists()


# --- two people at once ---


def test_who_changes_what_a_colleague_changed_is_shown_both_and_chooses(tom):
    number = sign_up()
    key = a_contact(number)
    address, seen = at(number, f"contacts/{key}/"), json.dumps(RUTH)
    change_contact(number=number, contact=key, values={"job_title": "Head", "phone": "01632 960 140"}, **BY)
    response = tom.post(address, {**RUTH, "job_title": "Cook", "seen": seen}, headers=in_place("contacts"))
    assert response.status_code == 409
    assert "Somebody else has changed this meanwhile." in words_of(response)
    assert 'It is "Head" now. Save again to put yours in its place.' in words_of(response)
    assert contact_of(number, key).job_title == "Head"
    form = response.context["contacts"]().asked.form
    again = {name: form[name].value() for name in RUTH}
    assert again == {**RUTH, "job_title": "Cook", "phone": "01632 960 140"}  # theirs is not undone by the way
    tom.post(address, {**again, "seen": form.seen_text}, headers=in_place("contacts"))
    assert contact_of(number, key).job_title == "Cook"
    assert contact_of(number, key).phone == "01632 960 140"


@pytest.mark.parametrize("section", ["contacts", "addresses", "locations"])
def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_removed(tom, section):
    number = sign_up()
    key = PARTS[section][0](number)
    seen = {
        "contacts": RUTH,
        "addresses": YARD,
        "locations": {"location_name": "", "login_email": "graham@widgets.example"},
    }[section]
    if section == "contacts":
        change_contact(number=number, contact=key, values={"job_title": "Changed"}, **BY)
    elif section == "addresses":
        change_address(number=number, address=key, values={"city": "Changed"}, **BY)
    else:
        change_location(number=number, location=key, values={"location_name": "Changed"}, **BY)
    response = tom.post(at(number, f"{section}/{key}/removal/"), {"seen": json.dumps(seen)}, headers=in_place(section))
    assert response.status_code == 409
    assert "Changed" in response.content.decode()
    assert "Somebody else has changed this meanwhile." in words_of(response)


def test_what_a_colleague_removed_meanwhile_is_said_on_the_page_as_it_is_now(tom):
    number = sign_up()
    key = a_contact(number)
    remove_contact(number=number, contact=key, **BY)
    response = tom.post(at(number, f"contacts/{key}/"), RUTH, headers=in_place("contacts"))
    assert (response.status_code, response["HX-Refresh"]) == (404, "true")
    assert "This customer has no such contact." in words_of(tom.get(at(number)))


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"phone": 1}', "[" * 50_000, '"x"'])
def test_what_brings_nothing_of_ours_back_writes_what_it_was_told_to(tom, seen):
    number = sign_up()
    key = a_contact(number)
    tom.post(at(number, f"contacts/{key}/"), {**RUTH, "job_title": "Cook", "seen": seen})
    assert contact_of(number, key).job_title == "Cook"


# --- who may, and what is not there ---


@pytest.mark.parametrize("section", PARTS)
def test_a_reader_sees_all_of_it_and_is_offered_nothing(ines, section):
    number = let_in(tags="School")
    a_contact(number), an_address(number), a_note(number)
    page = ines.get(at(number)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert f"/{section}/new/" not in main
    assert "removal" not in main
    assert "Ruth Adeyemi" in main
    assert "Rings twice" in main
    assert ines.post(at(number, f"{section}/new/"), PARTS[section][1]).status_code == 403


def test_who_may_not_let_people_in_is_offered_no_login_of_an_active_customer(ines):
    Group.objects.filter(name="Readers").update(levels={Area.CUSTOMERS.value: "write"})
    new, active = sign_up(CAFE, login="cafe@quay.example"), let_in()
    assert "locations/new/" in ines.get(at(new)).content.decode()
    assert "locations/new/" not in ines.get(at(active)).content.decode()
    assert ines.post(at(active, "locations/new/"), {"login_email": "x@y.example"}).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("section", ["contacts", "addresses", "locations", "notes"])
def test_a_part_of_another_customer_is_the_same_404_as_one_that_is_not_there(tom, section, method):
    number, another = sign_up(), sign_up(CAFE, login="cafe@quay.example")
    theirs = PARTS[section][0](another)
    absent = "0192e4a0-0000-7000-8000-000000000000" if section == "notes" else ABSENT
    before = everything_in_the_database(but=("django_session",))
    for rest in ("removal/",) if section == "notes" else ("", "removal/"):
        answers = {
            (response.status_code, re.sub(r'csrf[^>]*|"X-CSRFToken"[^}]*', "", response.content.decode()))
            for key in (theirs, absent)
            for response in [getattr(tom, method)(at(number, f"{section}/{key}/{rest}"), {"given_name": "x"})]
        }
        if {status for status, _ in answers} == {405}:
            continue
        assert len(answers) == 1
        assert answers.pop()[0] == 404
    assert everything_in_the_database(but=("django_session",)) == before


@pytest.mark.parametrize("section", [*PARTS, "timeline"])
def test_a_customer_that_is_not_there_has_no_sections(tom, section):
    assert tom.get(at(ABSENT, f"{section}/")).status_code == 404
    if section in PARTS:
        assert tom.get(at(ABSENT, f"{section}/new/")).status_code == 404
        assert tom.post(at(ABSENT, f"{section}/new/"), PARTS[section][1]).status_code == 404


# --- what it says ---


def test_a_note_is_signed_and_what_an_import_brought_stands_apart(tom):
    number = sign_up(notes="Imported words")
    tom.post(at(number, "notes/new/"), {"text": "Leave goods with the caretaker"})
    words = words_of(tom.get(at(number)))
    assert "About Imported words" in words
    assert "Leave goods with the caretaker Tom Brandt, Today 09:30" in words
    assert "Tom Brandt wrote a note" in words


def test_the_timeline_goes_back_to_the_first_and_is_narrowed_to_one_kind(tom):
    number = sign_up()
    for n in range(45):
        add_note(number=number, text=f"Rang {n} times", **BY)
    pages, address = [], at(number, "timeline/")
    while address:
        page = tom.get(address, headers=in_place("timeline")).content.decode()
        pages.append(page.count("timeline__event"))
        older = re.search(r'href="([^"]*before=[^"#]*)', page)
        address = html.unescape(older[1]) if older else ""
    assert pages == [20, 20, 6]
    details = words_of(tom.get(at(number, "timeline/?kind=details"), headers=in_place("timeline")))
    assert "The command line added the customer" in details
    assert "wrote a note" not in details


@pytest.mark.parametrize("query", ["?before=x", "?before=" + "0" * 36, "?kind=nothing", "?before=&kind=%00"])
def test_what_the_timeline_cannot_be_asked_begins_at_the_newest(tom, query):
    assert "The command line added the customer" in words_of(tom.get(at(sign_up(), f"timeline/{query}")))


def test_an_individual_is_offered_no_contacts(tom):
    number = sign_up("Mara Lindqvist")
    assert "contacts/new/" not in tom.get(at(number)).content.decode()
    response = tom.post(at(number, "contacts/new/"), RUTH)
    assert response.status_code == 422
    assert "An individual has no contacts" in words_of(response)


STRINGS = [can_be_sent(text) for text in OURS[::3]]
TYPED_INTO = {
    "contacts": ["given_name", "job_title"],
    "notes": ["text"],
    "tags": ["name"],
    "addresses": ["line1", "city"],
    "locations": ["location_name"],
}


@pytest.mark.parametrize("section", TYPED_INTO)
def test_nothing_that_is_typed_runs_or_breaks_the_page(tom, section):
    number = sign_up()
    names = TYPED_INTO[section]
    more = {"addresses": {"use": "further"}}.get(section, {})
    for n, text in enumerate(STRINGS):
        login = {"login_email": f"till{n}@w.example"} if section == "locations" else {}
        typed = dict.fromkeys(names, text) | more | login
        assert tom.post(at(number, f"{section}/new/"), typed).status_code in (302, 409, 422), text
    page = tom.get(at(number, f"{section}/?start=0"))
    assert page.status_code == 200
    assert made_by_strings(page.content.decode()) == []
