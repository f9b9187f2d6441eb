"""Contracts, as dealers see their own and staff all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from onaccount.domain.contracts.models import Connection, Contract
from onaccount.domain.contracts.rules import ORDERED, ContractState, NoSuchContract
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import of_family, partner_customer
from onaccount.domain.customers.rules.status import Stage

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    place: int
    name: str
    commission_minor: int | None


@dataclass(frozen=True, slots=True)
class ContractRow:
    customer: int
    number: int
    state: ContractState
    words: str
    connections: list[ConnectionRow]
    created_at: datetime
    submitted_at: datetime | None
    moved_at: datetime

    @property
    def is_order(self) -> bool:
        """Whether its connections are still to be connected (S3-18)."""
        return self.state in ORDERED


@dataclass(frozen=True, slots=True)
class Live:
    """What the Live section says of a customer: connections, orders that are open, contracts that run."""

    connections: int = 0
    orders: int = 0
    with_customer: int = 0
    running: int = 0


def contracts_for(partner: int, number: int) -> list[ContractRow]:
    """A dealer's contracts with its own customer: what another made with it before is not there."""
    customer = partner_customer(partner, number)
    return _rows(Contract.objects.filter(customer=customer, partner=partner))


def contract_for(partner: int, number: int, contract: int) -> ContractRow:
    """One of them. Another dealer's, and one that there is not, are answered alike: 404."""
    customer = partner_customer(partner, number)
    found = _rows(Contract.objects.filter(customer=customer, partner=partner, number=contract))
    if not found:
        raise NoSuchContract
    return found[0]


def contracts_of(number: int) -> list[ContractRow]:
    """All of a customer and of who was merged into it, for staff; a dealer's draft is the dealer's alone."""
    return _rows(of_family(Contract.objects.exclude(state=ContractState.DRAFT.value), number))


def contract_of(number: int, contract: int) -> ContractRow:
    """One of a customer's, for staff."""
    found = _rows(Contract.objects.exclude(state=ContractState.DRAFT.value).filter(customer=number, number=contract))
    if not found:
        raise NoSuchContract
    return found[0]


def contracts_after(
    *, partner: int | None, customer: int | None, after: tuple[int, int] | None, limit: int
) -> list[ContractRow]:
    """A part of all contracts, those of the newest customer first: a dealer's own, or all but drafts for staff."""
    found = Contract.objects.exclude(state=ContractState.DRAFT.value)
    if partner is not None:
        found = Contract.objects.filter(partner=partner, customer__partner=partner)
    if customer is not None:
        found = found.filter(customer=customer)
    if after is not None:
        found = found.filter(Q(customer__lt=after[0]) | Q(customer=after[0], number__lt=after[1]))
    return _rows(found, limit)


def connections_by_state(rows: list[ContractRow]) -> dict[ContractState, int]:
    """How many connections there are under contracts of each state (S3-16)."""
    counts = dict.fromkeys(ContractState, 0)
    for row in rows:
        counts[row.state] += len(row.connections)
    return counts


def live_of(partner: int) -> Mapping[int, Live]:
    """What the Live section says, by customer: two statements, however many there are."""
    mine = Contract.objects.filter(
        partner=partner, customer__partner=partner, customer__stage=Stage.BILLING.value
    ).exclude(state__in=[ContractState.DRAFT.value, ContractState.ENDED.value])
    found = mine.order_by().values_list("customer", "state").annotate(n=Count("pk"))
    lines = dict(mine.order_by().values_list("customer").annotate(n=Count("connections")))
    live: dict[int, Live] = {}
    for customer, state, n in found:
        was, now = live.get(customer, Live(connections=lines.get(customer, 0))), ContractState(state)
        live[customer] = Live(
            connections=was.connections,
            orders=was.orders + n * (now in ORDERED),
            with_customer=was.with_customer + n * (now is ContractState.WITH_CUSTOMER),
            running=was.running + n * (now is ContractState.CONNECTED),
        )
    return live


def next_number(customer: Customer) -> int:
    """The caller holds the customer."""
    return (Contract.objects.filter(customer=customer).aggregate(most=Max("number"))["most"] or 0) + 1


def locked_contract(customer: int, number: int, *, partner: int | None = None) -> Contract:
    """A contract, held; through its dealer where one asks."""
    held = Contract.objects.select_for_update(no_key=True, of=("self",)).select_related("customer")
    held = held.filter(customer=customer, number=number)
    if partner is not None:
        held = held.filter(partner=partner, customer__partner=partner)
    else:
        held = held.exclude(state=ContractState.DRAFT.value)
    contract = held.first()
    if contract is None:
        raise NoSuchContract
    return contract


def _rows(found: QuerySet[Contract], limit: int = MOST_LISTED) -> list[ContractRow]:
    contracts = list(found.order_by("-customer_id", "-number")[:limit])
    lines: dict[int, list[ConnectionRow]] = {}
    for key, place, name, commission in (
        Connection.objects.filter(contract__in=contracts)
        .order_by("place")
        .values_list("contract_id", "place", "name", "commission_minor")
    ):
        lines.setdefault(key, []).append(ConnectionRow(place, name, commission))
    return [
        ContractRow(
            customer=one.customer_id,
            number=one.number,
            state=ContractState(one.state),
            words=one.words,
            connections=lines.get(one.pk, []),
            created_at=one.created_at,
            submitted_at=one.submitted_at,
            moved_at=one.moved_at,
        )
        for one in contracts
    ]
