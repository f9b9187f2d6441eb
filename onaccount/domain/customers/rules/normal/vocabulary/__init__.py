"""Words that are written in more than one way: abbreviations, numbers, nicknames."""

from onaccount.domain.customers.rules.normal.vocabulary.persons import FULL_NAMES, GENERATIONS, TITLES
from onaccount.domain.customers.rules.normal.vocabulary.places import DIRECTIONS, NEAR, PLACES, SORTS, STREETS, UNITS
from onaccount.domain.customers.rules.normal.vocabulary.words import NUMBERS, SHORT, UNSAID

__all__ = [
    "DIRECTIONS",
    "FULL_NAMES",
    "GENERATIONS",
    "NEAR",
    "NUMBERS",
    "PLACES",
    "SHORT",
    "SORTS",
    "STREETS",
    "TITLES",
    "UNITS",
    "UNSAID",
]
