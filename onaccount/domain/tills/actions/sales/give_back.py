"""Goods of a sale come back, and money the way it was paid."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions import refund_charge
from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.customers.queries import survivor_of
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.queries import posting_of, refunded_of
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.domain.tills.actions.sales.asked import NO_CODE, Approvals, SaleAsked
from onaccount.domain.tills.actions.sales.book import Booked, finish, known_sale, methods_of, write_sale
from onaccount.domain.tills.actions.shifts import require_shift
from onaccount.domain.tills.models import Sale, SaleLine, SalePayment
from onaccount.domain.tills.queries.sales import given_back_of, returned_of
from onaccount.domain.tills.queries.tills import locked_till
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.returns import Quantities, line_totals, worth_back
from onaccount.domain.tills.rules.sales import (
    LineAsked,
    NoSuchSale,
    NotSoMuchPaid,
    NotSoMuchSold,
    SaleKind,
    check_lines,
    check_paid,
)
from onaccount.foundation.money import Money, plain


@action
def take_return(*, till: int, asked: SaleAsked, by: Actor, at: datetime, approvals: Approvals = NO_CODE) -> UUID:
    """Take goods of an earlier sale back, and give the money back the way it was paid: never more of either."""
    found = locked_till(till)
    if known := known_sale(found, asked):
        return known
    need = require_front(by, FrontRight.REFUND)
    shift = require_shift(till=till, shift=asked.shift, by=by)
    original = _original(asked)
    included = current_business().prices_include_tax
    before, after, sold = _taken_back(original, asked)
    worth = worth_back(sold, before, after, includes_tax=included)
    check_paid(worth.total_minor, asked.payments, currency=original.currency)
    methods = methods_of(found, asked, also=_ways(original))
    _check_ways(original, asked)
    if not any(payment.type is MethodType.ACCOUNT for payment in asked.payments):
        about = asked.deed(till)
        allow(need, by, FrontRight.REFUND, about=about, at=at, approval=approvals.to_refund)
    totals = line_totals(asked.lines, asked.line_of, before)
    sale = write_sale(
        found, shift, asked, total=worth.total_minor, tax=worth.tax_minor, currency=original.currency, at=at,
        line_totals=totals,
    )  # fmt: skip
    booked = [
        _refund(original, asked, position, till, approvals, by=by, at=at)
        if payment.type is MethodType.ACCOUNT
        else None
        for position, payment in enumerate(asked.payments)
    ]
    finish(found, sale, asked, methods, booked, by=by, at=at)
    return sale.pk


def _original(asked: SaleAsked) -> Sale:
    """The sale that is taken back, to the same customer, or one who is the same by now. Raises NoSuchSale."""
    sold = Sale.objects.select_for_update(no_key=True).filter(kind=SaleKind.SALE.value)
    original = sold.filter(pk=asked.of or asked.id).first()
    if original is None or _family(original.customer_id) != _family(asked.customer):
        raise NoSuchSale
    return original


def _family(customer: int | None) -> int | None:
    return None if customer is None else survivor_of(customer)


def _ways(original: Sale) -> dict[int, str]:
    """The ways that a sale was paid, which it may be given back by though no menu has them any more."""
    return dict(SalePayment.objects.filter(sale=original.pk).values_list("method", "type"))


def _refund(
    original: Sale, asked: SaleAsked, position: int, till: int, approvals: Approvals, *, by: Actor, at: datetime
) -> Booked:
    """To the charge of the original that has most left of it: one refund is of one charge."""
    payment = asked.payments[position]
    charges = SalePayment.objects.filter(sale=original.pk, type=MethodType.ACCOUNT.value, posting__isnull=False)
    postings = [posting for each in charges if each.posting and (posting := posting_of(each.posting))]
    charge = max(postings, key=lambda each: each.amount.minor - refunded_of(each).minor, default=None)
    if charge is None or asked.customer is None:
        raise NotSoMuchPaid(left="0", currency=original.currency, method=MethodType.ACCOUNT.value)
    posted = refund_charge(
        customer=asked.customer,
        charge=charge.id,
        amount=Money(payment.amount_minor, original.currency),
        key=f"sale:{asked.id}:{position}",
        by=by,
        at=at,
        approval=approvals.to_refund,
        source=f"sale:{asked.id}",
        about=asked.deed(till),
    )
    return Booked(posted)


def _taken_back(original: Sale, asked: SaleAsked) -> tuple[Quantities, Quantities, dict[int, LineAsked]]:
    """What of each line came back before, and with this, and the lines. Refuses more of a line than was sold, and
    another price.
    """
    check_lines(asked.lines)
    sold = {
        line.position: LineAsked(line.name, line.unit_minor, line.quantity_milli, tax_ppm=line.tax_ppm)
        for line in SaleLine.objects.filter(sale=original.pk).order_by("position")
    }
    before = returned_of(original.pk)
    after = dict(before)
    for position, line in enumerate(asked.lines):
        key = asked.line_of.get(position, -1)
        of = sold.get(key)
        if of is None or of.unit_minor != line.unit_minor or of.tax_ppm != line.tax_ppm:
            raise NoSuchSale
        after[key] = after.get(key, 0) + line.quantity_milli
        if after[key] > of.quantity_milli:
            raise NotSoMuchSold(left=quantity(of.quantity_milli - after[key] + line.quantity_milli), name=of.name)
    return before, after, sold


def _check_ways(original: Sale, asked: SaleAsked) -> None:
    """Refuse more by one way than came in by it and was not given back: what was put on an account or is billed later
    is not paid out in cash (D-07).
    """
    given = given_back_of(original.pk)
    paid: dict[str, int] = {}
    for payment in SalePayment.objects.filter(sale=original.pk):
        paid[payment.type] = paid.get(payment.type, 0) + payment.amount_minor
    for kind in {payment.type for payment in asked.payments}:
        wanted = sum(each.amount_minor for each in asked.payments if each.type is kind)
        left = paid.get(kind.value, 0) - given.get(kind.value, 0)
        if wanted > left:
            currency = original.currency
            raise NotSoMuchPaid(left=plain(left, currency), currency=currency, method=kind.value)
