"""A customer's account."""

from typing import Any
from uuid import UUID

from onaccount.delivery.office.account_shown import ShownAccount, ShownBalance, ShownPosting
from onaccount.delivery.office.books_shown import ShownSum
from onaccount.delivery.office.policy_form import AccountsForm, Now
from onaccount.delivery.office.rehearsal_shown import ShownCharge, ShownDebt, ShownRehearsal
from onaccount.delivery.office.statement_shown import ShownPage, ShownRow, ShownStatement
from tests.delivery.ui.samples.frame import NOW

WHO = {"number": 7, "name": "Graham's Widgets"}
STANDS: dict[str, Any] = {
    "number": 7, "currency": "GBP", "is_allowed": True, "is_unlimited": False, "limit": "£500.00",
    "limit_typed": "500.00", "has_limit": True, "owed": "£137.50", "own": "", "available": "£262.50", "is_over": False,
    "rise": "", "holds": "£100.00", "leases": "", "uncounted": "", "version": 3, "is_prepaid": False,
}  # fmt: skip
OVER = STANDS | {
    "owed": "£612.00",
    "available": "-£62.00",
    "is_over": True,
    "rise": "£50.00",
    "leases": "£20.00",
    "uncounted": "only reservations count as used",
}
PREPAID = STANDS | {"own": "£20.00", "owed": "", "is_allowed": False, "is_prepaid": True, "holds": ""}
UNLIMITED = STANDS | {"is_unlimited": True, "limit": "", "limit_typed": "", "has_limit": False, "available": ""}


CODE = "06HJ-31TZ-XRWE-DJSE-4HVN-6SDM-AYX8-1V2K"


def posting(place: int, label: str, debit: str, credit: str, balance: str, **more: Any) -> ShownPosting:
    values: dict[str, Any] = {
        "note": "Order 1041", "receipt": CODE, "by": "Tom Brandt", "approved_by": "", "is_reversed": False,
        "may_be_reversed": True, "may_be_refunded": label == "Charge",
    }  # fmt: skip
    return ShownPosting(
        id=UUID(int=place), at=NOW, label=label, debit=debit, credit=credit, balance=balance, **(values | more)
    )


POSTINGS = [
    posting(3, "Charge", "£37.50", "", "£137.50", approved_by="Marta Vance"),
    posting(2, "Deposit", "", "£20.00", "£100.00", note=""),
    posting(1, "Charge", "£120.00", "", "£120.00", is_reversed=True, may_be_reversed=False, may_be_refunded=False),
]
RISE = {
    "id": UUID(int=9), "amount": "£50.00", "starts_at": NOW, "ends_at": NOW, "why": "Christmas", "by": "Tom Brandt",
}  # fmt: skip
PAGE: dict[str, Any] = {
    "customer": WHO,
    "key": UUID(int=7),
    "currencies": ["EUR", "GBP"],
    "currency": "GBP",
    "typed": {},
}
REFUSAL = {"sentence": "262.50 GBP are left on the account of No. 7, and this is 1.00 GBP more.", "cure": "Take less."}

OWN = ShownBalance("£20.00", "the customer's own money")
THEN = {"then": {"at": NOW, "balance": OWN}, "asked_at": "2026-11-01T12:00"}
NO_DAY = {"sentence": '"soon" is no day.', "cure": "Write it as 2027-03-28."}
ROW: dict[str, Any] = {"at": NOW, "note": "Order 1041", "receipt": CODE, "is_reversed": False}
ROWS = [
    ShownRow(label="Charge", debit="£120.00", credit="", back="", balance="£100.00", **ROW),
    ShownRow(label="Deposit", debit="", credit="£100.00", back="", balance="£0.00", **(ROW | {"is_reversed": True})),
]
STATEMENT = ShownStatement(
    period="01/11/2026 to 22/11/2026",
    query="from=2026-11-01&to=2026-11-22",
    currency="GBP",
    opening=OWN,
    closing=ShownBalance("£0.00", ""),
    charged="£120.00",
    paid="£100.00",
    back="-£20.00",
    available="£500.00",
    count=2,
)
OF_A_PERIOD: dict[str, Any] = {
    "customer": WHO,
    "first": "2026-11-01",
    "last": "2026-11-22",
    "tabs": [{"key": "month", "label": "This month", "href": "?from=2026-11-01&to=2026-11-22", "current": True}],
    "statement": STATEMENT,
    "fits_paper": True,
    "page": ShownPage(ROWS, brought="-£20.00", words="1 to 2 of 2 postings", is_first=True, next=None),
}

SUMS = [
    ShownSum("Cash taken", 3, "£90.00", ""),
    ShownSum("Sales, Counter 1", 1204, "", "£41,204.10"),
    ShownSum("Customers' accounts", None, "£41,114.10", ""),
]
ASKED = {
    "through": "2026-10-31",
    "day": "31/10/2026",
    "open_from": "01/11/2026",
    "sums": SUMS,
    "totals": ["£41,204.10"],
}
BOOKS: dict[str, Any] = {
    "through": "2026-10-31",
    "closed": {"through": "30/09/2026", "by": "Nadia Okafor", "at": NOW},
    "check": {"at": NOW, "changes": {"digest": (None, "4f" * 32)}},
}
DIFFERS = {"check": {"at": NOW, "changes": {"difference": (None, "balance_differs")}}}
CHANGES = [{"at": NOW, "by": "Nadia Okafor", "what": [{"label": "What counts", "was": "everything", "now": "nothing"}]}]
POLICY: dict[str, Any] = {
    "tabs": [{"key": "settings_accounts", "label": "Accounts", "href": "/office/settings/accounts/", "current": True}],
    "may_change": True,
    "form": AccountsForm(now=Now(holds=True, leases=False, over_limit_in_app="no", over_limit_in_office="refer")),
}

CHARGE = ShownCharge(NOW, "Order 1041", "£150.00", "£340.00", "£90.00")
TRIED: dict[str, Any] = {
    "limit": "£400.00", "charges": 3, "charged": "£700.00", "count": 1, "sum": "£150.00",
    "first": CHARGE, "worst": CHARGE,
    "as_it_was": ShownDebt("£490.00", NOW, 12), "rehearsed": ShownDebt("£390.00", NOW, 1), "enough": "£490.00",
    "enough_typed": "490.00", "rows": [CHARGE], "more": UUID(int=3),
}  # fmt: skip
ENOUGH = TRIED | {
    "count": 0,
    "first": None,
    "worst": None,
    "rows": [],
    "more": None,
    "rehearsed": ShownDebt("£0.00", None, 0),
}
REHEARSAL: dict[str, Any] = {
    "customer": WHO, "currency": "GBP", "is_allowed": True, "version": 3, "credit": "limit", "limit": "400.00",
    "first": "2025-11-22", "last": "2026-11-22", "query": "credit=limit&limit=400.00",
}  # fmt: skip

PAGES = [
    ("books", "office/books.html", BOOKS),
    ("books-asked", "office/books.html", BOOKS | {"asked": ASKED}),
    ("books-new", "office/books.html", {"through": "2026-10-31", "asked": ASKED | {"sums": [], "totals": []}}),
    ("books-differ", "office/books.html", BOOKS | DIFFERS | {"refusal": NO_DAY}),
    ("settings-accounts", "office/settings/accounts.html", POLICY | {"changes": CHANGES}),
    ("settings-accounts-new", "office/settings/accounts.html", POLICY | {"may_change": False}),
    ("rehearsal", "office/rehearsal.html", REHEARSAL | {"found": ShownRehearsal(**TRIED)}),
    (
        "rehearsal-enough",
        "office/rehearsal.html",
        REHEARSAL | {"credit": "unlimited", "is_allowed": False, "found": ShownRehearsal(**ENOUGH)},
    ),
    ("rehearsal-refused", "office/rehearsal.html", REHEARSAL | {"found": None, "refusal": NO_DAY}),
    ("statement", "office/statement.html", OF_A_PERIOD),
    (
        "statement-second",
        "office/statement.html",
        OF_A_PERIOD | {"fits_paper": False, "page": ShownPage(ROWS, "£3.00", "3 to 4 of 6", False, UUID(int=3))},
    ),
    ("statement-none", "office/statement.html", OF_A_PERIOD | {"page": ShownPage([], "£3.00", "", True, None)}),
    (
        "statement-refused",
        "office/statement.html",
        OF_A_PERIOD | {"statement": None, "refusal": NO_DAY},
    ),
    ("account-then", "office/account.html", PAGE | THEN | {"account": ShownAccount(**STANDS), "postings": POSTINGS}),
    (
        "account",
        "office/account.html",
        PAGE | {"account": ShownAccount(**STANDS), "postings": POSTINGS, "rises": [RISE]},
    ),
    ("account-none", "office/account.html", PAGE),
    ("account-new", "office/account.html", PAGE | {"account": ShownAccount(**UNLIMITED), "postings": []}),
    (
        "account-over",
        "office/account.html",
        PAGE
        | {"account": ShownAccount(**OVER), "postings": POSTINGS, "more": UUID(int=1), "refusal": REFUSAL}
        | {"typed": {"amount": "263.50", "note": "Order 1042"}},
    ),
    ("account-prepaid", "office/account.html", PAGE | {"account": ShownAccount(**PREPAID), "postings": POSTINGS}),
]
