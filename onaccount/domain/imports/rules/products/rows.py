"""A row of a list of products as it would be stored."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from onaccount.domain.catalogue.rules.products import DEEPEST, FIELDS, WITHIN, NeedsSku, clean_amount, clean_yes
from onaccount.domain.customers.rules.fields import Answer, Cleaned, answer_of, clean_fields
from onaccount.domain.customers.rules.unusable import Remark, Unusable
from onaccount.domain.imports.rules.blanks import is_nothing
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.products.mapping import level_columns
from onaccount.domain.imports.rules.products.words import LEVEL
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.money import Money, NotAnAmount, money_of
from onaccount.foundation.text import tidy

ENDS_WITH = re.compile(r"[.,](?=\d{1,2}\D*$)")
CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
SIGNS = {"€": "EUR", "£": "GBP"}
ONE_OF_SEVERAL = 'Of several categories the first is taken: "{taken}".'
LEVELS_BETWEEN, PRICE_AFTER = ";", "="


class OtherSign(Unusable):
    code = "price_in_other_currency"
    sentence = '"{value}" is in {given}, and prices here are in {kept}.'
    cure = "Write it in {kept}, without a sign."
    field = "price"


class FinerThanCurrency(Unusable):
    code = "price_finer_than_currency"
    sentence = '"{value}" has more digits after the point than {kept} has.'
    cure = "Round it in the file: a price is not rounded here."
    field = "price"


@dataclass(frozen=True, slots=True)
class Prices:
    """How the prices of a file are written: its sign for decimals, as most of them show it, and the currency here."""

    currency: str
    decimal: str = ""

    @classmethod
    def of(cls, mapping: Mapping, sample: Iterable[Sequence[str]], currency: str) -> Self:
        places = [mapping.columns["price"]] if "price" in mapping.columns else []
        places += level_columns(mapping).values()
        cells = [row[at] for row in sample for at in places if at < len(row)]
        ends = [found[0] for cell in cells if (found := ENDS_WITH.search(cell))]
        return cls(currency, max(".,", key=ends.count) if ends else "")

    def clean(self, text: str) -> str:
        """A decimal string with no more digits than the currency has. Raises Unusable."""
        self.check_currency(text)
        own = ENDS_WITH.search(text)  # "5,00" says itself how it is written; "1.234" does not
        decimal = own[0] if own else self.decimal
        plain = text.replace("," if decimal == "." else ".", "").replace(",", ".") if decimal else text
        amount = clean_amount(plain)
        if "." in amount:
            amount = amount.rstrip("0").removesuffix(".")
        try:
            return str(money_of(amount, self.currency)) if amount else ""
        except NotAnAmount:
            raise FinerThanCurrency(text, kept=self.currency) from None

    def check_currency(self, text: str) -> None:
        given = {*CODE.findall(text), *(code for sign, code in SIGNS.items() if sign in text)} - {self.currency}
        if given:
            raise OtherSign(text, given=min(given), kept=self.currency)

    def money(self, text: str) -> Money:
        return money_of(text, self.currency)


def clean_product_row(record: Record, mapping: Mapping, prices: Prices) -> Cleaned:
    """Every value of a row by its field. What only a new product needs is asked when it is known to be new."""
    typed = {name: blank_of(record.cells[at], name, mapping) for name, at in mapping.columns.items()}
    levels = {name: typed.pop(name) for name in list(typed) if name.startswith(LEVEL)}
    arrange(typed)
    answers: dict[str, Answer] = {
        name: answer_of(prices.clean if name == "price" else FIELDS[name].clean, text)
        for name, text in typed.items()
        if name in FIELDS
    }
    cleaned = clean_fields(answers)
    for name, text in levels.items():
        answer = answer_of(prices.clean, text)
        if isinstance(answer, Unusable):
            cleaned.refusals.append((name, answer))
        levels[name] = "" if isinstance(answer, Unusable) else answer
    cleaned.values["level_prices"] = packed_levels(levels)
    if not cleaned.values.get("sku") and "sku" not in answers_refused(cleaned):
        cleaned.refusals.append(("sku", NeedsSku()))
    if first := typed.get("of_several"):
        cleaned.warnings.append(("category", Remark(ONE_OF_SEVERAL, taken=first)))
    return cleaned


def answers_refused(cleaned: Cleaned) -> set[str]:
    return {name for name, _ in cleaned.refusals}


def blank_of(cell: str, name: str, mapping: Mapping) -> str:
    return "" if is_nothing(cell, name, mapping.header[mapping.columns[name]]) else cell


def arrange(typed: dict[str, str]) -> None:
    """Join or turn round what is no field of its own."""
    if categories := typed.pop("categories", ""):
        several = [tidy(each) for each in re.split(r"[,|;]", categories) if tidy(each)]
        typed["category"] = WITHIN.join(filter(None, map(tidy, re.split(r"[/>]", several[0])))) if several else ""
        if len(several) > 1:
            typed["of_several"] = typed["category"]
    below = tidy(typed.pop("subcategory", ""))
    above = tidy(typed.get("category", ""))
    if below and above and above.count(WITHIN) < DEEPEST - 1:
        typed["category"] = f"{above}{WITHIN}{below.replace('/', '-')}"
    elif below and not above:
        typed["category"] = below
    gone = typed.pop("is_discontinued", "")
    if gone:
        answer = answer_of(clean_yes, gone)
        typed["is_available"] = {"yes": "no", "no": "yes"}.get(str(answer), gone)


def packed_levels(levels: dict[str, str]) -> str:
    pairs = (f"{name.removeprefix(LEVEL)}{PRICE_AFTER}{price}" for name, price in levels.items() if price)
    return LEVELS_BETWEEN.join(pairs)


def unpacked_levels(text: str) -> dict[int, str]:
    pairs = (pair.split(PRICE_AFTER) for pair in text.split(LEVELS_BETWEEN) if pair)
    return {int(key): price for key, price in pairs}
