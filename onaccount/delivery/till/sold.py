"""A sale, a return, a deposit as a till sends it: read, and put into the one form by which it is known again."""

import json
from typing import Any

from onaccount.delivery.till.bodies import Body, NotReadable
from onaccount.domain.catalogue.rules.quantities import MOST_MILLI
from onaccount.domain.catalogue.rules.shares import WHOLE_PPM
from onaccount.domain.tills.actions.sales import Approvals, MoneyAsked, SaleAsked
from onaccount.domain.tills.rules.days import receipt_parts
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.sales import MOST_LINES, MOST_MINOR, LineAsked, PaymentAsked, SaleKind

MOST_PAYMENTS = 20
MOST_RECEIPTS = 2**31 - 1
LONGEST_NAME, LONGEST_SKU = 160, 60
WITHOUT_LEASE = ("method", "type", "amount_minor", "given_minor")
OF_A_LINE = ("product", "sku", "name", "quantity_milli", "unit_minor", "list_minor", "tax_ppm")


def sale_in(body: Body, *, till: int) -> SaleAsked:
    """Raises NotReadable. One from a receipt on paper, `is_keyed`, names it by its `label` and not by `seq`."""
    is_keyed = body.flag("is_keyed")
    pairing, seq = _receipt(body, till) if is_keyed else (None, body.integer("seq", least=1, most=MOST_RECEIPTS))
    lines, payments = body.parts("lines", most=MOST_LINES), body.parts("payments", most=MOST_PAYMENTS)
    leases = {position: payment.key_or_none("lease") for position, payment in enumerate(payments)}
    return SaleAsked(
        id=body.key("id"),
        seq=seq,
        pairing=pairing,
        is_keyed=is_keyed,
        made_at=body.moment("made_at"),
        version=body.integer("version", most=MOST_RECEIPTS),
        shift=body.key("shift"),
        lines=[_line(line) for line in lines],
        payments=[_payment(payment) for payment in payments],
        body=_of_a_sale(body),
        customer=body.integer_or_none("customer", least=1),
        is_offline=body.flag("is_offline"),
        leases={position: lease for position, lease in leases.items() if lease},
        of=body.key_or_none("of"),
        line_of=body.positions("line_of"),
    )


def _receipt(body: Body, till: int) -> tuple[int, int]:
    """The pairing and the number of a receipt of this till."""
    parts = receipt_parts(body.text("label", longest=40))
    if parts is None or parts[0] != till or not 0 < parts[2] <= MOST_RECEIPTS:
        raise NotReadable(field="label")
    return parts[1], parts[2]


def money_in(body: Body, kind: SaleKind) -> MoneyAsked:
    """A deposit or a withdrawal. Raises NotReadable."""
    return MoneyAsked(
        id=body.key("id"),
        seq=body.integer("seq", least=1, most=MOST_RECEIPTS),
        made_at=body.moment("made_at"),
        version=body.integer("version", most=MOST_RECEIPTS),
        shift=body.key("shift"),
        customer=body.integer("customer", least=1),
        method=body.integer("method", least=1),
        type=body.choice("type", MethodType),
        amount_minor=body.integer("amount_minor", least=1, most=MOST_MINOR),
        body=_canonical(body, "id", "seq", "made_at", "customer", "method", "type", "amount_minor", kind=kind.value),
    )


def approvals_in(body: Body) -> Approvals:
    given = body.part("approvals")
    return Approvals(*map(given.key_or_none, ("to_charge", "to_exceed", "to_refund", "to_override")))


def _line(body: Body) -> LineAsked:
    return LineAsked(
        name=body.text("name", longest=LONGEST_NAME),
        unit_minor=body.integer("unit_minor", least=-MOST_MINOR, most=MOST_MINOR),
        quantity_milli=body.integer("quantity_milli", least=1, most=MOST_MILLI),
        product=body.integer_or_none("product", least=1),
        sku=body.text("sku", longest=LONGEST_SKU),
        list_minor=body.integer_or_none("list_minor", most=MOST_MINOR),
        tax_ppm=body.integer("tax_ppm", most=WHOLE_PPM) if body.has("tax_ppm") else 0,
    )


def _payment(body: Body) -> PaymentAsked:
    return PaymentAsked(
        method=body.integer("method", least=1),
        type=body.choice("type", MethodType),
        amount_minor=body.integer("amount_minor", least=1, most=MOST_MINOR),
        given_minor=body.integer_or_none("given_minor", most=MOST_MINOR),
    )


def _of_a_sale(body: Body) -> bytes:
    """What was sold, whether with network or without: not which lease it was charged on, nor by which menu."""
    return _canonical(
        body,
        *("id", "seq", "made_at", "customer", "of", "line_of"),
        lines=[{name: line.values.get(name) for name in OF_A_LINE} for line in body.parts("lines", most=MOST_LINES)],
        payments=[
            {name: payment.values.get(name) for name in WITHOUT_LEASE}
            for payment in body.parts("payments", most=MOST_PAYMENTS)
        ],
    )


def _canonical(body: Body, *names: str, **more: Any) -> bytes:
    values = {name: body.values.get(name) for name in names} | more
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
