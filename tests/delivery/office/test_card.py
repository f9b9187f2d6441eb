"""The page of a customer: what is so, what was sent, what happened; and where it is corrected (S0-07, S0-08)."""

import html
import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_card, locations_of
from onaccount.domain.customers.rules.fields import FIELDS, Unusable
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.actions import keep_outcome
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.matching.actions import decide_pair
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.actions import settle_business
from onaccount.domain.vetting.actions import set_status
from tests.postbox import open_postbox, use
from tests.stage import AT, CAFE, COMMAND, LATER, TOM, WIDGETS, let_in, sign_up, work_off

TEXTS = (
    "name", "title", "given_name", "family_name", "category", "external_id", "phone", "mobile", "website", "tax_id",
    "registration_number", "notes", "tags", "line1", "line2", "line3", "city", "region", "postcode", "country",
    "contact_title", "contact_given_name", "contact_family_name", "contact_job_title", "contact_phone",
)  # fmt: skip


def page(browser, number: int, part: str = "", query: str = "") -> str:
    response = browser.get(f"/office/customers/{number}/{part}{query}")
    assert response.status_code == 200
    return html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode()))


def correct(browser, number: int, **changed: str):
    """Send the form as a browser does: every field of it, with what stands there, but for what is changed."""
    form = browser.get(f"/office/customers/{number}/details/").context["form"]
    values = {name: form.initial.get(name, "") for name in form.fields}
    return browser.post(f"/office/customers/{number}/details/", {**values, **changed})


# --- the card ---------------------------------------------------------------------------------------------------------


def test_the_card_shows_who_it_is_and_that_xero_was_not_asked(tom):
    number = sign_up(tags="trade", delivery_line1="Gate 2")
    words = page(tom, number)
    for expected in (
        WIDGETS, f"Customer No. {number}", "Company", "Ltd/Plc (under 50 employees)", "graham@widgets.example",
        "01632 960 177", "GB882441005",
        "04417723", "Unit 4, Rope Walk", "Gate 2", "Elspeth Graham", "Director", "trade",
        "Would like to order for the first time this Saturday.", "Xero: not connected", "signed up",
    ):  # fmt: skip
        assert expected in words, expected


def test_the_card_tells_what_happened_by_whom_from_what_to_what(tom, clock):
    number = sign_up()
    correct(tom, number, phone="01632 960 999")
    clock.shift(timedelta(seconds=1))
    tom.post(f"/office/customers/{number}/status/", {"status": "admin"})
    words = " ".join(page(tom, number).split())
    assert "Tom Brandt corrected details" in words
    assert "01632 960 177" in words
    assert "01632 960 999" in words
    assert "Tom Brandt made the customer Admin" in words


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("250 Thank you", ["Sent"]),
        ("550 5.1.1 No such <user> here", ["Refused", "550 5.1.1 No such <user> here"]),
        ("451 Greylisted", ["Not sent yet", "451 Greylisted"]),
    ],
)
def test_the_card_says_what_became_of_the_letter_in_the_servers_words(tom, settings, answer, words):
    number = let_in()
    assert "Queued" in page(tom, number)
    with open_postbox() as postbox:
        use(postbox, settings)
        postbox.on_letter = answer
        work_off()
    for expected in words:
        assert expected in page(tom, number)


def test_a_reader_sees_the_card_and_is_not_sent_to_correct_it(ines):
    number = sign_up()
    assert WIDGETS in page(ines, number)
    assert f"/office/customers/{number}/details/" not in ines.get(f"/office/customers/{number}/").content.decode()


def test_the_card_leads_to_its_neighbours_in_the_list_that_one_came_from(tom):
    first, _between, last = sign_up(login="a@w.example"), sign_up(CAFE), sign_up(login="b@w.example")
    content = tom.get(f"/office/customers/{first}/?status=new&q=widgets").content.decode()
    assert f'href="/office/customers/{last}/?status=new&amp;q=widgets"' in content
    assert 'href="/office/customers/?status=new&amp;q=widgets"' in content


# --- corrections ------------------------------------------------------------------------------------------------------


def test_details_are_corrected(tom):
    number = sign_up()
    response = correct(tom, number, name="Graham's Gadgets", city="Bude", login_email="new@widgets.example")
    assert response["Location"] == f"/office/customers/{number}/"
    words = page(tom, number)
    assert "Graham's Gadgets" in words
    assert "new@widgets.example" in words
    assert "Bude" in words


def test_a_form_that_is_sent_as_it_came_changes_nothing(tom):
    for name in (WIDGETS, CAFE, "Mara Lindqvist"):
        number = sign_up(name)
        before = customer_card(number).fields
        assert correct(tom, number).status_code == 302
        assert customer_card(number).fields == before
        assert len(facts_of(Subject("customer", str(number)))) == 1


def test_what_the_field_table_refuses_is_said_beside_the_field_and_keeps_what_was_typed(tom):
    number = sign_up()
    response = correct(tom, number, email="graham at widgets", name="", phone="01632 960 999")
    assert response.status_code == 422
    assert "graham at widgets" in response.content.decode()
    assert response.context["form"].errors["email"] == [
        '"graham at widgets" is not a whole e-mail address. Add the @ and what comes after it.'
    ]
    assert Customer.objects.get(pk=number).phone == "01632 960 177"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"login_email": "mara@lindqvist.example"}, "login_email", "belongs to No. {other}"),
        ({"login_email": TOM.email}, "login_email", "is the login of a member of staff"),
        ({"login_email": ""}, "login_email", "Set the status to Admin first"),
        ({"external_id": "TAKEN"}, "external_id", "TAKEN belongs to No. {other}"),
        ({"name": " "}, "name", "A company needs a name"),
    ],
)
def test_what_the_action_refuses_is_said_beside_its_field(tom, changed, field, words):
    other, number = sign_up("Mara Lindqvist", external_id="TAKEN"), let_in()
    response = correct(tom, number, **changed)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert words.format(other=other) in " ".join(errors[field or "__all__"])


def test_an_individual_is_corrected_by_given_and_family_name(tom):
    number = sign_up("Mara Lindqvist")
    correct(tom, number, family_name="Lindqvist-Roy")
    assert Customer.objects.get(pk=number).name == "Mara Lindqvist-Roy"


def test_a_browser_cannot_set_what_the_form_does_not_have(tom):
    """Mass assignment: status, stage, number and origin are nobody's to type."""
    number = sign_up()
    planted = {"status": "active", "stage": "billing", "number": "1", "origin": "import", "kind": "individual"}
    tom.post(f"/office/customers/{number}/details/", {"name": WIDGETS, **planted})
    customer = Customer.objects.get(pk=number)
    assert (customer.status, customer.stage, customer.origin, customer.kind) == ("new", "none", "signup", "company")


# --- hostile values ---------------------------------------------------------------------------------------------------


class Skeleton(HTMLParser):
    """The elements of a page and the names of their attributes, without any value."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def skeletons(browser, number: int) -> list[Skeleton]:
    addresses = [f"/office/customers/{number}/", f"/office/customers/{number}/details/", "/office/customers/"]
    return [Skeleton(browser.get(address).content.decode()) for address in addresses]


def usable(name: str, text: str) -> bool:
    try:
        value = FIELDS[name].clean(text)
    except Unusable:
        return False
    return bool(value) and (name != "tags" or ";" not in value)


def test_no_text_in_any_field_becomes_part_of_a_page(tom, shared):
    """V1.2.1: with naughty strings in every field the pages have the same elements as with plain words."""
    strings = json.loads((shared / "data/adversarial/blns/blns.json").read_text(encoding="utf-8"))
    hostile = [text for text in strings if re.search(r"[<>&\"'`{}%]|script|\\|\x00|\u202e", text)]
    plain = {name: f"plain{n}" for n, name in enumerate(TEXTS)} | {"title": "Mr"}
    number = sign_up(login=None, at=AT, **plain)
    expected = [skeleton.elements for skeleton in skeletons(tom, number)]
    for start in range(0, len(hostile), len(TEXTS)):
        values = dict(zip(TEXTS, hostile[start : start + len(TEXTS)], strict=False))
        values = {name: text for name, text in values.items() if usable(name, text)}
        Customer.objects.filter(pk=number).delete()
        number = sign_up(login=None, at=AT, **{**plain, **values})
        found = skeletons(tom, number)
        assert [skeleton.elements for skeleton in found] == expected, values
        assert not [
            link for skeleton in found for link in skeleton.links if link.strip().lower().startswith("javascript:")
        ]


def test_the_same_holds_for_what_history_tells_and_for_the_business(tom):
    mischief = "<img src=x onerror=alert(1)>"
    settle_business(name=mischief, by=COMMAND, at=AT)
    number = sign_up()
    correct_customer(number=number, values={"notes": mischief, "name": mischief}, by=COMMAND, at=AT)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT, why=mischief)
    work_off(at=AT + LATER)
    for address in (f"/office/customers/{number}/", "/office/customers/", "/office/customers/?q=%3Cimg"):
        content = tom.get(address).content.decode()
        assert mischief not in content
        assert html.escape(mischief) in content


def test_a_login_that_is_hostile_is_shown_and_nothing_more(tom):
    number = sign_up(login='"<b>x</b>"@widgets.example')
    [place] = locations_of(number)
    content = tom.get(f"/office/customers/{number}/").content.decode()
    assert "<b>x</b>" not in content
    assert html.escape(place.login_email) in content


def test_a_letter_that_a_server_would_not_take_yet_says_its_words_and_the_next_try(tom):
    number = let_in()
    letter = Letter.objects.get(subject_key=str(number))
    later = Outcome(final=False, words="451 4.7.1 Greylisted, come back later")
    keep_outcome(letter, later, subject="Your account", text="", at=AT)
    page = tom.get(f"/office/customers/{number}/").content.decode()
    assert "Not sent yet" in page
    assert "451 4.7.1 Greylisted, come back later" in page
    assert "Next try: " in page
    assert "the time to undo" not in page


def test_a_name_with_letters_that_look_like_others_is_warned_of(tom):
    page = tom.get(f"/office/customers/{sign_up(name=chr(0x410) + 'cme Ltd')}/").content.decode()
    assert "Letters that look like others:" in page
    assert "Letters that look like others:" not in tom.get(f"/office/customers/{sign_up()}/").content.decode()


# --- who looks like somebody else only now ----------------------------------------------------------------------------


def test_who_looks_like_another_by_what_is_corrected_is_shown_once_and_saved_all_the_same(tom):
    other, number = sign_up(), sign_up(CAFE, registration_number="")
    asked = correct(tom, number, registration_number="04417723")
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "This looks like somebody who is here already." in text
    assert f"/office/customers/{other}/" in text
    assert "Update anyway" in text
    assert customer_card(number).customer.registration_number == ""
    done = correct(tom, number, registration_number="04417723", anyway=str(other))
    assert (done.status_code, customer_card(number).customer.registration_number) == (302, "04417723")


def test_who_looked_alike_before_is_not_asked_about_again(tom):
    number, _other = sign_up(), sign_up(login="b@widgets.example")
    assert correct(tom, number, phone="01632 960 999").status_code == 302
    assert correct(tom, number, notes="Rings twice").status_code == 302


def test_while_a_customer_is_corrected_it_is_not_shown_as_its_own_double(tom):
    other, number = sign_up(), sign_up(CAFE)
    page = tom.get(f"/office/customers/{number}/details/").content.decode()
    assert f'hx-post="/office/customers/new/known/?of={number}"' in page
    known = tom.post(f"/office/customers/new/known/?of={number}", {"name": CAFE, "tax_id": "GB882441005"})
    text = known.content.decode()
    assert f"No. {other} " in text
    assert f"No. {number} " not in text


# --- whom it looks like (B-03) ----------------------------------------------------------------------------------------


def looks(browser, number: int) -> str:
    """What the page says of whom this customer looks like, or ""."""
    text = browser.get(f"/office/customers/{number}/").content.decode()
    found = re.search(r'<section[^>]*id="candidates".*?</section>', text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found[0])).split()) if found else ""


def test_whom_a_new_customer_looks_like_is_said_with_the_reasons(tom):
    first = sign_up()
    second = sign_up(login="b@elsewhere.example", email="b@elsewhere.example")
    said = looks(tom, second)
    assert "This customer looks like another one. Compare them before you decide." in said
    assert f"No. {first} Graham's Widgets New" in said
    assert "same registration number" in said
    assert "other e-mail" in said
    assert f'href="/office/duplicates/{first}/{second}/"' in tom.get(f"/office/customers/{second}/").content.decode()


def test_who_looks_like_nobody_is_said_too(tom):
    sign_up(CAFE)
    number = sign_up()
    assert looks(tom, number) == ""
    assert "Nobody who is here" in page(tom, number)


def test_of_a_customer_who_is_in_only_what_is_at_least_likely_is_said(tom):
    sign_up(CAFE, name="Graham's Widgets of Plymouth")
    number = let_in()
    assert looks(tom, number) == ""
    other = sign_up(login="b@widgets.example")
    assert f"No. {other} " in looks(tom, number)


def test_who_is_said_not_to_be_the_same_is_not_offered_again_and_that_is_taken_back(tom):
    first, second = sign_up(), sign_up(login="b@widgets.example")
    told = tom.post(f"/office/customers/{second}/differences/{first}/", {"seen": "open"}, follow=True)
    assert told.redirect_chain[-1][0] == f"/office/customers/{second}/"
    assert looks(tom, first) == looks(tom, second) == ""
    undo = re.search(rf'action="(/office/duplicates/{first}/{second}/undo/[^"]*)"', told.content.decode())
    assert undo
    tom.post(html.unescape(undo[1]))
    assert f"No. {first} " in looks(tom, second)


def test_what_a_colleague_said_of_the_two_meanwhile_is_not_written_over(tom):
    first, second = sign_up(), sign_up(login="b@widgets.example")
    decide_pair(low=first, high=second, decision=Decision.LATER, seen=Decision.OPEN, by=COMMAND, at=AT)
    assert "put off" in looks(tom, second)
    late = tom.post(f"/office/customers/{second}/differences/{first}/", {"seen": "open"})
    assert late.status_code == 409
    assert "in the meantime" in late.content.decode()
    again = tom.post(f"/office/customers/{second}/differences/{first}/", {"seen": "later"})
    assert again.status_code == 302


@pytest.mark.parametrize("other", [0, 999])
def test_nobody_is_told_apart_from_one_who_is_not_there(tom, other):
    number = sign_up()
    assert tom.post(f"/office/customers/{number}/differences/{other or number}/").status_code == 404


def test_who_may_only_look_is_not_offered_to_tell_apart(staff_with_role):
    first, second = sign_up(), sign_up(login="b@widgets.example")
    ines = staff_with_role("reader")
    assert f"No. {first} " in looks(ines, second)
    assert "Not the same" not in looks(ines, second)
    assert ines.post(f"/office/customers/{second}/differences/{first}/").status_code == 403


def test_a_customer_without_history_is_deleted_by_a_press_after_a_question(tom):
    number = sign_up()
    assert f'href="/office/customers/{number}/removal/"' in tom.get(f"/office/customers/{number}/").content.decode()
    assert "This cannot be undone" in tom.get(f"/office/customers/{number}/removal/").content.decode()
    said = tom.post(f"/office/customers/{number}/removal/", follow=True).content.decode()
    assert f"No. {number}, Graham&#x27;s Widgets, is deleted." in said
    assert tom.get(f"/office/customers/{number}/").status_code == 404


def test_what_forbids_to_delete_a_customer_is_said_with_the_cure(tom):
    number = let_in()
    page = tom.get(f"/office/customers/{number}/removal/").content.decode()
    assert f"No. {number} is Active." in page
    assert "Set it to Inactive instead" in page
    assert tom.post(f"/office/customers/{number}/removal/").status_code == 409
