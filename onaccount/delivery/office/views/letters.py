"""The outbox of the demo: what would have gone to people."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from onaccount.delivery.office.outbox import OutboxLetter, letter_named, letters_in_outbox
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.domain.business.queries import is_demo
from onaccount.domain.people.permissions import Right


@require_safe
@staff(Right.READ_LETTERS)
def outbox(request: StaffRequest) -> HttpResponse:
    _only_in_demo()
    return render(request, "office/outbox.html", {"page": _page(letters_in_outbox())})


@require_safe
@staff(Right.READ_LETTERS)
def outbox_letter(request: StaffRequest, name: str) -> HttpResponse:
    _only_in_demo()
    letter = letter_named(name)
    if letter is None:
        raise Http404
    return render(request, "office/outbox_letter.html", {"letter": letter})


def _page(letters: list[OutboxLetter]) -> dict[str, Any]:
    count = ngettext("%(n)d letter", "%(n)d letters", len(letters)) % {"n": len(letters)}
    return {"rows": letters, "next": None, "previous": None, "count_text": count}


def _only_in_demo() -> None:
    """Letters hold ways in: outside the demo nobody reads another's letters."""
    if not is_demo():
        raise Http404
