"""Each operation of the API with a request that succeeds, for the tests that ask them all. A new one needs a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from onaccount.domain.accounts.actions import hold_amount, open_account, pay_in, raise_limit, take_charge
from onaccount.domain.accounts.queries import ledger_accounts_of
from onaccount.domain.catalogue.actions import add_category, add_level, add_product, add_tax_class
from onaccount.domain.catalogue.queries import tax_classes
from onaccount.domain.connectors.actions.checks import note_check
from onaccount.domain.customers.actions import add_address, add_contact, add_note
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.imports.queries import import_card
from onaccount.domain.ledger.queries import postings_of
from onaccount.domain.ledger.rules import Reason
from onaccount.domain.matching.actions import FoundPair, keep_pairs, merge_customers, start_scan
from onaccount.domain.matching.queries import active_scan
from onaccount.domain.matching.rules import Answer
from onaccount.domain.partners.actions import add_partner, make_partner_token
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.vetting.actions import add_location, new_challenge, set_stage
from onaccount.domain.vetting.actions.checklist import add_item
from onaccount.domain.vetting.rules.checklist import What
from onaccount.foundation.money import Money
from tests.applicants import MAEVE, solved
from tests.delivery.api.machine import Machine, let_go
from tests.domain.imports.importing import as_csv, rehearse
from tests.domain.vetting.test_dealer_rules import COMPANY
from tests.stage import AT, COMMAND, let_in, sign_up


@dataclass(frozen=True)
class Sample:
    """A request that is answered with `status`. `stage` makes what it needs and answers what stands in the address."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    stage: Callable[[], Mapping[str, Any]] = dict


COUNT = count()  # a test may need several


def a_customer() -> Mapping[str, Any]:
    return {"number": sign_up()}


def with_check() -> Mapping[str, Any]:
    """A customer that somebody checked by hand."""
    number = sign_up()
    return {
        "number": number,
        "check": note_check(number=number, outcome="passed", reference="CS-1", by=COMMAND, at=AT).pk,
    }


def with_parts() -> Mapping[str, Any]:
    """A customer with one of each part."""
    number = sign_up(tags="trade")
    person = {"given_name": "Mara", "family_name": "Quill"}
    return {
        "number": number,
        "contact": add_contact(number=number, values=person, by=COMMAND, at=AT),
        "address": add_address(number=number, use="further", values={"line1": "Gate 4"}, by=COMMAND, at=AT),
        "location": add_location(
            number=number, name="Yard", login_email=f"yard{number}@widgets.example", by=COMMAND, at=AT
        ),
        "note": add_note(number=number, text="Pays by BACS.", by=COMMAND, at=AT),
        "name": "trade",
    }


def another_customer() -> int:
    return sign_up(login=f"other{next(COUNT)}@widgets.example")


def a_merge() -> Mapping[str, Any]:
    number = sign_up()
    key = merge_customers(loser=another_customer(), survivor=number, by=COMMAND, at=AT)
    return {"number": number, "merge": key}


def a_pair() -> Mapping[str, Any]:
    low, high = sign_up(), another_customer()
    keep_pairs([FoundPair(low, high, Answer.LIKELY, 0.97, "[]")], at=AT)
    return {"low": low, "high": high}


def a_product() -> Mapping[str, Any]:
    values = {"sku": f"PAN-{next(COUNT)}", "name": "Frying pan", "price": "24.50"}
    return {"key": add_product(values=values, by=COMMAND, at=AT)}


def a_category() -> Mapping[str, Any]:
    return {"key": add_category(name=f"Cheese {next(COUNT)}", by=COMMAND, at=AT)}


def a_level() -> Mapping[str, Any]:
    return {"key": add_level(name=f"Trade {next(COUNT)}", by=COMMAND, at=AT)}


def a_tax_class() -> Mapping[str, Any]:
    """Not the default one, which cannot be deleted while there is another."""
    if not tax_classes():
        add_tax_class(name="Default", rate_ppm=200_000, by=COMMAND, at=AT)
    return {"key": add_tax_class(name=f"Tax {next(COUNT)}", rate_ppm=50_000, by=COMMAND, at=AT)}


def a_scan() -> Mapping[str, Any]:
    under_way = active_scan()  # there is one at most
    return {"key": under_way.key if under_way else start_scan(by=COMMAND, at=AT)}


def merge_another(machine: Machine, address: str) -> Any:
    return machine.post(address, {"loser": another_customer()})


def preview_another(machine: Machine, address: str) -> Any:
    return machine.ask("GET", address, query={"loser": str(another_customer())})


def an_active_customer() -> Mapping[str, Any]:
    return {"number": let_in(login=f"trader{next(COUNT)}@widgets.example")}


def an_account() -> Mapping[str, Any]:
    """An Active customer with 500.00 to spend on account, 20.00 paid in, a charge and a hold."""
    number = an_active_customer()["number"]
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    more: dict[str, Any] = {"customer": number, "by": COMMAND, "at": timezone.now()}
    pay_in(amount=Money(20_00, "GBP"), key="in", **more)
    charge = take_charge(amount=Money(10_00, "GBP"), key="charge", **more).posting.id
    end = more["at"] + timedelta(days=1)
    hold = hold_amount(amount=Money(5_00, "GBP"), key="hold", expires_at=end, **more)
    return {"number": number, "posting": charge, "hold": hold}


def refund_a_charge(machine: Machine, address: str) -> Any:
    number = int(address.split("/")[2])
    (owner,) = ledger_accounts_of(number)
    charge = next(one.id for one in postings_of(owner) if one.reason is Reason.CHARGE)
    return machine.post(address, {"charge": str(charge), "amount": "1.00"})


def ask_verdict_of(machine: Machine, address: str) -> Any:
    return machine.ask("GET", address, query={"amount": "37.50", "door": "till"})


LIST = as_csv(("Company", "Email"), ("Hollin Dairy", "a@hollin.example"), ("Weir", "nobody"))


def bring(machine: Machine, address: str) -> Any:
    return machine.ask("POST", address, LIST, query={"name": "list.csv"}, content_type="text/csv")


def read_rejects(machine: Machine, address: str) -> Any:
    answer = machine.get(address)
    let_go(answer)
    return answer


def a_rise() -> Mapping[str, Any]:
    number, now = an_account()["number"], timezone.now()
    more: dict[str, Any] = {"starts_at": now, "ends_at": now + timedelta(days=1), "why": "", "by": COMMAND}
    rise = raise_limit(customer=number, amount=Money(5_00, "GBP"), key=uuid4().hex, at=now, **more).id
    return {"number": number, "rise": rise}


def try_a_limit(machine: Machine, address: str) -> Any:
    return machine.ask("GET", address, query={"limit": "5.00"})


def a_rehearsal() -> Mapping[str, Any]:
    return {"key": rehearse(LIST).key}


def approve(machine: Machine, address: str) -> Any:
    rehearsed_at = import_card(UUID(address.split("/")[2])).rehearsed_at
    assert rehearsed_at is not None
    return machine.post(address, {"rehearsed_at": rehearsed_at.isoformat(), "partial": True})


def a_partner() -> Mapping[str, Any]:
    return {"key": add_partner(code=f"DEA{next(COUNT)}", name="Northlight", by=COMMAND, at=AT)}


def machine_of(partner: int, right: PortalRight = PortalRight.SUBMIT) -> Machine:
    """With a token of this dealer's."""
    made = make_partner_token(partner=partner, name="Shop", right=right, expires_at=None, by=COMMAND, at=AT)
    return Machine(made[1])


def handed_in_by(machine: Machine, **more: str) -> int:
    """A customer that this dealer handed in."""
    given = machine.post("/applications", {"kind": "company", **COMPANY, **more})
    assert given.status_code == 201, given.content
    return int(given.json()["number"])


def an_application() -> Mapping[str, Any]:
    return {"number": handed_in_by(machine_of(a_partner()["key"]))}


def billed(number: int) -> int:
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    return number


def a_contract() -> Mapping[str, Any]:
    machine = machine_of(a_partner()["key"])
    customer = billed(handed_in_by(machine))
    assert machine.post("/contracts", {"customer": customer, "connections": ["01632"]}).status_code == 201
    return {"customer": customer, "number": 1}


def hand_one_in(machine: Machine, address: str) -> Any:
    """By a token of a dealer's, where the machine has one at all: staff's may not."""
    return machine_of(a_partner()["key"]).post(address, {"kind": "company", **COMPANY})


def add_one(machine: Machine, address: str) -> Any:
    its = machine_of(a_partner()["key"])
    return its.post(address, {"customer": billed(handed_in_by(its)), "connections": ["01632 960 101"]})


def answer_one(machine: Machine, address: str) -> Any:
    its = machine_of(a_partner()["key"])
    number = handed_in_by(its)
    item = add_item(number=number, what=What.DEPOSIT, asks_partner=True, by=COMMAND, at=AT)
    return its.ask("PUT", f"/applications/{number}/questions/{item}/answer", {"text": "It is paid."})


def sign_up_by_a_sum(machine: Machine, address: str) -> Any:
    """With no token the sum is done first."""
    body: dict[str, Any] = dict(MAEVE)
    if not machine.secret:
        found = solved(new_challenge(at=timezone.now()))
        body["proof"] = {"token": found.token, "answer": found.answer}
    return machine.post(address, body)


PARTNER = "/api/v1/partners/{key}"
APPLICATION = "/api/v1/applications/{number}"
CONTRACT = "/api/v1/contracts/{customer}/{number}"
IMPORT = "/api/v1/imports/{key}"
CUSTOMER = "/api/v1/customers/{number}"
PAIR = "/api/v1/duplicates/{low}/{high}"
ACCOUNT = f"{CUSTOMER}/account"
PAID = {"amount": "2.50", "currency": "GBP", "reference": "Order 4711"}
SAMPLES: dict[tuple[str, str], Sample] = {
    ("GET", "/api/v1/customers"): Sample(200, stage=a_customer),
    ("POST", "/api/v1/customers"): Sample(201, {"kind": "company", "name": "Ridge & Sons"}),
    ("POST", "/api/v1/customers/matches"): Sample(200, {"name": "Graham's Widgets"}, stage=a_customer),
    ("GET", CUSTOMER): Sample(200, stage=a_customer),
    ("PATCH", CUSTOMER): Sample(200, {"city": "Bude"}, {"If-Match": "*"}, a_customer),
    ("DELETE", CUSTOMER): Sample(204, stage=a_customer),
    ("PUT", f"{CUSTOMER}/status"): Sample(200, {"status": "active"}, stage=a_customer),
    ("PUT", f"{CUSTOMER}/stage"): Sample(200, {"stage": "new"}, stage=a_customer),
    ("GET", f"{CUSTOMER}/contacts"): Sample(200, stage=with_parts),
    ("POST", f"{CUSTOMER}/contacts"): Sample(201, {"family_name": "Quill"}, stage=a_customer),
    ("GET", f"{CUSTOMER}/contacts/{{contact}}"): Sample(200, stage=with_parts),
    ("PATCH", f"{CUSTOMER}/contacts/{{contact}}"): Sample(200, {"job_title": "Buyer"}, stage=with_parts),
    ("DELETE", f"{CUSTOMER}/contacts/{{contact}}"): Sample(204, stage=with_parts),
    ("GET", f"{CUSTOMER}/addresses"): Sample(200, stage=with_parts),
    ("POST", f"{CUSTOMER}/addresses"): Sample(201, {"use": "delivery", "line1": "Gate 4"}, stage=a_customer),
    ("GET", f"{CUSTOMER}/addresses/{{address}}"): Sample(200, stage=with_parts),
    ("PATCH", f"{CUSTOMER}/addresses/{{address}}"): Sample(200, {"line1": "Gate 5"}, stage=with_parts),
    ("DELETE", f"{CUSTOMER}/addresses/{{address}}"): Sample(204, stage=with_parts),
    ("GET", f"{CUSTOMER}/locations"): Sample(200, stage=with_parts),
    ("POST", f"{CUSTOMER}/locations"): Sample(201, {"login_email": "yard@widgets.example"}, stage=a_customer),
    ("GET", f"{CUSTOMER}/locations/{{location}}"): Sample(200, stage=with_parts),
    ("PATCH", f"{CUSTOMER}/locations/{{location}}"): Sample(200, {"name": "Shop"}, stage=with_parts),
    ("DELETE", f"{CUSTOMER}/locations/{{location}}"): Sample(204, stage=with_parts),
    ("POST", f"{CUSTOMER}/activation-letters"): Sample(202, {}, stage=an_active_customer),
    ("GET", f"{CUSTOMER}/merges"): Sample(200, stage=a_merge),
    ("GET", f"{CUSTOMER}/merges/preview"): Sample(200, preview_another, stage=a_customer),
    ("POST", f"{CUSTOMER}/merges"): Sample(201, merge_another, stage=a_customer),
    ("DELETE", f"{CUSTOMER}/merges/{{merge}}"): Sample(204, stage=a_merge),
    ("GET", ACCOUNT): Sample(200, stage=an_account),
    ("PUT", ACCOUNT): Sample(201, {"limit": "250"}, stage=an_active_customer),
    ("GET", f"{ACCOUNT}/rehearsal"): Sample(200, try_a_limit, stage=an_account),
    ("GET", f"{ACCOUNT}/rises"): Sample(200, stage=an_account),
    ("POST", f"{ACCOUNT}/rises"): Sample(201, {"amount": "5.00", "ends_at": "2999-01-01T00:00:00Z"}, stage=an_account),
    ("DELETE", f"{ACCOUNT}/rises/{{rise}}"): Sample(204, stage=a_rise),
    ("POST", f"{ACCOUNT}/payments"): Sample(201, PAID, stage=an_account),
    ("POST", f"{ACCOUNT}/deposits"): Sample(201, PAID, stage=an_account),
    ("POST", f"{ACCOUNT}/withdrawals"): Sample(201, {"amount": "5.00"}, stage=an_account),
    ("POST", f"{ACCOUNT}/refunds"): Sample(201, refund_a_charge, stage=an_account),
    ("GET", f"{ACCOUNT}/postings"): Sample(200, stage=an_account),
    ("GET", f"{CUSTOMER}/statement"): Sample(200, stage=an_account),
    ("POST", f"{ACCOUNT}/holds"): Sample(201, {"amount": "5.00"}, stage=an_account),
    ("POST", f"{ACCOUNT}/holds/{{hold}}/posting"): Sample(201, {}, stage=an_account),
    ("POST", f"{ACCOUNT}/holds/{{hold}}/release"): Sample(200, {}, stage=an_account),
    ("GET", f"{CUSTOMER}/verdict"): Sample(200, ask_verdict_of, stage=an_account),
    ("POST", "/api/v1/postings/{posting}/reversal"): Sample(201, {}, stage=an_account),
    ("GET", f"{CUSTOMER}/links"): Sample(200, stage=a_customer),
    ("GET", "/api/v1/product-categories"): Sample(200),
    ("POST", "/api/v1/product-categories"): Sample(201, {"name": "Cheese"}),
    ("GET", "/api/v1/product-categories/{key}"): Sample(200, stage=a_category),
    ("PATCH", "/api/v1/product-categories/{key}"): Sample(200, {"name": "Other"}, stage=a_category),
    ("DELETE", "/api/v1/product-categories/{key}"): Sample(204, stage=a_category),
    ("GET", "/api/v1/price-levels"): Sample(200),
    ("POST", "/api/v1/price-levels"): Sample(201, {"name": "Trade", "off_percent": "10"}),
    ("GET", "/api/v1/price-levels/{key}"): Sample(200, stage=a_level),
    ("PUT", "/api/v1/price-levels/{key}"): Sample(200, {"name": "Other", "off_percent": "5"}, stage=a_level),
    ("DELETE", "/api/v1/price-levels/{key}"): Sample(204, stage=a_level),
    ("GET", f"{CUSTOMER}/price-level"): Sample(200, stage=a_customer),
    ("PUT", f"{CUSTOMER}/price-level"): Sample(200, {"price_level": None}, stage=a_customer),
    ("GET", "/api/v1/tax-classes"): Sample(200),
    ("POST", "/api/v1/tax-classes"): Sample(201, {"name": "Standard", "rate": "20"}),
    ("GET", "/api/v1/tax-classes/{key}"): Sample(200, stage=a_tax_class),
    ("PUT", "/api/v1/tax-classes/{key}"): Sample(200, {"name": "Other", "rate": "5"}, stage=a_tax_class),
    ("DELETE", "/api/v1/tax-classes/{key}"): Sample(204, stage=a_tax_class),
    ("GET", "/api/v1/products"): Sample(200, stage=a_product),
    ("POST", "/api/v1/products"): Sample(201, {"sku": "CHE-1", "name": "Brie", "price": "3.60"}),
    ("GET", "/api/v1/products/{key}"): Sample(200, stage=a_product),
    ("PATCH", "/api/v1/products/{key}"): Sample(200, {"price": "4"}, headers={"If-Match": "*"}, stage=a_product),
    ("GET", f"{CUSTOMER}/checks"): Sample(200, stage=with_check),
    ("POST", f"{CUSTOMER}/checks"): Sample(
        201, {"source": "by_hand", "outcome": "passed", "reference": "CS-1"}, stage=a_customer
    ),
    ("GET", f"{CUSTOMER}/checks/{{check}}"): Sample(200, stage=with_check),
    ("DELETE", f"{CUSTOMER}/checks/{{check}}"): Sample(204, stage=with_check),
    ("GET", "/api/v1/duplicates"): Sample(200, stage=a_pair),
    ("GET", PAIR): Sample(200, stage=a_pair),
    ("PUT", f"{PAIR}/decision"): Sample(200, {"decision": "later", "seen": "open"}, stage=a_pair),
    ("POST", "/api/v1/duplicates/scans"): Sample(202, {}),
    ("GET", "/api/v1/duplicates/scans/{key}"): Sample(200, stage=a_scan),
    ("GET", f"{CUSTOMER}/notes"): Sample(200, stage=with_parts),
    ("POST", f"{CUSTOMER}/notes"): Sample(201, {"text": "Pays by BACS."}, stage=a_customer),
    ("GET", f"{CUSTOMER}/notes/{{note}}"): Sample(200, stage=with_parts),
    ("DELETE", f"{CUSTOMER}/notes/{{note}}"): Sample(204, stage=with_parts),
    ("GET", f"{CUSTOMER}/tags"): Sample(200, stage=with_parts),
    ("PUT", f"{CUSTOMER}/tags"): Sample(200, {"tags": ["north"]}, stage=with_parts),
    ("POST", f"{CUSTOMER}/tags"): Sample(201, {"name": "north"}, stage=with_parts),
    ("DELETE", f"{CUSTOMER}/tags/{{name}}"): Sample(204, stage=with_parts),
    ("GET", f"{CUSTOMER}/timeline"): Sample(200, stage=with_parts),
    ("GET", "/api/v1/partners"): Sample(200, stage=a_partner),
    ("POST", "/api/v1/partners"): Sample(201, {"code": "QRY077", "name": "Quarry"}),
    ("GET", PARTNER): Sample(200, stage=a_partner),
    ("PATCH", PARTNER): Sample(200, {"name": "Northlight Telecom"}, stage=a_partner),
    ("PUT", f"{PARTNER}/state"): Sample(200, {"state": "ended"}, stage=a_partner),
    ("GET", "/api/v1/applications"): Sample(200, stage=an_application),
    ("POST", "/api/v1/applications"): Sample(201, hand_one_in),
    ("GET", APPLICATION): Sample(200, stage=an_application),
    ("PUT", f"{APPLICATION}/questions/{{question}}/answer"): Sample(
        200, answer_one, stage=lambda: {"number": 1, "question": 1}
    ),
    ("GET", "/api/v1/contracts"): Sample(200, stage=a_contract),
    ("POST", "/api/v1/contracts"): Sample(201, add_one),
    ("GET", CONTRACT): Sample(200, stage=a_contract),
    ("PUT", f"{CONTRACT}/state"): Sample(200, {"state": "with_customer"}, stage=a_contract),
    ("GET", "/api/v1/imports"): Sample(200, stage=a_rehearsal),
    ("POST", "/api/v1/imports"): Sample(202, bring),
    ("GET", IMPORT): Sample(200, stage=a_rehearsal),
    ("POST", f"{IMPORT}/approval"): Sample(202, approve, stage=a_rehearsal),
    ("POST", f"{IMPORT}/cancellation"): Sample(202, {}, stage=a_rehearsal),
    ("GET", f"{IMPORT}/rejects"): Sample(200, read_rejects, stage=a_rehearsal),
    ("POST", "/api/v1/signups"): Sample(202, sign_up_by_a_sum),
    ("GET", "/api/v1/signups/challenge"): Sample(200),
    ("GET", "/api/v1/events"): Sample(200, stage=a_customer),
}
