"""The rows of an import in its table, and whom they look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from onaccount.delivery.office.imported.words import WRITTEN, href_of, in_words, label_of, outcome_labels, rows_text
from onaccount.delivery.ui.likeness import ANSWERS, ShownLikeness
from onaccount.domain.imports.queries import (
    ImportCard,
    RowLine,
    Wanted,
)
from onaccount.domain.imports.rules.alike import Alike, Says
from onaccount.domain.imports.rules.options import ListOf
from onaccount.domain.imports.rules.states import ImportState, Outcome
from onaccount.domain.matching.rules import Answer


@dataclass(frozen=True, slots=True)
class ShownAlike:
    """Whom a row looks like: a customer, or another row of the file."""

    number: int | None
    who: str
    name: str
    likeness: ShownLikeness

    @classmethod
    def of(cls, alike: Alike) -> "ShownAlike":
        who = _("No. %(number)s") % {"number": alike.number}
        if alike.number is None:
            who = _("row %(row)s") % {"row": f"{alike.other_row:,}"}
        return cls(alike.number, who, alike.name, ShownLikeness.of(alike.likeness))


def shown_kinds(kinds: Mapping[Answer, int]) -> list[dict[str, Any]]:
    """What may be said at once of all rows that look like somebody in the same way."""
    return [
        {
            "answer": answer.value,
            "label": ANSWERS[answer],
            "rows_text": rows_text(count),
            "can_update": answer is Answer.SAME,  # what is not sure is said row by row (D-13)
        }
        for answer, count in kinds.items()
    ]


@dataclass(frozen=True, slots=True)
class ShownLine:
    row: int
    outcome: str
    outcome_label: str
    name: str
    why: str
    cure: str
    changes: list[dict[str, str]]
    warnings: list[str]
    href: str  # of what it is about, once it is there
    customer: int | None
    is_mended: bool
    is_on_purpose: bool
    is_left_out: bool
    can_open: bool  # to be mended
    can_leave_out: bool
    alike: list[ShownAlike]
    says: str  # what somebody said to that, in words
    can_settle: bool  # say something to that
    can_unsay: bool

    @classmethod
    def of(
        cls, line: RowLine, state: ImportState, *, of: ListOf = ListOf.CUSTOMERS, may_import: bool = True
    ) -> "ShownLine":
        why = [in_words(said) for said in line.said]
        may_mend = may_import and state is ImportState.REHEARSED
        is_at_fault = line.outcome is Outcome.REJECT and not line.is_on_purpose
        return cls(
            row=line.row,
            outcome=line.outcome.value,
            outcome_label=_("Left out") if line.is_on_purpose else outcome_labels(state)[line.outcome],
            name=line.name or line.email,
            why=" ".join(sentence for sentence, _cure in why),
            cure=" ".join(cure for _sentence, cure in why if cure),
            changes=[{"label": label_of(name), "old": old, "new": new} for name, (old, new) in line.changes.items()],
            warnings=[" ".join(filter(None, in_words(said))) for said in line.warnings],
            href=href_of(of, line.number),
            customer=line.number,
            is_mended=line.is_mended,
            is_on_purpose=line.is_on_purpose,
            is_left_out=line.is_left_out,
            can_open=may_mend and bool(is_at_fault or line.warnings or line.is_mended),
            can_leave_out=may_mend and not line.is_left_out and line.outcome is not Outcome.REJECT,
            alike=[ShownAlike.of(each) for each in line.alike],
            says=_says_text(line),
            can_settle=may_mend and bool(line.alike) and line.says is None and not line.is_left_out,
            can_unsay=may_mend and line.says is not None,
        )


def _says_text(line: RowLine) -> str:
    if line.says is Says.NEW:
        return _("Taken in as new")
    return _("Said to be this customer") if line.says is Says.UPDATE else ""


def narrowed(card: ImportCard, wanted: Wanted) -> str | None:
    if wanted.wrong is not None:
        return _("%(column)s looks wrong") % {"column": card.header[wanted.wrong]}
    if wanted.changed is not None:
        template = _("%(column)s changed") if card.state in WRITTEN else _("%(column)s would change")
        return template % {"column": card.header[wanted.changed]}
    return None
