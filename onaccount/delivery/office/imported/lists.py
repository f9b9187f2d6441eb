"""An import as a whole, in the words in which staff read it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.office.imported.words import WRITTEN, href_of, in_words, outcome_labels, rows_text
from onaccount.delivery.ui.pace import pace_text
from onaccount.domain.catalogue.queries.known import sku_names
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.imports.queries import (
    Figures,
    ImportCard,
    kept_count,
    kept_rows,
)
from onaccount.domain.imports.rules.options import ListOf, Only
from onaccount.domain.imports.rules.progress import Progress, Work
from onaccount.domain.imports.rules.states import ImportState

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
LET_GO = (ImportState.CANCELLED, ImportState.FAILED)  # what was rehearsed has not been done, and will not be
KEPT_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ShownImport:
    id: str
    list_of: str
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
            list_of=card.options.of.value,
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
    shown = kept_rows(card.key, limit=KEPT_SHOWN)
    of_products = card.options.of is ListOf.PRODUCTS
    names = sku_names([kept.customer for kept in shown]) if of_products else {}
    rows = [
        {
            "row": kept.row,
            "href": href_of(card.options.of, kept.customer),
            "who": names.get(kept.customer) or _("No. %(number)s") % {"number": kept.customer},
            "why": " ".join(in_words(said)[0] for said in kept.said),
        }
        for kept in shown
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
    if card.options.of is ListOf.PRODUCTS:
        return "/office/products/"
    status = card.options.status
    return (
        "/office/customers/?status=new&came=import"
        if status is Status.NEW
        else f"/office/customers/?status={status.value}"
    )
