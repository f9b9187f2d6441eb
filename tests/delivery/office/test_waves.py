"""The pages of waves: made, filled, planned, opened, paused."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.utils import timezone

from onaccount.domain.customers.models import Customer
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import group_of
from onaccount.domain.people.rules import Role
from onaccount.domain.vetting.models import Wave, WaveMember
from onaccount.domain.vetting.queries import wave_named
from onaccount.domain.vetting.rules.waves import WaveState
from tests.domain.imports.importing import as_csv, take_in
from tests.stage import sign_up, sign_up_many, work_off

pytestmark = pytest.mark.django_db(transaction=True)

LIST = as_csv(("Company", "E-mail"), ("Hollin Dairy", "a@hollin.example"), ("Weir & Co", ""))


@pytest.fixture
def beta(tom) -> str:
    """The address of an empty wave."""
    response = tom.post("/office/waves/", {"name": "Beta", "opens_at": ""})
    assert response.status_code == 302
    return str(response["Location"])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fill(browser, numbers: list[int], name: str = "Beta"):
    return browser.post("/office/customers/waves/", {"number": numbers, "do": "join", "name": name})


def test_without_waves_the_page_says_what_they_are(tom):
    assert "No waves yet" in text_of(tom.get("/office/waves/"))


def test_a_wave_is_made_and_stands_in_the_list(tom, beta):
    assert "Beta" in text_of(tom.get("/office/waves/"))
    assert "Nobody yet" in text_of(tom.get(beta))


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(tom, beta):
    response = tom.post("/office/waves/", {"name": "BETA", "opens_at": "2030-01-01T09:00"})
    assert response.status_code == 422
    assert "There is a wave BETA already." in text_of(response)
    assert 'value="2030-01-01T09:00"' in response.content.decode()


def test_ticked_customers_are_asked_about_and_join(tom, beta):
    numbers = sign_up_many(2)
    asked = tom.post("/office/customers/waves/?status=new&came=self", {"number": numbers})
    assert (asked.status_code, "Invite 2 customers" in text_of(asked)) == (200, True)
    assert not WaveMember.objects.exists()
    response = fill(tom, numbers)
    assert response["Location"] == beta
    assert set(WaveMember.objects.values_list("customer_id", flat=True)) == set(numbers)
    assert "Beta" in text_of(tom.get(f"/office/customers/{numbers[0]}/"))


def test_a_new_name_makes_a_wave_and_none_is_refused(tom):
    [number] = sign_up_many(1)
    assert fill(tom, [number], name="").status_code == 422
    assert fill(tom, [number], name="Spring").status_code == 302
    assert wave_named("spring").members == 1


def test_nothing_ticked_is_said(tom):
    assert tom.post("/office/customers/waves/", {"do": "join", "name": "Beta"}, follow=True).status_code == 200
    assert not Wave.objects.exists()


def test_ticked_customers_are_invited_now_as_a_wave_of_their_own(tom):
    numbers = sign_up_many(2)
    response = tom.post("/office/customers/waves/", {"number": numbers, "do": "now", "name": ""})
    assert response.status_code == 302
    assert wave_named("Invited by Tom Brandt").state is WaveState.OPENING
    work_off(at=timezone.now())
    assert Customer.objects.filter(status="active").count() == 2


def test_a_whole_list_is_invited_at_once(tom):
    take_in(LIST)
    sign_up()
    page = tom.get("/office/customers/?status=new&came=import").content.decode()
    assert "Invite all of them" in page
    asked = tom.post("/office/customers/waves/?status=new&came=import", {"whom": "list"})
    assert "Invite 2 customers" in text_of(asked)
    tom.post("/office/customers/waves/?status=new&came=import", {"whom": "list", "do": "join", "name": "Beta"})
    assert wave_named("Beta").members == 2


def test_customers_are_added_by_a_tag_and_taken_out(tom, beta):
    take_in(LIST, tags=["fair"])
    assert tom.post(f"{beta}members/", {"tag": ""}).status_code == 422
    tom.post(f"{beta}members/", {"tag": "fair"})
    first = Customer.objects.earliest("number").number
    tom.post(f"{beta}members/removal/", {"number": first})
    assert list(WaveMember.objects.values_list("customer__name", flat=True)) == ["Weir & Co"]
    assert "No e-mail address to log in with" in text_of(tom.get(beta))


def test_opening_is_confirmed_with_the_number_of_letters(tom, beta):
    fill(tom, [*sign_up_many(2), sign_up("Old Quay Café")])
    page = text_of(tom.get(f"{beta}opening/"))
    assert "Send 2 letters" in page
    assert Wave.objects.get().state == "planned"
    tom.post(f"{beta}opening/")
    work_off(at=timezone.now())
    page = text_of(tom.get(beta))
    assert "Open" in page
    assert "No e-mail address to log in with" in page
    assert (Customer.objects.filter(status="active").count(), mail.outbox) == (2, [])


def test_an_empty_wave_says_that_nobody_is_in_it(tom, beta):
    response = tom.post(f"{beta}opening/")
    assert (response.status_code, "Nobody is in the wave Beta." in text_of(response)) == (422, True)


def test_a_time_is_typed_in_the_zone_of_the_business(tom, beta):
    tom.post(f"{beta}plan/", {"opens_at": "2030-07-01T09:00"})
    assert Wave.objects.get().opens_at == datetime(2030, 7, 1, 8, tzinfo=UTC)
    assert 'value="2030-07-01T09:00"' in tom.get(beta).content.decode()
    response = tom.post(f"{beta}plan/", {"opens_at": "2030-03-31T01:30"})
    assert (response.status_code, "the clock is put forward" in text_of(response)) == (422, True)
    tom.post(f"{beta}plan/", {"opens_at": ""})
    assert Wave.objects.get().opens_at is None


def test_a_wave_is_paused_goes_on_and_is_cancelled(tom, beta):
    fill(tom, sign_up_many(2))
    assert tom.post(f"{beta}pause/").status_code == 409
    tom.post(f"{beta}opening/")
    tom.post(f"{beta}pause/")
    assert "Go on" in text_of(tom.get(beta))
    tom.post(f"{beta}opening/")
    tom.post(f"{beta}cancellation/")
    assert Wave.objects.get().state == "cancelled"
    assert "Plan it anew" in text_of(tom.get(beta))


def test_a_pause_that_nobody_asked_for_says_why(tom, beta):
    fill(tom, sign_up_many(1))
    tom.post(f"{beta}opening/")
    Principal.objects.filter(group=group_of(Role.OFFICE)).update(group=group_of(Role.READER))
    work_off(at=timezone.now())
    Principal.objects.filter(group=group_of(Role.READER)).update(group=group_of(Role.OFFICE))
    assert "Tom Brandt has no right to change a customer" in text_of(tom.get(beta))


def test_a_wave_that_is_not_there_is_not_found(tom):
    assert tom.get("/office/waves/99/").status_code == 404
    assert tom.post("/office/waves/99/pause/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "no letter leaves until you invite them"),
        ({"invite": "never"}, "No account yet"),
        ({"wave": "Spring"}, "in the wave Spring"),
        ({"invite": "now"}, "are being invited"),
    ],
)
def test_the_import_says_what_becomes_of_invitations(tom, asked, words):
    card = take_in(LIST, **asked)
    work_off(at=timezone.now())
    assert words in text_of(tom.get(f"/office/imports/{card.key}/"))
