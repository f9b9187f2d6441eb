"""Goods of a sale come back, and money the way it was paid."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions import refund_charge
from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.domain.tills.actions.sales.asked import NO_CODE, Approvals, SaleAsked
from onaccount.domain.tills.actions.sales.book import Booked, deed_for, finish, known_sale, methods_of, write_sale
from onaccount.domain.tills.actions.shifts import require_shift
from onaccount.domain.tills.models import Sale, SaleLine, SalePayment
from onaccount.domain.tills.queries.sales import given_back_of, returned_of
from onaccount.domain.tills.queries.tills import locked_till
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.sales import (
    NoSuchSale,
    NotSoMuchPaid,
    NotSoMuchSold,
    SaleKind,
    check_sale,
    taxes_of,
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
    sold = Sale.objects.select_for_update(no_key=True).filter(kind=SaleKind.SALE.value)
    original = sold.filter(pk=asked.of or asked.id).first()
    if original is None or original.customer_id != asked.customer:
        raise NoSuchSale
    included = current_business().prices_include_tax
    total = check_sale(asked.lines, asked.payments, includes_tax=included, currency=original.currency)
    _check_taken_back(original, asked)
    methods = methods_of(found, asked)
    if not any(payment.type is MethodType.ACCOUNT for payment in asked.payments):
        allow(
            need,
            by,
            FrontRight.REFUND,
            about=deed_for(asked, till, approvals.to_refund),
            at=at,
            approval=approvals.to_refund,
        )
    tax = sum(tax for _net, tax in taxes_of(asked.lines, includes_tax=included).values())
    sale = write_sale(found, shift, asked, total=total, tax=tax, currency=original.currency, at=at)
    booked = [
        _refund(original, asked, position, till, approvals, by=by, at=at)
        if payment.type is MethodType.ACCOUNT
        else None
        for position, payment in enumerate(asked.payments)
    ]
    finish(found, sale, asked, methods, booked, by=by, at=at)
    return sale.pk


def _refund(
    original: Sale, asked: SaleAsked, position: int, till: int, approvals: Approvals, *, by: Actor, at: datetime
) -> Booked:
    """To the charge of the original that has most left of it: one refund is of one charge."""
    payment = asked.payments[position]
    charges = SalePayment.objects.filter(sale=original.pk, type=MethodType.ACCOUNT.value, posting__isnull=False)
    charge = charges.order_by("-amount_minor", "position").first()
    if charge is None or charge.posting is None or asked.customer is None:
        raise NotSoMuchPaid(left="0", currency=original.currency, method=MethodType.ACCOUNT.value)
    posted = refund_charge(
        customer=asked.customer,
        charge=charge.posting,
        amount=Money(payment.amount_minor, original.currency),
        key=f"sale:{asked.id}:{position}",
        by=by,
        at=at,
        approval=approvals.to_refund,
        source=f"sale:{asked.id}",
        about=deed_for(asked, till, approvals.to_refund),
    )
    return Booked(posted)


def _check_taken_back(original: Sale, asked: SaleAsked) -> None:
    """Refuse more of a line than was sold, another price, and more money by other ways than came in by them: what was
    put on an account is not paid out in cash (D-07).
    """
    sold = {line.position: line for line in SaleLine.objects.filter(sale=original.pk)}
    back = returned_of(original.pk)
    for position, line in enumerate(asked.lines):
        of = sold.get(asked.line_of.get(position, -1))
        if of is None or of.unit_minor != line.unit_minor or of.tax_ppm != line.tax_ppm:
            raise NoSuchSale
        back[of.position] = back.get(of.position, 0) + line.quantity_milli
        if back[of.position] > of.quantity_milli:
            left = of.quantity_milli - back[of.position] + line.quantity_milli
            raise NotSoMuchSold(left=quantity(left), name=of.name)
    given = given_back_of(original.pk)
    paid_otherwise = sum(
        payment.amount_minor
        for payment in SalePayment.objects.filter(sale=original.pk).exclude(type=MethodType.ACCOUNT.value)
    )
    given_otherwise = sum(amount for kind, amount in given.items() if kind != MethodType.ACCOUNT.value)
    wanted = sum(each.amount_minor for each in asked.payments if each.type is not MethodType.ACCOUNT)
    if wanted > (left_minor := paid_otherwise - given_otherwise):
        method = next(each.type.value for each in asked.payments if each.type is not MethodType.ACCOUNT)
        raise NotSoMuchPaid(left=plain(left_minor, original.currency), currency=original.currency, method=method)
