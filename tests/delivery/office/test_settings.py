"""The settings: asked at the first start, changed on their pages (D-21)."""

import gzip

import pytest

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.models import Group
from tests.delivery.ui.test_weight import AFTERWARDS
from tests.stage import AT, COMMAND, let_in

START = {"name": "Harbour & Pine", "currency": "EUR", "time_zone": "Europe/Berlin", "prices_include_tax": "on"}
PAGES = ["", "ways-in/", "logins/", "credit/"]


@pytest.fixture
def settled(nadia):
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    return nadia


def sent(browser, page: str, **changed: str) -> dict[str, str]:
    """What a browser sends of a page of settings on which only this is changed; "" unticks a box."""
    form = browser.get(page).context["form"]
    shown = {form.add_initial_prefix(bound.name): str(bound.initial) for bound in form}
    typed = {bound.name: "on" if bound.initial is True else str(bound.initial or "") for bound in form}
    return {name: value for name, value in {**shown, **typed, **changed}.items() if value}


def test_the_first_start_asks_who_the_business_is_and_leads_on_to_the_office(nadia):
    assert nadia.get("/office/")["Location"] == "/office/settings/start/"
    form = nadia.get("/office/settings/start/").context["form"]
    assert list(form.fields) == ["name", "currency", "time_zone", "prices_include_tax"]
    assert form["name"].value() == "", "the name is theirs to say"
    assert nadia.post("/office/settings/start/", START)["Location"] == "/office/customers/"
    now = current_business()
    assert (now.name, now.currency, now.time_zone) == ("Harbour & Pine", "EUR", "Europe/Berlin")
    assert now.prices_include_tax
    assert nadia.get("/office/")["Location"] == "/office/customers/"
    assert facts_of(Subject("business", "1"))[0].changes["currency"] == ("GBP", "EUR")


def test_the_first_start_is_asked_once(settled):
    assert settled.get("/office/settings/start/")["Location"] == "/office/settings/"
    assert settled.post("/office/settings/start/", START)["Location"] == "/office/settings/"
    assert current_business().currency == "GBP"


@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_start_its_questions_come_first(nadia, page):
    assert nadia.get(f"/office/settings/{page}")["Location"] == "/office/settings/start/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "   "), ("name", "x" * 121), ("currency", "XXXX"), ("currency", ""),
        ("name", "\u200b"), ("time_zone", "Mars/Olympus"), ("time_zone", "../../etc/passwd"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused(nadia, field, value):
    response = nadia.post("/office/settings/start/", {**START, field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert current_business().settled_at is None


@pytest.mark.parametrize(
    ("page", "field", "value", "words"),
    [
        ("logins/", "shortest_password", "5", "Choose from 6 to 64."),
        ("logins/", "link_days", "0", "Choose from 1 to 90."),
        ("logins/", "link_days", "soon", "Enter a whole number."),
        ("logins/", "login_letter", "pigeon", "Select a valid choice."),
        ("ways-in/", "signups_told_to", "ada", "is not an e-mail address"),
        ("credit/", "vets", "friends", "Select a valid choice."),
        ("credit/", "claim_days", "0", "Choose from 1 to 3650."),
    ],
)
def test_a_setting_that_cannot_be_is_refused_beside_its_field(settled, page, field, value, words):
    address = f"/office/settings/{page}"
    response = settled.post(address, sent(settled, address, **{field: value}))
    assert response.status_code == 422
    assert words in response.context["form"].errors[field][0]


@pytest.mark.parametrize(
    ("page", "changed", "kept"),
    [
        ("", {"prices_include_tax": "on"}, {"prices_include_tax": True}),
        ("ways-in/", {"allows_individuals": ""}, {"allows_individuals": False}),
        ("ways-in/", {"accounts_by_staff_only": "on", "ask_whom": "Tom"}, {"accounts_by_staff_only": True}),
        ("ways-in/", {"tells_of_signups": ""}, {"tells_of_signups": False}),
        ("ways-in/", {"signups_told_to": "ada@own.example"}, {"signups_told_to": "ada@own.example"}),
        ("logins/", {"login_letter": "temporary_password"}, {"login_letter": "temporary_password"}),
        ("logins/", {"link_days": "3", "shortest_password": "12"}, {"link_days": 3, "shortest_password": 12}),
        ("logins/", {"second_factor": ""}, {"second_factor": False}),
        ("credit/", {"vets": "everyone"}, {"vets": "everyone"}),
    ],
)
def test_a_page_keeps_what_was_changed_on_it_and_nothing_else(settled, page, changed, kept):
    address = f"/office/settings/{page}"
    assert settled.post(address, sent(settled, address, **changed))["Location"] == address
    now = current_business()
    assert {name: getattr(now, name) for name in kept} == kept
    assert set(facts_of(Subject("business", "1"))[0].changes) <= {*kept, "ask_whom"}


def test_two_who_change_two_settings_of_one_page_both_have_their_way(settled):
    mine = sent(settled, "/office/settings/", currency="EUR")
    settled.post("/office/settings/", sent(settled, "/office/settings/", name="Harbour & Oak"))
    settled.post("/office/settings/", mine)
    now = current_business()
    assert (now.name, now.currency) == ("Harbour & Oak", "EUR")


def test_what_a_refused_page_shows_is_still_what_it_showed_at_first(settled):
    address = "/office/settings/logins/"
    mine = sent(settled, address, link_days="0")
    settled.post(address, sent(settled, address, shortest_password="10"))
    page = settled.post(address, mine)
    assert 'name="initial-shortest_password" value="8"' in page.content.decode()


def test_both_switches_are_called_as_their_owners_know_them(settled):
    page = settled.get("/office/settings/ways-in/").content.decode()
    assert "Allow personal account registration" in page
    assert "Disable account creation" in page


def test_who_may_only_look_is_shown_the_settings_and_offered_nothing(tom):
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    group = Group.objects.get(members__name="Tom Brandt")
    group.levels = {**group.levels, "settings": "read"}
    group.save()
    for page in PAGES:
        content = tom.get(f"/office/settings/{page}").content.decode()
        assert "Ask an administrator for the right to change them." in content
        assert "Save settings" not in content
        assert tom.post(f"/office/settings/{page}", {**START, "vets": "nobody", "link_days": "3",
            "login_letter": "link", "shortest_password": "9"}).status_code == 403  # fmt: skip
    assert current_business().currency == "GBP"


def test_where_the_settings_stood_once_leads_to_them(settled):
    assert settled.get("/office/business/")["Location"] == "/office/settings/"


def test_times_are_shown_in_the_zone_of_the_business(nadia):
    number = let_in()
    assert "22/11/2026 09:30:00" in nadia.get(f"/office/customers/{number}/").content.decode()
    nadia.post("/office/settings/start/", START)
    assert "22/11/2026 10:30:00" in nadia.get(f"/office/customers/{number}/").content.decode()


def test_the_settings_with_all_their_choices_stay_under_the_budget_of_a_page(settled):
    """P-6: what a page transfers after the first one."""
    assert len(gzip.compress(settled.get("/office/settings/").content, 6)) < AFTERWARDS


def test_a_name_of_several_lines_is_one_line(nadia):
    """It stands in the subject of letters."""
    nadia.post("/office/settings/start/", {**START, "name": "Harbour\r\nBcc: x@x.example"})
    assert current_business().name == "Harbour Bcc: x@x.example"
