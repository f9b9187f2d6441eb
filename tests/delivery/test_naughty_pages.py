"""I26: what somebody typed is read as it was typed; it makes no element of a page, no header of a letter, no 500."""

import html
import re

import pytest

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import Filter, neighbours
from onaccount.domain.customers.rules.fields import FIELDS, Unusable, answer_of
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.people.actions import settle_business
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.text import tidy
from tests.delivery.test_hostile_requests import complaints, refused_badly
from tests.house.routes import ROUTES
from tests.house.test_routes import SAMPLES
from tests.naughty import OURS, WHITE, can_be_sent, made_by_strings, words_of
from tests.postbox import open_postbox, text_of, use
from tests.stage import AT, COMMAND, LATER, let_in, work_off

STRINGS = list(dict.fromkeys(map(can_be_sent, OURS)))
NAMES = list(dict.fromkeys(name for text in STRINGS if len(name := tidy(text)) <= 120 and name))


def add(**values: str) -> int:
    return add_customer(values={"kind": "company", **values}, origin=Origin.STAFF, by=COMMAND, at=AT)


def usable(name: str, text: str) -> bool:
    return not isinstance(answer_of(FIELDS[name].clean, text), Unusable)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_every_name_stands_in_the_list_as_it_was_typed_and_makes_nothing(tom):
    numbers = {add(name=text): text for text in NAMES}
    words, address = "", "?"
    while address:
        page = tom.get(f"/office/customers/{address}").content.decode()
        assert made_by_strings(page) == []
        words += words_of(page)
        on = re.search(r'href="(\?[^"]*)" rel="next"', page)
        address = html.unescape(on[1]) if on else ""
    assert [text for text in numbers.values() if WHITE.sub(" ", text) not in words] == []


def test_every_string_stands_in_some_field_of_a_card_and_its_form_and_makes_nothing(tom):
    names = [name for name in FIELDS if name not in ("kind", "external_id")]
    for start in range(0, len(STRINGS), 9):  # each string in four of the fields
        typed = {name: STRINGS[(start + at) % len(STRINGS)] for at, name in enumerate(names)}
        values = {name: text for name, text in typed.items() if usable(name, text) and FIELDS[name].clean(text)}
        number = add(**{"name": "Naughty Ltd", "contact_family_name": "N", **values})
        card, form = (tom.get(f"/office/customers/{number}/{part}") for part in ("", "details/"))
        assert made_by_strings(card.content.decode()) + made_by_strings(form.content.decode()) == [], values
        words = words_of(card.content.decode())
        for name in ("name", "notes", "category", "line1", "city", "contact_job_title"):
            if (kept := WHITE.sub(" ", str(FIELDS[name].clean(values.get(name, ""))))) and len(kept) < 200:
                assert kept in words, (name, kept)


def forms_of(browser, address: str) -> list[tuple[str, list[str]]]:
    """Where the forms of a page are sent, and the fields that text can be put into, hidden ones too."""
    page = browser.get(address).content.decode()
    found = []
    for start, inside in re.findall(r'(<form\b[^>]*method="post"[^>]*>)(.*?)</form>', page, re.DOTALL):
        action = html.unescape((re.search(r'action="([^"]*)"', start) or ["", ""])[1])
        to = address if not action or action.startswith("?") else action
        names = set(re.findall(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"', inside))
        query = action if action.startswith("?") else ""
        if to.startswith("/") and not to.endswith("logout/"):
            found.append((to + query, sorted(names - {"csrfmiddlewaretoken"})))
    return found


def test_no_string_in_the_fields_of_any_form_breaks_it(staff_with_role):
    """Every form that a page of ours draws is found by walking the routes; each string in all of its fields at once."""
    browser, number = staff_with_role("administrator"), let_in()
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    browser.raise_request_exception = False
    samples = SAMPLES | {"number": str(number)}
    addresses = ["/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: samples[part[1] or "str"], route) for route in ROUTES]
    forms: dict[tuple[str, tuple[str, ...]], None] = {}
    for address in [*addresses, "/office/customers/new/?kind=individual"]:
        response = browser.get(address)
        if response.status_code == 200 and not response.streaming and "text/html" in response["Content-Type"]:
            forms |= {(to, tuple(names)): None for to, names in forms_of(browser, address)}
    assert len(forms) > 8
    assert {f"/office/customers/{number}/details/", "/office/settings/ways-in/"} <= {to for to, _ in forms}
    strings = [*(text for text in STRINGS if len(text) < 1000)][::9]
    assert (
        complaints(
            ((to, text), browser.post(to, dict.fromkeys(names, text))) for to, names in forms for text in strings
        )
        == {}
    )


def test_no_string_in_the_forms_of_the_entrances_breaks_them(client, clock):
    client.raise_request_exception = False
    doors = ["/office/login/", "/app/login/", "/office/password/reset/", "/app/password/reset/", "/app/welcome/x/"]
    names = ["login", "password", "email", "next", "remember", "do"]
    assert (
        complaints(
            ((door, text), client.post(door, dict.fromkeys(names, text))) for door in doors for text in STRINGS[::4]
        )
        == {}
    )


# --- search -----------------------------------------------------------------------------------------------------------


def test_every_name_with_a_letter_or_a_digit_is_found_by_its_own_text(db):
    numbers = {add(name=text): text for text in NAMES if any(letter.isalnum() for letter in text)}
    assert len(numbers) > 60
    lost = [text for number, text in numbers.items() if neighbours(number + 1, Filter(text=text))[1] != number]
    assert lost == []


# --- letters ----------------------------------------------------------------------------------------------------------

HEADERS = {
    "content-type", "content-transfer-encoding", "mime-version", "subject", "from", "to", "date", "message-id",
    "auto-submitted",
}  # fmt: skip


@pytest.mark.django_db
def test_letters_say_every_name_literally_and_no_name_adds_a_header(settings):
    with open_postbox() as postbox:
        use(postbox, settings)
        for at, text in enumerate(NAMES):
            settle_business(name=text, by=COMMAND, at=AT)
            number = add_customer(
                values={"kind": "company", "name": text}, login_email=f"n{at}@naughty.example", origin=Origin.STAFF,
                by=COMMAND, at=AT,
            )  # fmt: skip
            set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
            work_off(at=AT + LATER)
        letters = postbox.letters
    assert len(letters) == len(NAMES)
    for text, letter in zip(NAMES, letters, strict=True):
        assert {name.lower() for name in letter} == HEADERS, text
        assert letter["To"].endswith("@naughty.example")
        assert WHITE.sub(" ", str(letter["Subject"])).strip() == f"Your account with {WHITE.sub(' ', text)} is open", (
            text
        )
        assert f"Hello {text}," in text_of(letter), text
        assert f"your account with {text} is open" in text_of(letter), text


@pytest.mark.django_db
def test_no_string_is_a_login_that_a_letter_could_be_led_astray_by():
    for text in STRINGS:
        if usable("email", text) and (email := FIELDS["email"].clean(text)):
            assert not re.search(r"[\x00-\x20\x7f<>,;:\u2028\u2029]", email.rpartition("@")[2]), email
            assert email.isprintable()
    assert Customer.objects.count() == 0


def test_a_page_that_shows_an_address_to_write_to_writes_to_that_address_alone(tom):
    number = add(name="Naughty Ltd", email="?bcc=x&body=y@naughty.example")
    page = tom.get(f"/office/customers/{number}/").content.decode()
    assert refused_badly(tom.get(f"/office/customers/{number}/")) == ""
    assert 'href="mailto:%3Fbcc%3Dx%26body%3Dy@naughty.example"' in page
