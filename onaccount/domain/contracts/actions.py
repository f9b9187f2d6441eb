"""Contracts are begun and submitted by a dealer, and carried on by staff; the dealer hears of each move."""

from collections.abc import Collection
from datetime import datetime

from onaccount.domain.business.queries import current_business
from onaccount.domain.contracts.models import Connection, Contract
from onaccount.domain.contracts.queries import locked_contract, next_number
from onaccount.domain.contracts.rules import (
    ContractNotADraft,
    ContractState,
    NoConnections,
    NoSuchConnection,
    check_billing,
    check_contract_move,
    connections_of,
    word_of,
)
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_owner, partner_customer
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.actions import action, erase_details, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.queries import demo_partners, require_portal
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.actions.partner_letters import queue_partner_letters
from onaccount.foundation.money import money_of, plain
from onaccount.foundation.text import tidy


@action
def start_contract(
    *, customer: int, connections: str, by: Actor, at: datetime, words: str = "", is_submitted: bool = False
) -> int:
    """Begin a contract with a customer of one's own, as a draft, or `is_submitted` at once; answer its number.

    Raises NeedsBilling.
    """
    user = require_portal(by, PortalRight.SUBMIT)
    held = _own(user.partner, customer)
    check_billing(held.number, Stage(held.stage))
    names = connections_of(connections)
    contract = Contract.objects.create(
        customer=held,
        partner_id=user.partner,
        number=next_number(held),
        words=tidy(words)[:500],
        created_at=at,
        moved_at=at,
    )
    _write_connections(contract, names)
    _tell("contract.started", contract, by=by, at=at)
    if is_submitted:
        submit_contract(customer=customer, contract=contract.number, connections=connections, words=words, by=by, at=at)
    return contract.number


@action
def save_contract(*, customer: int, contract: int, connections: str, by: Actor, at: datetime, words: str = "") -> None:
    """Keep a draft as it was typed."""
    user = require_portal(by, PortalRight.SUBMIT)
    _own(user.partner, customer)
    _keep(_draft(user.partner, customer, contract), connections, words, at=at)


@action
def submit_contract(
    *, customer: int, contract: int, connections: str, by: Actor, at: datetime, words: str = ""
) -> None:
    """Order its connections, once. A customer who fell back from Billing meanwhile waits: NeedsBilling (D-03)."""
    user = require_portal(by, PortalRight.SUBMIT)
    held = _own(user.partner, customer)
    found = _draft(user.partner, customer, contract)
    check_billing(held.number, Stage(held.stage))
    if not _keep(found, connections, words, at=at):
        raise NoConnections
    found.submitted_at = at
    found.save(update_fields=["submitted_at"])
    _move(found, ContractState.SUBMITTED, by=by, at=at)


@action
def withdraw_contract(*, customer: int, contract: int, by: Actor, at: datetime) -> None:
    """Take a draft back; what was submitted is ended by staff."""
    user = require_portal(by, PortalRight.SUBMIT)
    _own(user.partner, customer)
    _move(_draft(user.partner, customer, contract), ContractState.ENDED, by=by, at=at)


@action
def move_contract(*, customer: int, contract: int, to: ContractState, by: Actor, at: datetime) -> None:
    """Carry a contract on along CONTRACT_MOVES; the people of its dealer hear that there is news."""
    require(by, Right.MOVE_CONTRACTS)
    found = locked_contract(customer, contract)
    _move(found, to, by=by, at=at)
    if found.customer.partner_id == found.partner_id:
        reason = f"contract:{found.number}:{to.value}"
        queue_partner_letters(found.customer, reason=reason, by=by, at=at)


@action
def note_commission(*, customer: int, contract: int, place: int, amount: str, by: Actor, at: datetime) -> None:
    """Note what the dealer gets for a connection, as a decimal string; blank for nothing noted. Raises NotAnAmount."""
    require(by, Right.MOVE_CONTRACTS)
    found = locked_contract(customer, contract)
    line = Connection.objects.filter(contract=found, place=place).first()
    if line is None:
        raise NoSuchConnection
    currency = current_business().currency
    was, text = line.commission_minor, amount.replace(",", "").strip()
    line.commission_minor = money_of(text, currency).minor if text else None
    if line.commission_minor == was:
        return
    line.save(update_fields=["commission_minor"])
    told = tuple(plain(minor, currency) if minor is not None else "" for minor in (was, line.commission_minor))
    changes = {"connection": ("", line.name), "commission": (told[0], told[1])}
    about = Subject("contract", f"{found.customer_id}-{found.number}")  # not the customer's: who sees it sees no amount
    record("contract.commission_noted", about, by=by, at=at, changes=changes)


@action
def remove_demo_contracts(*, by: Actor) -> int:
    """Delete the contracts of the demo's partners, with their connections; how many."""
    require(by, Right.MOVE_CONTRACTS)
    made = Contract.objects.filter(partner__in=demo_partners())
    erase_details("contract", [f"{customer}-{n}" for customer, n in made.values_list("customer_id", "number")])
    gone = made.count()
    made.delete()
    return gone


def _own(partner: int, number: int) -> Customer:
    """A dealer's own customer, held: found through who asks first, so that another's is a 404 without a lock."""
    return locked_owner(partner_customer(partner, number).number)


def _draft(partner: int, customer: int, number: int) -> Contract:
    contract = locked_contract(customer, number, partner=partner)
    if contract.state != ContractState.DRAFT.value:
        raise ContractNotADraft
    return contract


def _keep(contract: Contract, connections: str, words: str, *, at: datetime) -> list[str]:
    names = connections_of(connections)
    contract.words, contract.moved_at = tidy(words)[:500], at
    contract.save(update_fields=["words", "moved_at"])
    contract.connections.all().delete()
    _write_connections(contract, names)
    return names


def _write_connections(contract: Contract, names: list[str]) -> None:
    Connection.objects.bulk_create(
        Connection(contract=contract, place=place, name=name) for place, name in enumerate(names, 1)
    )


def _move(contract: Contract, to: ContractState, *, by: Actor, at: datetime) -> None:
    now = ContractState(contract.state)
    check_contract_move(now, to)
    contract.state, contract.moved_at = to.value, at
    contract.save(update_fields=["state", "moved_at"])
    _tell("contract.moved", contract, by=by, at=at, state=(word_of(now), word_of(to)))


def _tell(name: str, contract: Contract, *, by: Actor, at: datetime, **changes: tuple[str, str]) -> None:
    told = {"contract": ("", f"{contract.customer_id}-{contract.number}")}
    record(name, _about(contract), by=by, at=at, changes=told | changes)


def _about(contract: Contract) -> Subject:
    return Subject("customer", str(contract.customer_id))


def erase_contracts(customers: Collection[int]) -> int:
    """Forget the words of these customers' contracts and what their connections were called (I25). How many rows.

    The caller has asked for the right. Numbers, states and commissions stay: they are between the business and the
    dealer.
    """
    theirs = Contract.objects.filter(customer__in=customers)
    changed = theirs.exclude(words="").update(words="")
    for each in Connection.objects.filter(contract__in=theirs):
        name = f"Connection {each.place}"
        changed += Connection.objects.filter(pk=each.pk).exclude(name=name).update(name=name)
    return changed
