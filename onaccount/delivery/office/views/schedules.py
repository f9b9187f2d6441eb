"""Timed imports: what is fetched when, how it went, and what is tried by hand."""

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.schedule_form import PlanForm
from onaccount.delivery.office.scheduled import ShownRun, ShownSchedule, time_text
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.imports.actions import (
    add_schedule,
    change_schedule,
    confirm_host_key,
    pause_schedule,
    remove_schedule,
    start_run,
)
from onaccount.domain.imports.queries import (
    import_folders,
    runs_page,
    schedule_card,
    schedule_cards,
    upcoming,
)
from onaccount.domain.imports.rules.plans import Plan
from onaccount.domain.imports.rules.schedules import SourceKind
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

TIMES = 3


@require_safe
@staff(Right.SEE_IMPORTS)
def schedules(request: StaffRequest) -> HttpResponse:
    rows = [ShownSchedule.of(card) for card in schedule_cards()]
    return render(request, "office/schedules.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.IMPORT_CUSTOMERS)
def new(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        folder = import_folders()[0]
        zone = current_business().time_zone
        plan = Plan("", SourceKind.FOLDER, f"{folder}/*.csv", "0 6 * * *", zone, tell_to=[request.user.email or ""])  # type: ignore[union-attr]
        return _form(request, PlanForm(plan=plan, may_reach=_may_reach(request)))
    form = PlanForm(request.POST, may_reach=_may_reach(request))
    if form.is_valid():
        try:
            number = add_schedule(plan=form.plan(), by=request.actor, at=timezone.now())
            messages.success(request, _("It is set up. Try it once: nothing is written by that."))
            return redirect("schedule", number=number)
        except Refused as refusal:
            form.add_error(form.field_of(refusal), in_words(refusal).text)
    return _form(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.IMPORT_CUSTOMERS)
def plan(request: StaffRequest, number: int) -> HttpResponse:
    """What a timed import does, to be changed."""
    card = schedule_card(number)
    may_reach = _may_reach(request) or card.plan.is_remote
    if request.method != "POST":
        return _form(request, PlanForm(plan=card.plan, may_reach=may_reach), card=ShownSchedule.of(card))
    form = PlanForm(request.POST, may_reach=may_reach)
    if form.is_valid():
        try:
            asked = form.plan()
            # What no field of the form shows stays as it is.
            kept = replace(card.plan.options, **_asked_of_options(asked))
            change_schedule(number=number, plan=replace(asked, options=kept), by=request.actor, at=timezone.now())
            messages.success(request, _("The timed import is changed."))
            return redirect("schedule", number=number)
        except Refused as refusal:
            if refusal.status == 403:
                raise
            form.add_error(form.field_of(refusal), in_words(refusal).text)
    return _form(request, form, card=ShownSchedule.of(card), status=422)


def _asked_of_options(asked: Plan) -> dict[str, Any]:
    names = ("as_kind", "update_by", "status", "category", "tags", "invite", "wave", "partial")
    return {name: getattr(asked.options, name) for name in names}


def _may_reach(request: StaffRequest) -> bool:
    return Right.EDIT_BUSINESS in request.rights


def _form(
    request: StaffRequest, form: PlanForm, *, card: ShownSchedule | None = None, status: int = 200
) -> HttpResponse:
    cron, zone = (str(form[name].value() or "") for name in ("cron", "time_zone"))
    context = {"form": form, "schedule": card, "folders": import_folders(), **_times(cron, zone)}
    return render(request, "office/schedule_form.html", context, status=status)


@require_safe
@staff(Right.IMPORT_CUSTOMERS)
def times(request: StaffRequest) -> HttpResponse:
    """The next times of what is being typed, as a fragment."""
    context = _times(request.GET.get("cron", "")[:200], request.GET.get("time_zone", "")[:100])
    return render(request, "office/schedule_form.html#times", context)


def _times(cron: str, zone: str) -> dict[str, Any]:
    try:
        found = upcoming(cron, zone, after=timezone.now(), count=TIMES)
        return {"times": [time_text(at, zone) for at in found], "zone": zone, "wrong": None}
    except Refused as refusal:
        return {"times": [], "zone": zone, "wrong": in_words(refusal) if cron else None}


@require_safe
@staff(Right.SEE_IMPORTS)
def schedule(request: StaffRequest, number: int) -> HttpResponse:
    """One timed import, and how its runs went."""
    return _page(request, number)


def _page(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    card = ShownSchedule.of(schedule_card(number))
    page = runs_page(number, after=_key(request.GET.get("after")), before=_key(request.GET.get("before")))
    rows = [ShownRun.of(run, card.time_zone) for run in page.rows]
    context = {
        "schedule": card,
        "page": {
            "address": reverse("schedule", args=[number]),
            "rows": rows,
            "next": urlencode({"after": page.after}) if page.after else None,
            "previous": urlencode({"before": page.before}) if page.before else None,
            "count_text": ngettext("%(n)d run", "%(n)d runs", len(rows)) % {"n": len(rows)},
        },
        "is_working": any(row.is_working for row in rows),
        "may_change": Right.IMPORT_CUSTOMERS in request.rights and (not card.is_remote or _may_reach(request)),
        "may_reach": _may_reach(request),
        "refusal": refusal,
    }
    fragment = "#runs" if request.headers.get("HX-Target") == "runs" else ""
    return render(request, f"office/schedule.html{fragment}", context, status=status)


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def runs(request: StaffRequest, number: int) -> HttpResponse:
    """Try it now, or run it now as the clock would."""
    try:
        start_run(number=number, is_trial=request.POST.get("do") != "run", by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    return redirect("schedule", number=number)


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def pause(request: StaffRequest, number: int) -> HttpResponse:
    is_paused = request.POST.get("paused") == "yes"
    pause_schedule(number=number, is_paused=is_paused, by=request.actor, at=timezone.now())
    messages.success(request, _("Paused. It runs again when you resume it.") if is_paused else _("It runs again."))
    return redirect("schedule", number=number)


@require_POST
@staff(Right.EDIT_BUSINESS)
def host_key(request: StaffRequest, number: int) -> HttpResponse:
    """Trust the key that the page showed."""
    fingerprint = request.POST.get("fingerprint", "")
    confirm_host_key(number=number, fingerprint=fingerprint, by=request.actor, at=timezone.now())
    return redirect("schedule", number=number)


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def removal(request: StaffRequest, number: int) -> HttpResponse:
    remove_schedule(number=number, by=request.actor, at=timezone.now())
    messages.success(request, _("The timed import is taken out. What it brought in stays."))
    return redirect("schedules")
