"""A sale as a till sends it, and what managers' codes allowed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules.codes import Deed
from onaccount.domain.tills.rules.sales import LineAsked, PaymentAsked, SaleKind


def sale_deed(sale: UUID, *, customer: int | None, till: int, amount_minor: int) -> Deed:
    """What one code is good for at a till."""
    return Deed(Subject("sale", f"{sale}:{customer or ''}"), till, amount_minor)


@dataclass(frozen=True, slots=True)
class SaleAsked:
    """A sale as a till sends it. `body` is what was sold, in one form, whether with network or without: the same sale
    that was asked for online and finished offline is one. `leases` name, by the position of a payment, the lease that
    an account was charged on without network. A return names in `of` the sale, and in `line_of` by the position of its
    own lines those that it takes back.
    """

    id: UUID
    seq: int
    made_at: datetime
    version: int
    shift: UUID
    lines: Sequence[LineAsked]
    payments: Sequence[PaymentAsked]
    body: bytes
    customer: int | None = None
    is_offline: bool = False
    is_keyed: bool = False  # from a receipt on paper: what is on it was sold, whatever the till knows of it
    pairing: int | None = None  # of the receipt that was keyed in
    leases: Mapping[int, UUID] = field(default_factory=dict)
    of: UUID | None = None
    money: SaleKind | None = None  # a deposit or a withdrawal: nothing is sold
    line_of: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_sold(self) -> bool:
        """Whether the goods are gone already: then nothing is refused for what may not be."""
        return self.is_offline or self.is_keyed

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def amount_minor(self) -> int:
        """What it comes to, as the till says it."""
        return sum(payment.amount_minor for payment in self.payments)

    def deed(self, till: int) -> Deed:
        """What a manager's code is asked for: this sale, to this customer, of this amount, at this till."""
        return sale_deed(self.id, customer=self.customer, till=till, amount_minor=self.amount_minor)

    @property
    def kind(self) -> SaleKind:
        return self.money or (SaleKind.RETURN if self.of else SaleKind.SALE)


@dataclass(frozen=True, slots=True)
class Approvals:
    """What managers' codes allowed of this sale."""

    to_charge: UUID | None = None
    to_exceed: UUID | None = None
    to_refund: UUID | None = None
    to_override: UUID | None = None


NO_CODE = Approvals()
