"""What accounts should come to, in plain Python: numbers in lists, no database, and no rule of the house called."""

from dataclasses import dataclass, field
from datetime import datetime

UNLIMITED = None


@dataclass
class Moved:
    """A posting: by how much the account's balance rose."""

    kind: str
    amount: int
    of: "Moved | None" = None  # what it refunds or reverses
    is_reversed: bool = False
    given_back: int = 0  # of a charge


@dataclass
class Kept:
    """A hold."""

    amount: int
    until: datetime | None
    state: str = "open"

    def holds_at(self, now: datetime) -> int:
        return self.amount if self.state == "open" and (self.until is None or now < self.until) else 0


@dataclass
class Account:
    limit: int | None
    is_allowed: bool = True
    moved: list[Moved] = field(default_factory=list)
    holds: list[Kept] = field(default_factory=list)

    @property
    def owed(self) -> int:
        return sum(each.amount for each in self.moved)


@dataclass
class Family:
    """Accounts that count as one, the first of them leading. Each verb answers the refusal's code, or nothing."""

    accounts: list[Account]

    @property
    def lead(self) -> Account:
        return self.accounts[0]

    def owed(self) -> int:
        return sum(each.owed for each in self.accounts)

    def held(self, now: datetime) -> int:
        return sum(hold.holds_at(now) for each in self.accounts for hold in each.holds)

    def available(self, now: datetime) -> int | None:
        return None if self.lead.limit is None else self.lead.limit - self.owed() - self.held(now)

    def may_spend(self, amount: int, now: datetime) -> str:
        if not self.lead.is_allowed:
            return "not_allowed"
        left = self.available(now)
        return "" if left is None or amount <= left else "over_limit"

    def charge(self, amount: int, now: datetime) -> str:
        return self.may_spend(amount, now) or self._move("charge", amount)

    def deposit(self, amount: int) -> str:
        return self._move("deposit", -amount)

    def withdraw(self, amount: int, now: datetime) -> str:
        own = -self.owed() - self.held(now)
        return self._move("withdrawal", amount) if amount <= own else "not_own_money"

    def hold(self, amount: int, now: datetime, until: datetime | None) -> str:
        refusal = self.may_spend(amount, now)
        if not refusal:
            self.lead.holds.append(Kept(amount, until))
        return refusal

    def _move(self, kind: str, amount: int) -> str:
        self.lead.moved.append(Moved(kind, amount))
        return ""


def refund(account: Account, of: Moved, amount: int) -> str:
    if of.kind != "charge":
        return "not_a_charge"
    if of.is_reversed:
        return "already_reversed"
    if amount > of.amount - of.given_back:
        return "past_the_charge"
    of.given_back += amount
    account.moved.append(Moved("refund", -amount, of))
    return ""


def reverse(account: Account, of: Moved) -> str:
    if of.is_reversed:
        return "already_reversed"
    if of.kind == "reversal":
        return "not_to_be_reversed"
    if of.given_back:
        return "refunded_in_part"
    of.is_reversed = True
    if of.kind == "refund" and of.of:
        of.of.given_back += of.amount
    account.moved.append(Moved("reversal", -of.amount, of))
    return ""


def post_hold(account: Account, hold: Kept, amount: int, now: datetime) -> str:
    if hold.state != "open":
        return "hold_not_open"
    if not hold.holds_at(now):
        return "hold_ran_out"
    if amount > hold.amount:
        return "past_the_hold"
    hold.state = "posted"
    account.moved.append(Moved("charge", amount))
    return ""


def release(hold: Kept) -> str:
    if hold.state == "posted":
        return "hold_not_open"
    hold.state = "released"
    return ""
