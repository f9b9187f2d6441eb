"""What is left of a name, an address or a number when it is only to be known again: never stored in its place."""

from onaccount.domain.customers.rules.normal.letters import plain
from onaccount.domain.customers.rules.normal.names import (
    Named,
    Person,
    full_names,
    legal_form,
    name_words,
    named,
    person_named,
    person_of,
)
from onaccount.domain.customers.rules.normal.places import Street, place_key, postcode_key, street_of
from onaccount.domain.customers.rules.normal.reach import email_key, own_host, phone_key, phone_tail

__all__ = [
    "Named", "Person", "Street", "email_key", "full_names", "legal_form", "name_words", "named", "own_host",
    "person_named", "person_of", "phone_key", "phone_tail", "place_key", "plain", "postcode_key", "street_of",
]  # fmt: skip
