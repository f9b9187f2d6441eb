"""What is left of a name of a company or a person when it is only to be known again."""

from functools import lru_cache
from typing import NamedTuple

from onaccount.domain.customers.rules.normal.legal_forms import GLUED, split_form
from onaccount.domain.customers.rules.normal.letters import plain, words
from onaccount.domain.customers.rules.normal.vocabulary import FULL_NAMES, GENERATIONS, NUMBERS, SHORT, TITLES, UNSAID

REMEMBERED = 1 << 14


class Named(NamedTuple):
    """A name taken apart: its telling words as they follow, its numbers ("II" is "2"), its legal form or ""."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    form: str


def name_words(name: str) -> list[str]:
    """The words that tell a name apart: folded, in full, without apostrophes, articles and legal forms, unless nothing
    else is there. Numbers are among them, as digits."""
    found = named(name)
    return [*found.words, *found.numbers]


def named(name: str) -> Named:
    spelt = words(plain(name).replace("&", " and ").replace("+", " and "))
    if spelt and len(spelt[-1]) > 3 and not spelt[-1].isdigit():
        spelt = _unglued(spelt)
    rest, form = split_form(spelt)
    said = [_in_full(word) for word in rest if word not in UNSAID]
    telling = tuple(word for word in said if not word.isdigit() and word not in UNSAID)
    numbers = tuple(word for word in said if word.isdigit())
    return Named(telling, numbers, form) if telling or numbers else Named(tuple(spelt), (), "")


def _unglued(spelt: list[str]) -> list[str]:
    """Single letters before a form whose letters stand alone as well: "Partners V, L.L.C." is read as "vllc"."""
    last = spelt[-1]
    form = next((each for each in GLUED if last.endswith(each) and 0 < len(last) - len(each) <= 2), "")
    return [*spelt[:-1], last[: -len(form)], form] if form and last not in SHORT else spelt


def _in_full(word: str) -> str:
    return NUMBERS.get(word) or SHORT.get(word) or word


def legal_form(name: str) -> str:
    """What form a company's name bears, the same for all ways to write it; "" for none."""
    return named(name).form


# --- persons ----------------------------------------------------------------------------------------------------------


class Person(NamedTuple):
    """A person's name taken apart; `generation` is "junior", "senior", a number, or "" where none is told."""

    given: str
    family: str
    generation: str


@lru_cache(REMEMBERED)
def person_named(given: str, family: str) -> Person:
    """Both parts folded, without titles and blanks doubled; Jr. and III are no part of the family name."""
    given_words, family_words = _person_words(given), _person_words(family)
    told = [GENERATIONS[word] for word in (given_words[1:] + family_words[1:]) if word in GENERATIONS]
    return Person(
        " ".join(_without_generation(given_words)), " ".join(_without_generation(family_words)), told[0] if told else ""
    )


def person_of(name: str) -> Person:
    """A whole name of a person; "Smith, John" has its family name first, all others last."""
    before, comma, after = plain(name).partition(",")
    if comma and after.strip() and after.strip().strip(".") not in GENERATIONS:
        return person_named(after, before)
    spelt = _person_words(name)
    told = next((GENERATIONS[word] for word in spelt[1:] if word in GENERATIONS), "")
    kept = _without_generation(spelt)
    return Person(" ".join(kept[:-1]), kept[-1], told) if kept else Person("", "", "")


def _person_words(name: str) -> list[str]:
    if not name:
        return []
    spelt = plain(name).replace("-", " ").replace(".", " ").replace(",", " ").split()
    return [word for word in spelt if word not in TITLES or len(spelt) == 1 or word in GENERATIONS] or spelt


def _without_generation(spelt: list[str]) -> list[str]:
    return [word for at, word in enumerate(spelt) if at == 0 or word not in GENERATIONS]


def full_names(given: str) -> frozenset[str]:
    """The full names that a given name may be short for, itself among them: "bob" is "robert"."""
    return FULL_NAMES.get(given) or frozenset((given,))
