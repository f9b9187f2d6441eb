"""Contracts and their connections: a dealer's token begins and submits its own, staff's tokens carry them on."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import MOST, CursorUnknown, cursor_of, key_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told, example, one_of
from onaccount.domain.business.queries import current_business
from onaccount.domain.contracts.actions import move_contract, start_contract, submit_contract, withdraw_contract
from onaccount.domain.contracts.queries import ContractRow, contract_for, contract_of, contracts_after
from onaccount.domain.contracts.rules import ContractState
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import plain

resource = Resource("Contracts")
BASE = "/api/v1/contracts"
ONE = "/contracts/{number:customer}/{number:number}"
LINES = ["01632 960 101", "01632 960 102"]


class NewContract(Taken):
    """A contract with a customer in Billing."""

    model_config = example({"customer": 7, "connections": LINES, "comment": "From May.", "is_submitted": True})

    customer: int = Field(gt=0, lt=10**18, description="The customer's number.")
    connections: list[str] = Field(description="What is to be connected, each only once; at most 200.")
    comment: str = Field("", description="A word to it.", json_schema_extra={"maxLength": 500})
    is_submitted: bool = Field(True, description="false: it is kept as a draft, which only the partner sees.")


class ContractStateWanted(Taken):
    """What a contract is to become."""

    model_config = example({"state": "with_customer"})

    state: Literal["submitted", "with_customer", "connected", "ended"] = Field(
        description="A partner's token submits a draft, or ends it; the others are staff's."
    )


class ConnectionTold(Told):
    """What is connected under a contract."""

    place: int = Field(description="In the order in which they were written.")
    name: str
    commission: str | None = Field(description="What the partner gets, a decimal string; null: none was noted.")


class ContractTold(Told):
    """A contract."""

    model_config = example(
        {
            "customer": 7,
            "number": 2,
            "label": "7-2",
            "state": "submitted",
            "is_order": True,
            "comment": "",
            "connections": [{"place": 1, "name": LINES[0], "commission": "12.50"}],
            "currency": "GBP",
            "created_at": "2026-11-22T09:30:00Z",
            "submitted_at": "2026-11-22T09:31:00Z",
            "moved_at": "2026-11-22T09:31:00Z",
            "links": {"self": f"{BASE}/7/2"},
        }
    )

    customer: int
    number: int = Field(description="Counts within the customer.")
    label: str = Field(description="As people call it: the customer's number and its own.")
    state: one_of(ContractState)  # type: ignore[valid-type]
    is_order: bool = Field(description="Its connections are still to be connected.")
    comment: str
    connections: list[ConnectionTold]
    currency: str = Field(description="Of the commissions.")
    created_at: datetime = Field(description="UTC.")
    submitted_at: datetime | None = Field(description="UTC. null: a draft.")
    moved_at: datetime = Field(description="UTC.")
    links: dict[str, str] = Field(description="Its own address.")


class ContractsTold(Listed):
    """Those of the newest customer first."""

    items: list[ContractTold]


class Sought(BaseModel):
    """What the list is narrowed to."""

    customer: int | None = Field(None, ge=1, lt=10**18, description="Only contracts of this customer.")
    cursor: str = Field("", description="Where to go on: what stood in `next`.")
    limit: int = Field(50, ge=1, le=MOST, description="How many at once.")


@resource.get(
    "/contracts", right=Right.SEE_CONTRACTS, portal=PortalRight.SEE, answer=ContractsTold, summary="List contracts"
)
def list_contracts(request: ApiRequest, wanted: Query[Sought]) -> HttpResponse:
    """Drafts are their partner's alone. A partner's token is told of the partner's own contracts with its own
    customers; a customer of another is answered with an empty list, as one that there is not.
    """
    rows = contracts_after(
        partner=_whose(request), customer=wanted.customer, after=_place_in(wanted.cursor), limit=wanted.limit + 1
    )
    items = rows[: wanted.limit]
    following = f"{items[-1].customer}_{items[-1].number}" if len(rows) > wanted.limit else None
    return told(200, {"items": [shown(row) for row in items], "next": cursor_of(following)})


@resource.post(
    "/contracts",
    right=None,
    portal=PortalRight.SUBMIT,
    answer=ContractTold,
    summary="Add a contract",
    problems=(404, 409),
    headers=("Location",),
)
def add_a_contract(request: ApiRequest, contract: NewContract) -> HttpResponse:
    """Needs a customer of the partner's own that is in Billing: 409 `contracts_need_billing` otherwise."""
    at, lines = timezone.now(), "\n".join(" ".join(line.splitlines()) for line in contract.connections)
    number = start_contract(
        customer=contract.customer,
        connections=lines,
        words=contract.comment,
        is_submitted=contract.is_submitted,
        by=request.actor,
        at=at,
    )
    headers = {"Location": f"{BASE}/{contract.customer}/{number}"}
    return told(201, shown(_row(request, contract.customer, number)), headers=headers)


@resource.get(
    ONE, right=Right.SEE_CONTRACTS, portal=PortalRight.SEE, answer=ContractTold, summary="One contract", problems=(404,)
)
def get_contract(request: ApiRequest, customer: int, number: int) -> HttpResponse:
    """By the customer's number and its own."""
    return told(200, shown(_row(request, customer, number)))


@resource.put(
    ONE + "/state",
    right=Right.MOVE_CONTRACTS,
    portal=PortalRight.SUBMIT,
    answer=ContractTold,
    summary="Carry a contract on",
    problems=(404, 409),
)
def set_the_contract_state(
    request: ApiRequest, customer: int, number: int, wanted: ContractStateWanted
) -> HttpResponse:
    """A partner's token submits its draft or takes it back; staff's tokens make the other moves."""
    to, by, at = ContractState(wanted.state), request.actor, timezone.now()
    if request.dealer is None:
        move_contract(customer=customer, contract=number, to=to, by=by, at=at)
        return told(200, shown(_row(request, customer, number)))
    row = contract_for(request.dealer.partner, customer, number)
    if to is ContractState.SUBMITTED:
        lines = "\n".join(line.name for line in row.connections)
        submit_contract(customer=customer, contract=number, connections=lines, words=row.words, by=by, at=at)
    elif to is ContractState.ENDED:
        withdraw_contract(customer=customer, contract=number, by=by, at=at)
    else:
        require(by, Right.MOVE_CONTRACTS)
    return told(200, shown(_row(request, customer, number)))


# --- as the shapes say it ---


def _whose(request: ApiRequest) -> int | None:
    return request.dealer.partner if request.dealer else None


def _row(request: ApiRequest, customer: int, number: int) -> ContractRow:
    if request.dealer:
        return contract_for(request.dealer.partner, customer, number)
    customer_record(customer)  # one that there is not is said so
    return contract_of(customer, number)


def shown(row: ContractRow) -> dict[str, Any]:
    currency = current_business().currency
    return {
        "customer": row.customer,
        "number": row.number,
        "label": f"{row.customer}-{row.number}",
        "state": row.state.value,
        "is_order": row.is_order,
        "comment": row.words,
        "connections": [
            {
                "place": line.place,
                "name": line.name,
                "commission": None if line.commission_minor is None else plain(line.commission_minor, currency),
            }
            for line in row.connections
        ],
        "currency": currency,
        "created_at": row.created_at,
        "submitted_at": row.submitted_at,
        "moved_at": row.moved_at,
        "links": {"self": f"{BASE}/{row.customer}/{row.number}"},
    }


def _place_in(cursor: str) -> tuple[int, int] | None:
    text = key_in(cursor)
    if text is None:
        return None
    customer, _, number = text.partition("_")
    if not (customer.isdecimal() and number.isdecimal() and len(customer) <= 18 and len(number) <= 9):
        raise CursorUnknown
    if cursor_of(f"{int(customer)}_{int(number)}") != cursor:
        raise CursorUnknown
    return int(customer), int(number)
