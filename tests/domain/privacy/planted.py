"""A customer of whom there is something everywhere: 50 marks, brought in through the doors that people use.

Each mark is a piece of text that stands nowhere else. What is planted here is looked for byte by byte afterwards.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from onaccount.domain.accounts.actions import open_account, raise_limit, take_charge
from onaccount.domain.catalogue.actions import add_product
from onaccount.domain.connectors.actions import ask_for_link, push_links
from onaccount.domain.connectors.models import Connection
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.contracts.models import Connection as Connected
from onaccount.domain.contracts.models import Contract
from onaccount.domain.customers.actions import add_contact, add_note, add_person, add_tag, correct_customer
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.rules.status import Kind, Status
from onaccount.domain.matching.actions import decide_pair, merge_customers
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.orders.actions.place import place_order
from onaccount.domain.orders.actions.standing import keep_standing
from onaccount.domain.orders.rules.orders import Basket, Wanted
from onaccount.domain.partners.models import Partner
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.actions.answers import Answer, answer_once
from onaccount.domain.people.actions.tokens import make_token
from onaccount.domain.people.models import Session
from onaccount.domain.people.permissions import Area, Level
from onaccount.domain.people.queries import actor_of
from onaccount.domain.tills.actions.cards import give_card
from onaccount.domain.vetting.actions import add_location, set_status
from onaccount.domain.vetting.actions.checklist import add_item, answer_item
from onaccount.domain.vetting.actions.dealers import start_dealer_draft, submit_dealer_draft
from onaccount.domain.vetting.actions.papers import add_paper
from onaccount.domain.vetting.actions.signup import confirm_signup
from onaccount.domain.vetting.rules.checklist import What
from onaccount.foundation.money import Money
from tests.applicants import apply, letter_token
from tests.domain.connectors.double import Double
from tests.domain.imports.importing import as_csv, take_in
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.tills.counter import set_up
from tests.domain.vetting.test_dealer_rules import PDF
from tests.postbox import TAKEN, Postbox, text_of
from tests.stage import AT, COMMAND, LATER, sign_up, work_off

BY: dict[str, Any] = {"by": COMMAND, "at": AT}


@dataclass
class Planted:
    """`marks` is {what it was: the piece of text}; `number` is the survivor, `other` somebody else entirely."""

    number: int = 0
    other: int = 0
    dealt: int = 0
    marks: dict[str, str] = field(default_factory=dict)
    digits: int = 4_711_000

    def mark(self, what: str) -> str:
        """A new mark of letters."""
        assert what not in self.marks, what
        self.marks[what] = f"Zq{len(self.marks):02}{what.capitalize()}x"
        return self.marks[what]

    def digit(self, what: str) -> str:
        """A new mark of digits, seven of them."""
        self.digits += 137
        self.marks[what] = str(self.digits)
        return self.marks[what]

    def email(self, what: str) -> str:
        return f"{self.mark(what).lower()}@planted.example"


def plant(postbox: Postbox) -> Planted:
    made = Planted()
    made.other = sign_up(login="b@widgets.example", name="Somebody Else Ltd", line1="9 Other Road")
    _sign_up(made, postbox)
    _correct(made)
    _write(made)
    _dealer(made)
    _trade(made)
    _import(made)
    _write_to(made, postbox)
    _next_door(made)
    _machine(made)
    _merge(made)
    return made


def _sign_up(made: Planted, postbox: Postbox) -> None:
    values = {
        "kind": "company",
        "name": f"{made.mark('signname')} Ltd",
        "contact_given_name": made.mark("givenone"),
        "contact_family_name": made.mark("familyone"),
        "email": made.email("signmail"),
        "phone": f"+44 1632 {made.digit('phone')[:6]}",
    }
    made.marks["phone"] = made.marks["phone"][:6]
    apply(values, password="lantern-rope-quay")
    work_off()
    at = AT + timedelta(minutes=1)
    made.number = confirm_signup(token=letter_token(text_of(postbox.letters[-1])), at=at)
    abandoned = {**values, "name": made.mark("abandoned"), "contact_given_name": "", "contact_family_name": "Q"}
    apply(abandoned)


def _correct(made: Planted) -> None:
    """Two writes of each field, so that the earlier value stands in history alone."""
    for turn in ("old", "new"):
        values = {
            "name": f"{made.mark(turn + 'name')} & Söhne Ltd",
            "external_id": made.mark(turn + "ext"),
            "notes": f"A line.\n{made.mark(turn + 'notes')} stands in this one.",
            "website": f"https://{made.mark(turn + 'site').lower()}.example/",
            "line1": f"{made.mark(turn + 'street')} Street 1",
            "line2": made.mark(turn + "line"),
            "postcode": made.mark(turn + "post")[:12],
            "delivery_line1": f"1 {made.mark(turn + 'dock')}",
            "email": made.email(turn + "mail"),
            "login_email": made.email(turn + "login"),
        }
        correct_customer(number=made.number, values=values, **BY)


def _write(made: Planted) -> None:
    contact = {"given_name": made.mark("given"), "family_name": made.mark("family"), "email": made.email("contact")}
    add_contact(number=made.number, values=contact, **BY)
    add_note(number=made.number, text=f"They said: {made.mark('note')}", **BY)
    add_tag(number=made.number, name=made.mark("tag"), **BY)
    place = add_location(number=made.number, name=made.mark("place"), login_email=made.email("second"), **BY)
    add_person(location=place, name=made.mark("person"), pin="4826", **BY)


def _dealer(made: Planted) -> None:
    """A dealer brings the same one as a consumer, with papers and sealed answers; later it is merged."""
    lena = dealer_user(dealer(), right=PortalRight.SUBMIT)
    draft = start_dealer_draft(kind=Kind.INDIVIDUAL, by=lena, at=AT)
    paper = PDF + f"\n% {made.mark('paper')}".encode()
    add_paper(draft=draft, name=f"{made.mark('papername')}.pdf", content=paper, by=lena, at=AT)
    typed = {
        "given_name": made.mark("dealtgiven"), "family_name": made.mark("dealtfamily"),
        "date_of_birth": "23/10/1984", "line1": f"41 {made.mark('dealtstreet')}", "city": "Bideford",
        "postcode": "EX39 1QX", "years": "3", "months": "", "phone": f"01632 {made.digit('dealtphone')[:6]}",
        "email": made.email("dealtmail"), "same_details": "on", "payment_type": "card",
        "notes": made.mark("dealtnotes"),
    }  # fmt: skip
    made.marks["dealtphone"] = made.marks["dealtphone"][:6]
    made.dealt = submit_dealer_draft(draft=draft, typed=typed, by=lena, at=AT)
    item = add_item(number=made.dealt, what=What.QUESTION, words=made.mark("asked"), asks_partner=True, **BY)
    answer_item(number=made.dealt, item=item, text=made.mark("answered"), by=lena, at=AT)
    partner = Partner.objects.get(customers=made.dealt)
    contract = Contract.objects.create(
        customer_id=made.dealt, partner=partner, number=1, words=made.mark("contract"), created_at=AT, moved_at=AT
    )
    Connected.objects.create(contract=contract, place=1, name=made.mark("connection"))


def _trade(made: Planted) -> None:
    set_status(number=made.number, to=Status.ACTIVE, **BY)
    open_account(customer=made.number, currency="GBP", limit=Money(100_00, "GBP"), **BY)
    take_charge(customer=made.number, amount=Money(40_00, "GBP"), key="c1", note=made.mark("charge"), **BY)
    _order(made)
    rise: dict[str, Any] = {"starts_at": AT, "ends_at": AT + timedelta(days=9), "why": made.mark("rise"), "key": "r1"}
    raise_limit(customer=made.number, amount=Money(1_00, "GBP"), **rise, **BY)
    set_up().sell(("Customer account", 5_00), customer=made.number)
    give_card(customer=made.number, **BY)
    place = Location.objects.filter(customer=made.number).exclude(principal=None)[0]
    Session.objects.create(
        session_key="s" * 32, session_data="x", expire_date=AT + timedelta(days=9), began_at=AT, seen_at=AT,
        agent=made.mark("browser"), principal=place.principal,
    )  # fmt: skip


def _order(made: Planted) -> None:
    wheel = add_product(values={"sku": "W-1", "name": "Wheel", "price": "1.00"}, **BY)
    said: dict[str, Any] = {
        "ship_to": made.mark("yard"),
        "own_number": made.mark("ponumber"),
        "notes": made.mark("ordernote"),
    }
    basket = Basket(lines=(Wanted(wheel),), **said)
    place_order(customer=made.number, basket=basket, key="o1", **BY)
    keep_standing(customer=made.number, weekdays={0}, basket=basket, key="s1", **BY)


def _import(made: Planted) -> None:
    """A list that writes over them, and one that still waits."""
    head = ("Customer ID", "Name", "Notes", "Mobile")
    row = (made.marks["newext"], f"{made.mark('listed')} Ltd", made.mark("listnote"), "")
    other = ("OTHER-1", "Lister & Sons", "", "")
    card = take_in(as_csv(head, row, other), f"{made.mark('filename')}.csv", update_by="external_id")
    assert card.figures is not None


def _write_to(made: Planted, postbox: Postbox) -> None:
    """The letter with the log-in, which a server refuses in words of its own."""
    postbox.on_recipient = f"550 no {made.mark('refused')} here"
    work_off(at=AT + 3 * LATER)
    postbox.on_recipient = TAKEN


def _next_door(made: Planted) -> None:
    state = ConnectionState.CONNECTED.value
    Connection.objects.create(
        system=XERO, state=state, tenant_id="t", tenant_name="Harbour", connected_at=AT, mirrored_at=AT
    )
    door = Double()
    ask_for_link(number=made.number, at=AT)
    push_links(door, clock=lambda: AT + LATER)
    door.mirror(at=AT)
    for key in list(door.contacts):
        door.change(key, name=made.mark("theirs"), email=made.email("theirmail"))
    door.mirror(at=AT)


def _machine(made: Planted) -> None:
    robot, _ = make_token(name="Robot", levels={Area.CUSTOMERS: Level.WRITE}, expires_at=None, **BY)
    body = json.dumps({"number": made.number, "name": Customer.objects.get(number=made.number).name})
    answer_once(by=actor_of(robot), key="machine", digest="d", at=AT, answer=lambda: Answer(201, {}, body))


def _merge(made: Planted) -> None:
    """The dealer's one is the same; and somebody else was thought to be."""
    low, high = sorted((made.number, made.other))
    decide_pair(low=low, high=high, decision=Decision.LATER, seen=Decision.OPEN, **BY)
    merge_customers(loser=made.dealt, survivor=made.number, **BY)
