"""Customers by what they say of themselves at the counter."""

import re

from onaccount.domain.customers.queries import Sought, customer_records, similar_records, survivors_of
from onaccount.domain.customers.queries.holders import holders_of
from onaccount.domain.customers.rules.match_keys import sought_keys
from onaccount.domain.tills.queries.cards import holder_of_card
from onaccount.domain.tills.rules.cards import card_in
from onaccount.foundation.text import tidy

PHONE = re.compile(r"\+?[\d ()./-]{6,30}", re.ASCII)
EVERYBODY = 2**62


def customers_found(text: str, *, limit: int) -> list[int]:
    """Numbers, at most so many: whose card it is, else by telephone, by name, number, external id or e-mail address,
    then by names that are like what was typed. A few statements.
    """
    text = tidy(text)
    if not text:
        return []
    if (code := card_in(text)) is not None:
        holder = holder_of_card(code)
        return [holder] if holder is not None else []
    sought = Sought(text=text)
    records, _ = customer_records(sought, after=None, limit=limit)
    found = [*_with_phone(text, limit), *(record.number for record in records)]
    if not found:
        found = [record.number for record in similar_records(sought, found=records)]
    return list(dict.fromkeys(found))[:limit]


def _with_phone(text: str, limit: int) -> list[int]:
    if not PHONE.fullmatch(text):
        return []
    asked = [(key, EVERYBODY) for key in sought_keys({"phone": text})]
    numbers = [number for found in holders_of(asked, most=limit).values() for number in found]
    return [into or number for number, into in survivors_of(numbers).items()]
