"""An agency is switched on with its address and credentials, which are kept encrypted and follow no other address."""

from collections.abc import Mapping

import pytest

from onaccount.domain.connectors.actions.checks import ask_for_test, set_service, try_services
from onaccount.domain.connectors.models import Service
from onaccount.domain.connectors.queries.sources import service_cards, sources_on
from onaccount.domain.connectors.rules.checks import Source
from onaccount.domain.connectors.rules.sources import AddressImpossible, CredentialsMissing, clean_address
from onaccount.domain.people.rules import NotAllowed
from tests.domain.connectors.checks.bureau import WAYS, Bureau
from tests.simulators.faults import Fault
from tests.stage import AT, COMMAND, TOM, hire

pytestmark = pytest.mark.django_db
NONE: Mapping[str, str] = {}
OURS = {"username": "ours", "password": "Agency pass 1"}


def keep(
    credentials: Mapping[str, str] = NONE, *, source: Source = Source.CREDITSAFE, is_on: bool = True, address: str = ""
) -> Service:
    return set_service(source=source, is_on=is_on, address=address, credentials=credentials, by=COMMAND, at=AT)


def test_all_are_off_until_somebody_switches_them_on(db):
    assert sources_on() == []
    assert [card.is_on for card in service_cards(AT)] == [False] * 4


def test_nothing_is_on_without_its_credentials(db):
    with pytest.raises(CredentialsMissing):
        keep({"username": "ours"})
    keep(source=Source.VIES)
    assert sources_on() == [Source.VIES]


def test_a_blank_credential_leaves_the_one_that_is_there(db):
    keep(OURS)
    keep(is_on=False)
    keep()
    assert sources_on() == [Source.CREDITSAFE]


def test_another_address_gets_none_of_the_credentials_of_the_first(db):
    keep(OURS)
    with pytest.raises(CredentialsMissing):
        keep(address="https://elsewhere.example/v1")
    assert Service.objects.get().address == "https://connect.creditsafe.com/v1"


def test_credentials_stand_encrypted(db):
    assert "Agency" not in keep(OURS).secrets


@pytest.mark.parametrize(
    "address",
    [
        "http://connect.example",
        "ftp://connect.example",
        "https://user:pass@connect.example",
        "https://connect.example/?q=1",
        "https://connect.example/#x",
        "https://10.0.0.7/v1",
        "https://169.254.169.254/latest",
        "https://[fd00::1]/",
        "https://",
        "connect.example",
        "https://connect.example:99999",
        "https://connect .example",
        "https://[",
    ],
)
def test_an_address_leads_to_the_outside_and_is_encrypted_on_the_way(address):
    with pytest.raises(AddressImpossible):
        clean_address(address)


def test_a_simulator_on_this_machine_may_be_plain():
    assert clean_address(" http://127.0.0.1:8901/agency/v1/ ") == "http://127.0.0.1:8901/agency/v1"


def test_only_who_changes_the_settings_switches_them(db):
    with pytest.raises(NotAllowed):
        set_service(source=Source.VIES, is_on=True, address="", credentials={}, by=hire(TOM), at=AT)


@pytest.mark.parametrize("source", list(WAYS))
def test_a_test_says_that_it_answers(bureau: Bureau, source):
    ask_for_test(source=source, by=COMMAND, at=bureau.now())
    assert try_services(bureau.wire, clock=bureau.now) == 1
    row = bureau.service(source)
    assert (row.test_words, row.tested_at is not None, row.test_asked_at) == ("", True, None)


@pytest.mark.parametrize(
    ("source", "area"), [(Source.CREDITSAFE, "authenticate"), (Source.COMPANIES_HOUSE, "house"), (Source.VIES, "vies")]
)
@pytest.mark.parametrize("fault", [Fault.STATUS, Fault.GARBAGE, Fault.DROP_AFTER])
def test_a_test_says_in_words_what_stands_in_the_way(bureau: Bureau, source, area, fault):
    bureau.agencies.break_down(fault, on=area)
    ask_for_test(source=source, by=COMMAND, at=bureau.now())
    try_services(bureau.wire, clock=bureau.now)
    assert bureau.service(source).test_words


def test_a_test_says_that_the_credentials_are_not_taken(bureau: Bureau):
    bureau.agencies.takes_credentials = False
    ask_for_test(source=Source.HMRC, by=COMMAND, at=bureau.now())
    try_services(bureau.wire, clock=bureau.now)
    row = bureau.service(Source.HMRC)
    assert "client id" in row.test_words
    assert row.refused_at
