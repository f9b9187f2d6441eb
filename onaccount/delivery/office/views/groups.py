"""Groups of staff, and what each may."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.groups_shown import (
    areas_shown,
    front_given_by,
    front_shown,
    given_by,
    history_of,
    people_count,
)
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.people.actions.groups import add_group, change_group, remove_group
from onaccount.domain.people.permissions import Area, FrontRight, FrontRights, Level, Need, Right, steps_of
from onaccount.domain.people.queries.groups import GroupRow, group_row, group_rows
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

LONGEST_NAME = 60


@require_safe
@staff(Right.SEE_STAFF)
def groups(request: StaffRequest) -> HttpResponse:
    rows = [
        {
            "key": row.key,
            "name": row.name,
            "is_front": row.is_front,
            "members": people_count(row.members),
            "given": front_given_by(row.front) if row.is_front else given_by(row.levels),
        }
        for row in group_rows()
    ]
    return render(request, "office/groups.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MANAGE_STAFF)
def new(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, None, levels={}, front={})
    front = _front(request) if _is_front(request) else None
    levels = {} if _is_front(request) else _levels(request)
    try:
        key = add_group(name=_name(request), levels=levels, front=front, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, None, refusal)
    messages.success(request, _("The group is there. Put people into it on the page of each."))
    return redirect("group", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_STAFF, change=Right.MANAGE_STAFF)
def group(request: StaffRequest, key: int) -> HttpResponse:
    found = group_row(key)
    if request.method != "POST":
        return _form(request, found, levels=found.levels, front=found.front)
    try:
        change_group(
            group=key,
            name=_name(request),
            levels=_levels(request),
            front=_front(request) if found.is_front else None,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("The group is changed. It counts from the next page that its people open."))
    return redirect("group", key=key)


@require_POST
@staff(Right.MANAGE_STAFF)
def removal(request: StaffRequest, key: int) -> HttpResponse:
    found = group_row(key)
    try:
        remove_group(group=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _form(
            request, found, levels=found.levels, front=found.front, refusal=in_words(refusal), status=refusal.status
        )
    messages.success(request, _("The group is deleted."))
    return redirect("groups")


def _name(request: StaffRequest) -> str:
    return tidy(request.POST.get("name", ""))[:LONGEST_NAME]


def _levels(request: StaffRequest) -> dict[str, str]:
    """What was chosen of each area; what is no level of it is none."""
    chosen = {area: request.POST.get(area.value, "") for area in Area}
    known = {area: {step.value for step in steps_of(area)} for area in Area}
    return {area.value: value if value in known[area] else Level.NONE.value for area, value in chosen.items()}


def _front(request: StaffRequest) -> dict[str, str]:
    """What was chosen of each right of the counter; what is no need is none."""
    known = {need.value for need in Need}
    chosen = {right.name.lower(): request.POST.get(right.name.lower(), "") for right in FrontRight}
    return {name: value if value in known else Need.NONE.value for name, value in chosen.items()}


def _is_front(request: StaffRequest) -> bool:
    """Which kind of group a new one is to be."""
    return request.GET.get("type") == "front"


def _refused(request: StaffRequest, found: GroupRow | None, refusal: Refused) -> HttpResponse:
    return _form(
        request, found, levels=_levels(request), front=_front(request), refusal=in_words(refusal), status=refusal.status
    )


def _form(
    request: StaffRequest,
    found: GroupRow | None,
    *,
    levels: dict[str, str],
    front: FrontRights,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "group": found,
        "members": people_count(found.members) if found else "",
        "name": request.POST.get("name", found.name if found else ""),
        "is_front": (is_front := found.is_front if found else _is_front(request)),
        "areas": front_shown(front) if is_front else areas_shown(levels, request.rights),
        "facts": history_of("group", found.key) if found else [],
        "refusal": refusal,
    }
    return render(request, "office/group.html", context, status=status)
