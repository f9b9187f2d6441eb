"""Payment, what is transmitted, and tills, in the office."""

from typing import Any
from uuid import UUID

from onaccount.delivery.office.payment_shown import MethodForm, NamedForm
from onaccount.delivery.office.tills_shown import SumsForm, TillForm
from onaccount.delivery.office.views.pins import NewPin
from onaccount.delivery.office.views.till_policy import TillsForm
from tests.delivery.ui.samples.frame import NOW, refused
from tests.delivery.ui.samples.people import FACTS, LONG
from tests.delivery.ui.samples.products import unasked
from tests.delivery.ui.samples.settings import settings_page

REFUSAL = {"sentence": "Counter 2 uses this menu.", "cure": "Give them another menu first."}
CASH = {"key": 1, "name": "Cash", "type": "Cash", "words": "in the till's own drawer", "menus": ["Counter"]}
OTHER = CASH | {"key": 2, "name": LONG, "type": "Customer account", "words": "up to the limit", "menus": []}
INSIDE = {"position": 0, "up": -1, "down": 1, "is_first": True, "is_last": False}
MENU: dict[str, Any] = {
    "key": 1, "name": "Counter", "tills": ("Counter 1", "Counter 2"), "end": 2, "outside": [OTHER | {"key": 3}],
    "inside": [CASH | INSIDE, OTHER | INSIDE | {"position": 1, "up": 0, "down": 2, "is_first": False, "is_last": True}],
}  # fmt: skip
EMPTY = MENU | {"key": 2, "name": LONG, "tills": (), "inside": [], "end": 0}
MENUS: dict[str, Any] = {
    "menus": [MENU, EMPTY], "menu": MENU, "has_methods": True, "form": NamedForm(),
    "rename": NamedForm(initial={"name": "Counter"}, auto_id="rename-%s"), "differs": True,
}  # fmt: skip
PREVIEW: dict[str, Any] = {
    "digest": "a" * 64, "differs": True, "version": 2, "unused": [LONG], "without": ["Counter 3"],
    "changes": [{"till": "Counter 2", "said": ["can take Customer account", "shows them in another order"]}],
}  # fmt: skip
VERSION: dict[str, Any] = {
    "version": 2, "at": NOW, "by": "Nadia Okafor", "restores": 1, "acknowledged": ("Counter 1",),
    "behind": ["Counter 2"], "is_last": True,
}  # fmt: skip
TILL: dict[str, Any] = {
    "key": 2, "name": "Counter 2", "state": "paired", "state_label": "Paired", "menu": 1, "menu_name": "Counter",
    "acknowledged": 1, "acknowledged_at": NOW, "is_behind": True, "contacted_at": NOW, "waiting": 2,
    "clerk": "Cal Dennison", "lent": "£85.00", "exceptions": 1, "code_until": None, "is_paired": True,
    "is_ended": False,
}  # fmt: skip
NEW = TILL | {
    "key": 3, "name": LONG, "state": "waiting", "state_label": "Waits to be paired", "menu_name": None,
    "acknowledged": None, "is_behind": False, "contacted_at": None, "waiting": 0, "clerk": None, "lent": "",
    "exceptions": 0, "is_paired": False,
}  # fmt: skip
ENDED = NEW | {"key": 4, "name": LONG, "state": "ended", "state_label": "Ended", "is_ended": True}
LENT: dict[str, Any] = {
    "till": 2, "name": "Counter 2", "customer": 5, "customer_name": "Graham's Widgets", "rest": "£85.00",
    "until": NOW, "contacted_at": NOW, "is_recalled": True,
}  # fmt: skip
REPORT: dict[str, Any] = {
    "sales": 14, "returns": 1, "gross": "£412.50", "tax": "£68.75", "float": "£50.00", "expected": "£162.50",
    "methods": [{"name": "Cash", "amount": "£112.50"}, {"name": LONG, "amount": "£300.00"}],
}  # fmt: skip
DAY = REPORT | {
    "number": 3, "opened_at": NOW, "closed_at": NOW, "by": "Cal Dennison", "approved_by": "Marta Vance",
    "counted": "£160.00", "difference": "-£2.50", "is_off": True, "left": "£50.00",
}  # fmt: skip
SALE: dict[str, Any] = {
    "id": UUID(int=7), "label": "2B-000017", "kind": "Sale", "at": NOW, "clerk": "Cal Dennison",
    "customer": "Graham's Widgets", "total": "£37.50", "is_offline": True,
}  # fmt: skip
RECEIPT: dict[str, Any] = {
    "id": UUID(int=7), "label": "2B-000017", "kind": "Sale", "till": 2, "till_name": "Counter 2",
    "clerk": "Cal Dennison", "made_at": NOW, "received_at": NOW, "is_offline": True, "customer": 5,
    "customer_name": "Graham's Widgets", "total": "£37.50", "tax": "£6.25", "of": UUID(int=6), "code": "7KQ2-M4TX",
    "has_exception": True, "before": "£100.00", "after": "£137.50",
    "lines": [{"name": LONG, "sku": "PAN-20", "quantity": "1.5", "unit": "£25.00", "total": "£37.50", "returned": "1"}],
    "payments": [{"method": "Cash", "amount": "£37.50", "given": "£40.00"}],
}  # fmt: skip
WAITS: dict[str, Any] = {
    "id": UUID(int=1), "till": 2, "till_name": "Counter 2", "customer": 5, "customer_name": LONG,
    "sale": UUID(int=7), "why": "It would have gone over the customer's limit.", "amount": "£37.50", "typed": "37.50",
    "currency": "GBP", "is_guess": False, "is_booked": False, "also": [],
    "opened_at": NOW, "ended_at": None, "state": "Waits", "is_open": True,
    "by": "", "said": "",
}  # fmt: skip
GUESS = WAITS | {"id": UUID(int=2), "sale": None, "is_guess": True, "why": "The till is lost."}
LOOK = WAITS | {"id": UUID(int=4), "is_booked": True, "also": ["It was sold outside of the shift."]}
DONE = WAITS | {
    "id": UUID(int=3), "is_open": False, "state": "Written off", "ended_at": NOW, "by": "Nadia Okafor", "said": "Theft",
}  # fmt: skip
SUMS: dict[str, Any] = {"form": SumsForm({"from": "2026-11-01", "to": "2026-11-22"}), "report": REPORT}
Till = unasked(TillForm, menu=[("", "None yet"), (1, "Counter")])
NOTHING: dict[str, Any] = {
    "sales": [],
    "days": [],
    "day": None,
    "lent": [],
    "facts": [],
    "report": REPORT,
    "differs": False,
    "sums": {"form": SumsForm({"from": "2026-11-22", "to": "2026-11-01"}), "report": None},
}


class Policy:
    lease_percent, unlimited, lease_hours, known_days, footer = 20, "100.00", 8, 30, "Thank you"


ONE: dict[str, Any] = {
    "till": TILL, "form": Till(initial={"name": "Counter 2", "menu": 1}), "lent": [LENT],
    "day": {"number": 4, "opened_at": NOW}, "report": REPORT, "days": [DAY], "sales": [SALE, SALE | {"customer": ""}],
    "facts": FACTS, "differs": True, "sums": SUMS,
}  # fmt: skip

PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("payment-methods", "office/payment_methods.html", {"form": MethodForm(), "rows": [CASH, OTHER], "differs": True}),
    (
        "payment-methods-none",
        "office/payment_methods.html",
        {"form": refused(MethodForm({"type": "cash"}), "It needs a name."), "rows": []},
    ),
    ("payment-method", "office/payment_method.html", {"method": CASH, "form": NamedForm(initial={"name": "Cash"})}),
    ("payment-menus", "office/payment_menus.html", MENUS),
    ("payment-menus-empty", "office/payment_menus.html", MENUS | {"menu": EMPTY, "refusal": REFUSAL}),
    (
        "payment-menus-none",
        "office/payment_menus.html",
        {"menus": [], "menu": None, "form": refused(NamedForm({}), "It needs a name."), "rename": NamedForm()},
    ),
    (
        "transmit",
        "office/transmit.html",
        {"preview": PREVIEW, "versions": [VERSION, VERSION | {"version": 1, "is_last": False, "restores": None}]},
    ),
    (
        "transmit-nothing",
        "office/transmit.html",
        {"preview": PREVIEW | {"differs": False, "version": None}, "versions": [], "refusal": REFUSAL},
    ),
    ("tills", "office/tills.html", {"form": Till(), "rows": [TILL, NEW], "ended": [ENDED], "differs": True}),
    ("tills-none", "office/tills.html", {"form": Till(), "rows": []}),
    ("till", "office/till.html", ONE),
    ("till-new", "office/till.html", NOTHING | {"till": NEW, "form": Till(), "refusal": REFUSAL}),
    ("till-ended", "office/till.html", NOTHING | {"till": ENDED, "form": Till(), "sales": [SALE]}),
    (
        "till-code",
        "office/till_code.html",
        {"till": NEW, "code": "KWT4 9EXA", "until": NOW, "minutes": 15, "address": "http://127.0.0.1:8000/till/"},
    ),
    ("till-day", "office/till_day.html", {"till": TILL, "day": DAY}),
    ("till-sale", "office/till_sale.html", {"sale": RECEIPT}),
    ("exceptions", "office/exceptions.html", {"rows": [WAITS, GUESS, LOOK], "is_done": False, "typed": {}}),
    ("exceptions-done", "office/exceptions.html", {"rows": [DONE], "is_done": True, "typed": {}}),
    ("exceptions-none", "office/exceptions.html", {"rows": [], "is_done": False, "typed": {}, "refusal": REFUSAL}),
    ("settings-tills", "office/settings/tills.html", settings_page(TillsForm(now=Policy))),
    (
        "pin",
        "office/account/pin.html",
        {"form": NewPin(), "name": "Cal Dennison", "key": 4, "has_pin": True, "is_of_the_counter": True},
    ),
    ("pin-none", "office/account/pin.html", {"form": NewPin(), "name": "", "key": 1, "is_of_the_counter": False}),
]
