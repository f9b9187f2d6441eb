"""Whatever agencies and registers answer, nothing breaks, and nothing is "not valid" that nobody called so (D-16)."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onaccount.domain.connectors.actions.checks.agency import Agency
from onaccount.domain.connectors.actions.checks.registers import CompaniesHouse, Hmrc, Vies
from onaccount.domain.connectors.actions.wire import Reply
from onaccount.domain.connectors.rules.answers import companies_house, creditsafe, vat
from onaccount.domain.connectors.rules.answers.reading import Unreadable
from onaccount.domain.connectors.rules.checks import Applicant, CheckOutcome, NotLetIn, Report, Source, Unknown
from onaccount.domain.connectors.rules.next_door import NotAnswered, NotTaken
from tests.domain.connectors.checks.bureau import Bureau

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(
    "company_number company_name company_status registered_office_address target vatNumber isValid userError report "
    "companyId creditScore currentCreditRating commonValue creditLimit value currency companies id orders token code "
    "errors error name address accounts expires_in access_token".split()
)
ANY = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=20
)
BODIES = ANY.map(lambda said: json.dumps(said).encode()) | st.binary(max_size=60)
APPLICANT = Applicant(1, True, "Graham's Widgets", "00445790", "GB553557881", "12 Harbour Street", "Whitby", "YO22 4AA")
GERMAN = Applicant(1, True, "Widgets", "", "DE123456789")


class Line:
    """Everything answers the same."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply

    def secrets(self) -> dict[str, str]:
        return {}

    def read(self, *_: object, **__: object) -> Reply:
        if self.reply.status >= 500:
            raise NotAnswered("5xx")
        return self.reply

    buy = read
    post = read

    def say(self, reply: Reply) -> object:
        try:
            return json.loads(reply.body)
        except (ValueError, RecursionError):
            raise self.unreadable() from None

    def unreadable(self) -> NotAnswered:
        return NotAnswered("unreadable")

    def token(self, *_: object, **__: object) -> str:
        return "t"

    def known_token(self) -> str:
        return ""


@settings(max_examples=60)
@given(body=BODIES, status=st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 410, 418, 500, 503]))
@pytest.mark.parametrize(
    ("kind", "applicant"), [(Agency, APPLICANT), (CompaniesHouse, APPLICANT), (Hmrc, APPLICANT), (Vies, GERMAN)]
)
def test_any_answer_is_a_report_or_no_answer(kind, applicant, body, status):
    checker = kind(Line(Reply(status, {}, body)))
    for verb in (
        lambda: checker.check(applicant, order="o", leaves=lambda: True),
        lambda: checker.find("o"),
        checker.test,
        lambda: checker._log_in() if hasattr(checker, "_log_in") else None,
    ):
        try:
            report = verb()
        except (NotAnswered, NotTaken, Unknown, NotLetIn):
            continue
        if isinstance(report, Report) and report.outcome is CheckOutcome.FAILED:
            said = json.loads(body)
            assert is_said(kind, said, status), "nobody called it so"


def is_said(kind: type, said: object, status: int) -> bool:
    """Whether the answer itself says no, in so many words."""
    if kind is CompaniesHouse and status == 404:
        return companies_house.says_not_there(said)
    if kind is Hmrc:
        return status == 404 and vat.hmrc_says_not_there(said)
    if kind is Vies:
        return isinstance(said, dict) and said.get("isValid") is False
    return True


@given(said=ANY)
def test_a_report_that_is_read_has_an_outcome_and_a_reference(said):
    for read in (
        lambda: companies_house.report_of(said, "00445790", b""),
        lambda: vat.hmrc_report(said, "553557881", b""),
        lambda: vat.vies_report(said, "DE", "123456789", b""),
        lambda: creditsafe.report_of(said, "GB-0-1", "our-id", b""),
    ):
        try:
            report = read()
        except Unreadable:
            continue
        assert report.reference
        assert report.score is None or 0 <= report.score <= 1_000_000


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "area", "tax_id"),
    [
        (Source.CREDITSAFE, "search", ""),
        (Source.COMPANIES_HOUSE, "house", ""),
        (Source.HMRC, "hmrc", "GB553557881"),
        (Source.VIES, "vies", "DE123456789"),
    ],
)
def test_garbage_over_http_leaves_a_check_that_waits_or_is_answered(bureau: Bureau, source, area, tax_id, body):
    bureau.agencies.pass_time(3600)
    bureau.agencies.says[area] = (200, body)
    login = f"g{len(bureau.agencies.asked)}@widgets.example"
    check = bureau.check(bureau.company(login=login, **({"tax_id": tax_id} if tax_id else {})), source)
    assert check.state in ("asked", "answered")
    assert check.outcome != "failed"
    assert check.why != "something went wrong here"
