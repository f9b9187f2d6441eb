"""A customer's account: how it stands, what was posted, and what is posted by hand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.account_shown import (
    in_figures,
    shown_account,
    shown_ask,
    shown_balance,
    shown_posting,
    shown_rise,
)
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.tills_shown import shown_lent
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.accounts.actions import (
    approve_limit,
    decline_limit,
    end_rise,
    open_account,
    pay_in,
    pay_out,
    raise_limit,
    refund_charge,
    reverse_posting,
    set_account,
    take_charge,
)
from onaccount.domain.accounts.queries import (
    AccountCard,
    account_of,
    balance_as_of,
    ledger_accounts_of,
    rises_of,
    waiting_ask,
)
from onaccount.domain.business.queries import current_business
from onaccount.domain.business.rules import currency_names
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.ledger.queries import postings_page
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.domain.tills.actions.leases import recall_leases
from onaccount.domain.tills.queries.leases import lent_of
from onaccount.foundation.dates import moment_of
from onaccount.foundation.money import Money, amount_to_move, money_of
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

AT_ONCE = 50
LONGEST_NOTE = 500


class CurrencyUnknown(Refused):
    code = "currency_unknown"
    sentence = '"{value}" is no currency of today.'
    cure = "Choose one of the list."


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_ACCOUNTS, change=Right.KEEP_ACCOUNTS)
def account(request: StaffRequest, number: int) -> HttpResponse:
    """The account of a customer; POST opens it, or allows and limits it."""
    customer = customer_card(number).customer
    if customer.number != number and request.method != "POST":
        return redirect("customer_account", number=customer.number)
    if request.method != "POST":
        return _page(request, number)
    return _doing(request, number, lambda at: _settle(request, number, at), _("The account is saved."))


def _settle(request: StaffRequest, number: int, at: datetime) -> None:
    is_allowed = request.POST.get("allowed") == "on"
    card = account_of(number, at=at)
    currency = card.balance.currency if card else request.POST.get("currency", "")
    if currency not in currency_names():
        raise CurrencyUnknown(value=currency[:20])
    limit = _limit(request, currency)
    if card is None:
        open_account(customer=number, currency=currency, limit=limit, is_allowed=is_allowed, by=request.actor, at=at)
        return
    set_account(
        customer=number, limit=limit, is_allowed=is_allowed, expected=_version(request), by=request.actor, at=at
    )


def _limit(request: StaffRequest, currency: str) -> Money | None:
    if request.POST.get("credit") == "unlimited":
        return None
    if request.POST.get("credit") == "prepaid":
        return Money(0, currency)
    return money_of(request.POST.get("limit", "").strip(), currency)


def _version(request: StaffRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@require_POST
@staff(Right.KEEP_ACCOUNTS)
def postings(request: StaffRequest, number: int) -> HttpResponse:
    """Charge, pay in or pay out. The form brings its key, so that a double click posts once."""
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "charge": (take_charge, _("%(amount)s charged.")),
        "deposit": (pay_in, _("%(amount)s paid in.")),
        "withdrawal": (pay_out, _("%(amount)s paid out.")),
    }
    verb, said = verbs.get(request.POST.get("do", ""), verbs["charge"])

    def do(at: datetime) -> str:
        amount = _amount(request, number, at)
        verb(customer=number, amount=amount, key=_key(request), note=_note(request), by=request.actor, at=at)
        return said % {"amount": in_figures(amount)}

    return _doing(request, number, do)


@require_POST
@staff(Right.KEEP_ACCOUNTS)
def refund(request: StaffRequest, number: int, posting: UUID) -> HttpResponse:
    """Give back a charge, or a part of it."""

    def do(at: datetime) -> str:
        amount = _amount(request, number, at)
        refund_charge(
            customer=number, charge=posting, amount=amount, key=_key(request), note=_note(request), by=request.actor,
            at=at,
        )  # fmt: skip
        return _("%(amount)s given back.") % {"amount": in_figures(amount)}

    return _doing(request, number, do)


@require_POST
@staff(Right.KEEP_ACCOUNTS)
def reversal(request: StaffRequest, number: int, posting: UUID) -> HttpResponse:
    """Take back a posting that was a mistake."""
    key = _key(request)
    return _doing(
        request,
        number,
        lambda at: reverse_posting(
            customer=number, posting=posting, key=key, note=_note(request), by=request.actor, at=at
        ),
        _("The posting is taken back."),
    )


@require_POST
@staff(Right.SET_LIMITS)
def rises(request: StaffRequest, number: int) -> HttpResponse:
    """Raise the limit until a moment. The form brings its key, as that of a posting does."""

    def do(at: datetime) -> str:
        amount = _amount(request, number, at)
        until = moment_of(request.POST.get("until", ""), current_business().time_zone)
        why = tidy(request.POST.get("why", ""))[:LONGEST_NOTE]
        raised = raise_limit(
            customer=number, amount=amount, starts_at=at, ends_at=until, why=why, key=_key(request), by=request.actor,
            at=at,
        )  # fmt: skip
        if raised.waits:
            return _("It waits for a colleague: a limit of this size takes two people.")
        return _("The limit is %(amount)s higher until then.") % {"amount": in_figures(amount)}

    return _doing(request, number, do)


@require_POST
@staff(Right.SET_LIMITS)
def limit_approval(request: StaffRequest, number: int, ask: UUID) -> HttpResponse:
    """The second of two people says yes."""
    return _doing(
        request,
        number,
        lambda at: approve_limit(customer=number, ask=ask, by=request.actor, at=at),
        _("The higher limit is approved."),
    )


@require_POST
@staff(Right.SET_LIMITS)
def limit_refusal(request: StaffRequest, number: int, ask: UUID) -> HttpResponse:
    return _doing(
        request,
        number,
        lambda at: decline_limit(customer=number, ask=ask, by=request.actor, at=at),
        _("The limit stays as it is."),
    )


@require_POST
@staff(Right.SET_LIMITS)
def rise_end(request: StaffRequest, number: int, rise: UUID) -> HttpResponse:
    return _doing(
        request,
        number,
        lambda at: end_rise(customer=number, rise=rise, by=request.actor, at=at),
        _("The limit is as it was."),
    )


@require_POST
@staff(Right.KEEP_TILLS)
def leases(request: StaffRequest, number: int) -> HttpResponse:
    """Ask all tills to give back what they were lent of it (I22)."""
    customer = customer_card(number).customer.number

    def do(at: datetime) -> str:
        asked = recall_leases(customer=customer, by=request.actor, at=at)
        return _("The tills were asked: those without network keep it until they are back.") if asked else _(
            "No till holds anything that was not called back already."
        )  # fmt: skip

    return _doing(request, customer, do)


def _doing(request: StaffRequest, number: int, do: Callable[[datetime], Any], said: str = "") -> HttpResponse:
    """What was refused stands on the page again, with what was typed."""
    try:
        answer = do(timezone.now())
    except Refused as refusal:
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, said or answer)
    return redirect("customer_account", number=number)


def _amount(request: StaffRequest, number: int, at: datetime) -> Money:
    card = account_of(number, at=at)
    currency = card.balance.currency if card else current_business().currency
    return amount_to_move(request.POST.get("amount", "").strip(), currency)


def _key(request: StaffRequest) -> str:
    """Of the form; scoped by who sends it, so that nobody meets another's."""
    text = request.POST.get("key", "")
    try:
        return f"office:{request.actor.key}:{UUID(text)}"
    except ValueError:
        return f"office:{request.actor.key}:{uuid4()}"


def _note(request: StaffRequest) -> str:
    return tidy(request.POST.get("note", ""))[:LONGEST_NOTE]


def _page(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    now, then = timezone.now(), None
    try:
        then = _then(request, number, now)
    except Refused as unusable:
        refusal, status = in_words(unusable), unusable.status
    customer = customer_card(number).customer
    card = account_of(number, at=now)
    context: dict[str, Any] = {
        "customer": customer,
        "refusal": refusal,
        "typed": request.POST,
        "then": then,
        "asked_at": request.GET.get("at", ""),
        "key": uuid4(),
        "currencies": list(currency_names()),
        "currency": current_business().currency,
    }
    if card:
        context |= _with_account(request, card, now)
    return render(request, "office/account.html", context, status=status)


def _with_account(request: StaffRequest, card: AccountCard, now: datetime) -> dict[str, Any]:
    found = postings_page(ledger_accounts_of(card.customer), after=_after(request), limit=AT_ONCE)
    cards, more = found or ([], None)
    running, ask = rises_of(card.number, at=now), waiting_ask(card.number)
    actors = {each.by_key for each in cards} | {each.approved_by.partition(":")[2] for each in cards}
    names = names_of(actors | {each.by_key for each in running} | ({ask.by_key} if ask else set()))
    return {
        "account": shown_account(card),
        "postings": [shown_posting(each, names) for each in cards],
        "more": more,
        "ask": shown_ask(ask, names, is_own=(ask.by_kind, ask.by_key) == (request.actor.kind, request.actor.key))
        if ask
        else None,
        "rises": [shown_rise(each, names) for each in running],
        "lent": [shown_lent(each) for each in lent_of(card.customer)],
    }


def _then(request: StaffRequest, number: int, now: datetime) -> dict[str, Any] | None:
    """What was owed at the moment that is asked for. Raises NotATime, NoSuchTime, NotYet."""
    if not request.GET.get("at"):
        return None
    moment = moment_of(request.GET["at"], current_business().time_zone)
    balance = balance_as_of(number, moment, at=now)
    return {"at": moment, "balance": shown_balance(balance)} if balance is not None else None


def _after(request: StaffRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
