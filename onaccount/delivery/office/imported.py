"""Imports in the words in which staff read them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.ui.likeness import ANSWERS, ShownLikeness
from onaccount.delivery.ui.pace import pace_text
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.imports.queries import (
    Cell,
    Figures,
    ImportCard,
    OpenRow,
    RowLine,
    Wanted,
    kept_count,
    kept_rows,
)
from onaccount.domain.imports.rules.alike import Alike, Says
from onaccount.domain.imports.rules.options import Only
from onaccount.domain.imports.rules.progress import Progress, Work
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState, Outcome
from onaccount.domain.imports.rules.synonyms import FURTHER, PSEUDO, is_secret, key_of
from onaccount.domain.matching.rules import Answer
from onaccount.foundation.text import shorten

STATE_LABELS = {
    ImportState.UPLOADED: gettext_lazy("Waiting to be read"),
    ImportState.READING: gettext_lazy("Reading"),
    ImportState.REHEARSED: gettext_lazy("Rehearsed, nothing written"),
    ImportState.APPROVED: gettext_lazy("Waiting to be written"),
    ImportState.APPLYING: gettext_lazy("Importing"),
    ImportState.STOPPING: gettext_lazy("Stopping"),
    ImportState.APPLIED: gettext_lazy("Imported"),
    ImportState.UNDOING: gettext_lazy("Taking back"),
    ImportState.UNDONE: gettext_lazy("Taken back"),
    ImportState.FAILED: gettext_lazy("Failed"),
    ImportState.CANCELLED: gettext_lazy("Cancelled"),
}
WORK_SENTENCES = {
    Work.READING: gettext_lazy("Read %(done)s of about %(total)s rows"),
    Work.COMPARING: gettext_lazy("Compared %(done)s of %(total)s rows with the customers here"),
    Work.MATCHING: gettext_lazy("Looked for %(done)s of %(total)s new rows among the others and the customers here"),
    Work.WRITING: gettext_lazy("Wrote %(done)s of %(total)s rows"),
    Work.TAKING_BACK: gettext_lazy("Took back %(done)s of %(total)s rows"),
}
WITH_ERROR = (ImportState.FAILED, ImportState.APPLIED)  # written, and not taken back because something was in the way
SHOWN_AS = {ImportState.UPLOADED: "reading", ImportState.APPROVED: "applying"}  # to who looks, waiting is working
OUTCOME_LABELS = {
    Outcome.CREATE: gettext_lazy("Create"),
    Outcome.UPDATE: gettext_lazy("Update"),
    Outcome.UNCHANGED: gettext_lazy("No change"),
    Outcome.REPEATED: gettext_lazy("Repeated"),
    Outcome.REJECT: gettext_lazy("Reject"),
}
DONE_LABELS = OUTCOME_LABELS | {
    Outcome.CREATE: gettext_lazy("Created"),
    Outcome.UPDATE: gettext_lazy("Updated"),
    Outcome.REJECT: gettext_lazy("Rejected"),
}
WRITTEN = (ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE)  # what was rehearsed has been done
LET_GO = (ImportState.CANCELLED, ImportState.FAILED)  # what was rehearsed has not been done, and will not be
KEPT_SHOWN = 200
LINE = 60  # characters of a cell that are shown on one line
LONGEST_SHOWN = 300  # characters of a cell that is only looked at
OPEN_COLUMNS = 12  # a longer report is folded while nothing in it looks wrong


def in_words(said: Said) -> tuple[str, str]:
    """The sentence and the cure in the reader's language."""
    sentence, cure = (_(part).format(**said.values) if part else "" for part in (said.sentence, said.cure))
    return sentence, cure


def rows_text(count: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": f"{count:,}"}


@dataclass(frozen=True, slots=True)
class ShownImport:
    id: str
    file_name: str
    rows_text: str
    recognised: str
    state: str
    state_label: str
    by: str
    at: datetime
    rehearsal: str  # the moment of the one that is shown, to be sent back with its approval
    seconds: str
    figures: Figures | None
    is_written: bool
    labels: dict[str, str]  # of the outcomes, as what would be done or as done
    brief: dict[str, str] | None  # created, updated, rejected, as a row of the list of imports says it
    nothing: str  # why there is nothing to write; blank where there is, or nobody could write it now
    progress: dict[str, Any] | None
    error: dict[str, str] | None
    remarks: list[str]
    can_apply: bool
    can_change: bool
    can_cancel: bool
    can_stop: bool
    can_undo: bool
    removed: int
    restored: int
    apply_count: int
    waiting: str  # corrections that no rehearsal has read; blank without
    only: str  # all, new, updates
    only_text: str  # what is left out by that
    parts: list[tuple[str, str]]  # what may be taken in by itself: value, words for it
    rejects_href: str | None
    customers_href: str

    @classmethod
    def of(cls, card: ImportCard, progress: Progress | None = None) -> "ShownImport":
        state = card.state
        return cls(
            id=str(card.key),
            file_name=card.file_name,
            rows_text=rows_text(card.figures.read) if card.figures else "",
            recognised=card.recognised,
            state=SHOWN_AS.get(state, state.value),
            state_label=str(STATE_LABELS[state]),
            by=card.by_name,
            at=card.created_at,
            rehearsal=card.rehearsed_at.isoformat() if card.rehearsed_at else "",
            seconds=f"{card.seconds:,.1f}",
            figures=card.figures,
            is_written=state in WRITTEN,
            labels={outcome.value: label for outcome, label in outcome_labels(state).items()},
            brief=_brief_of(card),
            nothing=_nothing_text(card),
            progress=shown_progress(progress) if card.is_working else None,
            error={"sentence": card.error, "cure": card.cure} if card.error and state in WITH_ERROR else None,
            remarks=[" ".join(filter(None, in_words(said))) for said in card.remarks],
            can_apply=card.can_apply and card.to_write > 0,
            can_change=card.can_change,
            can_cancel=state in (ImportState.REHEARSED, ImportState.FAILED),
            can_stop=state not in (ImportState.STOPPING, ImportState.UNDOING),
            can_undo=state is ImportState.APPLIED,
            removed=card.removed,
            restored=card.restored,
            apply_count=card.to_write,
            waiting=_waiting_text(card),
            only=card.options.only.value,
            only_text=_only_text(card),
            parts=_parts_of(card),
            rejects_href=f"/office/imports/{card.key}/rejects/" if card.figures and card.figures.reject else None,
            customers_href=_customers_of(card),
        )

    def to_look_at(self) -> "ShownImport":
        """As who may not import sees it: nothing is offered."""
        return replace(
            self,
            can_apply=False,
            can_change=False,
            can_cancel=False,
            can_stop=False,
            can_undo=False,
            waiting="",
            parts=[],
        )


def outcome_labels(state: ImportState) -> dict[Outcome, str]:
    """What becomes of a row, or what has."""
    labels = DONE_LABELS if state in WRITTEN else OUTCOME_LABELS
    return {outcome: str(label) for outcome, label in labels.items()}


def _brief_of(card: ImportCard) -> dict[str, str] | None:
    figures = card.figures
    if not figures or card.state in LET_GO:
        return None
    created, updated = "%(n)s", "%(n)s"
    counts = figures.create, figures.update
    if card.state is ImportState.UNDONE:
        created, updated = _("%(n)s removed"), _("%(n)s put back")
        counts = card.removed, card.restored
    elif card.state not in WRITTEN:
        created, updated = _("would create %(n)s"), _("would update %(n)s")
    return {
        "created": created % {"n": f"{counts[0]:,}"},
        "updated": updated % {"n": f"{counts[1]:,}"},
        "rejected": f"{figures.reject:,}",
    }


def _nothing_text(card: ImportCard) -> str:
    figures = card.figures
    if not figures or not card.can_apply or card.to_write:
        return ""
    here = figures.unchanged + figures.repeated
    if not figures.reject:
        return _("Nothing would change: every row is here already.")
    if not here:
        if figures.at_fault:
            return _("None of the rows can be taken in.")
        return _("Nothing would change: every row is left out.")
    if not figures.at_fault:
        return _("Nothing would change: every row that is not left out is here already.")
    text = ngettext(
        "Nothing would change: %(n)s row cannot be taken in, and every other row is here already.",
        "Nothing would change: %(n)s rows cannot be taken in, and every other row is here already.",
        figures.reject,
    )
    return text % {"n": f"{figures.reject:,}"}


def shown_kept(card: ImportCard) -> dict[str, Any] | None:
    """Whom taking the import back left as they are."""
    count = kept_count(card.key)
    if not count:
        return None
    rows = [
        {"row": kept.row, "customer": kept.customer, "why": " ".join(in_words(said)[0] for said in kept.said)}
        for kept in kept_rows(card.key, limit=KEPT_SHOWN)
    ]
    return {"rows": rows, "count": count, "more": count - len(rows)}


def shown_progress(progress: Progress | None) -> dict[str, Any]:
    if progress is None:
        return {"done": 0, "total": 0, "sentence": _("It begins in a moment.")}
    sentence = WORK_SENTENCES[progress.work] % {"done": f"{progress.done:,}", "total": f"{progress.total:,}"}
    return {"done": progress.done, "total": progress.total, "sentence": sentence, "pace": pace_text(progress)}


def _waiting_text(card: ImportCard) -> str:
    n = card.waiting
    if not n or not card.can_mend:
        return ""
    return ngettext("%(n)d correction is not rehearsed yet.", "%(n)d corrections are not rehearsed yet.", n) % {"n": n}


def _parts_of(card: ImportCard) -> list[tuple[str, str]]:
    """A list with both kinds of rows can be taken in by halves."""
    figures = card.figures
    if (
        not figures
        or not card.can_apply
        or card.options.only is not Only.ALL
        or not (figures.create and figures.update)
    ):
        return []
    new = ngettext("the new one", "the %(n)s new ones", figures.create) % {"n": f"{figures.create:,}"}
    updates = ngettext("the update", "the %(n)s updates", figures.update) % {"n": f"{figures.update:,}"}
    return [(Only.NEW.value, new), (Only.UPDATES.value, updates)]


def _only_text(card: ImportCard) -> str:
    if not card.figures or not card.can_mend or card.options.only is Only.ALL:
        return ""
    left_out = rows_text(card.figures.left_out)
    if card.options.only is Only.NEW:
        return _("Only new ones are taken in; left out: %(rows)s.") % {"rows": left_out}
    return _("Only updates are taken in; left out: %(rows)s.") % {"rows": left_out}


def _customers_of(card: ImportCard) -> str:
    status = card.options.status
    return (
        "/office/customers/?status=new&came=import"
        if status is Status.NEW
        else f"/office/customers/?status={status.value}"
    )


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
    def of(cls, line: RowLine, state: ImportState, *, may_import: bool = True) -> "ShownLine":
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


def label_of(name: str) -> str:
    if label := PSEUDO.get(name) or FURTHER.get(name):
        return _(label)
    return _(FIELDS[name].label) if name in FIELDS else name.replace("_", " ").capitalize()


def shown_report(card: ImportCard) -> dict[str, Any] | None:
    """What office/parts/import_columns.html shows: open at once where it is short, or something looks wrong."""
    if not card.columns:
        return None
    wrong = [column for column in card.columns if column.wrong]
    left_out = sum(1 for column in card.columns if column.field is None and column.filled)
    count = len(card.columns)
    parts = [ngettext("%(n)d column", "%(n)d columns", count) % {"n": count}]
    if left_out:
        parts.append(ngettext("%(n)d left out", "%(n)d left out", left_out) % {"n": left_out})
    if wrong:
        parts.append(_("something looks wrong in %(n)d") % {"n": len(wrong)})
    return {
        "sentence": ", ".join(parts),
        "is_open": bool(wrong) or count <= OPEN_COLUMNS,
        "columns": [
            asdict(column)
            | {
                "index": index,
                "goes_to": column.field and label_of(column.field),
                "why_left_out": _("Never stored") if is_secret(column.heading) else _("Left out"),
            }
            for index, column in enumerate(card.columns)
        ],
    }


def narrowed(card: ImportCard, wanted: Wanted) -> str | None:
    if wanted.wrong is not None:
        return _("%(column)s looks wrong") % {"column": card.header[wanted.wrong]}
    if wanted.changed is not None:
        template = _("%(column)s changed") if card.state in WRITTEN else _("%(column)s would change")
        return template % {"column": card.header[wanted.changed]}
    return None


@dataclass(frozen=True, slots=True)
class ShownCell:
    position: int
    heading: str
    goes_to: str
    seen: str  # what the page showed when it was opened
    text: str  # what stands in the form
    is_long: bool  # needs more than a line
    is_too_long: bool  # to be mended on a page
    wrong: list[str]
    mended: str  # by whom, and what the file says; blank where nobody mended it
    is_first_wrong: bool = False

    @classmethod
    def of(cls, cell: Cell, typed: Mapping[str, str], *, is_first_wrong: bool) -> "ShownCell":
        text = typed.get(f"cell-{cell.position}", cell.text)
        label = label_of(cell.field) if cell.field else ""
        return cls(
            position=cell.position,
            heading=cell.heading or _("Under no heading"),
            goes_to="" if key_of(label) == key_of(cell.heading) else label,
            seen=cell.text,
            text=text[:LONGEST_SHOWN] if cell.is_too_long else text,
            is_long="\n" in text or len(text) > LINE,
            is_too_long=cell.is_too_long,
            wrong=[" ".join(filter(None, in_words(said))) for said in cell.said],
            mended=_mended_text(cell),
            is_first_wrong=is_first_wrong,
        )


def _mended_text(cell: Cell) -> str:
    if cell.mended_at is None:
        return ""
    told = shorten(cell.told, LINE) or _("nothing")
    return _("Mended by %(name)s. The file says: %(told)s") % {"name": cell.mended_by, "told": told}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row opened to be mended."""

    row: int
    name: str
    cells: list[ShownCell]
    others: list[tuple[str, str]]
    said: list[str]
    is_mended: bool
    is_left_out: bool
    can_leave_out: bool
    may_mend: bool

    @classmethod
    def of(cls, opened: OpenRow, typed: Mapping[str, str], *, may_mend: bool) -> "ShownRow":
        first = next((cell.position for cell in opened.cells if cell.said), None)
        is_rejected = opened.line is not None and opened.line.outcome is Outcome.REJECT
        return cls(
            row=opened.row,
            name=opened.line.name if opened.line else "",
            cells=[ShownCell.of(cell, typed, is_first_wrong=cell.position == first) for cell in opened.cells],
            others=[(cell.heading, shorten(cell.text, LONGEST_SHOWN)) for cell in opened.others],
            said=[" ".join(filter(None, in_words(said))) for said in opened.said],
            is_mended=opened.is_mended,
            is_left_out=opened.is_left_out,
            can_leave_out=not opened.is_left_out and not is_rejected,
            may_mend=may_mend,
        )
