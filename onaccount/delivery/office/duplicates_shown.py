"""Pairs of customers in the words in which staff read them, and the queue they stand in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.shown import status_label
from onaccount.delivery.ui.context import count_text
from onaccount.delivery.ui.likeness import ANSWERS, ShownLikeness
from onaccount.delivery.ui.pace import left_text
from onaccount.delivery.ui.templatetags.ui import moment
from onaccount.domain.matching.queries import PairFilter, PairRow, Place, ScanCard
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.answers import SURETY
from onaccount.domain.matching.rules.states import Decision, ScanState

TABS = {
    Decision.OPEN: gettext_lazy("To decide"),
    Decision.LATER: gettext_lazy("Later"),
    Decision.DIFFERENT: gettext_lazy("Different"),
}
DECIDED = {
    Decision.LATER: gettext_lazy("Put off by %(name)s"),
    Decision.DIFFERENT: gettext_lazy("Called different by %(name)s"),
    Decision.MERGED: gettext_lazy("Merged by %(name)s"),
}

FROM_QUEUE = "duplicates"  # what the address of a merge says of where one came from


def read_pair_filter(query: Mapping[str, str]) -> PairFilter:
    """What an address asks for. What it cannot mean is left out: an old link shows more, not an error."""
    decision, answer = query.get("decision", ""), query.get("answer", "")
    return PairFilter(
        decision=Decision(decision) if decision in {each.value for each in TABS} else Decision.OPEN,
        answer=Answer(answer) if answer in {each.value for each in ANSWERS} else None,
        customer=number_in(query.get("customer")) or None,
    )


def query_of(wanted: PairFilter, **more: str) -> str:
    """The query string of the queue."""
    asked = {
        "decision": wanted.decision.value if wanted.decision is not Decision.OPEN else "",
        "answer": wanted.answer.value if wanted.answer else "",
        "customer": str(wanted.customer) if wanted.customer else "",
        **more,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def place_text(place: Place) -> str:
    """A place in the queue, as an address carries it."""
    return f"{place[0]}_{place[1]!r}_{place[2]}"


def place_in(text: str | None) -> Place | None:
    surety, _, rest = (text or "").partition("_")
    score, _, key = rest.partition("_")
    sure, number = number_in(surety), number_in(key)
    try:
        likely = float(score)
    except ValueError:
        return None
    if sure is None or number is None:
        return None
    return (sure, likely, number) if sure in SURETY.values() and 0 <= likely <= 1 else None


def address_of_pair(low: int, high: int, wanted: PairFilter | None = None) -> str:
    """Where two customers stand side by side, with the queue that one comes from."""
    address = reverse("duplicate_pair", kwargs={"low": low, "high": high})
    query = query_of(wanted) if wanted else ""
    return f"{address}?{query}" if query else address


def address_of_merge(number: int, other: int, wanted: PairFilter) -> str:
    """The merge of a pair of the queue, which leads back to where one was."""
    query = query_of(wanted, **{"with": str(other), "from": FROM_QUEUE})
    return f"{reverse('customer_merge', kwargs={'number': number})}?{query}"


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A row of the queue."""

    key: int
    low: int
    high: int
    low_name: str
    high_name: str
    low_status: str
    high_status: str
    likeness: ShownLikeness
    href: str
    decided: str
    decided_at: datetime | None

    @classmethod
    def of(cls, row: PairRow, wanted: PairFilter) -> "ShownPair":
        return cls(
            key=row.place[-1],
            low=row.low.number,
            high=row.high.number,
            low_name=row.low.name,
            high_name=row.high.name,
            low_status=status_label(row.low.status),
            high_status=status_label(row.high.status),
            likeness=ShownLikeness.of(row.likeness),
            href=address_of_pair(row.low.number, row.high.number, wanted),
            decided=decided_text(row.decision, row.decided_by),
            decided_at=row.decided_at,
        )


def decided_text(decision: Decision, name: str) -> str:
    return str(DECIDED[decision]) % {"name": name} if decision in DECIDED else ""


def tabs_of(wanted: PairFilter, counts: Iterable[int]) -> list[dict[str, Any]]:
    return [
        {
            "key": decision.value,
            "label": str(label),
            "count_text": count_text(count),
            "href": f"?{query_of(PairFilter(decision=decision, customer=wanted.customer))}",
            "current": decision is wanted.decision,
        }
        for (decision, label), count in zip(TABS.items(), counts, strict=True)
    ]


def answers_of(wanted: PairFilter, counts: Iterable[int]) -> list[dict[str, Any]]:
    """The answers that the list can be narrowed to, with how many there are of each."""
    return [
        {
            "value": answer.value if answer else "",
            "label": str(ANSWERS[answer]) if answer else _("All"),
            "count_text": count_text(count),
            "href": f"?{query_of(PairFilter(wanted.decision, answer, wanted.customer))}",
            "current": answer is wanted.answer,
        }
        for answer, count in zip(NARROWED, counts, strict=True)
    ]


NARROWED: tuple[Answer | None, ...] = (None, Answer.SAME, Answer.LIKELY, Answer.MAYBE)


def beside(wanted: PairFilter) -> list[PairFilter]:
    """What is counted beside the list: each tab, and in this one each answer."""
    tabs = [PairFilter(decision=decision, customer=wanted.customer) for decision in TABS]
    return [*tabs, *(PairFilter(wanted.decision, answer, wanted.customer) for answer in NARROWED)]


@dataclass(frozen=True, slots=True)
class ShownScan:
    """A scan for the panel above the queue; `state` is one of waiting, running, silent, done, stopped, failed."""

    key: str
    state: str
    sentence: str
    pace: str
    done: int
    total: int
    is_active: bool

    @classmethod
    def of(cls, card: ScanCard, *, at: datetime) -> "ShownScan":
        is_silent = card.state is ScanState.RUNNING and not card.is_at_work(at)
        state = "silent" if is_silent else card.state.value
        values = {
            "done": f"{card.looked:,}",
            "total": f"{card.total:,}",
            "found": f"{card.found:,}",
            "at": moment(localtime(card.ended_at)) if card.ended_at else "",
        }
        return cls(
            key=str(card.key),
            state=state,
            sentence=str(SCAN_SENTENCES[state]) % values,
            pace=_pace(card) if card.state is ScanState.RUNNING else "",
            done=card.looked,
            total=card.total,
            is_active=card.is_active,
        )


SCAN_SENTENCES = {
    "waiting": gettext_lazy("The scan begins as soon as the worker turns to it."),
    "running": gettext_lazy("%(done)s of %(total)s customers looked at, new pairs so far: %(found)s"),
    "silent": gettext_lazy(
        "%(done)s of %(total)s customers looked at. Nobody is at it just now; it goes on when the worker runs."
    ),
    "done": gettext_lazy("All %(total)s customers were last looked at %(at)s. New pairs: %(found)s."),
    "stopped": gettext_lazy("The scan was stopped %(at)s, after %(done)s of %(total)s customers."),
    "failed": gettext_lazy("The scan failed %(at)s after %(done)s of %(total)s customers. The worker's log says why."),
}


def _pace(card: ScanCard) -> str:
    """Such as "1,300 customers a second, about 40 seconds left"; blank while it is too early to say."""
    if card.pace is None or card.seconds_left is None:
        return ""
    speed = _("{n} customers a second").format(n=f"{card.pace:,.0f}")
    return f"{speed}, {left_text(card.seconds_left)}"


def shown_duplicates(number: int, count: int) -> dict[str, str] | None:
    """How many others a customer may be, for its page; None where nobody was found."""
    if not count:
        return None
    words = ngettext("%(n)s possible duplicate", "%(n)s possible duplicates", count) % {"n": count_text(count)}
    return {"text": words, "href": f"{reverse('duplicates')}?{query_of(PairFilter(customer=number))}"}
