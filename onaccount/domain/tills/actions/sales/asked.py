"""A sale as a till sends it, and what managers' codes allowed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from onaccount.domain.history.rules import Subject
from onaccount.domain.tills.rules.sales import LineAsked, PaymentAsked, SaleKind


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
    is_keyed: bool = False
    leases: Mapping[int, UUID] = field(default_factory=dict)
    of: UUID | None = None
    money: SaleKind | None = None  # a deposit or a withdrawal: nothing is sold
    line_of: Mapping[int, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def about(self) -> Subject:
        """What a manager's code is asked for: the customer's account, or a sale to nobody we know."""
        if self.customer is None:
            return Subject("sale", str(self.id))
        return Subject("customer", str(self.customer))

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
