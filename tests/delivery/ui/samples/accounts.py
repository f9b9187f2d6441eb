"""A customer's account."""

from typing import Any
from uuid import UUID

from onaccount.delivery.office.account_shown import ShownAccount, ShownPosting
from tests.delivery.ui.samples.frame import NOW

WHO = {"number": 7, "name": "Graham's Widgets"}
STANDS: dict[str, Any] = {
    "number": 7, "currency": "GBP", "is_allowed": True, "is_unlimited": False, "limit": "£500.00",
    "limit_typed": "500.00", "has_limit": True, "owed": "£137.50", "own": "", "available": "£262.50", "is_over": False,
    "rise": "", "holds": "£100.00", "leases": "", "version": 3, "is_prepaid": False,
}  # fmt: skip
OVER = STANDS | {"owed": "£612.00", "available": "-£62.00", "is_over": True, "rise": "£50.00", "leases": "£20.00"}
PREPAID = STANDS | {"own": "£20.00", "owed": "", "is_allowed": False, "is_prepaid": True, "holds": ""}
UNLIMITED = STANDS | {"is_unlimited": True, "limit": "", "limit_typed": "", "has_limit": False, "available": ""}


def posting(place: int, label: str, debit: str, credit: str, balance: str, **more: Any) -> ShownPosting:
    values: dict[str, Any] = {
        "note": "Order 1041", "by": "Tom Brandt", "approved_by": "", "is_reversed": False, "may_be_reversed": True,
        "may_be_refunded": label == "Charge",
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

PAGES = [
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
