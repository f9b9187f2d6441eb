"""How the till is shown what it asks for: amounts in minor units, moments with their offset."""

from collections.abc import Sequence
from typing import Any

from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.accounts.queries import AccountCard
from onaccount.domain.catalogue.queries import ProductRow
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.queries import PostingCard
from onaccount.domain.ledger.rules.receipts import receipt_code
from onaccount.domain.people.queries.counter import front_needs
from onaccount.domain.tills.queries.copy import CustomerCard
from onaccount.domain.tills.queries.leases import LentCard
from onaccount.domain.tills.queries.sales import SaleCard, taxes_on
from onaccount.domain.tills.queries.tills import Device
from onaccount.domain.tills.rules.days import DayReport, receipt_label


def shift_shown(device: Device) -> dict[str, Any] | None:
    if device.clerk is None:
        return None
    return {"id": device.shift, "clerk": int(device.clerk.key), "name": device.clerk.name}


def rights_shown(clerk: Actor | None) -> dict[str, str]:
    return {right.name.lower(): need.value for right, need in front_needs(clerk).items()} if clerk else {}


def lease_shown(lease: Any) -> dict[str, Any]:
    return {
        "id": lease.pk,
        "customer": lease.customer_id,
        "granted_minor": lease.granted_minor,
        "rest_minor": lease.rest_minor,
        "spend_until": lease.spend_until,
        "recalled": lease.recalled_at is not None,
    }


def customer_shown(card: CustomerCard) -> dict[str, Any]:
    """`may` is None where they can be charged, else the code of the reason; `sentence` says it."""
    of = card.standing
    return {
        "number": card.number,
        "name": card.name,
        "city": card.city,
        "may": card.refusal.code if card.refusal else None,
        "sentence": in_words(card.refusal).text if card.refusal else "",
        "balance_minor": of.owed if of else None,
        "available_minor": of.available if of else None,
        "limit_minor": of.limit_now if of else None,
        "tags": card.tags,
        "cards": [],
    }


def receipt_shown(card: SaleCard, *, includes_tax: bool) -> dict[str, Any]:
    """A receipt as it is printed, without the address to verify it at. `taxes` are net and tax by rate."""
    return {
        "id": card.id,
        "label": card.label,
        "kind": card.kind.value,
        "clerk": card.clerk,
        "till": card.till_name,
        "made_at": card.made_at,
        "customer": {"number": card.customer, "name": card.customer_name} if card.customer else None,
        "currency": card.currency,
        "lines": [
            {
                "position": line.position,
                "sku": line.sku,
                "name": line.name,
                "quantity_milli": line.quantity_milli,
                "unit_minor": line.unit_minor,
                "tax_ppm": line.tax_ppm,
                "total_minor": line.total_minor,
                "returned_milli": line.returned,
            }
            for line in card.lines
        ],
        "payments": [
            {
                "method": payment.method,
                "type": payment.type.value,
                "amount_minor": payment.amount_minor,
                "given_minor": payment.given_minor,
            }
            for payment in card.payments
        ],
        "total_minor": card.total_minor,
        "tax_minor": card.tax_minor,
        "taxes": [
            {"tax_ppm": rate, "net_minor": net, "tax_minor": tax}
            for rate, (net, tax) in sorted(taxes_on(card, includes_tax=includes_tax).items())
        ],
        "account": card.account,
        "of": card.of,
        "code": card.code,
        "offline": card.is_offline,
        "exception": card.has_exception,
    }


def receipt_listed(row: Any) -> dict[str, Any]:
    """A line of the till's last sales."""
    return {
        "id": row.pk,
        "label": receipt_label(row.till_id, row.pairing, row.seq),
        "kind": row.kind,
        "clerk": row.clerk.name,
        "made_at": row.made_at,
        "customer": {"number": row.customer_id, "name": row.customer.name} if row.customer else None,
        "total_minor": row.total_minor,
        "offline": row.is_offline,
    }


def account_shown(account: AccountCard | None, postings: Sequence[PostingCard], lent: Sequence[LentCard]) -> Any:
    """What the account stands on, its last postings, and what tills were lent of it; None without one."""
    if account is None:
        return {"account": None, "postings": [], "lent": []}
    of = account.standing.standing
    return {
        "account": {
            "currency": of.currency,
            "allowed": of.is_allowed,
            "suspended": of.is_suspended,
            "limit_minor": of.limit,
            "rise_minor": of.rise,
            "owed_minor": of.owed,
            "holds_minor": of.holds,
            "leases_minor": of.leases,
            "available_minor": of.available,
            "withdrawable_minor": of.withdrawable,
        },
        "postings": [
            {
                "id": posting.id,
                "reason": posting.reason.value,
                "amount_minor": posting.amount.minor,
                "at": posting.posted_at,
                "code": receipt_code(posting.id, posting.hash),
            }
            for posting in postings
        ],
        "lent": [
            {"till": each.till, "name": each.name, "rest_minor": each.rest_minor, "recalled": each.is_recalled}
            for each in lent
        ],
    }


def product_shown(row: ProductRow) -> dict[str, Any]:
    return {
        "id": row.key,
        "sku": row.sku,
        "barcode": row.barcode,
        "name": row.name,
        "unit": row.unit,
        "price_minor": row.own_price.minor,
        "tax_ppm": row.tax.rate_ppm if row.tax else 0,
        "category": row.category,
        "for_some": row.is_for_some,
    }


def report_shown(report: DayReport) -> dict[str, Any]:
    """The sums of an X report, or of a period."""
    return {
        "sales": report.sales,
        "returns": report.returns,
        "gross_minor": report.gross_minor,
        "tax_minor": report.tax_minor,
        "float_minor": report.float_minor,
        "expected_minor": report.expected_minor,
        "methods": [{"method": name, "amount_minor": minor} for name, minor in report.by_method()],
        "taken": [
            {
                "kind": each.kind.value,
                "method": each.method,
                "type": each.type.value,
                "count": each.count,
                "amount_minor": each.amount_minor,
            }
            for each in report.taken
        ],
    }


def day_shown(day: Any) -> dict[str, Any]:
    """A Z report as it was when the day was closed."""
    return {
        "number": day.number,
        "opened_at": day.opened_at,
        "closed_at": day.closed_at,
        "counted_minor": day.counted_minor,
        "approved_by": day.approved_by,
        **day.report,
    }
