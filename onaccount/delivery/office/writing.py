"""Writing in a section of a customer's page: what was typed goes to its action, what comes of it to its place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.part_forms import PartForm, Values
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.rules.meanwhile import ChangedMeanwhile
from onaccount.domain.customers.rules.parts import NoSuchPart
from onaccount.foundation.refusals import Refused


def posted(request: StaffRequest) -> Values | None:
    return request.POST.dict() if request.method == "POST" else None


def write(
    request: StaffRequest, number: int, asked: Asked, act: Callable[[Mapping[str, str], Values | None], Any], said: str
) -> HttpResponse:
    """Show the form of a section, or hand what was typed in it to `act`, with what was shown before."""
    form = asked.form
    assert form is not None, "there is a form to write in"
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data, form.seen)
                return saved(request, number, asked.section, said)
            except NoSuchPart as gone:
                return missing(request, gone)
            except ChangedMeanwhile as clash:
                form, status = form.after(clash), clash.status
            except Refused as refusal:
                _check_is_about_the_form(refusal)
                form.refuse(refusal)
                status = refusal.status
    return section_page(request, number, replace(asked, form=form), status=status)


def remove(
    request: StaffRequest,
    number: int,
    asked: Asked,
    act: Callable[[Values | None], Any],
    said: str,
    *,
    undo: Callable[[Any], tuple[str, Mapping[str, str]]] | None = None,
) -> HttpResponse:
    """Take a part away. `undo` says of what came back of it by which address and values it is added again."""
    form = asked.form
    assert form is not None, "the form shows what is to be removed"
    try:
        gone = act(form.seen)
    except NoSuchPart as absent:
        return missing(request, absent)
    except ChangedMeanwhile as clash:
        return section_page(request, number, replace(asked, form=_as_it_is(form, clash)), status=clash.status)
    except Refused as refusal:
        _check_is_about_the_form(refusal)
        return section_page(
            request, number, Asked(asked.section), status=refusal.status, section_refusal=in_words(refusal)
        )
    return saved(request, number, asked.section, said, undo=undo(gone) if undo else None)


def _check_is_about_the_form(refusal: Refused) -> None:
    """Who may not, and what is not there, has an answer of its own."""
    if refusal.status in (403, 404):
        raise refusal


def _as_it_is(form: PartForm, clash: ChangedMeanwhile) -> PartForm:
    """What stands there now, to be looked at before it is removed after all."""
    fresh = type(form)(shown=clash.now, data={**clash.now})
    fresh.shown = clash.now
    fresh.full_clean()
    fresh.add_error(None, in_words(clash).text)
    return fresh


def saved(
    request: StaffRequest, number: int, section: str, said: str, *, undo: tuple[str, Mapping[str, str]] | None = None
) -> HttpResponse:
    """What there is now, with a word of what was done: in its place, or on the page that one is led back to."""
    if request.headers.get("HX-Target") == section:
        toast = {"text": said, "undo": undo and undo[0], "sends": undo and dict(undo[1]).items(), "section": section}
        return section_page(request, number, Asked(section), toast=toast, is_saved=True)
    messages.success(request, said)
    return redirect(f"{reverse('customer', kwargs={'number': number})}#{section}")


def missing(request: StaffRequest, gone: NoSuchPart) -> HttpResponse:
    """It is not there, or not of this customer, which is the same. A page that still shows it is loaded again."""
    if not request.headers.get("HX-Request"):
        raise Http404
    said: Shown = in_words(gone)
    messages.warning(request, said.sentence)
    return HttpResponse(status=404, headers={"HX-Refresh": "true"})


def start_in(request: StaffRequest) -> int | None:
    """From where on all of a section is wanted; None where its first rows will do."""
    return (number_in(request.GET["start"]) or 0) if "start" in request.GET else None
