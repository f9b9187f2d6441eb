"""What every sale is written as: lines, payments, the till's own posting, exceptions, the receipt's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from onaccount.domain.accounts.actions.held import Posted
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, booking_day, closed_through, locked_head, post
from onaccount.domain.ledger.rules import House, Reason, house_id
from onaccount.domain.tills.actions.leases import count_on_lease, explain, explain_of, open_exception
from onaccount.domain.tills.actions.sales.asked import SaleAsked
from onaccount.domain.tills.models import (
    KnownCustomer,
    PaymentMethod,
    Publication,
    Sale,
    SaleLine,
    SalePayment,
    Shift,
    Till,
    TillDay,
)
from onaccount.domain.tills.queries.sales import open_day
from onaccount.domain.tills.rules.days import receipt_label
from onaccount.domain.tills.rules.methods import NEEDS_CUSTOMER, MethodType
from onaccount.domain.tills.rules.offline import Misfit
from onaccount.domain.tills.rules.publications import MethodNotInMenu, methods_at
from onaccount.domain.tills.rules.sales import CustomerNeeded, ReceiptNumberTaken, SaleKind, SaleOfAnother
from onaccount.domain.tills.rules.tills import drawer_house, sales_house
from onaccount.foundation.refusals import Refused

EVENTS = {
    SaleKind.SALE: "till.sold",
    SaleKind.RETURN: "till.returned",
    SaleKind.DEPOSIT: "till.deposited",
    SaleKind.WITHDRAWAL: "till.withdrawn",
}


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of a payment with the account: its posting, or why there is none."""

    posting: Posted | None = None
    lease: UUID | None = None
    refusal: Refused | None = None


def known_sale(till: Till, asked: SaleAsked) -> UUID | None:
    """The sale that stands under this id; what the till counts of its leases for it is marked. Raises SaleOfAnother."""
    row = Sale.objects.filter(pk=asked.id).values_list("till", "digest").first()
    if row is None:
        return None
    if row != (till.pk, asked.digest):
        raise SaleOfAnother
    for position, lease in asked.leases.items():
        count_on_lease(till, asked.id, position, lease)
    return asked.id


def methods_of(till: Till, asked: SaleAsked, *, also: Mapping[int, str] | None = None) -> dict[int, PaymentMethod]:
    """The ways to pay, of the version that the till uses, and `also` others, by their type. Of what was sold without
    network, of any version that it ever used.
    """
    allowed = {**(also or {}), **(ways_ever(till) if asked.is_sold else ways_of(till, till.acknowledged_id))}
    methods = PaymentMethod.objects.in_bulk([payment.method for payment in asked.payments])
    for payment in asked.payments:
        if payment.method not in methods or allowed.get(payment.method) != payment.type.value:
            name = methods[payment.method].name if payment.method in methods else f"No. {payment.method}"
            raise MethodNotInMenu(method=name)
        if payment.type in NEEDS_CUSTOMER and asked.customer is None:
            raise CustomerNeeded(method=methods[payment.method].name)
    return methods


def ways_of(till: Till, version: int | None) -> dict[int, str]:
    """The types of the ways to pay, by number, of one version for a till."""
    published = Publication.objects.filter(pk=version).first() if version else None
    return {each["id"]: each["type"] for each in methods_at(published.content, till.pk)} if published else {}


def ways_ever(till: Till) -> dict[int, str]:
    """The same of all versions that a till acknowledged."""
    used = Publication.objects.filter(acknowledgements__till=till.pk).order_by("version")
    return {each["id"]: each["type"] for row in used for each in methods_at(row.content, till.pk)}


def write_sale(
    till: Till,
    shift: Shift,
    asked: SaleAsked,
    *,
    total: int,
    tax: int,
    currency: str,
    at: datetime,
    line_totals: Sequence[int] | None = None,
) -> Sale:
    """The sale and its lines; its payments are written when it is known what became of them."""
    if asked.customer is not None and not Customer.objects.filter(number=asked.customer).exists():
        raise NoSuchCustomer(customer=asked.customer)
    pairing = asked.pairing or till.pairing
    if Sale.objects.filter(till=till.pk, pairing=pairing, seq=asked.seq).exists():
        raise ReceiptNumberTaken(number=receipt_label(till.pk, pairing, asked.seq))
    sale = Sale.objects.create(
        id=asked.id,
        till=till,
        shift=shift,
        clerk=shift.clerk,
        day=day_of(till, at=at),
        kind=asked.kind.value,
        pairing=pairing,
        seq=asked.seq,
        digest=asked.digest,
        version=asked.version,
        is_offline=asked.is_offline,
        is_keyed=asked.is_keyed,
        made_at=asked.made_at,
        received_at=at,
        customer_id=asked.customer,
        currency=currency,
        total_minor=total,
        tax_minor=tax,
        of=asked.of,
    )
    SaleLine.objects.bulk_create(
        SaleLine(
            sale=sale,
            position=position,
            product=line.product,
            sku=line.sku,
            name=line.name,
            quantity_milli=line.quantity_milli,
            unit_minor=line.unit_minor,
            list_minor=line.list_minor,
            tax_ppm=line.tax_ppm,
            total_minor=line.total_minor if line_totals is None else line_totals[position],
            line_of=asked.line_of.get(position),
        )
        for position, line in enumerate(asked.lines)
    )
    return sale


def day_of(till: Till, *, at: datetime) -> TillDay:
    """The day that is open, or the next one, which begins with what was left in the drawer."""
    if day := open_day(till.pk):
        return day
    last = TillDay.objects.filter(till=till.pk).order_by("-number").first()
    left = (last.report or {}).get("left_minor", 0) if last else 0
    return TillDay.objects.create(till=till, number=last.number + 1 if last else 1, opened_at=at, float_minor=left)


def finish(
    till: Till,
    sale: Sale,
    asked: SaleAsked,
    methods: Mapping[int, PaymentMethod],
    booked: Sequence[Booked | None],
    *,
    by: Actor,
    at: datetime,
    noticed: Sequence[Misfit] = (),
) -> None:
    """The payments, what no customer owes, the exceptions, the receipt's figures, and the fact."""
    SalePayment.objects.bulk_create(
        SalePayment(
            sale=sale,
            position=position,
            method=methods[payment.method],
            type=payment.type.value,
            amount_minor=payment.amount_minor,
            given_minor=payment.given_minor,
            posting=of.posting.posting.id if of and of.posting else None,
            lease=of.lease if of else None,
        )
        for position, (payment, of) in enumerate(zip(asked.payments, booked, strict=True))
    )
    sign = -1 if asked.kind is SaleKind.RETURN else 1
    lines: dict[str, int] = {}
    for position, (payment, of) in enumerate(zip(asked.payments, booked, strict=True)):
        if of is not None and of.posting is not None:
            sale.account = _account(of.posting)
            continue
        house = house_of(till, payment.type) if of is None else House.UNSETTLED.value
        lines[house] = lines.get(house, 0) + sign * payment.amount_minor
        if of is not None and of.lease is not None:
            explain(of.lease, payment.amount_minor, by=by, at=at)
        if of is not None and of.refusal is not None:
            values = {name: str(value) for name, value in of.refusal.values.items()}
            open_exception(
                till=till.pk, customer=asked.customer, sale=sale.pk, payment=position, lease=of.lease,
                code=of.refusal.code, values={**values, **_also(noticed)}, amount_minor=payment.amount_minor,
                currency=sale.currency, by=by, at=at,
            )  # fmt: skip
            if asked.is_keyed and asked.customer is not None:
                explain_of(till.pk, asked.customer, payment.amount_minor, by=by, at=at)
            noticed = ()  # one sale is one exception, as far as its money goes one way
    if noticed:
        open_exception(
            till=till.pk, customer=asked.customer, sale=sale.pk, code=noticed[0].value, values=_also(noticed[1:]),
            amount_minor=sale.total_minor, currency=sale.currency, by=by, at=at,
        )  # fmt: skip
    if lines:
        sale.posting = _book(till, sale, lines, occurred_at=asked.made_at, by=by, at=at)
    sale.save(update_fields=["account", "posting"])
    if asked.customer is not None:
        know_customer(till.pk, asked.customer, at=at)
    record(EVENTS[asked.kind], Subject("sale", str(sale.pk)), by=by, at=at)


def _also(noticed: Sequence[Misfit]) -> dict[str, object]:
    return {"also": [misfit.value for misfit in noticed]} if noticed else {}


def know_customer(till: int, customer: int, *, at: datetime) -> None:
    """Keep a customer in a till's copy, and look at the next contact whether a lease is due."""
    KnownCustomer.objects.update_or_create(
        till_id=till, customer_id=customer, defaults={"seen_at": at, "looked_at": None}
    )


def _account(posted: Posted) -> dict[str, Any]:
    """What the receipt says of the customer's account: the balance before and after, and what is left then."""
    before, after = posted.before.standing.owed, posted.balance
    left = posted.available
    return {"before_minor": before, "after_minor": after.minor, "left_minor": left.minor if left is not None else None}


def house_of(till: Till, kind: MethodType) -> str:
    """The account of the house that money of a type goes to."""
    if kind is MethodType.CASH:
        return drawer_house(till.pk)
    of = {MethodType.CARD: House.CARDS, MethodType.VOUCHER: House.VOUCHERS, MethodType.INVOICE: House.TO_INVOICE}
    return of[kind].value


def _book(till: Till, sale: Sale, lines: Mapping[str, int], *, occurred_at: datetime, by: Actor, at: datetime) -> UUID:
    """What came in otherwise than on a customer's account: on the till's own, whose chain the till's lock keeps."""
    of = current_business()
    owner = house_id(sales_house(till.pk), sale.currency)
    return post(
        head=locked_head(owner),
        lines={owner: -sum(lines.values()), **{house_id(code, sale.currency): minor for code, minor in lines.items()}},
        reason=Reason.SALE,
        asked=Asked.of(f"sale:{sale.pk}", "sale", digest=sale.digest),
        by=by,
        at=at,
        occurred_at=occurred_at,
        booked_on=booking_day(occurred_at=occurred_at, at=at, zone=of.time_zone, closed=closed_through()),
        source=f"sale:{sale.pk}",
    ).id
