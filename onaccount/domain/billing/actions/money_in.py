"""Money comes in and pays invoices; what is more than is due is the customer's credit.

Whoever allocates holds the customer's account first: two payments of one invoice wait for one another there, on both
engines, and the tables refuse what would be paid twice whatever happens.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from onaccount.domain.accounts.actions import give_credit, pay_in, reverse_posting
from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.queries import ledger_accounts_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.billing.models import Allocation, Funds, Invoice, InvoiceDue
from onaccount.domain.billing.queries.money_in import open_dues
from onaccount.domain.billing.rules.invoices import NoSuchInvoice
from onaccount.domain.billing.rules.money_in import (
    HOUSE_OF,
    CreditNeedsReason,
    FundsKind,
    Method,
    MoreThanIsDue,
    MoreThanIsLeft,
    NoSuchFunds,
    OnlyPaymentsAreReversed,
    WasReversed,
    oldest_first,
)
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import of_family, survivor_of
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.queries import PostingCard
from onaccount.domain.ledger.rules import Reason
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import Money, plain
from onaccount.foundation.text import tidy

LONGEST_NOTE = 200
BILLING = Actor("billing", "billing", "The billing desk")
MOST_AT_ONCE = 500  # deposits that are taken in by one transaction


@action
def record_payment(
    *, customer: int, amount: Money, method: Method, key: str, by: Actor, at: datetime, note: str = ""
) -> UUID:
    """Write down what came in; it pays the oldest invoices first, and what is left is credit. Answers its posting.

    The same key again is the same payment.
    """
    require(by, Right.KEEP_BILLING)
    note = tidy(note)[:LONGEST_NOTE]
    done = pay_in(
        customer=customer,
        amount=amount,
        key=key,
        by=by,
        at=at,
        house=HOUSE_OF[method].value,
        note=note,
        source=f"payment:{method.value}",
    )
    if not done.is_replay:
        _add(customer, done.posting, FundsKind.PAYMENT, method=method.value, note=note, at=at)
        spread(customer, amount.currency, at=at)
        _tell("payment.recorded", customer, by=by, at=at)
    return done.posting.id


@action
def give_customer_credit(*, customer: int, amount: Money, words: str, key: str, by: Actor, at: datetime) -> UUID:
    """A credit for nothing that came in (S4-11): it pays as money does."""
    require(by, Right.KEEP_BILLING)
    words = tidy(words)[:LONGEST_NOTE]
    if not words:
        raise CreditNeedsReason
    done = give_credit(customer=customer, amount=amount, key=key, by=by, at=at, note=words)
    if not done.is_replay:
        _add(customer, done.posting, FundsKind.CREDIT, note=words, at=at)
        spread(customer, amount.currency, at=at)
        _tell("credit.given", customer, by=by, at=at)
    return done.posting.id


@action
def reverse_payment(*, payment: UUID, by: Actor, at: datetime, note: str = "") -> None:
    """Take a payment or a credit back, once: what it paid is due again."""
    require(by, Right.KEEP_BILLING)
    found = _funds(payment)
    held(found.customer_id, door=Door.OFFICE, at=at)
    if found.kind == FundsKind.CREDIT_NOTE.value:
        raise OnlyPaymentsAreReversed
    if found.reversed_at:
        raise WasReversed
    reverse_posting(posting=payment, key=f"reverse:{payment}", by=by, at=at, note=note)
    _give_back(_locked(payment), at=at)
    _tell("payment.reversed", found.customer_id, by=by, at=at)


@action
def allocate(*, payment: UUID, invoice: str, amount: Money, by: Actor, at: datetime) -> None:
    """Let so much of this money pay that invoice, in place of what it paid of it before; nothing takes it off."""
    require(by, Right.KEEP_BILLING)
    found = _funds(payment)
    number = survivor_of(found.customer_id)
    held(number, door=Door.OFFICE, at=at)
    funds = _locked(payment)
    if funds.reversed_at:
        raise WasReversed
    due = _due_of(number, invoice, amount.currency)
    was = Allocation.objects.filter(funds=funds, invoice=due.invoice).first()
    change = amount.minor - (was.amount_minor if was else 0)
    left = funds.amount_minor - funds.allocated_minor
    open_minor = due.total_minor - due.paid_minor - due.credited_minor
    if amount.currency != funds.currency or change > left:
        raise MoreThanIsLeft(left=f"{plain(left, funds.currency)} {funds.currency}")
    if change > open_minor:
        raise MoreThanIsDue(due=f"{plain(open_minor, due.currency)} {due.currency}", invoice=invoice)
    if change:
        _allocate(funds, due, change, at=at)
        _tell("payment.allocated", number, by=by, at=at)


@action
def take_in_money(*, customer: int, by: Actor, at: datetime) -> None:
    """What was paid in or taken back elsewhere, at a till or on the account's page, pays invoices too."""
    require(by, Right.KEEP_BILLING)
    number = survivor_of(customer)
    accounts = ledger_accounts_of(number)
    if not accounts:
        return
    held(number, door=Door.OFFICE, at=at)
    mine = Posting.objects.filter(owner__in=accounts)
    reversed_here = mine.filter(reason=Reason.REVERSAL.value).values("reverses")
    for funds in Funds.objects.filter(posting__in=reversed_here, reversed_at=None):
        _give_back(funds, at=at)
    known = of_family(Funds.objects.all(), number).values("posting")
    fresh = mine.filter(reason=Reason.DEPOSIT.value).exclude(pk__in=known).exclude(pk__in=reversed_here)
    currencies = set()
    for posting in fresh.order_by("posted_at", "seq")[:MOST_AT_ONCE]:
        Funds.objects.create(
            posting=posting.pk,
            customer_id=number,
            kind=FundsKind.PAYMENT.value,
            method=Method.CASH.value if posting.source.startswith("sale") else "",
            currency=posting.currency,
            amount_minor=-posting.amount_minor,
            received_on=posting.booked_on,
            at=posting.posted_at,
        )
        currencies.add(posting.currency)
    for currency in sorted(currencies):
        spread(number, currency, at=at)


def add_credit_note(note: Invoice, corrected: Invoice, *, at: datetime) -> None:
    """What a credit note brings goes to the invoice that it corrects, as far as that is due. The account is held."""
    assert note.posting is not None, "a credit note is posted"
    funds = Funds.objects.create(
        posting=note.posting,
        customer=note.customer,
        kind=FundsKind.CREDIT_NOTE.value,
        currency=note.currency,
        amount_minor=note.total_minor,
        received_on=note.issued_on,
        credit_note=note,
        at=at,
    )
    due = InvoiceDue.objects.get(invoice=corrected)
    part = min(funds.amount_minor, due.total_minor - due.paid_minor - due.credited_minor)
    if part:
        _allocate(funds, due, part, at=at)


def spread(number: int, currency: str, *, at: datetime) -> None:
    """Let what is left of a customer's money pay what is due, both oldest first. The account is held."""
    number = survivor_of(number)
    waiting = of_family(Funds.objects.filter(currency=currency, reversed_at=None), number)
    waiting = waiting.filter(amount_minor__gt=F("allocated_minor")).order_by("at", "posting")
    for funds in waiting:
        dues = list(open_dues(number, currency))
        if not dues:
            return
        amounts = [due.total_minor - due.paid_minor - due.credited_minor for due in dues]
        for due, part in zip(dues, oldest_first(funds.amount_minor - funds.allocated_minor, amounts), strict=True):
            if part:
                _allocate(funds, due, part, at=at)


def _allocate(funds: Funds, due: InvoiceDue, change: int, *, at: datetime) -> None:
    """Move so much more (or less) of this money to this invoice."""
    found = Allocation.objects.filter(funds=funds, invoice=due.invoice_id).first()
    amount = change + (found.amount_minor if found else 0)
    if found is None:
        Allocation.objects.create(funds=funds, invoice_id=due.invoice_id, amount_minor=amount, at=at)
    elif amount:
        Allocation.objects.filter(pk=found.pk).update(amount_minor=amount, at=at)
    else:
        found.delete()
    funds.allocated_minor += change
    funds.save(update_fields=["allocated_minor"])
    column = "paid_minor" if funds.kind == FundsKind.PAYMENT.value else "credited_minor"
    setattr(due, column, getattr(due, column) + change)
    due.save(update_fields=[column])


def _give_back(funds: Funds, *, at: datetime) -> None:
    for each in Allocation.objects.filter(funds=funds):
        _allocate(funds, InvoiceDue.objects.get(invoice=each.invoice_id), -each.amount_minor, at=at)
    funds.reversed_at = at
    funds.save(update_fields=["reversed_at"])


def _add(customer: int, posting: PostingCard, kind: FundsKind, *, method: str = "", note: str, at: datetime) -> Funds:
    return Funds.objects.create(
        posting=posting.id,
        customer=Customer.objects.get(number=survivor_of(customer)),
        kind=kind.value,
        method=method,
        currency=posting.amount.currency,
        amount_minor=-posting.amount.minor,
        received_on=posting.booked_on,
        note=note,
        at=at,
    )


def _funds(posting: UUID) -> Funds:
    found = Funds.objects.filter(posting=posting).first()
    if found is None:
        raise NoSuchFunds
    return found


def _locked(posting: UUID) -> Funds:
    return Funds.objects.select_for_update(no_key=True).get(posting=posting)


def _due_of(number: int, label: str, currency: str) -> InvoiceDue:
    """An invoice of the family; a stranger's is as absent as one that is not there."""
    found = of_family(InvoiceDue.objects.filter(currency=currency), number)
    due = found.select_for_update(no_key=True, of=("self",)).filter(invoice__label=label).first()
    if due is None:
        raise NoSuchInvoice
    return due


def _tell(event: str, customer: int, *, by: Actor, at: datetime) -> None:
    record(event, Subject("account", str(survivor_of(customer))), by=by, at=at)
