"""Money as the API reads and tells it: decimal strings, "37.50", never a number, which programs round."""

from typing import Annotated, Any

from pydantic import Field

from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.domain.accounts.queries import currency_of
from onaccount.domain.accounts.rules import NoAccount
from onaccount.domain.business.rules import NotACurrency, currency_names
from onaccount.domain.customers.queries import customer_record
from onaccount.foundation.money import AmountTooLarge, Money, NotAnAmount, amount_to_move, money_of

WRITTEN: dict[str, Any] = {"pattern": r"^(0|[1-9]\d{0,17})(\.\d{1,4})?$"}
Amount = Annotated[
    str,
    Field(
        description="A decimal string, above nothing, with no more digits than the currency has.",
        json_schema_extra=WRITTEN,
        examples=["37.50"],
    ),
]
Currency = Annotated[
    str | None,
    Field(description="ISO 4217. Left out, it is the account's.", json_schema_extra={"examples": ["GBP"]}),
]
AmountTold = Annotated[str, Field(description="A decimal string.", examples=["37.50"])]
Available = Annotated[
    str | None,
    Field(
        description='What is left to spend, a decimal string; "-5.00" where more is owed than the limit. '
        "null: the account is unlimited.",
        examples=["462.50"],
    ),
]
Balance = Annotated[
    str,
    Field(description='What is owed, a decimal string; "-20.00": we keep so much of theirs.', examples=["37.50"]),
]


def read_amount(text: str, currency: str | None, *, number: int) -> Money:
    """An amount that is to move on a customer's account, in its currency where none is named."""
    return amount_to_move(text, currency_or_its_own(currency, number=number))


def read_any_amount(field: str, text: str, currency: str) -> Money:
    """An amount that may be nothing, of a field with a name of its own."""
    try:
        return money_of(text, currency)
    except (NotAnAmount, AmountTooLarge) as refusal:
        raise NotUsable([FieldError.of(field, refusal)]) from None


def currency_or_its_own(currency: str | None, *, number: int) -> str:
    """The currency that was named, or that of a customer's account. Raises NotUsable, NoSuchCustomer, NoAccount."""
    if currency is not None:
        check_currency(currency)
        return currency
    found = currency_of(number)
    if found is None:
        customer_record(number)
        raise NoAccount(customer=number)
    return found


def check_currency(currency: str) -> None:
    if currency not in currency_names():
        raise NotUsable([FieldError.of("currency", NotACurrency(value=currency[:40]))])


def plain_or_none(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
