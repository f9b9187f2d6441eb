"""What a dealer hands in of a customer: which fields, how much of the past, whose details. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import ClassVar

from onaccount.domain.customers.rules.fields import CATEGORIES, clean_row
from onaccount.domain.customers.rules.status import Kind
from onaccount.foundation.money import money_of
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import shorten, tidy, without_controls

ENOUGH_MONTHS = 36  # at addresses, one after the other (D-14)
MOST_PREVIOUS = 6  # addresses before the one of now
MOST_DIRECTORS = 4
OLDEST = date(1900, 1, 1)

CONSUMER_CATEGORY = "Private individual"
COMPANY_CATEGORIES = tuple(category for category in CATEGORIES if category != CONSUMER_CATEGORY)
LARGE, PUBLIC, CHARITY = "Ltd/Plc (50 employees or more)", "Public body", "Charity"
WITHOUT_DIRECTOR = frozenset({LARGE, PUBLIC, CHARITY})  # they answer for themselves; of all others a person does


class PaymentType(Enum):
    DIRECT_DEBIT = "direct_debit"
    CARD = "card"
    TRANSFER = "transfer"


class Missing(Refused):
    code = "missing"
    sentence = "This is needed before it can be submitted."
    cure = "Fill it in, or save the draft for later."


class AddressesTooShort(Refused):
    code = "addresses_too_short"
    sentence = "The addresses cover {covered} of the last {needed} months."
    cure = "Add the address before, until {needed} months are covered."


class NotADay(Refused):
    code = "not_a_day"
    sentence = '"{text}" is no day.'
    cure = "Write it as 23/10/1984."


class DayAhead(Refused):
    code = "day_ahead"
    sentence = "{text} has not come yet."
    cure = "Look whether the year is right."


class NotMonths(Refused):
    code = "not_months"
    sentence = '"{text}" is no number of years or months.'
    cure = "Write whole numbers, such as 2 and 6."


class NoSuchChoice(Refused):
    code = "no_such_choice"
    sentence = "This cannot be chosen here."
    cure = "Choose one of the list."


class NoSuchDraft(Refused):
    code = "no_such_draft"
    sentence = "There is no such application."
    status: ClassVar[int] = 404


PREVIOUS = ("line1", "city", "postcode", "years", "months")
DIRECTOR = ("given_name", "family_name")
OF_BOTH = ("category", "email", "phone", "mobile", "line1", "line2", "city", "region", "postcode", "country", "notes")
OF_KIND = {
    Kind.COMPANY: ("name", "registration_number", "website", "contact_given_name", "contact_family_name"),
    Kind.INDIVIDUAL: ("title", "given_name", "family_name"),
}
FIRST_NEEDED = {
    Kind.COMPANY: ("name", "category", "registered_on", "contact_given_name"),
    Kind.INDIVIDUAL: ("given_name", "family_name", "date_of_birth", "years"),
}
NEEDED = ("phone", "line1", "city", "postcode", "payment_type")


def name_in(values: Mapping[str, str]) -> str:
    """Who it is of, as it was typed."""
    person = f"{values.get('given_name', '')} {values.get('family_name', '')}"
    return values.get("name", "") or tidy(person)


def own_fields(kind: Kind) -> tuple[str, ...]:
    """The fields of the field table that are asked of this kind."""
    return (*OF_KIND[kind], *OF_BOTH)


def answer_names(kind: Kind) -> tuple[str, ...]:
    """What is asked beside the field table, and is no secret."""
    common = ("revenue", "payment_type")
    if kind is Kind.COMPANY:
        directors = [f"director_{n}_{part}" for n in range(1, MOST_DIRECTORS + 1) for part in DIRECTOR]
        return (*common, "registered_on", *directors)
    previous = [f"previous_{n}_{part}" for n in range(1, MOST_PREVIOUS + 1) for part in PREVIOUS]
    return (*common, "years", "months", "same_details", "contact_name", "contact_phone", *previous)


def secret_names(kind: Kind) -> tuple[str, ...]:
    """What is kept under a key that is not in the database (D-20)."""
    if kind is Kind.COMPANY:
        return tuple(f"director_{n}_date_of_birth" for n in range(1, MOST_DIRECTORS + 1))
    return ("date_of_birth", "national_id")


def needs_director(category: str) -> bool:
    """Of a small company, a partnership or a sole trader a person answers, whose details are needed."""
    return bool(category) and category not in WITHOUT_DIRECTOR


def last_part(secret: str) -> str:
    """A secret as it is shown: its last four, and nothing of what is shorter."""
    return f"•••• {secret[-4:]}" if len(secret) > 4 else "••••"


def day_of(text: str) -> date:
    """23/10/1984, or 1984-10-23. Raises NotADay."""
    try:
        if "/" in text:
            day, month, year = text.strip().split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotADay(text=shorten(text, 20)) from None


def check_past(text: str, today: date) -> date:
    day = day_of(text)
    if day > today:
        raise DayAhead(text=shorten(text, 20))
    if day < OLDEST:
        raise NotADay(text=shorten(text, 20))
    return day


def months_of(years: str, months: str) -> int:
    """Time at an address, in months; blank is none. Raises NotMonths."""
    total = 0
    for text, times in ((years.strip(), 12), (months.strip(), 1)):
        if text and not (text.isascii() and text.isdecimal() and len(text) <= 3):
            raise NotMonths(text=shorten(text, 20))
        total += int(text or 0) * times
    return total


def months_covered(answers: Mapping[str, str]) -> int:
    """How many months the address of now and those before it come to, without a gap (D-14)."""
    total = months_of(answers.get("years", ""), answers.get("months", ""))
    for n in range(1, MOST_PREVIOUS + 1):
        if not answers.get(f"previous_{n}_line1", "").strip():
            break
        total += months_of(answers.get(f"previous_{n}_years", ""), answers.get(f"previous_{n}_months", ""))
    return total


def previous_to_ask(answers: Mapping[str, str]) -> int:
    """How many earlier addresses the form shows: those that are there, and one more until enough is covered."""
    there = 0
    while there < MOST_PREVIOUS and answers.get(f"previous_{there + 1}_line1", "").strip():
        there += 1
    try:
        is_short = months_covered(answers) < ENOUGH_MONTHS
    except NotMonths:
        is_short = True
    says_time = bool(answers.get("years", "").strip() or answers.get("months", "").strip())
    return min(there + 1, MOST_PREVIOUS) if is_short and says_time else there


@dataclass(frozen=True, slots=True)
class Draft:
    """All that was typed of one customer."""

    kind: Kind
    values: Mapping[str, str]
    answers: Mapping[str, str]
    secrets: Mapping[str, str]

    def said(self, name: str) -> str:
        texts = self.values.get(name, "") or self.answers.get(name, "") or self.secrets.get(name, "")
        return texts.strip()


def take_draft(kind: Kind, typed: Mapping[str, str], before: Draft | None = None) -> Draft:
    """Sort what was typed; a secret that was left blank keeps what it was, for it is not shown to be typed again."""
    clean = {name: without_controls(text)[:2000] for name, text in typed.items()}
    kept = before.secrets if before else {}
    secrets = {name: clean.get(name, "").strip() or kept.get(name, "") for name in secret_names(kind)}
    values = {name: clean.get(name, "") for name in own_fields(kind)}
    values["kind"] = kind.value
    if kind is Kind.INDIVIDUAL:
        values["category"] = CONSUMER_CATEGORY
    return Draft(kind, values, {name: clean.get(name, "") for name in answer_names(kind)}, secrets)


def problems_of(draft: Draft, *, currency: str, today: date, is_submitted: bool) -> list[tuple[str, Refused]]:
    """What keeps a draft from being kept, or from being submitted, each with its field."""
    found: list[tuple[str, Refused]] = [*clean_row(draft.values).refusals] if is_submitted else []
    found += _shapes(draft, currency, today)
    if is_submitted:
        named = {name for name, _ in found}
        found += [(name, Missing()) for name in _needed(draft) if not draft.said(name) and name not in named]
        if draft.kind is Kind.INDIVIDUAL and not {"years", "months"} & named and not _unreadable_months(found):
            covered = months_covered(draft.answers)
            if draft.said("years") + draft.said("months") and covered < ENOUGH_MONTHS:
                found.append(("years", AddressesTooShort(covered=covered, needed=ENOUGH_MONTHS)))
    return list(dict(found).items())


def _needed(draft: Draft) -> Iterator[str]:
    for name in (*FIRST_NEEDED[draft.kind], *NEEDED):
        if name != "years" or not draft.said("months"):
            yield name
    if draft.kind is Kind.COMPANY and needs_director(draft.values.get("category", "")):
        yield from ("director_1_given_name", "director_1_family_name", "director_1_date_of_birth")
    if draft.kind is Kind.INDIVIDUAL and not draft.said("same_details"):
        yield from ("contact_name", "contact_phone")


def _unreadable_months(found: list[tuple[str, Refused]]) -> bool:
    return any(isinstance(refusal, NotMonths) for _, refusal in found)


def _shapes(draft: Draft, currency: str, today: date) -> Iterator[tuple[str, Refused]]:
    """What is typed and cannot be what it should."""
    days = [*(name for name in secret_names(draft.kind) if name != "national_id"), "registered_on"]
    for name in filter(draft.said, days):
        yield from _refused(name, partial(check_past, draft.said(name), today))
    if draft.said("revenue"):
        yield from _refused("revenue", partial(revenue_minor, draft.said("revenue"), currency))
    for name in draft.answers:
        if name.endswith(("years", "months")):
            yield from _refused(name, partial(months_of, "", draft.answers[name]))
    if draft.said("payment_type") not in {"", *(each.value for each in PaymentType)}:
        yield "payment_type", NoSuchChoice()
    if draft.kind is Kind.COMPANY and draft.said("category") not in {"", *COMPANY_CATEGORIES}:
        yield "category", NoSuchChoice()


def _refused(name: str, ask: Callable[[], object]) -> Iterator[tuple[str, Refused]]:
    try:
        ask()
    except Refused as refusal:
        yield name, refusal


def revenue_minor(text: str, currency: str) -> int | None:
    """What a month is likely to bring, in the smallest unit; None for nothing said. Raises NotAnAmount."""
    text = text.strip().replace(",", "")
    return money_of(text, currency).minor if text else None
