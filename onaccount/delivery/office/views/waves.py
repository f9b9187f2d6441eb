"""Waves: who is invited together, and when."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.forms import ToWave
from onaccount.delivery.office.listing import number_in, read_filter
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.waves_shown import ShownWave, shown_members
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import count_of, tag_names
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import (
    Joined,
    add_everybody,
    add_members,
    cancel_wave,
    make_wave,
    open_wave,
    pause_wave,
    plan_wave,
    remove_member,
    wave_to_join,
)
from onaccount.domain.vetting.queries import joinable_waves, letters_to_leave, members_page, wave_card, waves_page
from onaccount.foundation.dates import moment_of
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.APPROVE_CUSTOMERS)
def waves(request: StaffRequest) -> HttpResponse:
    """The waves so far; POST makes one."""
    if request.method != "POST":
        return _list(request)
    try:
        key = make_wave(
            name=request.POST.get("name", ""), opens_at=_time_in(request), by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _list(request, refusal=in_words(refusal), status=refusal.status)
    return redirect("wave", key=key)


def _time_in(request: StaffRequest) -> datetime | None:
    text = request.POST.get("opens_at", "").strip()
    return moment_of(text, current_business().time_zone) if text else None


def _list(request: StaffRequest, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    page = waves_page(after=number_in(request.GET.get("after")))
    context = {
        "page": {
            "rows": [ShownWave.of(card) for card in page.rows],
            "next": f"after={page.after}" if page.after else None,
            "previous": None,
            "count_text": ngettext("%(n)d wave", "%(n)d waves", len(page.rows)) % {"n": len(page.rows)},
        },
        "typed": {"name": request.POST.get("name", ""), "opens_at": request.POST.get("opens_at", "")},
        "time_zone": current_business().time_zone,
        "refusal": refusal,
    }
    return render(request, "office/waves.html", context, status=status)


@require_safe
@staff(Right.APPROVE_CUSTOMERS)
def one(request: StaffRequest, key: int) -> HttpResponse:
    return _page(request, key)


def _page(request: StaffRequest, key: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    card = wave_card(key)
    members = members_page(key, after=number_in(request.GET.get("after")), before=number_in(request.GET.get("before")))
    context = {
        "wave": ShownWave.of(card),
        "page": shown_members(members, card),
        "tags": tag_names(),
        "time_zone": current_business().time_zone,
        "refusal": refusal,
    }
    return render(request, "office/wave.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.APPROVE_CUSTOMERS)
def opening(request: StaffRequest, key: int) -> HttpResponse:
    """What opening would do, with the letters counted; POST does it."""
    if request.method == "POST":
        try:
            open_wave(wave=key, by=request.actor, at=timezone.now())
        except Refused as refusal:
            return _page(request, key, refusal=in_words(refusal), status=refusal.status)
        messages.success(request, _("The wave opens. Its members are let in one after another."))
        return redirect("wave", key=key)
    card = wave_card(key)
    context = {"wave": ShownWave.of(card), "letters": letters_to_leave(key)}
    return render(request, "office/wave_open.html", context)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def plan(request: StaffRequest, key: int) -> HttpResponse:
    """Set the time at which it opens, or clear it."""
    try:
        plan_wave(wave=key, opens_at=_time_in(request), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    messages.success(
        request, _("The time is set.") if request.POST.get("opens_at") else _("It opens when you open it.")
    )
    return redirect("wave", key=key)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def pause(request: StaffRequest, key: int) -> HttpResponse:
    try:
        pause_wave(wave=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("Paused. Letters of the last minute may still leave."))
    return redirect("wave", key=key)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def cancellation(request: StaffRequest, key: int) -> HttpResponse:
    try:
        cancel_wave(wave=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("Cancelled. Who is in stays in; the others are free for another wave."))
    return redirect("wave", key=key)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def members(request: StaffRequest, key: int) -> HttpResponse:
    """Add everybody with a tag, or of a list of customers."""
    tag = request.POST.get("tag", "").strip()
    try:
        if not tag:
            raise NoTagChosen
        joined = add_everybody(wave=key, wanted=read_filter({}), tag=tag, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    _say(request, joined)
    return redirect("wave", key=key)


class NoTagChosen(Refused):
    code = "no_tag_chosen"
    sentence = "No tag was chosen."
    cure = "Choose one, or tick customers in the list and add those."


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def removal(request: StaffRequest, key: int) -> HttpResponse:
    """Take one member out."""
    try:
        remove_member(wave=key, number=number_in(request.POST.get("number")) or 0, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    return redirect("wave", key=key)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def choice(request: StaffRequest) -> HttpResponse:
    """Ticked customers, or all of a list, are asked about: which wave? Then they join it, or are invited now."""
    wanted = read_filter(request.GET)
    everybody = request.POST.get("whom") == "list"
    form = ToWave(request.POST)
    if not everybody and not form.is_valid():
        messages.warning(request, str(next(iter(form.errors.values()))[0]))
        return redirect("customers")
    numbers = [] if everybody else form.cleaned_data["number"]
    context = {
        "numbers": numbers,
        "everybody": everybody,
        "count": count_of(wanted) if everybody else len(numbers),
        "queue": request.GET.urlencode(),
        "waves": joinable_waves(),
        "refusal": None,
    }
    if request.POST.get("do") not in ("join", "now"):
        return render(request, "office/wave_choose.html", context)
    at, now = timezone.now(), request.POST["do"] == "now"
    name = request.POST.get("name", "") or _("Invited by %(name)s") % {"name": request.actor.name}
    try:
        if not now and not request.POST.get("name", "").strip():
            raise NoWaveChosen
        wave = wave_to_join(name=name, by=request.actor, at=at, anew=now)
        joined = (
            add_everybody(wave=wave, wanted=wanted, by=request.actor, at=at)
            if everybody
            else add_members(wave=wave, numbers=numbers, by=request.actor, at=at)
        )
        if now and joined.added:
            open_wave(wave=wave, by=request.actor, at=at)
    except Refused as refusal:
        context["refusal"] = in_words(refusal)
        return render(request, "office/wave_choose.html", context, status=refusal.status)
    _say(request, joined)
    return redirect("wave", key=wave)


class NoWaveChosen(Refused):
    code = "no_wave_chosen"
    sentence = "No wave was chosen."
    cure = "Choose one, or type a new name."


def _say(request: StaffRequest, joined: Joined) -> None:
    text = ngettext("%(n)s customer was added.", "%(n)s customers were added.", joined.added) % {
        "n": f"{joined.added:,}"
    }
    if joined.left_out:
        left_out = ngettext(
            "%(n)s was left out: in this wave already, in another one, or Active.",
            "%(n)s were left out: in this wave already, in another one, or Active.",
            joined.left_out,
        )
        text += " " + left_out % {"n": f"{joined.left_out:,}"}
    (messages.success if joined.added else messages.warning)(request, text)
