"""Contracts, whose connections are ordered when they are submitted (S3-15 to S3-20). Pure."""

from enum import Enum
from typing import ClassVar

from onaccount.domain.customers.rules.status import Stage
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import has_controls, shorten, tidy

LONGEST_NAME = 60
MOST_CONNECTIONS = 200  # of one contract


class ContractState(Enum):
    DRAFT = "draft"  # the dealer's alone
    SUBMITTED = "submitted"
    WITH_CUSTOMER = "with_customer"
    CONNECTED = "connected"
    ENDED = "ended"


CONTRACT_MOVES: dict[ContractState, set[ContractState]] = {
    ContractState.DRAFT: {ContractState.SUBMITTED, ContractState.ENDED},
    ContractState.SUBMITTED: {ContractState.WITH_CUSTOMER, ContractState.ENDED},
    ContractState.WITH_CUSTOMER: {ContractState.CONNECTED, ContractState.ENDED},
    ContractState.CONNECTED: {ContractState.ENDED},
    ContractState.ENDED: set(),
}
ORDERED = (ContractState.SUBMITTED, ContractState.WITH_CUSTOMER)  # what is still to be connected
OF_THE_DEALER = (ContractState.SUBMITTED,)  # the moves that a dealer makes; staff make the others


class NeedsBilling(Refused):
    code = "contracts_need_billing"
    sentence = "Contracts need Billing, and the credit of No. {customer} is {now}."
    cure = "Wait until the customer stands in the Live section; contracts that are open stay."
    status: ClassVar[int] = 409


class NoSuchContract(Refused):
    code = "no_such_contract"
    sentence = "There is no such contract."
    status: ClassVar[int] = 404


class NoSuchContractMove(Refused):
    code = "no_such_contract_move"
    sentence = "This contract is {now} and cannot become {to}."
    cure = "Reload the page to see how it stands."
    status: ClassVar[int] = 409


class ContractNotADraft(Refused):
    code = "contract_not_a_draft"
    sentence = "This contract was submitted: its connections are ordered."
    cure = "Add another contract for more of them."
    status: ClassVar[int] = 409


class NoConnections(Refused):
    code = "no_connections"
    sentence = "A contract needs at least one connection."
    cure = "Write one in each line, such as its telephone number."
    field = "connections"


class ConnectionUnusable(Refused):
    code = "connection_unusable"
    sentence = '"{text}" cannot be a connection.'
    cure = "Write one in each line, each only once, of at most {longest} characters."
    field = "connections"


class TooManyConnections(Refused):
    code = "too_many_connections"
    sentence = "A contract has at most {most} connections."
    cure = "Make another contract for the others."
    field = "connections"


class NoSuchConnection(Refused):
    code = "no_such_connection"
    sentence = "There is no such connection in this contract."
    status: ClassVar[int] = 404


def check_billing(customer: int, stage: Stage) -> None:
    if stage is not Stage.BILLING:
        raise NeedsBilling(customer=customer, now=stage.value.capitalize())


def check_contract_move(now: ContractState, to: ContractState) -> None:
    if to not in CONTRACT_MOVES[now]:
        raise NoSuchContractMove(now=word_of(now), to=word_of(to))


def word_of(state: ContractState) -> str:
    return state.value.replace("_", " ").capitalize()


def connections_of(text: str) -> list[str]:
    """The connections that were typed, one in each line. Raises ConnectionUnusable, TooManyConnections."""
    names = [tidy(line) for line in text.splitlines() if line.strip()]
    for place, name in enumerate(names):
        if not name or len(name) > LONGEST_NAME or has_controls(name) or name in names[:place]:
            raise ConnectionUnusable(text=shorten(name), longest=LONGEST_NAME)
    if len(names) > MOST_CONNECTIONS:
        raise TooManyConnections(most=MOST_CONNECTIONS)
    return names
