"""Checks on a customer's page and in the settings: ordered, written down, made void; off at first (D-16)."""

import pytest

from onaccount.domain.connectors.actions.checks import note_check, set_service
from onaccount.domain.connectors.models import Check, Policy, Service
from onaccount.domain.connectors.queries.checks import checks_of
from onaccount.domain.connectors.rules.checks import Source
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.vetting.actions import set_stage
from tests.stage import AT, COMMAND, PASSWORD, sign_up

pytestmark = pytest.mark.django_db
BY_HAND = {"source": "by_hand", "outcome": "passed", "reference": "CS-20421", "score": "71", "limit": "2500"}


def at(number: int, rest: str = "") -> str:
    return f"/office/customers/{number}/checks/{rest}"


def page_of(browser, number: int) -> str:
    return browser.get(f"/office/customers/{number}/").content.decode()


def connect(*sources: Source) -> None:
    for source in sources:
        set_service(source=source, is_on=True, address="", credentials=CREDENTIALS, by=COMMAND, at=AT)


CREDENTIALS = {"username": "u", "password": "p", "key": "k", "client_id": "c", "client_secret": "s"}


def test_what_is_not_connected_is_said_plainly(tom):
    page = page_of(tom, sign_up())
    assert "No agency and no register is connected: nothing was checked." in page
    assert "Ask Creditsafe" not in page


def test_a_check_by_hand_is_written_down_and_its_reference_begins_the_move(tom):
    number = sign_up()
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
    assert tom.post(at(number), BY_HAND).status_code == 302
    page = page_of(tom, number)
    assert "£2,500.00" in page
    assert 'value="CS-20421"' in page, "the move of the stage begins with it"
    assert "Set to Passed" in page


def test_what_was_typed_wrong_comes_back_in_the_form(tom):
    number = sign_up()
    answer = tom.post(at(number), {**BY_HAND, "score": "splendid"})
    assert (answer.status_code, Check.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert "is no score" in page
    assert 'value="CS-20421"' in page


def test_a_register_is_asked_by_a_press(tom):
    connect(Source.COMPANIES_HOUSE)
    number = sign_up(registration_number="445790")
    assert "Ask Companies House" in page_of(tom, number)
    assert tom.post(at(number), {"source": "companies_house"}).status_code == 302
    assert checks_of(number)[0].is_open
    assert "It is being asked." in page_of(tom, number)
    again = tom.post(at(number), {"source": "companies_house"})
    assert (again.status_code, Check.objects.count()) == (409, 1)


@pytest.mark.parametrize(("source", "status"), [("vies", 409), ("nobody", 422), ("", 422)])
def test_who_cannot_be_asked_is_refused_in_words(tom, source, status):
    assert tom.post(at(sign_up()), {"source": source}).status_code == status


def test_the_next_try_is_told_by_the_clock(tom):
    number = sign_up()
    check = note_check(number=number, outcome="passed", reference="x", by=COMMAND, at=AT)
    told = {"state": "asked", "outcome": "", "why": "it answers 503", "next_try_at": AT.replace(hour=10, minute=50)}
    Check.objects.filter(pk=check.pk).update(**told, source="creditsafe")
    assert "Not checked yet, next try 10:50: it answers 503." in page_of(tom, number)


def test_a_check_is_made_void(tom):
    number = sign_up()
    check = note_check(number=number, outcome="failed", reference="CS-1", by=COMMAND, at=AT)
    assert tom.post(at(number, f"{check.pk}/removal/")).status_code == 302
    assert "1 earlier check" in page_of(tom, number)
    assert tom.post(at(number, f"{check.pk}/removal/")).status_code == 409
    assert tom.post(at(sign_up(login="b@widgets.example"), f"{check.pk}/removal/")).status_code == 404


def test_what_an_agency_says_is_shown_as_text(tom):
    number = sign_up()
    check = note_check(number=number, outcome="passed", reference="x", by=COMMAND, at=AT)
    found = {"name": "<script>alert(1)</script>"}
    Check.objects.filter(pk=check.pk).update(source="companies_house", found=found, reasons=["<b>so</b> %s {0}"])
    page = page_of(tom, number)
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>so</b>" not in page


def test_who_may_not_see_credit_sees_no_checks(ines):
    number = sign_up()
    note_check(number=number, outcome="failed", reference="CS-SECRET", by=COMMAND, at=AT)
    page = page_of(ines, number)
    assert "CS-SECRET" not in page
    assert "Checks" not in page


# --- the settings ---


@pytest.fixture
def sure(nadia):
    """Nadia, who said her password once more."""
    nadia.post("/office/account/again/", {"password": PASSWORD})
    return nadia


def test_who_has_not_said_the_password_lately_is_asked_for_it(nadia):
    answer = nadia.post("/office/settings/checks/vies/", {"is_on": "on"})
    assert answer["Location"].startswith("/office/account/again/")
    assert not Service.objects.exists()


def test_an_agency_is_switched_on_and_its_password_is_shown_nowhere(sure):
    kept = {"is_on": "on", "address": "https://connect.example/v1", "username": "ours", "password": "Agency pass 1"}
    assert sure.post("/office/settings/checks/creditsafe/", kept).status_code == 302
    assert Service.objects.get().is_on
    page = sure.get("/office/settings/checks/").content.decode()
    assert "Connected" in page
    assert "Agency pass 1" not in page


@pytest.mark.parametrize(
    "sent", [{"is_on": "on"}, {"address": "http://10.0.0.1"}, {"is_on": "on", "address": "javascript:alert(1)"}]
)
def test_what_cannot_be_is_said_in_its_own_form(sure, sent):
    answer = sure.post("/office/settings/checks/creditsafe/", sent)
    assert answer.status_code == 422
    assert not Service.objects.filter(is_on=True).exists()


def test_a_test_is_left_to_the_worker(nadia):
    assert nadia.post("/office/settings/checks/vies/test/").status_code == 302
    assert Service.objects.get(pk="vies").test_asked_at
    assert 'hx-trigger="every 2s"' in nadia.get("/office/settings/checks/").content.decode()
    assert nadia.post("/office/settings/checks/creditsafe/test/").status_code == 422
    assert nadia.post("/office/settings/checks/nobody/test/").status_code == 404


def test_rules_are_written_rehearsed_and_switched_on(nadia):
    number = sign_up()
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
    note_check(number=number, outcome="passed", reference="CS-1", score="70", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.FAILED, credit_reference="CS-1", by=COMMAND, at=AT)
    rule = {"outcome": "", "least": "60", "most": "", "up_to": "", "category": "", "to": "passed"}
    blank = dict.fromkeys(rule, "")
    sent = {f"r{n}-{name}": text for n, row in enumerate((rule, blank)) for name, text in row.items()}
    assert nadia.post("/office/settings/policy/", sent).status_code == 302
    assert len(Policy.objects.get().rules) == 1
    assert nadia.post("/office/settings/policy/switch/", {"on": "1"}).status_code == 409
    page = nadia.post("/office/settings/policy/rehearsal/").content.decode()
    assert "1 customer was decided on: 0 the same, 1 otherwise, 0 left to a person." in page
    assert f"/office/customers/{number}/" in page
    assert nadia.post("/office/settings/policy/switch/", {"on": "1"}).status_code == 302
    assert Policy.objects.get().is_on


@pytest.mark.parametrize("row", [{"to": "passed"}, {"least": "60"}, {"least": "x", "to": "passed"}, {"to": "billing"}])
def test_a_rule_that_cannot_be_comes_back(nadia, row):
    blank = dict.fromkeys(("outcome", "least", "most", "up_to", "category", "to"), "")
    sent = {f"r0-{name}": text for name, text in {**blank, **row}.items()}
    assert nadia.post("/office/settings/policy/", sent).status_code == 422
    assert not Policy.objects.exclude(rules=[]).exists()
