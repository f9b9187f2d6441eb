"""/office/tasks/: what waits about Xero, settled by a press, once, by who may."""

from uuid import uuid4

import pytest

from onaccount.domain.connectors.models import Connection, Contact, Link, Task
from tests.stage import AT, WIDGETS, sign_up

pytestmark = pytest.mark.django_db
PAGE = "/office/tasks/"


@pytest.fixture
def renamed(db) -> Task:
    """A customer whose contact was renamed there."""
    system, number = Connection.objects.create(system="xero", state="connected", connected_at=AT), sign_up()
    Contact.objects.create(system=system, contact_id="c-1", name="W & D", status="ACTIVE", changed_at=AT, seen_at=AT)
    Link.objects.create(
        customer_id=number, system=system, contact_id="c-1", state="linked", asked_at=AT, linked_at=AT,
        theirs={"name": WIDGETS}, ours={"name": WIDGETS},
    )  # fmt: skip
    return Task.objects.create(
        system=system, kind="renamed", customer_id=number, contact_id="c-1", raised_at=AT,
        values={"theirs": "W & D", "fields": {"name": [WIDGETS, "W & D"]}},
    )  # fmt: skip


def settle(browser, task: Task, **posted: str):
    return browser.post(f"{PAGE}{task.pk}/", {"outcome": "keep", **posted})


def test_where_nothing_waits_the_page_says_so(tom):
    page = tom.get(PAGE)
    assert page.status_code == 200
    assert "Nothing" in page.content.decode()


def test_a_task_shows_both_values_and_its_ways_and_is_settled_by_one_press(tom, renamed):
    page = tom.get(PAGE).content.decode()
    for text in ("W &amp; D", "Graham&#x27;s Widgets", "Take theirs", "Keep ours", "Leave it"):
        assert text in page
    assert settle(tom, renamed)["Location"] == PAGE
    renamed.refresh_from_db()
    assert (renamed.outcome, renamed.settled_by_kind) == ("keep", "staff")
    assert "Take theirs" not in tom.get(PAGE).content.decode()
    assert "Keep ours" in tom.get(f"{PAGE}?settled=1").content.decode()


def test_a_second_press_finds_it_settled_and_changes_nothing(tom, renamed):
    settle(tom, renamed)
    again = settle(tom, renamed, outcome="take")
    assert again.status_code == 409
    assert "settled already" in again.content.decode()
    renamed.refresh_from_db()
    assert renamed.outcome == "keep"


def test_who_may_only_look_sees_no_button_and_settles_nothing(ines, renamed):
    page = ines.get(PAGE)
    assert page.status_code == 200
    assert "Keep ours" not in page.content.decode()
    assert settle(ines, renamed).status_code == 403
    renamed.refresh_from_db()
    assert renamed.settled_at is None


@pytest.mark.parametrize("outcome", ["restore", "moot", "", "everything"])
def test_a_way_that_the_kind_does_not_have_is_refused(tom, renamed, outcome):
    assert settle(tom, renamed, outcome=outcome).status_code == 422
    renamed.refresh_from_db()
    assert renamed.settled_at is None


def test_a_task_that_is_not_there_is_not_found_and_a_contact_that_is_not_known_is_refused(tom, renamed):
    assert tom.post(f"{PAGE}{uuid4()}/", {"outcome": "keep"}).status_code == 404
    assert tom.get(f"{PAGE}?after=nothing").status_code == 200
    Task.objects.update(kind="choose")
    assert settle(tom, renamed, outcome="use", contact="somebody-else").status_code == 422
    renamed.refresh_from_db()
    assert renamed.settled_at is None
