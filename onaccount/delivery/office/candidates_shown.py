"""Customers who may be one that is looked at or typed in, for the office's pages (office/parts/candidates.html)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.urls import reverse

from onaccount.delivery.office.shown import status_label
from onaccount.delivery.ui.likeness import ShownLikeness
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.matching.queries import Candidate
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.matching.rules.telling import COMPARED, FINDING, OF_A_PERSON

NAMES = ("name", *OF_A_PERSON)
NOT_OF = {Kind.COMPANY.value: OF_A_PERSON, Kind.INDIVIDUAL.value: ("name", "registration_number")}


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """`compare` is the address of both side by side, or "" where only one of them is a customer."""

    number: int
    name: str
    status: str
    status_label: str
    merged: int | None
    likeness: ShownLikeness
    is_asked_about: bool
    decision: str  # what was said of the two so far: open or later
    compare: str = ""

    @classmethod
    def of(cls, candidate: Candidate, *, beside: int | None = None) -> Self:
        """`beside` is the customer that is looked at."""
        return cls(
            number=candidate.number,
            name=candidate.name,
            status=candidate.status.value,
            status_label=status_label(candidate.status),
            merged=candidate.merged,
            likeness=ShownLikeness.of(candidate.likeness),
            is_asked_about=candidate.is_asked_about,
            decision=(Decision.LATER if candidate.is_put_off else Decision.OPEN).value,
            compare=address_of_pair(candidate.number, beside) if beside else "",
        )


def address_of_pair(one: int, other: int) -> str:
    """Where two customers stand side by side."""
    return reverse("duplicate_pair", kwargs={"low": min(one, other), "high": max(one, other)})


# --- while a form is being filled in ----------------------------------------------------------------------------------


def ask_while_typing(form: forms.Form, *, number: int | None = None) -> None:
    """Have the fields by which somebody is found ask for candidates; `number` is the customer that is corrected."""
    sent = [name for name in COMPARED if name in form.fields]
    attrs = {
        "hx-post": reverse("customer_known") + (f"?of={number}" if number else ""),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#known",
        "hx-swap": "outerHTML",
        "hx-params": ",".join(sent),
        "hx-sync": "closest form:replace",
    }
    for name in FINDING:
        if name in form.fields:
            form.fields[name].widget.attrs |= attrs


def compared_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields that are compared, of a form as it stands; those of the other kind of customer are left out."""
    left_out = NOT_OF.get(data.get("kind", ""), ())
    return {name: data.get(name, "") for name in COMPARED if name not in left_out}


def were_shown(anyway: str, found: Iterable[Candidate]) -> bool:
    """Whether all who are asked about were shown with the button that goes on all the same: their numbers came back."""
    return {str(each.number) for each in found if each.is_asked_about} <= set(anyway.split())


def shown_of(found: Sequence[Candidate], *, beside: int | None = None) -> list[ShownCandidate]:
    return [ShownCandidate.of(each, beside=beside) for each in found]


def are_asked_about(shown: Collection[Candidate]) -> bool:
    return any(each.is_asked_about for each in shown)
