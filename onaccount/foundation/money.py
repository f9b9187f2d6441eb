"""Amounts of money: whole numbers of a currency's smallest unit, never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal

from onaccount.foundation.refusals import Refused

# How many digits follow the point, where it is not two: ISO 4217, list one, "Mnr unts".
DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
MOST_MINOR = 10**15  # a thousand sums of this size are still a bigint
WRITTEN = re.compile(r"(0|[1-9]\d{0,17})(?:\.(\d{1,4}))?", re.ASCII)


class NotAnAmount(Refused):
    code = "not_an_amount"
    sentence = '"{text}" is no amount of {currency}.'
    cure = "Write digits with a point, such as {example}."
    field = "amount"


class AmountTooLarge(Refused):
    code = "amount_too_large"
    sentence = "{text} {currency} is more than one posting can carry."
    cure = "Look whether a point is missing."
    field = "amount"


class AmountOfNothing(Refused):
    code = "amount_of_nothing"
    sentence = "This is an amount of nothing, or of less."
    cure = "Give one above it."
    field = "amount"


class OtherCurrency(Refused):
    """Amounts of two currencies met where they may not (D-18)."""

    code = "other_currency"
    sentence = "This is in {given}, and the account is kept in {kept}."
    cure = "Give the amount in {kept}."
    status = 409
    field = "currency"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` units of `currency` (ISO 4217): 3750 GBP is 37.50 pounds, 3750 JPY are 3750 yen."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"money is counted, not measured: {self.minor!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._alike(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._alike(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        """As machines read it: "37.50", "-0.05", "3750" of a currency without smaller units."""
        return plain(self.minor, self.currency)

    def _alike(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise OtherCurrency(given=other.currency, kept=self.currency)
        return other.minor


def digits_of(currency: str) -> int:
    return DIGITS.get(currency, 2)


def plain(minor: int, currency: str) -> str:
    """A decimal string with as many digits as the currency has: (-5, "GBP") is "-0.05"."""
    digits = digits_of(currency)
    if not digits:
        return str(minor)
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}}"


def money_of(text: str, currency: str) -> Money:
    """Read a decimal string ("37.50", "37.5", "37") as an amount of a currency; never negative.

    Raises NotAnAmount for whatever else it is, also for more digits than the currency has, and AmountTooLarge.
    """
    digits = digits_of(currency)
    found = WRITTEN.fullmatch(text)
    if found is None or len(found[2] or "") > digits:
        raise NotAnAmount(text=text[:40], currency=currency, example=plain(3750, currency))
    minor = int(Decimal(text).scaleb(digits))
    if minor > MOST_MINOR:
        raise AmountTooLarge(text=text, currency=currency)
    return Money(minor, currency)


def amount_to_move(text: str, currency: str) -> Money:
    """The same of money that is to move: nothing does not. Raises AmountOfNothing too."""
    amount = money_of(text, currency)
    check_moves(amount)
    return amount


def check_moves(amount: Money) -> None:
    """Refuse what moves nothing, or would move it the other way: a deposit is no charge of less than nothing."""
    if amount.minor <= 0:
        raise AmountOfNothing
