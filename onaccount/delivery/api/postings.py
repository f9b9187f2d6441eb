"""What moves on a customer's account. A posting is never changed or taken out: it is reversed by another."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.amounts import (
    Amount,
    AmountTold,
    Available,
    Balance,
    Currency,
    plain_or_none,
    read_amount,
)
from onaccount.delivery.api.door import told
from onaccount.delivery.api.once import HEADER, REPLAYED
from onaccount.delivery.api.paging import CursorUnknown, Stretch, cursor_of, id_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Listed, Taken, Told, example, one_of
from onaccount.domain.accounts.actions import pay_in, pay_out, refund_charge, reverse_posting, take_charge
from onaccount.domain.accounts.actions.held import Posted
from onaccount.domain.accounts.queries import ledger_accounts_of
from onaccount.domain.accounts.rules import NoAccount
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.ledger.queries import PostingCard, postings_page
from onaccount.domain.ledger.rules import KeyOfAnother, NoSuchPosting, Reason
from onaccount.domain.ledger.rules.receipts import receipt_code
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.domain.people.rules import KeyReused, key_hash
from onaccount.foundation.money import plain

resource = Resource("Postings")
ACCOUNT = "/customers/{number:number}/account"
LONGEST_REFERENCE = 500
Reference = Annotated[
    str,
    Field(
        max_length=LONGEST_REFERENCE,
        description="Of yours, such as an order's number. It is kept apart from the posting and can be erased.",
        json_schema_extra={"examples": ["Order 4711"]},
    ),
]
EXAMPLE = {"amount": "37.50", "currency": "GBP", "reference": "Order 4711"}


class NewPosting(Taken):
    """Money that is to move on a customer's account."""

    model_config = example(EXAMPLE)

    amount: Amount
    currency: Currency = None
    reference: Reference = ""


class NewRefund(Taken):
    """What is given back of a charge."""

    model_config = example({**EXAMPLE, "charge": "018f4e1a-7c1e-7b54-9d0e-2f6a5c3b1d20"})

    charge: str = Field(description="The id of the payment's posting.", json_schema_extra={"format": "uuid"})
    amount: Amount
    currency: Currency = None
    reference: Reference = ""


class NewReversal(Taken):
    """Why a posting is taken back; an empty object will do."""

    model_config = example({"reference": "Charged to the wrong customer"})

    reference: Reference = ""


class Posting(Told):
    """Money that moved on a customer's account."""

    id: UUID
    seq: int = Field(description="1, 2, 3 on its account.")
    reason: one_of(Reason) = Field(  # type: ignore[valid-type]
        description="charge: paid with the account. deposit, withdrawal, refund, reversal, adjustment."
    )
    amount: AmountTold
    change: str = Field(
        description='By how much more is owed than before: "-20.00" by a deposit of 20.00.', examples=["37.50"]
    )
    currency: str = Field(examples=["GBP"])
    balance: Balance
    reference: str = Field(description="Blank where there is none, or it was erased.", examples=["Order 4711"])
    charge: UUID | None = Field(description="Of a refund: the charge that it gives back.")
    reverses: UUID | None = Field(description="Of a reversal: the posting that it takes back.")
    reversed_by: UUID | None = Field(description="The posting that took this one back.")
    by: Doer
    occurred_at: datetime = Field(description="UTC, by the clock of the till or the machine.")
    posted_at: datetime = Field(description="UTC, by ours.")
    booked_on: date = Field(description="The day that it counts to.")
    hash: str = Field(description="Of this posting and all before it on its account.")
    receipt: str = Field(
        description="The code for a receipt: whoever holds it asks `/verify/CODE/` whether the books bear it out.",
        examples=["06HJ-31TZ-XRWE-DJSE-4HVN-6SDM-AYX8-1V2K"],
    )


class NewlyPosted(Posting):
    """A posting that was made, and how the account stood right after it."""

    available: Available


class Postings(Listed):
    """Postings, the newest first."""

    items: list[Posting]


@resource.post(
    f"{ACCOUNT}/payments",
    right=Right.KEEP_ACCOUNTS,
    answer=NewlyPosted,
    summary="Pay with the account",
    problems=(404, 409),
    keeps_key=True,
)
def pay_with_account(request: ApiRequest, number: int, payment: NewPosting) -> HttpResponse:
    """Charges the account, where the verdict is yes: up to what is available, and not the smallest unit more. A refusal
    is 409 with the verdict's code (`over_limit`, `prepaid_only`, `not_active`, `not_allowed`, `suspended`,
    `other_currency`) and `available`; nothing is charged.
    """
    amount = read_amount(payment.amount, payment.currency, number=number)
    with key_of_this_door():
        done = take_charge(customer=number, amount=amount, **asked_by(request), note=noted(payment.reference))
    return told_posting(request, done)


@resource.post(
    f"{ACCOUNT}/deposits",
    right=Right.KEEP_ACCOUNTS,
    answer=NewlyPosted,
    summary="Take a deposit",
    problems=(404, 409),
    keeps_key=True,
)
def take_deposit(request: ApiRequest, number: int, deposit: NewPosting) -> HttpResponse:
    """Money of the customer comes in, whatever its status and whether the account may be used or not: a debt can always
    be paid.
    """
    amount = read_amount(deposit.amount, deposit.currency, number=number)
    with key_of_this_door():
        done = pay_in(customer=number, amount=amount, **asked_by(request), note=noted(deposit.reference))
    return told_posting(request, done)


@resource.post(
    f"{ACCOUNT}/withdrawals",
    right=Right.KEEP_ACCOUNTS,
    answer=NewlyPosted,
    summary="Pay out",
    problems=(404, 409),
    keeps_key=True,
)
def pay_withdrawal(request: ApiRequest, number: int, withdrawal: NewPosting) -> HttpResponse:
    """Pays out the customer's own money, without what is held; never credit (409 `not_own_money`)."""
    amount = read_amount(withdrawal.amount, withdrawal.currency, number=number)
    with key_of_this_door():
        done = pay_out(customer=number, amount=amount, **asked_by(request), note=noted(withdrawal.reference))
    return told_posting(request, done)


@resource.post(
    f"{ACCOUNT}/refunds",
    right=Right.KEEP_ACCOUNTS,
    answer=NewlyPosted,
    summary="Refund a charge",
    problems=(404, 409),
    keeps_key=True,
)
def refund(request: ApiRequest, number: int, refund: NewRefund) -> HttpResponse:
    """Gives back a charge or a part of it; all refunds of one charge together never pass it (409 `past_the_charge`)."""
    amount = read_amount(refund.amount, refund.currency, number=number)
    charge = _id(refund.charge)
    with key_of_this_door():
        done = refund_charge(
            customer=number, charge=charge, amount=amount, **asked_by(request), note=noted(refund.reference)
        )
    return told_posting(request, done)


@resource.post(
    "/postings/{uuid:posting}/reversal",
    right=Right.KEEP_ACCOUNTS,
    answer=NewlyPosted,
    summary="Reverse a posting",
    problems=(404, 409),
    keeps_key=True,
)
def reverse(request: ApiRequest, posting: UUID, reversal: NewReversal) -> HttpResponse:
    """Takes back all of a posting by its opposite, at most once (409 `already_reversed`). A reversal is not reversed,
    nor a charge that was refunded in part.
    """
    with key_of_this_door():
        done = reverse_posting(posting=posting, **asked_by(request), note=noted(reversal.reference))
    return told_posting(request, done)


@resource.get(
    f"{ACCOUNT}/postings", right=Right.SEE_ACCOUNTS, answer=Postings, summary="List postings", problems=(404,)
)
def list_postings(request: ApiRequest, number: int, wanted: Query[Stretch]) -> HttpResponse:
    """The newest first. Of customers who were merged the postings of all are told, each with the balance of its own
    account.
    """
    accounts = ledger_accounts_of(number)
    if not accounts:
        customer_record(number)
        raise NoAccount(customer=number)
    page = postings_page(accounts, after=id_in(wanted.cursor), limit=wanted.limit)
    if page is None:
        raise CursorUnknown
    found, after = page
    names = names_of(one.by_key for one in found)
    return told(200, {"items": [shown(one, names) for one in found], "next": cursor_of(after)})


def asked_by(request: ApiRequest) -> dict[str, Any]:
    """Who posts, when, and the key that makes it once: that of the request, each token's own, or one of its own."""
    sent = request.headers.get(HEADER)
    key = uuid4().hex if sent is None else key_hash(request.actor.key, sent)
    return {"key": key, "by": request.actor, "at": timezone.now()}


@contextmanager
def key_of_this_door() -> Iterator[None]:
    """A key of the ledger's that was used for something else is, at this door, an Idempotency-Key."""
    try:
        yield
    except KeyOfAnother:
        raise KeyReused from None


def noted(reference: str) -> str:
    """One line."""
    return " ".join(reference.split())


def told_posting(request: ApiRequest, done: Posted) -> HttpResponse:
    """The first answer, each time: the posting keeps how the account stood right after it. Its key is the token's own,
    so whoever asks again is who asked first.
    """
    value = shown(done.posting, {request.actor.key: request.actor.name})
    value |= {"balance": str(done.balance), "available": plain_or_none(done.available), "reversed_by": None}
    return told(201, value, headers={REPLAYED: "true"} if done.is_replay else {})


def shown(card: PostingCard, names: Mapping[str, str]) -> dict[str, Any]:
    """A posting as the shape `Posting` says it."""
    return {
        "id": str(card.id),
        "seq": card.seq,
        "reason": card.reason.value,
        "amount": plain(abs(card.amount.minor), card.amount.currency),
        "change": str(card.amount),
        "currency": card.amount.currency,
        "balance": str(card.balance),
        "reference": card.note,
        "charge": text_or_none(card.refunds),
        "reverses": text_or_none(card.reverses),
        "reversed_by": text_or_none(card.reversed_by),
        "by": {"kind": card.by_kind, "key": card.by_key, "name": names.get(card.by_key)},
        "occurred_at": card.occurred_at,
        "posted_at": card.posted_at,
        "booked_on": card.booked_on.isoformat(),
        "hash": card.hash,
        "receipt": receipt_code(card.id, card.hash),
    }


def text_or_none(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def _id(text: str) -> UUID:
    """What is no id is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchPosting from None
