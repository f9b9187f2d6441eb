"""The statement of an account: on its page, as CSV and as PDF."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import open_account, pay_in, reverse_posting, take_charge
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.queries import receipt_of
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.actions.groups import add_group
from onaccount.domain.people.models import Principal
from onaccount.foundation.money import Money
from tests.delivery.api.machine import Machine
from tests.delivery.office.test_account_page import text_of
from tests.stage import AT, CAFE, COMMAND, let_in

NOVEMBER = "?from=2026-11-01&to=2026-11-30"
BY: dict[str, Any] = {"by": COMMAND}


@pytest.fixture
def widgets(clock) -> int:
    """An account with 120.00 charged in October, and three postings since."""
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(5000_00, "GBP"), at=day(1, month=10), **BY)
    move(number, 120_00, day(31, month=10))
    move(number, 1000_00, day(1), note='=HYPERLINK("http://evil.example")')
    move(number, -500_00, day(2), note="Cheque")
    wrong = move(number, 7_00, day(3))
    reverse_posting(posting=wrong, key="back", at=day(3), **BY)
    return number


def day(of_month: int, month: int = 11) -> datetime:
    return datetime(2026, month, of_month, 12, tzinfo=UTC)


def move(number: int, minor: int, when: datetime, **more: Any) -> Any:
    verb: Any = take_charge if minor > 0 else pay_in
    return verb(customer=number, amount=Money(abs(minor), "GBP"), key=uuid4().hex, at=when, **BY, **more).posting.id


@pytest.fixture
def papers(monkeypatch) -> list[dict[str, Any]]:
    """What was given to be printed."""
    given: list[dict[str, Any]] = []

    def printed(_name: str, values: dict[str, Any]) -> bytes:
        given.append(values)
        return b"%PDF-"

    monkeypatch.setattr("onaccount.delivery.office.statement_files.paper", printed)
    return given


def page_of(number: int) -> str:
    return f"/office/customers/{number}/account/statement/"


def file_of(browser, number: int, kind: str, query: str = NOVEMBER) -> Any:
    return browser.get(f"/office/customers/{number}/account/statement.{kind}{query}")


def rows_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_page_says_what_it_opened_with_each_posting_and_what_it_closes_with(tom, widgets):
    page = text_of(tom.get(f"{page_of(widgets)}{NOVEMBER}"))
    assert "Opening balance £120.00" in page
    assert "Charged £1,007.00" in page
    assert "Paid £500.00" in page
    assert "Taken back -£7.00" in page
    assert "Closing balance £620.00" in page
    assert "Left to spend now £4,380.00" in page
    assert "taken back" in page
    assert page.index("£1,120.00") < page.index("£627.00"), "the oldest first"


def test_without_days_it_is_of_this_month_and_presets_lead_on(tom, widgets):
    page = tom.get(page_of(widgets)).content.decode()
    assert "01/11/2026 to 22/11/2026" in page
    assert "from=2026-10-01&amp;to=2026-10-31" in page
    assert "from=2026-01-01&amp;to=2026-11-22" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=yesterday", '"yesterday" is no day. Write it as 2027-03-28.'),
        ("?from=2026-02-30", "is no day"),
        ("?to=0001-01-01", "is no day"),
        ("?to=9999-12-31", "is no day"),
        ("?from=2026-11-02&to=2026-11-01", "The period ends before it begins. Change the two days round."),
    ],
)
def test_days_that_are_none_are_said_with_what_was_typed(tom, widgets, query, said):
    response = tom.get(f"{page_of(widgets)}{query}")
    assert (response.status_code, said in text_of(response).replace("&quot;", '"')) == (422, True)
    for kind in ("csv", "pdf"):
        assert file_of(tom, widgets, kind, query).status_code == 422


def test_a_long_one_goes_on_page_by_page_with_what_is_brought_forward(tom, widgets, monkeypatch):
    monkeypatch.setattr("onaccount.delivery.office.views.statements.AT_ONCE", 3)
    first = tom.get(f"{page_of(widgets)}{NOVEMBER}")
    assert "1 to 3 of 4 postings" in text_of(first)
    last = tom.get(f"{page_of(widgets)}{NOVEMBER}&after={first.context['page'].next}")
    assert "4 to 4 of 4 postings" in text_of(last)
    assert "Brought forward £627.00" in " ".join(text_of(last).split())
    assert last.context["page"].next is None
    assert "1 to 3 of 4" in text_of(tom.get(f"{page_of(widgets)}{NOVEMBER}&after={uuid4()}")), "nobody's is the first"


def test_nothing_posted_is_said(tom, widgets):
    page = text_of(tom.get(f"{page_of(widgets)}?from=2026-09-01&to=2026-09-30"))
    assert "Nothing was posted in this period" in page


def test_who_has_no_account_is_led_to_the_page_that_says_so(tom):
    number = let_in()
    for address in (page_of(number), f"/office/customers/{number}/account/statement.pdf"):
        assert tom.get(address).url == f"/office/customers/{number}/account/"
    assert tom.get(page_of(9_999_999)).status_code == 404


def test_a_number_that_was_merged_leads_to_the_survivors_statement(tom, widgets):
    other = let_in(CAFE, login="cafe@quay.example")
    merge_customers(loser=other, survivor=widgets, by=COMMAND, at=AT)
    assert tom.get(f"{page_of(other)}{NOVEMBER}").url == f"{page_of(widgets)}{NOVEMBER}"


def test_csv_has_the_opening_and_closing_balance_about_the_postings(tom, widgets):
    response = file_of(tom, widgets, "csv")
    header, opening, *rows, closing = rows_of(response)
    assert header[:7] == ["Posted", "Kind", "Reference", "Charged", "Paid", "Taken back", "Balance"]
    assert opening[1:7] == ["Opening balance", "", "", "", "", "120.00"]
    assert closing[0:7] == ["2026-11-30", "Closing balance", "", "", "", "", "620.00"]
    assert [row[3:7] for row in rows[:2]] == [["1000.00", "", "", "1120.00"], ["", "500.00", "", "620.00"]]
    assert [row[3:7] for row in rows[2:]] == [["7.00", "", "", "627.00"], ["", "", "-7.00", "620.00"]]
    assert f"statement-{widgets}-2026-11-01-2026-11-30.csv" in response["Content-Disposition"]


def test_csv_tells_times_of_the_business_with_their_offset(tom, widgets):
    settle_business(time_zone="Asia/Kolkata", by=COMMAND, at=AT)
    assert rows_of(file_of(tom, widgets, "csv"))[2][0] == "2026-11-01T17:30:00+05:30"


def test_csv_runs_no_formula_that_somebody_wrote_as_a_reference(tom, widgets):
    row = rows_of(file_of(tom, widgets, "csv"))[2]
    assert row[2] == '\'=HYPERLINK("http://evil.example")'


def test_each_receipt_of_a_csv_is_borne_out_by_the_books(tom, widgets):
    codes = [row[8] for row in rows_of(file_of(tom, widgets, "csv"))[2:-1]]
    assert [receipt_of(code).amount.minor for code in codes] == [1000_00, 500_00, 7_00, 7_00]


def test_page_csv_paper_and_api_come_to_the_same_sums(tom, widgets, papers):
    """What was taken back is neither a sale nor a payment, whichever way it goes."""
    mistaken = move(widgets, -3_00, day(4))
    reverse_posting(posting=mistaken, key="back-again", at=day(4), **BY)
    rows = rows_of(file_of(tom, widgets, "csv"))[2:-1]
    columns = [sum(Decimal(row[at] or 0) for row in rows) for at in (3, 4, 5)]
    assert columns == [Decimal(1007), Decimal(503), Decimal(-4)]
    page = text_of(tom.get(f"{page_of(widgets)}{NOVEMBER}"))
    assert "Charged £1,007.00 Paid £503.00 Taken back -£4.00" in " ".join(page.split())
    file_of(tom, widgets, "pdf")
    assert [figure[:2] for figure in papers[0]["figures"][1:4]] == [
        ["Charged", "£1,007.00"], ["Paid", "£503.00"], ["Taken back", "-£4.00"]
    ]  # fmt: skip
    told = Machine().get(f"/customers/{widgets}/statement{NOVEMBER}").json()
    assert told["sums"] == {"charged": "1007.00", "paid": "503.00", "reversed": "-4.00"}
    assert Decimal(told["opening"]) + columns[0] - columns[1] + columns[2] == Decimal(told["closing"])


def test_paper_leads_to_a_page_that_asks_for_the_code_whatever_host_was_asked(tom, widgets, client, papers, settings):
    settings.PUBLIC_URL = "https://books.widgets.example"
    file_of(tom, widgets, "pdf")
    assert "ask the books for it at https://books.widgets.example/verify/." in papers[0]["foot"]
    code = rows_of(file_of(tom, widgets, "csv"))[2][8]
    assert client.get("/verify/").status_code == 200
    typed = client.get("/verify/", {"code": f" {code.lower()} "}, follow=True)
    assert "This receipt is true" in text_of(typed)
    nothing = client.get("/verify/", {"code": "../../office/"}, follow=True)
    assert (nothing.status_code, "No receipt of ours" in text_of(nothing)) == (404, True)


def test_paper_names_the_address_only_to_whoever_may_see_customers(tom, widgets, papers):
    for levels in ({"accounts": "read", "customers": "read"}, {"accounts": "read"}):
        group = add_group(name=f"Of {len(levels)}", levels=levels, by=COMMAND, at=AT)
        Principal.objects.filter(name="Tom Brandt").update(group=group)
        assert file_of(tom, widgets, "pdf").status_code == 200
    assert [bool(paper["address"]) for paper in papers] == [True, False]


def test_pdf_is_one_with_a_title_and_a_structure_to_be_read_aloud(tom, widgets):
    response = file_of(tom, widgets, "pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid" in response.content
    assert b"/StructTreeRoot" in response.content


@pytest.mark.parametrize("note", ["#panic(1)", "$x$ *b* _i_ `c` <a> @b \\ [", "Ж λ é 漢字 \U0001f600", "", "x" * 500])
def test_what_people_wrote_is_never_markup_on_paper(tom, widgets, note):
    move(widgets, 1_00, day(4), note=note)
    assert file_of(tom, widgets, "pdf").content.startswith(b"%PDF-")


def test_too_many_postings_for_paper_are_sent_to_the_csv(tom, widgets, monkeypatch):
    monkeypatch.setattr("onaccount.delivery.office.statement_files.LONGEST_PAPER", 3)
    monkeypatch.setattr("onaccount.delivery.office.views.statements.LONGEST_PAPER", 3)
    response = file_of(tom, widgets, "pdf")
    assert response.status_code == 422
    assert "4 postings are in this period, and a PDF has 3 at most." in text_of(response)
    assert "statement.pdf" not in response.content.decode()
    assert "statement.csv" in response.content.decode()


def test_the_account_says_what_was_owed_at_a_moment_and_no_moment_to_come(tom, widgets):
    page = f"/office/customers/{widgets}/account/"
    assert "At 01/11/2026 13:00:00: £1,120.00 owed" in text_of(tom.get(f"{page}?at=2026-11-01T13:00"))
    for at, said in (("2027-01-01T00:00", "still to come"), ("soon", "no date and time")):
        response = tom.get(f"{page}?at={at}")
        assert (response.status_code, said in text_of(response)) == (422, True)


def test_each_posting_of_the_account_leads_to_its_receipt(tom, widgets, client):
    page = tom.get(f"/office/customers/{widgets}/account/").content.decode()
    addresses = [part.partition('"')[0] for part in page.split('href="/verify/')[1:]]
    assert len(addresses) == Posting.objects.count()
    assert client.get(f"/verify/{addresses[0]}").status_code == 200


def test_a_receipt_tells_the_time_that_the_account_tells(tom, widgets, client):
    settle_business(time_zone="Asia/Kolkata", by=COMMAND, at=AT)
    code = rows_of(file_of(tom, widgets, "csv"))[2][8]
    assert "01/11/2026 17:30:00" in text_of(client.get(f"/verify/{code}/"))
