"""Lists on their way in: upload, columns, rehearsal, import."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office import imported, list_form
from onaccount.delivery.office.imported import ShownImport, ShownLine
from onaccount.delivery.office.scheduled import ShownOrigin
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.waves_shown import invitations
from onaccount.delivery.ui.context import count_text
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.imports.actions import approve_import, cancel_import, change_import, start_import
from onaccount.domain.imports.queries import (
    ImportCard,
    Wanted,
    import_card,
    import_progress,
    imports_page,
    mended_rows,
    open_alike,
    rejects_of,
    rows_page,
    run_of_import,
    template_csv,
    template_xlsx,
    understanding,
    wave_of_import,
)
from onaccount.domain.imports.rules.options import ListOf, Options
from onaccount.domain.imports.rules.states import ImportState, Outcome
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

MENDED = "mended"  # among the tabs of outcomes
ALIKE = "alike"  # rows that look like somebody
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_IMPORTS, change=Right.IMPORT_CUSTOMERS)
def imports(request: StaffRequest) -> HttpResponse:
    """The lists so far; POST brings a new one, which is read and rehearsed at once with what can be guessed."""
    if request.method != "POST":
        return _list(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _list(request, refusal=Shown(_("No file came."), _("Choose your customer list, or drop it here.")))
    try:
        options = Options.of_json(list_form.said_of_all(request.POST))
        key = start_import(
            name=file.name or "", chunks=file.chunks(), options=options, by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _list(request, refusal=in_words(refusal), status=refusal.status)
    return redirect("import", key=key)


def _list(request: StaffRequest, *, refusal: Shown | None = None, status: int = 0) -> HttpResponse:
    page = imports_page(after=_key(request.GET.get("after")), before=_key(request.GET.get("before")))
    context = {
        "page": {
            "rows": [ShownImport.of(card) for card in page.rows],
            "next": urlencode({"after": page.after}) if page.after else None,
            "previous": urlencode({"before": page.before}) if page.before else None,
            "count_text": ngettext("%(n)d list", "%(n)d lists", len(page.rows)) % {"n": len(page.rows)},
        },
        "refusal": refusal,
        "list": list_form.list_choices(Options()),
    }
    return render(request, "office/imports.html", context, status=status or (422 if refusal else 200))


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@require_safe
@staff(Right.SEE_IMPORTS)
def one(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """One import: how far it is, what would happen to each row, or what has."""
    return _page(request, key)


def _page(request: StaffRequest, key: uuid.UUID, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    card = import_card(key)
    shown = ShownImport.of(card, import_progress(key))
    if Right.IMPORT_CUSTOMERS not in request.rights:
        shown = shown.to_look_at()
    kept = imported.shown_kept(card)
    run = None if card.is_working else run_of_import(key)
    context: dict[str, Any] = {
        "imported": shown,
        "kept": kept,
        "origin": ShownOrigin.of(run) if run else None,
        "invited": _invited(card),
        "refusal": refusal,
        "query": request.GET.urlencode(),
    }
    if card.figures:
        wanted, kinds = _wanted(request, card), open_alike(key)
        may_settle = card.can_mend and Right.IMPORT_CUSTOMERS in request.rights
        context |= {
            "tabs": _tabs(reverse("import", args=[key]), card, wanted, mended_rows(key), sum(kinds.values())),
            "kinds": imported.shown_kinds(kinds) if wanted.is_alike and may_settle else [],
            "page": _rows(request, card, wanted),
            "report": imported.shown_report(card),
            "narrowed": imported.narrowed(card, wanted),
        }
    fragment = "#import" if request.headers.get("HX-Target") == "import" else ""
    return render(request, f"office/import.html{fragment}", context, status=status)


def _wanted(request: StaffRequest, card: ImportCard) -> Wanted:
    asked = request.GET.get("rows", "")
    return Wanted(
        outcome=Outcome(asked) if asked in {each.value for each in Outcome} else None,
        wrong=_column(request, "wrong", card),
        changed=_column(request, "changed", card),
        is_mended=asked == MENDED,
        is_alike=asked == ALIKE,
    )


def _column(request: StaffRequest, name: str, card: ImportCard) -> int | None:
    position = _row(request, name)
    return position if position is not None and position < len(card.header) else None


def _invited(card: ImportCard) -> dict[str, Any] | None:
    """What will become of invitations, or has; nothing where nobody new is to come in, or all was taken back."""
    has_new = card.options.of is ListOf.CUSTOMERS and card.figures is not None and card.figures.create > 0
    is_about = has_new and card.state in (ImportState.REHEARSED, ImportState.APPLIED)
    return invitations(card.options, card.state, wave_of_import(card.key)) if is_about else None


def _tabs(address: str, card: ImportCard, wanted: Wanted, mended: int, alike: int) -> list[dict[str, Any]]:
    """Every row, the rows of each outcome that there are, what needs somebody first, and those that were mended."""
    order = (Outcome.REJECT, Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.REPEATED)
    labels, figures = imported.outcome_labels(card.state), card.figures
    tabs = [("", _("All"), figures.read if figures else 0)]
    tabs += [(each.value, labels[each], getattr(figures, each.value, 0)) for each in order]
    tabs[2:2] = [(ALIKE, _("Looks like another"), alike)]
    tabs.append((MENDED, _("Mended"), mended))
    current = "nothing" if wanted.narrows else _kind_of(wanted)
    return [
        {
            "key": key or "all",
            "label": label,
            "count_text": f"{count:,}",
            "href": f"{address}?rows={key}" if key else address,
            "current": key == (current or ""),
        }
        for key, label, count in tabs
        if count or key == current
    ]


def _kind_of(wanted: Wanted) -> str | None:
    """Which rows are shown, as the address says it."""
    if wanted.is_alike:
        return ALIKE
    return MENDED if wanted.is_mended else wanted.outcome and wanted.outcome.value


def _rows(request: StaffRequest, card: ImportCard, wanted: Wanted) -> dict[str, Any]:
    page = rows_page(card.key, wanted, after=_row(request, "after"), before=_row(request, "before"))
    asked = {"rows": _kind_of(wanted), "wrong": wanted.wrong, "changed": wanted.changed}
    kept = {name: value for name, value in asked.items() if value is not None}
    may_import = Right.IMPORT_CUSTOMERS in request.rights
    return {
        "address": reverse("import", args=[card.key]),
        "rows": [ShownLine.of(line, card.state, of=card.options.of, may_import=may_import) for line in page.rows],
        "next": urlencode(kept | {"after": page.after}) if page.after else None,
        "previous": urlencode(kept | {"before": page.before}) if page.before else None,
        "count_text": _("Rows %(first)s to %(last)s")
        % {"first": f"{page.rows[0].row:,}", "last": f"{page.rows[-1].row:,}"}
        if page.rows
        else count_text(0),
    }


def _row(request: StaffRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.IMPORT_CUSTOMERS)
def columns(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """How the file is read and where each column goes; POST reads it so, and rehearses again."""
    card = import_card(key)
    if request.method != "POST":
        return _columns(request, card, card.options)
    try:
        options = list_form.options_of(request.POST, card.header or [c.heading for c in understanding(key).columns])
        if request.POST.get("do") == "read":
            return _columns(request, card, options)
        options = replace(options, only=card.options.only)
        dropped = change_import(key=key, options=options, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _columns(request, card, card.options, refusal=in_words(refusal), status=refusal.status)
    if dropped:
        text = ngettext("%(n)d correction was dropped", "%(n)d corrections were dropped", dropped) % {"n": dropped}
        messages.warning(request, _("%(dropped)s: the file is read another way.") % {"dropped": text})
    return redirect("import", key=key)


def _columns(
    request: StaffRequest, card: ImportCard, options: Options, *, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    try:
        found = understanding(card.key, options)
    except Refused as unreadable:
        return _page(request, card.key, refusal=in_words(unreadable), status=unreadable.status)
    context = list_form.map_context(card, found, options) | {"refusal": refusal, "mended": mended_rows(card.key)}
    return render(request, "office/import_map.html", context, status=status)


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def apply(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Write what was rehearsed. The page says how many rows, and that rejected ones stay out: pressing it says yes."""
    try:
        seen = _moment(request.POST.get("rehearsal", ""))
        approve_import(key=key, partial=True, by=request.actor, at=timezone.now(), rehearsed_at=seen)
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    return redirect("import", key=key)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def cancel(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    try:
        cancel_import(key=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    if import_card(key).state is not ImportState.CANCELLED:
        return redirect("import", key=key)  # what is written already has to be taken back first
    messages.success(request, _("Stopped. Nothing was written."))
    return redirect("imports")


@require_safe
@staff(Right.SEE_IMPORTS)
def rejects(request: StaffRequest, key: uuid.UUID) -> FileResponse:
    """The rejected rows as a file: mended and brought again as it is, it brings in the rest."""
    path = rejects_of(key)
    if path is None:
        raise Http404
    stem = import_card(key).file_name.rpartition(".")[0] or "customers"
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{stem}-rejected.csv", content_type="text/csv")


@require_safe
@staff(Right.IMPORT_CUSTOMERS)
def template(request: StaffRequest, suffix: str) -> HttpResponse:
    """An empty list to fill in, with two rows that show how."""
    body, kind = (template_xlsx(), XLSX) if suffix == "xlsx" else (template_csv(), "text/csv; charset=utf-8")
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="onaccount-customers.{suffix}"'
    return response
