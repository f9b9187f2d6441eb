"""Customers' accounts: whether one may be used, how far, and what would be answered at each door."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.amounts import (
    WRITTEN,
    AmountTold,
    Available,
    Balance,
    check_currency,
    currency_or_its_own,
    plain_or_none,
    read_any_amount,
)
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.misshapen import Required
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Taken, Told, example, one_of
from onaccount.delivery.api.versions import etag, version_to_change
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.accounts.actions import ask_verdict, open_account, set_account
from onaccount.domain.accounts.actions.settings import AccountChanged, AccountThere
from onaccount.domain.accounts.queries import AccountCard, account_of, balance_as_of, waiting_ask
from onaccount.domain.accounts.rules import Answer, Door, NoAccount, Verdict
from onaccount.domain.accounts.rules.periods import NotYet
from onaccount.domain.accounts.rules.verdict import AccountInOtherCurrency
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import customer_record, survivor_of
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.foundation.dates import NoSuchTime, NotATime, moment_of
from onaccount.foundation.money import Money, amount_to_move
from onaccount.foundation.refusals import Refused

resource = Resource("Accounts")
ONE = "/customers/{number:number}/account"
PARTS = ("postings", "payments", "deposits", "withdrawals", "refunds", "holds")


class LimitOfUnlimited(Refused):
    code = "limit_of_unlimited"
    sentence = "An account without a limit has none."
    cure = 'Leave limit out, or send "credit": "limit".'


class AccountWanted(Taken):
    """How a customer's account is to be. What is left out stays as it is; of a new account it is what stands here."""

    model_config = example({"allowed": True, "credit": "limit", "limit": "500.00", "currency": "GBP"})

    allowed: bool | None = Field(None, description="Whether it may be used. A new one may.")
    credit: Literal["limit", "unlimited"] | None = Field(None, description="A new one has a limit.")
    limit: str | None = Field(
        None,
        description='A decimal string; "0" is prepaid only, as a new account is. Below what is owed is allowed: '
        "nothing more can be spent until that is paid down.",
        json_schema_extra=WRITTEN,
    )
    currency: str | None = Field(None, description="ISO 4217. Of a new account; it never changes.")


class Then(Told):
    """What was owed at a moment."""

    at: datetime = Field(description="UTC.")
    balance: Balance


class AccountAsked(BaseModel):
    """Of which moment the balance is to be told as well."""

    at: str = Field(
        "",
        description="A moment that is past, with Z or an offset, or on the clocks of the business.",
        examples=["2026-11-01T00:00Z"],
        json_schema_extra={"format": "date-time"},
    )


class Waiting(Told):
    """What somebody asked for: a limit, or (`until`) by how much it is to be higher for a time."""

    amount: str | None = Field(description="A decimal string; null: unlimited.")
    until: datetime | None = Field(description="UTC; null: a limit for good.")
    at: datetime = Field(description="UTC.")


class Account(Told):
    """A customer's account. It belongs to all numbers of customers who were merged."""

    model_config = example(
        {
            "number": 17,
            "allowed": True,
            "credit": "limit",
            "limit": "500.00",
            "currency": "GBP",
            "suspended": False,
            "balance": "37.50",
            "available": "462.50",
            "waiting": None,
            "then": None,
            "links": {"self": "/api/v1/customers/17/account"},
        }
    )

    number: int = Field(description="The customer's.")
    allowed: bool
    credit: Literal["limit", "unlimited"]
    limit: str | None = Field(description="A decimal string; null: unlimited.")
    currency: str
    suspended: bool = Field(description="true: nothing can be charged until what is overdue is paid.")
    balance: Balance
    available: Available
    waiting: Waiting | None = Field(
        description="A higher limit that takes two people, until a colleague approves or declines it in the office."
    )
    then: Then | None = Field(description="The balance at the moment that was asked for; null where none was.")
    links: dict[str, str]


class Breakdown(Told):
    """What `available` comes from: limit and rise, less what is owed, held and leased."""

    limit: str | None = Field(description="null: unlimited.")
    rise: AmountTold
    owed: AmountTold
    holds: AmountTold
    leases: AmountTold


class VerdictTold(Told):
    """Whether a charge would go through, and why. It is kept under its id."""

    model_config = example(
        {
            "answer": "no",
            "code": "over_limit",
            "sentence": "462.50 GBP are left on the account of No. 17, and this is 37.50 GBP more.",
            "cure": "Have 37.50 GBP paid in now, take another payment, or raise the limit.",
            "available": "462.50",
            "breakdown": {"limit": "500.00", "rise": "0.00", "owed": "37.50", "holds": "0.00", "leases": "0.00"},
            "verdict_id": "018f4e1a-7c1e-7b54-9d0e-2f6a5c3b1d20",
        }
    )

    answer: one_of(Answer) = Field(  # type: ignore[valid-type]
        description="refer: a person decides. manager_code: with a manager's code."
    )
    code: str = Field(description="Stable, to decide by; ok with yes.", examples=["ok"])
    sentence: str = Field(description="In words, for people.")
    cure: str = Field(description="What to do; blank with yes.")
    available: Available
    breakdown: Breakdown
    verdict_id: UUID


class Asked(BaseModel):
    """What would be charged, and where."""

    amount: str = Field(description="A decimal string.", examples=["37.50"], json_schema_extra=WRITTEN)
    door: one_of(Door) = Field(  # type: ignore[valid-type]
        Door.OFFICE.value, description="In the app the customer is alone; at the others one of us is present."
    )
    currency: str | None = Field(None, description="ISO 4217. Left out, it is the account's.", examples=["GBP"])


@resource.get(
    ONE,
    right=Right.SEE_ACCOUNTS,
    answer=Account,
    summary="The account of a customer",
    problems=(404,),
    headers=("ETag",),
)
def get_account(request: ApiRequest, number: int, asked: Query[AccountAsked]) -> HttpResponse:
    """How it is set and how it stands; with `at`, what was owed at that moment as well. Where nobody has opened one the
    answer is 404 `no_account`, which is not a limit of nothing. The ETag names the settings: charges do not change it.
    """
    card = _account(number)
    return _told(200, card, then=_then(number, asked.at) if asked.at else None)


@resource.put(
    ONE,
    right=Right.KEEP_ACCOUNTS,
    answer=Account,
    summary="Open or change an account",
    problems=(404, 409, 412),
    headers=("If-Match", "ETag"),
    may_make=True,
)
def put_account(request: ApiRequest, number: int, wanted: AccountWanted) -> HttpResponse:
    """Opens the account (201) or changes it (200). A limit needs the right to set credit limits too. If-Match may name
    the version that was read: where somebody has changed the settings since, the answer is 412 and nothing is written.
    """
    at, by = timezone.now(), request.actor
    known = account_of(number, at=at)
    if known is None:
        customer_record(number)
        if "If-Match" in request.headers:
            raise AccountChanged
        try:
            _open(survivor_of(number), wanted, by=by, at=at)
        except AccountThere:  # by somebody else, just now
            known = account_of(number, at=at)
        else:
            return _told(201, _account(number))
    assert known is not None, "it was just refused to be opened twice"
    _change(known, wanted, expected=_expected(request, known), by=by, at=at)
    return _told(200, _account(number))


@resource.get(
    "/customers/{number:number}/verdict",
    right=Right.SEE_ACCOUNTS,
    answer=VerdictTold,
    summary="Ask whether a charge would go through",
    problems=(404,),
)
def get_verdict(request: ApiRequest, number: int, asked: Query[Asked]) -> HttpResponse:
    """The answer that every door gives, without charging anything. It is of this moment: a charge asks again. The code
    of a `no` is that of the charge's refusal.
    """
    currency = currency_or_its_own(asked.currency, number=number)
    amount = amount_to_move(asked.amount, currency)
    found, key = ask_verdict(customer=number, amount=amount, door=Door(asked.door), by=request.actor, at=timezone.now())
    sentence, cure = _said(found)
    return told(
        200,
        {
            "answer": found.answer.value,
            "code": found.code,
            "sentence": sentence,
            "cure": cure,
            "available": found.available,
            "breakdown": found.breakdown,
            "verdict_id": str(key),
        },
    )


def _said(found: Verdict) -> tuple[str, str]:
    if found.refusal:
        said = in_words(found.refusal)
        return said.sentence, said.cure
    amount = f"{found.amount} {found.amount.currency}"
    return _("{amount} can be charged.").format(amount=amount), ""


def _open(number: int, wanted: AccountWanted, *, by: Actor, at: datetime) -> None:
    currency = wanted.currency or current_business().currency
    check_currency(currency)
    open_account(
        customer=number,
        currency=currency,
        limit=_limit(wanted, Money(0, currency), currency),
        is_allowed=wanted.allowed is not False,
        by=by,
        at=at,
    )


def _change(known: AccountCard, wanted: AccountWanted, *, expected: int | None, by: Actor, at: datetime) -> None:
    kept = known.balance.currency
    if wanted.currency is not None:
        check_currency(wanted.currency)
        if wanted.currency != kept:
            raise AccountInOtherCurrency(customer=known.customer, kept=kept, given=wanted.currency)
    set_account(
        customer=known.customer,
        limit=_limit(wanted, known.limit, kept),
        is_allowed=known.is_allowed if wanted.allowed is None else wanted.allowed,
        expected=expected,
        by=by,
        at=at,
    )


def _limit(wanted: AccountWanted, now: Money | None, currency: str) -> Money | None:
    """The limit that is wanted, None for unlimited. Without a word of it, it stays as it is."""
    if wanted.credit == "unlimited":
        if wanted.limit is not None:
            raise NotUsable([FieldError.of("limit", LimitOfUnlimited())])
        return None
    if wanted.limit is None:
        if wanted.credit and now is None:
            raise NotUsable([FieldError.of("limit", Required())])
        return now
    return read_any_amount("limit", wanted.limit, currency)


def _expected(request: ApiRequest, known: AccountCard) -> int | None:
    """The version that If-Match names, if it is sent."""
    if "If-Match" not in request.headers:
        return None
    if version_to_change(request, lambda: _version(known)) != _version(known):
        raise AccountChanged
    return known.version


def _version(card: AccountCard) -> str:
    return f"{card.number}-{card.version}"


def _account(number: int) -> AccountCard:
    found = account_of(number, at=timezone.now())
    if found is None:
        customer_record(number)
        raise NoAccount(customer=number)
    return found


def _then(number: int, text: str) -> dict[str, Any]:
    """What was owed at a moment. Raises NotUsable."""
    try:
        moment = moment_of(text, current_business().time_zone)
        balance = balance_as_of(number, moment, at=timezone.now())
    except (NotATime, NoSuchTime, NotYet) as refusal:
        raise NotUsable([FieldError.of("at", refusal)]) from None
    return {"at": moment, "balance": str(balance)}


def _waiting(number: int) -> dict[str, Any] | None:
    ask = waiting_ask(number)
    return {"amount": plain_or_none(ask.amount), "until": ask.ends_at, "at": ask.at} if ask else None


def _told(status: int, card: AccountCard, *, then: dict[str, Any] | None = None) -> HttpResponse:
    of = f"{BASE}/{card.customer}"
    here = f"{of}/account"
    value: dict[str, Any] = {
        "number": card.customer,
        "allowed": card.is_allowed,
        "credit": "unlimited" if card.limit is None else "limit",
        "limit": plain_or_none(card.limit),
        "currency": card.balance.currency,
        "suspended": card.standing.standing.is_suspended,
        "balance": str(card.balance),
        "available": plain_or_none(card.available),
        "waiting": _waiting(card.number),
        "then": then,
        "links": {"self": here, **{part: f"{here}/{part}" for part in PARTS}, "statement": f"{of}/statement"},
    }
    return told(status, value, headers={"ETag": etag(_version(card))})
