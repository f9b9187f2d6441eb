"""Every text that people read is in the catalogue, and every page shows it translated (D-21)."""

import ast
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.test import Client

from onaccount.delivery.commands.catalogue import KEYWORDS, catalogue
from onaccount.domain.customers.rules.fields import CATEGORIES
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.models import Principal
from tests.house.rooms import HOUSE, sources, tree_of
from tests.stage import AT, COMMAND, NADIA, WIDGETS, hire, sign_up

POT = HOUSE / "locale" / "django.pot"


def messages() -> Catalog:
    return read_po(BytesIO(catalogue().encode()))


def test_the_catalogue_holds_the_texts_of_today():
    assert POT.read_text(encoding="utf-8") == catalogue(), "old: ./dev fix"


def test_no_text_is_put_together_before_it_is_looked_up():
    """An f-string is looked up with its values in it, and never found."""
    found = [
        f"{path.name}:{call.lineno}"
        for path in sources(HOUSE)
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        for argument in call.args
        if isinstance(argument, ast.JoinedStr)
    ]
    assert found == []


def test_what_stands_in_braces_is_a_name():
    """What was meant for an f-string would have more than a name there. Braces of our letters are doubled."""
    for message in messages():
        for text in [message.id] if isinstance(message.id, str) else message.id:
            if "python-brace-format" in message.flags:
                assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text)), text


# --- a language in which every text stands in brackets ----------------------------------------------------------------


def bracketed(folder: Path) -> None:
    """A catalogue of a language in which each text is its own translation, in brackets."""
    foreign = Catalog(locale="eo", charset="utf-8")
    for message in messages():
        if message.id:
            text = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"⟦{each}⟧" for each in text)
            foreign.add(message.id, marked if isinstance(message.id, tuple) else marked[0])
    out = BytesIO()
    write_mo(out, foreign)
    target = folder / "eo" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    target.write_bytes(out.getvalue())


@pytest.fixture
def foreign(settings, tmp_path) -> None:
    bracketed(tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [*django_settings.LANGUAGES, ("eo", "Esperanto")]


class Words(HTMLParser):
    """The texts of a page that a person reads or hears, without those of lists to choose from and of keys."""

    SILENT = ("script", "style", "option", "kbd", "code", "textarea", "datalist")
    SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent.append(tag)
        self.found += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.append(" ".join(data.split()))


END = "\x1f"  # between two texts
INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# What the cast and the business are called, and what a record holds.
DATA = re.compile(
    "|".join(map(re.escape, CATEGORIES)) + "|"
    r"Harbour & Pine|Graham's Widgets|Graham Roy|Nadia Okafor|Administrators|Office|Readers|Manager|Clerk"
    r"|OnAccount|NO|Europe/London"
    r"|GB882441005|Unit 4, Rope Walk|EX39 1QX|Unuiĝinta Reĝlando|Elspeth Graham|Director|Xero"
    r"|Bideford|nobody-like-that|CSV|Excel|[\w.+-]+@[\w.-]+|https?://\S+|\S+\.(?:csv|xlsx)"
)


def untranslated(page: str) -> list[str]:
    """What is left of a page's texts without the data and those in brackets, within which there may be emphasis."""
    words = Words()
    words.feed(page)
    rest, before = END.join(words.found), ""
    while rest != before:
        rest, before = INNERMOST.sub(" ", rest), rest
    return [text.strip() for text in rest.split(END) if LETTERS.search(DATA.sub(" ", text))]


def test_a_text_that_is_not_translated_is_found():
    page = (
        "<p>⟦Hello <b>⟦Tom⟧</b>⟧ and bye</p><p>⟦Fine⟧ 12 Harbour & Pine</p><b aria-label='Close'></b>"
        "<option>GBP</option>"
    )
    assert untranslated(page) == ["and bye", "Close"]


OFFICE = [
    "/office/customers/", "/office/customers/?status=new&came=self", "/office/customers/?q=nobody-like-that",
    "/office/customers/new/", "/office/customers/{number}/details/", "/office/imports/", "/office/imports/schedules/",
    "/office/imports/schedules/new/", "/office/waves/", "/office/outbox/", "/office/settings/",
    "/office/customers/{number}/", "/office/settings/staff/", "/office/settings/staff/new/", "/office/settings/groups/",
    "/office/settings/groups/new/", "/office/customers/new/?kind=individual", "/office/settings/letters/login_details/",
    "/office/settings/ways-in/", "/office/settings/logins/", "/office/settings/credit/", "/office/settings/look/",
    "/office/settings/categories/", "/office/settings/tags/", "/office/settings/letters/", "/office/nowhere/",
]  # fmt: skip
ENTRANCES = ["/office/login/", "/office/password/reset/", "/app/login/", "/app/password/reset/", "/app/welcome/x/"]


@pytest.mark.django_db
def test_no_page_shows_a_text_that_is_not_translated(foreign):
    settle_business(name="Harbour & Pine", is_demo=True, by=COMMAND, at=AT)
    number = sign_up(WIDGETS, category="", tags="", notes="")
    hire(NADIA)
    stranger, nadia = Client(headers={"Accept-Language": "eo"}), Client(headers={"Accept-Language": "eo"})
    nadia.force_login(Principal.objects.get(email=NADIA.email))
    left = {}
    for browser, addresses in ((nadia, OFFICE), (stranger, ENTRANCES)):
        for address in addresses:
            page = browser.get(address.format(number=number)).content.decode()
            assert "⟦" in page, address
            left[address] = untranslated(page)
    assert {address: texts for address, texts in left.items() if texts} == {}


@pytest.mark.django_db
def test_a_refusal_is_translated_before_its_values_are_filled_in(foreign):
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    hire(NADIA)
    browser = Client(headers={"Accept-Language": "eo"})
    browser.force_login(Principal.objects.get(email=NADIA.email))
    page = browser.post(
        "/office/settings/logins/", {"link_days": "0", "shortest_password": "8", "login_letter": "link"}
    )
    assert page.status_code == 422
    assert "⟦A link cannot be good for 0 days.⟧ ⟦Choose from 1 to 90.⟧" in page.content.decode()
    assert untranslated(page.content.decode()) == []
