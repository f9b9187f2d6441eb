"""Tags and categories: the lists of them, and what can be done with one."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.settings_form import OneLine
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.views.settings import settings_page
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.actions import (
    delete_category,
    delete_tag,
    make_category,
    make_tag,
    rename_category,
    rename_tag,
)
from onaccount.domain.customers.queries import Label, category_label, category_labels, tag_label, tag_labels
from onaccount.domain.customers.rules.labels import LabelTaken
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import without_controls

CATEGORY, CATEGORIES = "settings_category", "settings_categories"
WORDS = {
    "tags": {
        "title": gettext_lazy("Tags"),
        "new": gettext_lazy("New tag"),
        "add": gettext_lazy("Add tag"),
        "none": gettext_lazy("No tags yet"),
        "lead": gettext_lazy("A tag is a word of yours on a customer, to find several together."),
        "delete": gettext_lazy("Delete this tag"),
        "added": gettext_lazy("The tag is added."),
    },
    "categories": {
        "title": gettext_lazy("Categories"),
        "new": gettext_lazy("New category"),
        "add": gettext_lazy("Add category"),
        "none": gettext_lazy("No categories"),
        "lead": gettext_lazy("Forms offer these; another may be typed all the same, and then stands below them."),
        "delete": gettext_lazy("Delete this category"),
        "added": gettext_lazy("The category is added."),
    },
}


class LabelForm(forms.Form):
    name = OneLine(label=gettext_lazy("Name"), max_length=200, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def tags(request: StaffRequest) -> HttpResponse:
    def rows() -> list[dict[str, Any]]:
        return [_row(each, _tag_address) for each in tag_labels()]

    return _list(request, "tags", "settings_tags", make_tag, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def tag(request: StaffRequest, key: int) -> HttpResponse:
    label = tag_label(key)

    def rename(name: str, merges: bool) -> str:
        now = rename_tag(key=key, name=name, merges=merges, by=request.actor, at=timezone.now())
        return reverse("settings_tag", args=[now])

    return _one(request, label, "tags", rename, removal=reverse("settings_tag_removal", args=[key]))


@require_POST
@staff(Right.EDIT_BUSINESS)
def tag_removal(request: StaffRequest, key: int) -> HttpResponse:
    count = delete_tag(key=key, by=request.actor, at=timezone.now())
    messages.success(
        request,
        ngettext("The tag is deleted; %(n)d customer had it.", "The tag is deleted; %(n)d customers had it.", count)
        % {"n": count},
    )
    return redirect("settings_tags")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def categories(request: StaffRequest) -> HttpResponse:
    def rows() -> list[dict[str, Any]]:
        return [_row(each, _category_address) for each in category_labels()]

    return _list(request, "categories", CATEGORIES, make_category, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def category(request: StaffRequest) -> HttpResponse:
    """A category is known by its name, which may hold anything."""
    label = category_label(_named(request))

    def rename(name: str, merges: bool) -> str:
        rename_category(old=label.name, name=name, merges=merges, by=request.actor, at=timezone.now())
        return reverse(CATEGORIES)

    removal = f"{reverse('settings_category_removal')}?{urlencode({'name': label.name})}"
    return _one(request, label, "categories", rename, removal=removal)


@require_POST
@staff(Right.EDIT_BUSINESS)
def category_removal(request: StaffRequest) -> HttpResponse:
    count = delete_category(name=_named(request), by=request.actor, at=timezone.now())
    messages.success(
        request,
        ngettext(
            "The category is deleted; %(n)d customer had it.", "The category is deleted; %(n)d customers had it.", count
        )
        % {"n": count},
    )
    return redirect(CATEGORIES)


def _tag_address(label: Label) -> str:
    return reverse("settings_tag", args=[label.key])


def _category_address(label: Label) -> str:
    return f"{reverse(CATEGORY)}?{urlencode({'name': label.name})}"


def _row(label: Label, address: Callable[[Label], str]) -> dict[str, Any]:
    return {"name": label.name, "count": label.count, "is_offered": label.is_offered, "href": address(label)}


def _list(
    request: StaffRequest,
    noun: str,
    page: str,
    make: Callable[..., Any],
    rows: Callable[[], list[dict[str, Any]]],
) -> HttpResponse:
    form = LabelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            make(name=form.cleaned_data["name"], by=request.actor, at=timezone.now())
            messages.success(request, str(WORDS[noun]["added"]))
            return redirect(page)
        except Refused as refusal:
            if refusal.status == 403:
                raise
            sentence = in_words(refusal).sentence if isinstance(refusal, LabelTaken) else in_words(refusal).text
            form.add_error("name", sentence)
    context = {"form": form, "rows": rows(), "words": WORDS[noun], "noun": noun}
    return settings_page(request, "office/settings/labels.html", page, status=422 if form.errors else 200, **context)


def _one(
    request: StaffRequest, label: Label, noun: str, rename: Callable[[str, bool], str], *, removal: str
) -> HttpResponse:
    """Rename one. A name that another has is a question: whether the two are to be one."""
    form = LabelForm(request.POST if request.method == "POST" else None, initial={"name": label.name})
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            address = rename(form.cleaned_data["name"], request.POST.get("merge") == "yes")
            messages.success(request, _("The new name counts everywhere."))
            return redirect(address)
        except LabelTaken as taken:
            other = taken.values["name"]
        except Refused as refusal:
            if refusal.status == 403:
                raise
            form.add_error("name", in_words(refusal).text)
    status = 409 if other else 422 if form.errors else 200
    count = ngettext("%(n)d customer has it.", "%(n)d customers have it.", label.count) % {"n": label.count}
    context = {"form": form, "label": label, "count_text": count, "words": WORDS[noun], "noun": noun}
    more = {"other": other, "removal": removal}
    return settings_page(request, "office/settings/label.html", f"settings_{noun}", status=status, **context, **more)


def _named(request: StaffRequest) -> str:
    """The category of the address, whose name is its key; what no database can hold (NUL) is in no name."""
    return without_controls(request.GET.get("name", ""))
