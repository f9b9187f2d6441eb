"""The verdict (D-09): may this customer trade this amount, here, now? The same for every door. Pure.

It is asked in a fixed order, so that the cure that is said first is the one that helps: account, status, suspension,
currency, the person's day limit, what is available (the stage decides how much credit counts).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from onaccount.domain.accounts.rules.standing import MAY_TRADE, Door, OverLimitPolicy, Standing
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.permissions import Need
from onaccount.foundation.money import Money, plain
from onaccount.foundation.refusals import Refused


class Answer(Enum):
    YES = "yes"
    REFER = "refer"  # a person decides
    MANAGER_CODE = "manager_code"
    NO = "no"


class VerdictRefused(Refused):
    """A verdict that is not yes, as a refusal: `verdict` is all of it.

    Its cure is what somebody at that door can do: the office decides, the till sends there, the app speaks to the
    customer alone.
    """

    code: ClassVar[str] = "verdict_not_yes"
    status: ClassVar[int] = 409
    answer: ClassVar[Answer] = Answer.NO
    cure_at_till: ClassVar[str] = ""  # blank: as in the office
    cure_in_app: ClassVar[str] = ""
    verdict: "Verdict"  # NoAccount has none

    def __init__(self, *, door: Door = Door.OFFICE, **values: Any) -> None:
        super().__init__(**values)
        self.cure = {Door.TILL: self.cure_at_till, Door.APP: self.cure_in_app}.get(door) or self.cure

    @property
    def told(self) -> Mapping[str, Any]:
        return {"available": self.verdict.available} if hasattr(self, "verdict") else {}


class NoAccount(VerdictRefused):
    code = "no_account"
    status: ClassVar[int] = 404
    sentence = "No. {customer} has no account."
    cure = "Open one in the office, or take another payment."
    cure_at_till = "Add one here, or take another payment."
    cure_in_app = "Pay in another way, or ask us for an account."


class AccountNotAllowed(VerdictRefused):
    code = "not_allowed"
    sentence = "The account of No. {customer} may not be used."
    cure = "Allow it on the customer's page, or take another payment."
    cure_at_till = "Take another payment, or ask the office to allow it."
    cure_in_app = "Pay in another way, or call us."


class NotActive(VerdictRefused):
    code = "not_active"
    sentence = "No. {customer} is {status}."
    cure = "Change its status first."

    def __init__(self, *, door: Door, is_now: Status, customer: int) -> None:
        super().__init__(door=door, customer=customer, status=is_now.value.capitalize())
        self.cure = REMEDY[door, is_now]


class Suspended(VerdictRefused):
    code = "suspended"
    sentence = "The account of No. {customer} is suspended."
    cure = "Have what is overdue paid: that lifts it."
    cure_at_till = "Take what is overdue now, or another payment for this."
    cure_in_app = "Pay what is overdue now, or call us."


class AccountInOtherCurrency(VerdictRefused):
    code = "other_currency"
    sentence = "The account of No. {customer} is kept in {kept}, and this is in {given}."
    cure = "Give the amount in {kept}."


class OverDayLimit(VerdictRefused):
    code = "over_day_limit"
    sentence = "{left} {currency} are left of this person's day limit."
    cure = "Spend at most that today, or have somebody else order."
    cure_in_app = "Order for at most that today, or have a colleague order."


class OverLimit(VerdictRefused):
    code = "over_limit"
    sentence = "{available} {currency} are left on the account of No. {customer}, and this is {over} {currency} more."
    cure = "Have {pay} {currency} paid in now, take another payment, or raise the limit."
    cure_at_till = "Take a deposit of {pay} {currency} now or another payment, or ask the office for a higher limit."
    cure_in_app = "Pay {pay} {currency} now, or order for less."


class PrepaidOnly(OverLimit):
    """Over what is left because the credit check allows no credit."""

    code = "prepaid_only"
    sentence = "No. {customer} trades prepaid: its credit check is {stage}. {available} {currency} are left."
    cure = "Have {pay} {currency} paid in now, take another payment, or decide on the credit check."
    cure_at_till = "Take a deposit of {pay} {currency} now, or another payment."
    cure_in_app = "Pay {pay} {currency} now, or order for less."


class NotOwnMoney(VerdictRefused):
    code = "not_own_money"
    sentence = "{withdrawable} {currency} of this customer's own money can be paid out."
    cure = "Pay out at most that: credit is not paid out."


# What each status asks for at each door that it keeps shut.
REMEDY: dict[tuple[Door, Status], str] = {
    (Door.OFFICE, Status.NEW): "Approve it first, or set its status to Admin.",
    (Door.OFFICE, Status.INACTIVE): "Set its status to Active first.",
    (Door.TILL, Status.NEW): "Take another payment, or ask the office to approve it.",
    (Door.TILL, Status.INACTIVE): "Take another payment, or ask the office.",
    (Door.APP, Status.NEW): "You will hear from us when your account is approved.",
    (Door.APP, Status.ADMIN): "Please order through us until your login is activated.",
    (Door.APP, Status.INACTIVE): "Please call us.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, a code for machines, and all that it stood on. `refusal` says why where it is not yes."""

    answer: Answer
    code: str
    standing: Standing
    amount: Money
    refusal: VerdictRefused | None = None
    exceeds: bool = False  # a yes of somebody who may go over the limit

    @property
    def breakdown(self) -> dict[str, str | None]:
        """Decimal strings; limit is None where there is none."""
        of = self.standing
        return {
            "limit": None if of.limit is None else plain(of.limit, of.currency),
            "rise": plain(of.rise, of.currency),
            "owed": plain(of.owed, of.currency),
            "holds": plain(of.holds, of.currency),
            "leases": plain(of.leases, of.currency),
        }

    @property
    def available(self) -> str | None:
        of = self.standing
        return None if of.available is None else plain(of.available, of.currency)

    @property
    def inputs(self) -> dict[str, Any]:
        """What is kept of it."""
        of = self.standing
        return {
            "amount": str(self.amount),
            "currency": self.amount.currency,
            "status": of.status.value,
            "stage": of.stage.value,
            "door": of.door.value,
            "available": self.available,
            **self.breakdown,
            "counts": sorted(each.value for each in of.counts),
        }


def verdict(
    standing: Standing | None,
    amount: Money,
    *,
    customer: int,
    exceed: Need = Need.NONE,
    over_limit: OverLimitPolicy = OverLimitPolicy.NO,
) -> Verdict:
    """May this be charged? `exceed` is what whoever acts has of the right to go over the limit.

    At the limit is allowed, the smallest unit over is not (D-07). Raises NoAccount where there is nothing to ask.
    """
    if standing is None:
        raise NoAccount(customer=customer)
    refusal = _refusal(standing, amount, customer)
    if refusal is None:
        return Verdict(Answer.YES, "ok", standing, amount)
    if isinstance(refusal, OverLimit):
        if exceed is Need.FREE:
            return Verdict(Answer.YES, "over_limit_allowed", standing, amount, exceeds=True)
        answer = Answer.MANAGER_CODE if exceed is Need.CODE else Answer(over_limit.value)
        return _refused(answer, refusal, standing, amount)
    return _refused(Answer.NO, refusal, standing, amount)


def _refused(answer: Answer, refusal: VerdictRefused, standing: Standing, amount: Money) -> Verdict:
    found = Verdict(answer, refusal.code, standing, amount, refusal)
    refusal.verdict = found
    return found


def _refusal(standing: Standing, amount: Money, customer: int) -> VerdictRefused | None:
    return next(filter(None, (asked(standing, amount, customer) for asked in ASKED)), None)


def _allowed(standing: Standing, _amount: Money, customer: int) -> VerdictRefused | None:
    return None if standing.is_allowed else AccountNotAllowed(door=standing.door, customer=customer)


def _status(standing: Standing, _amount: Money, customer: int) -> VerdictRefused | None:
    if standing.status in MAY_TRADE[standing.door]:
        return None
    return NotActive(door=standing.door, is_now=standing.status, customer=customer)


def _suspension(standing: Standing, _amount: Money, customer: int) -> VerdictRefused | None:
    return Suspended(door=standing.door, customer=customer) if standing.is_suspended else None


def _currency(standing: Standing, amount: Money, customer: int) -> VerdictRefused | None:
    if amount.currency == standing.currency:
        return None
    return AccountInOtherCurrency(customer=customer, kept=standing.currency, given=amount.currency)


def _day_limit(standing: Standing, amount: Money, _customer: int) -> VerdictRefused | None:
    left = standing.day_left
    if left is None or amount.minor <= left:
        return None
    return OverDayLimit(door=standing.door, left=plain(max(0, left), standing.currency), currency=standing.currency)


def _limit(standing: Standing, amount: Money, customer: int) -> VerdictRefused | None:
    available = standing.available
    if available is None or amount.minor <= available:
        return None
    kind = PrepaidOnly if standing.is_prepaid and standing.limit != 0 else OverLimit
    return kind(
        door=standing.door,
        customer=customer,
        stage=standing.stage.value.capitalize(),
        available=plain(max(0, available), standing.currency),
        over=plain(amount.minor - max(0, available), standing.currency),
        pay=plain(amount.minor - available, standing.currency),  # more, where a limit was set below what is owed
        currency=standing.currency,
    )


ASKED: tuple[Callable[[Standing, Money, int], VerdictRefused | None], ...] = (
    _allowed,
    _status,
    _suspension,
    _currency,
    _day_limit,
    _limit,
)


def check_charge(found: Verdict) -> None:
    """Refuse what the verdict does not allow."""
    if found.refusal:
        raise found.refusal


def check_withdrawal(standing: Standing | None, amount: Money, *, customer: int) -> None:
    """Refuse to pay out what is not the customer's own (D-07). Whatever its status: it is theirs."""
    if standing is None:
        raise NoAccount(customer=customer)
    check_deposit(standing, amount, customer=customer)
    if amount.minor > standing.withdrawable:
        withdrawable = plain(standing.withdrawable, standing.currency)
        refusal = NotOwnMoney(withdrawable=withdrawable, currency=standing.currency)
        _refused(Answer.NO, refusal, standing, amount)
        raise refusal


def check_deposit(standing: Standing, amount: Money, *, customer: int) -> None:
    """Refuse another currency than the account's, and nothing else: a debt can always be paid."""
    if refusal := _currency(standing, amount, customer):
        _refused(Answer.NO, refusal, standing, amount)
        raise refusal
