"""The queue of credit: one application, what a dealer handed in, and what came of those who were Referred."""

from types import SimpleNamespace
from typing import Any

from onaccount.delivery.office.case_shown import CaseForm, QuestionForm, ShownAssignee, ShownTwo, shown_decisions
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.vetting.queries.deciding import ReasonRow
from onaccount.domain.vetting.rules.checklist import What
from tests.delivery.ui.samples.customers import one_customer
from tests.delivery.ui.samples.frame import NOW, refused
from tests.delivery.ui.samples.people import LONG


def line(what: str, **changes: Any) -> dict[str, Any]:
    """A line of a checklist."""
    plain = {"key": f"item-{what}", "what": what, "words": "", "owner": "Tom Brandt", "due_on": NOW.date()}
    later = {"asks_partner": False, "answer": "", "answered_at": None, "settled_at": None, "outcome": ""}
    return {**plain, **later, **changes}


ITEMS = [
    line(
        "Deposit", words="200.00", asks_partner=True, asks_applicant=True, answer="It is on its way.", answered_at=NOW
    ),
    line("Trade references", settled_at=NOW, outcome="Brought"),
    line("Guarantee", owner="", due_on=None),
]
PAPER = {"key": "3f2a", "name": f"{LONG}.pdf", "size": 48_000}
HANDED: dict[str, Any] = {
    "dossier": SimpleNamespace(submitted_at=NOW, papers=[PAPER]),
    "monthly": "120.00 GBP",
    "payment": "Direct debit",
    "answers": [("Registration date", "23/10/2002"), ("Director 1: Family name", "Graham")],
    "secrets": [("Director 1: Date of birth", "•••• 1971")],
    "may_look": True,
    "is_open": False,
    "items": ITEMS,
    "following": SimpleNamespace(
        email=f"{LONG}@x.example", link="https://accounts.example/app/signup/abc/", until=NOW, papers=[PAPER]
    ),
    "may_decide": True,
    "has_partner": True,
}
MINE = ShownAssignee("Tom Brandt", is_mine=True, me="3", others=[(3, "Tom Brandt")])
NOBODYS = ShownAssignee("", is_mine=False, me="3", others=[(3, "Tom Brandt")])


def case(now: Stage, **changes: Any) -> dict[str, Any]:
    frame = one_customer("new") | HANDED | {"reseller": "ABC123, Northlight", "query": "stage=new", "next": 7}
    decided = {
        "form": CaseForm(now=now, reference="CR-20421"),
        "question": QuestionForm(),
        "decisions": shown_decisions(now, may_decide=True),
        "assignee": MINE,
        "may_assign": True,
        "two": None,
        "can_undo": now is Stage.REFERRED,
    }
    return frame | decided | changes


OUTCOMES = [
    (what.value.capitalize(), ReasonRow(what, 12, 4, 3, 5, passed=6, failed=2, undecided=4)) for what in list(What)[:5]
]
CONTRACT: dict[str, Any] = {
    "customer": 7, "number": 2, "label": "7-2", "state_label": "With Customer", "words": "For the shop",
    "submitted_at": NOW, "moves": [("connected", "Connected"), ("ended", "Ended")],
    "lines": [(1, "01632 960 101", "12.50"), (2, LONG, "")],
}  # fmt: skip
ENDED = CONTRACT | {"number": 1, "label": "7-1", "state_label": "Ended", "moves": []}
CONTRACTS = {"customer": {"number": 7, "name": "Graham's Widgets"}, "currency": "GBP", "may_move": True}
ORDER: dict[str, Any] = {
    "number": 17, "customer": 7, "name": "Graham's Widgets", "state": "placed", "state_label": "Placed", "is_new": True,
    "by": "Tom Brandt", "on_behalf": True, "placed_at": NOW, "deliver_on": NOW.date(), "ship_to": "Yard 3\nQuay",
    "own_number": "PO-17", "notes": LONG, "code": "", "goods": "20.00", "tax": "4.00", "total": "24.00",
    "currency": "GBP",
    "lines": [{"sku": "BRIE-1", "name": LONG, "quantity": "2 kg", "price": "10.00", "total": "20.00"}],
}  # fmt: skip
OTHER_ORDER = ORDER | {"number": 18, "is_new": False}
RESULTS = [
    {"number": 17, "is_done": True, "words": "Confirmed."},
    {"number": 18, "is_done": False, "words": "There is no such order."},
]
ORDERS: dict[str, Any] = {
    "tabs": [{"label": "All", "href": "/office/orders/", "count": None, "is_current": True}],
    "after": 3, "state": "placed", "query": "", "results": [], "may_keep": True,
}  # fmt: skip
CUSTOMER_ORDERS = {"customer": CONTRACTS["customer"], "key": "k", "typed": {}, "may_keep": True}
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("case", "office/case.html", case(Stage.NEW, two=ShownTwo("Nadia Okafor", is_me=False, at=NOW))),
    ("case-mine", "office/case.html", case(Stage.REFERRED, two=ShownTwo("Tom Brandt", is_me=True, at=NOW))),
    (
        "case-refused",
        "office/case.html",
        case(
            Stage.PASSED,
            form=refused(CaseForm({"reason": "x"}, now=Stage.PASSED), "Billing needs a billing reference."),
            assignee=NOBODYS,
            two=ShownTwo("", is_me=False, at=None),
            next=None,
            dossier=None,
            items=[],
        ),
    ),
    (
        "orders",
        "office/orders.html",
        ORDERS | {"rows": [ORDER, ORDER | {"number": 18, "is_new": False}], "results": RESULTS},
    ),
    ("orders-none", "office/orders.html", ORDERS | {"rows": [], "may_keep": False}),
    ("order", "office/order.html", {"order": ORDER, "moves": [("confirm", "Confirm order")]}),
    ("customer-orders", "office/customer_orders.html", CUSTOMER_ORDERS | {"rows": [ORDER]}),
    ("customer-orders-none", "office/customer_orders.html", CUSTOMER_ORDERS | {"rows": [], "may_keep": False}),
    ("contracts", "office/contracts.html", CONTRACTS | {"rows": [CONTRACT, ENDED]}),
    ("contracts-none", "office/contracts.html", CONTRACTS | {"rows": []}),
    ("outcomes", "office/outcomes.html", {"rows": OUTCOMES, "has_any": True}),
    ("outcomes-none", "office/outcomes.html", {"rows": [], "has_any": False}),
]
