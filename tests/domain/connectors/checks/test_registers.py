"""Registers fill in what is blank, show what differs, and never say "not valid" for being away (D-16, lesson 21)."""

from datetime import timedelta

import pytest

from onaccount.domain.connectors.actions.checks import fill_from_register
from onaccount.domain.connectors.queries.checks import checks_of
from onaccount.domain.connectors.rules.checks import NothingToFill, Source
from onaccount.domain.connectors.rules.numbers import company_number, vat_number
from onaccount.domain.connectors.rules.patience import AWAY_AFTER
from onaccount.domain.customers.models import Address, Customer
from tests.domain.connectors.checks.bureau import Bureau
from tests.simulators.faults import Fault
from tests.stage import COMMAND

pytestmark = pytest.mark.django_db
AREA = {Source.COMPANIES_HOUSE: "house", Source.HMRC: "hmrc", Source.VIES: "vies"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("445790", "00445790"),
        ("00445790", "00445790"),
        ("sc 1234", "SC001234"),
        ("OC300001", "OC300001"),
        ("NI012345", "NI012345"),
        ("R0000042", "R0000042"),
        ("IP12345R", "IP12345R"),
        ("123456789", None),
        ("HRB12345", None),
        ("X123", None),
        ("", None),
        ("\u0661\u0662", None),
    ],
)
def test_a_company_number_has_the_form_that_the_register_gives(typed, number):
    assert company_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("GB553557881", "", ("GB", "553557881")),
        ("553557881", "GB", ("GB", "553557881")),
        ("146295999727", "GB", ("GB", "146295999727")),
        ("12345", "GB", None),
        ("EL123456789", "", ("EL", "123456789")),
        ("123456789", "GR", ("EL", "123456789")),
        ("XI553557881", "", ("XI", "553557881")),
        ("ATU12345678", "", ("AT", "U12345678")),
        ("US123", "", None),
        ("553557881", "", None),
    ],
)
def test_a_vat_number_belongs_to_a_country(typed, country, number):
    assert vat_number(typed, country) == number


def test_a_number_fills_in_what_is_blank_and_writes_over_nothing(bureau: Bureau):
    number = bureau.company(
        registration_number="445790",
        name="Grahams Widgets",
        **dict.fromkeys(("line1", "city", "postcode", "country"), ""),
    )
    Address.objects.filter(customer=number).delete()
    check = bureau.check(number, Source.COMPANIES_HOUSE)
    card = checks_of(number)[0]
    assert (check.outcome, card.found["created_on"], card.found["company_status"]) == ("passed", "1999-04-01", "active")
    assert "name" in {each.name for each in card.differs}
    assert "registration_number" not in {each.name for each in card.differs}, "lost zeros are no difference"
    filled = fill_from_register(number=number, key=check.pk, by=COMMAND, at=bureau.now())
    assert "line1" in filled
    assert Address.objects.get(customer=number).line1 == "12 Harbour Street"
    assert Customer.objects.get(number=number).name == "Grahams Widgets", "what differs is shown, not written over"
    with pytest.raises(NothingToFill):
        fill_from_register(number=number, key=check.pk, by=COMMAND, at=bureau.now())


def test_case_and_the_usual_endings_are_no_difference(bureau: Bureau):
    number = bureau.company(name="Graham's Widgets Limited")
    bureau.check(number, Source.COMPANIES_HOUSE)
    assert "name" not in {each.name for each in checks_of(number)[0].differs}


@pytest.mark.parametrize(
    ("status", "detail", "outcome"),
    [
        ("active", "", "passed"),
        ("active", "active-proposal-to-strike-off", "referred"),
        ("liquidation", "", "referred"),
        ("dissolved", "", "failed"),
        ("a-state-of-next-year", "", "referred"),
    ],
)
def test_strike_off_is_a_warning(bureau: Bureau, status, detail, outcome):
    company = bureau.agencies.companies["00445790"]
    company.status, company.detail = status, detail
    check = bureau.check(bureau.company(), Source.COMPANIES_HOUSE)
    assert (check.outcome, bool(check.reasons)) == (outcome, outcome != "passed")


def test_a_number_that_no_company_has_is_said(bureau: Bureau):
    check = bureau.check(bureau.company(registration_number="09999999"), Source.COMPANIES_HOUSE)
    assert (check.outcome, check.reasons) == ("failed", ["No company has this number"])


def test_vat_is_asked_of_whom_the_number_belongs_to(bureau: Bureau):
    bureau.agencies.vat["DE123456789"] = "---"
    british, german = bureau.company(), bureau.company(tax_id="DE123456789", login="de@widgets.example")
    assert bureau.check(british, Source.HMRC).outcome == "passed"
    check = bureau.check(german, Source.VIES)
    assert (check.outcome, check.found) == ("passed", {}), "Germany tells no name"


@pytest.mark.parametrize(("source", "tax_id"), [(Source.HMRC, "GB000000001"), (Source.VIES, "DE999999999")])
def test_a_number_that_is_not_valid_is_said_where_the_register_says_so(bureau: Bureau, source, tax_id):
    check = bureau.check(bureau.company(tax_id=tax_id), source)
    assert (check.state, check.outcome) == ("answered", "failed")


@pytest.mark.parametrize(
    "error", ["MS_UNAVAILABLE", "TIMEOUT", "SERVICE_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "NEW_ONE"]
)
def test_an_error_of_vies_is_not_checked_and_never_not_valid(bureau: Bureau, error):
    bureau.agencies.vies_error = error
    check = bureau.check(bureau.company(tax_id="DE123456789"), Source.VIES)
    assert (check.state, check.outcome) == ("asked", "")
    assert error in check.why


@pytest.mark.parametrize("source", [Source.COMPANIES_HOUSE, Source.HMRC, Source.VIES])
@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.STATUS, Fault.GARBAGE, Fault.CUT_BODY])
def test_a_register_that_is_away_is_asked_again(bureau: Bureau, source, fault):
    tax_id = "DE123456789" if source is Source.VIES else "GB553557881"
    bureau.agencies.vat["DE123456789"] = "Widgets"
    bureau.agencies.break_down(fault, on=AREA[source])
    check = bureau.check(bureau.company(tax_id=tax_id), source)
    assert (check.state, check.outcome) == ("asked", "")
    assert check.why
    assert check.next_try_at
    assert check.next_try_at > bureau.now()
    bureau.agencies.mend()
    bureau.push_later()
    check.refresh_from_db()
    assert check.outcome == "passed"


def test_a_bare_404_on_the_way_is_no_answer_of_the_register(bureau: Bureau):
    bureau.agencies.break_down(Fault.STATUS, on="house", status=404)
    assert bureau.check(bureau.company(), Source.COMPANIES_HOUSE).state == "asked"


# --- patience ---


def test_who_asks_us_to_wait_is_left_alone_that_long(bureau: Bureau):
    bureau.agencies.break_down(Fault.STATUS, on="house", status=429, retry_after="600", times=1)
    check = bureau.check(bureau.company(), Source.COMPANIES_HOUSE)
    assert check.next_try_at
    assert check.next_try_at >= bureau.now() + timedelta(seconds=590)
    asked = len(bureau.agencies.asked)
    other = bureau.check(
        bureau.company(registration_number="09999999", login="b@widgets.example"), Source.COMPANIES_HOUSE
    )
    assert (other.state, len(bureau.agencies.asked)) == ("asked", asked), "nobody was asked"
    bureau.push_later(1000)
    other.refresh_from_db()
    assert other.state == "answered"


def test_after_a_few_failures_it_is_left_in_peace(bureau: Bureau):
    bureau.agencies.break_down(Fault.STATUS, on="house")
    check = bureau.check(bureau.company(), Source.COMPANIES_HOUSE)
    for _ in range(AWAY_AFTER - 1):
        check.__class__.objects.update(next_try_at=bureau.now())
        bureau.push()
    until = bureau.service(Source.COMPANIES_HOUSE).quiet_until
    assert until
    assert until > bureau.now()
    asked = len(bureau.agencies.asked)
    check.__class__.objects.update(next_try_at=bureau.now())
    bureau.push()
    assert len(bureau.agencies.asked) == asked


def test_one_that_is_away_stops_no_other(bureau: Bureau):
    bureau.agencies.break_down(Fault.STATUS, on="house")
    number = bureau.company()
    away = bureau.order(number, Source.COMPANIES_HOUSE)
    other = bureau.order(number, Source.HMRC)
    bureau.push()
    away.refresh_from_db()
    other.refresh_from_db()
    assert (away.state, other.state) == ("asked", "answered")


def test_after_a_day_without_an_answer_it_is_not_checked(bureau: Bureau):
    bureau.agencies.break_down(Fault.STATUS, on="house")
    check = bureau.check(bureau.company(), Source.COMPANIES_HOUSE)
    bureau.push_later(25 * 3600)
    check.refresh_from_db()
    assert (check.state, check.outcome, check.next_try_at) == ("not_checked", "", None)


# --- what lets us in ---


def test_a_token_that_has_expired_is_replaced(bureau: Bureau):
    bureau.check(bureau.company())
    bureau.agencies.expire_tokens()
    bureau.agencies.add_company("01111111")
    check = bureau.check(bureau.company(registration_number="01111111", login="b@widgets.example"))
    assert check.state == "answered"
    assert bureau.agencies.log_ins == 2


@pytest.mark.parametrize("source", [Source.CREDITSAFE, Source.COMPANIES_HOUSE, Source.HMRC])
def test_credentials_that_are_refused_are_not_tried_again_until_they_are_changed(bureau: Bureau, source):
    """More than five bad log-ins lock the account there."""
    bureau.agencies.takes_credentials = False
    check = bureau.check(bureau.company(), source)
    assert (check.state, check.next_try_at) == ("asked", None)
    assert bureau.service(source).refused_at
    asked = len(bureau.agencies.asked)
    bureau.push_later()
    assert len(bureau.agencies.asked) == asked
    bureau.agencies.takes_credentials = True
    bureau.switch_on(source)
    bureau.push()
    check.refresh_from_db()
    assert check.state == "answered"
