"""Who works here: invited, put into a group, ended."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.groups_shown import history_of, left_until, shown_session, shown_staff
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.staff import StaffRequest, confirmed, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.people.actions.sessions import end_session, end_sessions
from onaccount.domain.people.actions.staff import end_staff, move_staff, reopen_staff
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries.counter import has_counter_pin, is_of_the_counter
from onaccount.domain.people.queries.groups import group_rows
from onaccount.domain.people.queries.sessions import session_rows
from onaccount.domain.people.queries.staff import StaffRow, staff_row, staff_rows
from onaccount.domain.people.rules import Nameless
from onaccount.domain.vetting.actions.colleagues import invite_again, invite_colleague, reset_second_factor
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy


class Invitation(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=320, help_text=gettext_lazy("The invitation goes there.")
    )
    group = forms.ChoiceField(label=gettext_lazy("Group"))

    def __init__(self, *args: Any, viewer: frozenset[Right], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["group"]
        choice.choices = [("", _("Choose one"))] + [
            (str(row.key), row.name) for row in group_rows() if not row.rights - viewer
        ]

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(in_words(Nameless()).text)
        return name

    def clean_email(self) -> str:
        try:
            return str(FIELDS["email"].clean(self.cleaned_data["email"]))
        except Unusable as unusable:
            raise forms.ValidationError(in_words(unusable).text) from None


@require_safe
@staff(Right.SEE_STAFF)
def colleagues(request: StaffRequest) -> HttpResponse:
    return render(request, "office/staff.html", {"rows": [shown_staff(row) for row in staff_rows()]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MANAGE_STAFF)
def new(request: StaffRequest) -> HttpResponse:
    """Invite a colleague by letter."""
    form = Invitation(request.POST or None, viewer=request.rights)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            key = invite_colleague(
                name=given["name"],
                email=given["email"],
                group=int(given["group"]),
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("email" if refusal.code == "email_taken" else None, in_words(refusal).text)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("colleague", key=key)
    return render(request, "office/staff_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff(Right.SEE_STAFF)
def colleague(request: StaffRequest, key: int) -> HttpResponse:
    return _page(request, staff_row(key))


def _page(request: StaffRequest, row: StaffRow, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    may_manage = Right.MANAGE_STAFF in request.rights and not row.rights - request.rights
    now = timezone.now()
    context = {
        "person": shown_staff(row),
        "invitation": left_until(row, now),
        "groups": [group for group in group_rows() if not group.rights - request.rights],
        "sessions": [
            shown_session(each) for each in session_rows(row.key, at=now, this=request.session.session_key or "")
        ],
        "address": reverse("colleague_sessions", kwargs={"key": row.key}),
        "facts": history_of("principal", row.key),
        "may_manage": may_manage,
        "has_pin": has_counter_pin(row.key) if is_of_the_counter(row.key) else None,
        "is_me": request.actor.key == str(row.key),
        "refusal": refusal,
    }
    return render(request, "office/staff_one.html", context, status=status)


def _do(request: StaffRequest, key: int, verb: Callable[..., Any], said: str, **values: Any) -> HttpResponse:
    """Do one thing to somebody, and come back to their page."""
    row = staff_row(key)
    try:
        verb(by=request.actor, at=timezone.now(), **values)
    except Refused as refusal:
        return _page(request, row, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, said)
    return redirect("colleague", key=key)


@require_POST
@staff(Right.MANAGE_STAFF)
def group(request: StaffRequest, key: int) -> HttpResponse:
    to = number_in(request.POST.get("group")) or 0
    return _do(request, key, move_staff, _("The group is changed. It counts from the next page."), staff=key, group=to)


@require_POST
@staff(Right.MANAGE_STAFF)
def end(request: StaffRequest, key: int) -> HttpResponse:
    return _do(request, key, end_staff, _("Logged out everywhere, and cannot log in any more."), staff=key)


@require_POST
@staff(Right.MANAGE_STAFF)
def reopening(request: StaffRequest, key: int) -> HttpResponse:
    return _do(request, key, reopen_staff, _("Can log in again, with the password from before."), staff=key)


@require_POST
@staff(Right.MANAGE_STAFF)
def invitation(request: StaffRequest, key: int) -> HttpResponse:
    return _do(
        request, key, invite_again, _("Another invitation is on its way. The link before it is void."), staff=key
    )


@require_POST
@staff(Right.MANAGE_STAFF)
@confirmed
def second_factor(request: StaffRequest, key: int) -> HttpResponse:
    said = _("The second factor is reset, and a letter says so.")
    return _do(request, key, reset_second_factor, said, staff=key)


@require_POST
@staff(Right.MANAGE_STAFF)
@confirmed
def sessions(request: StaffRequest, key: int) -> HttpResponse:
    """End one session of somebody, or all."""
    if name := request.POST.get("session", ""):
        return _do(request, key, end_session, _("The session is ended."), principal=key, name=name)
    return _do(request, key, end_sessions, _("Logged out everywhere."), principal=key)
