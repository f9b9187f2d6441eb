"""What the letters say: the business's own words, with a preview, or ours."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.shown import KIND_OF_LETTER
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.views.settings import settings_page
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.business.rules import LoginLetter
from onaccount.domain.letters.actions import keep_letter_text, reset_letter_text
from onaccount.domain.letters.queries import Words, all_words, closed, example_values, way_in_words, words_of_letter
from onaccount.domain.letters.rules import (
    LONGEST_SUBJECT,
    SecretInSubject,
    SubjectUnusable,
    check_text,
    fill,
    placeholders_of,
)
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.domain.people.rules import TEMPORARY_PASSWORD_LASTS
from onaccount.foundation.refusals import Refused

EXAMPLE_PASSWORD = "kQ3-vU9xZr4T"  # noqa: S105 - of nobody


class TextForm(forms.Form):
    """Subject and text as they are typed; what they may be is asked of the rules."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT, strip=False)
    text = forms.CharField(
        label=gettext_lazy("Text"), strip=False, widget=forms.Textarea({"rows": 14, "spellcheck": "true"})
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def refuse(self, refusal: Refused) -> None:
        in_subject = isinstance(refusal, SubjectUnusable | SecretInSubject)
        field = None if refusal.status == 409 else "subject" if in_subject else "text"
        self.add_error(field, in_words(refusal).text)


@require_safe
@staff(Right.SEE_BUSINESS)
def letter_texts(request: StaffRequest) -> HttpResponse:
    words = all_words()
    names = names_of(each.by_key for each in words)
    rows = [
        {"kind": each.kind, "label": KIND_OF_LETTER[each.kind], "words": each, "who": names.get(each.by_key, "")}
        for each in words
    ]
    return settings_page(request, "office/settings/letters.html", "settings_letters", rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def letter_text(request: StaffRequest, kind: str) -> HttpResponse:
    """One letter's words: look at what they come to, and keep them."""
    now = words_of_letter(kind)
    if request.method != "POST":
        return _page(request, now, TextForm(initial=_initial(now)))
    form = TextForm(request.POST)
    is_preview = request.POST.get("do") == "preview"
    if form.is_valid():
        subject, text, version = (form.cleaned_data[name] for name in ("subject", "text", "version"))
        try:
            if is_preview:
                check_text(kind, subject=subject, text=text)
                return _page(request, now, form)
            keep_letter_text(
                kind=kind, subject=subject, text=text, version=version, by=request.actor, at=timezone.now()
            )
            messages.success(request, _("The words are kept. Letters that leave from now on have them."))
            return redirect("settings_letter", kind=kind)
        except Refused as refusal:
            if refusal.status == 403:
                raise
            form.refuse(refusal)
    return _page(request, now, form, status=422)


def _initial(words: Words) -> dict[str, str]:
    return {"subject": words.subject, "text": words.text, "version": words.version}


def _page(request: StaffRequest, now: Words, form: TextForm, *, status: int = 200) -> HttpResponse:
    may_change = Right.EDIT_BUSINESS in request.rights
    for field in form.fields.values():
        field.disabled = field.disabled or not may_change
    subject, text = str(form["subject"].value() or ""), str(form["text"].value() or "")
    values = _example_values(now.kind)
    context = {
        "form": form,
        "words": now,
        "label": KIND_OF_LETTER[now.kind],
        "placeholders": [(f"{{{one.name}}}", _(one.meaning), one.is_needed) for one in placeholders_of(now.kind)],
        "preview": {"subject": fill(subject, values), "text": closed(fill(text, values)).strip()},
    }
    if request.headers.get("HX-Target") == "preview":
        return render(request, "office/settings/letter.html#preview", context, status=status)
    return settings_page(request, "office/settings/letter.html", "settings_letters", status=status, **context)


def _example_values(kind: str) -> dict[str, str]:
    """The business as it is; the customer of the cast."""
    business, app = current_business(), f"{settings.PUBLIC_URL}/app/"
    link = f"{app}welcome/..."
    brings_link = business.login_letter == LoginLetter.LINK.value
    way_in = way_in_words(
        link=link if brings_link else "",
        temporary_password=EXAMPLE_PASSWORD,
        days=business.link_days,
        hours=int(TEMPORARY_PASSWORD_LASTS.total_seconds() // 3600),
        app=app,
    )
    known = {"business": business.name, "app": app, "way_in": way_in}
    return example_values(kind, **known)


@require_POST
@staff(Right.EDIT_BUSINESS)
def reset(request: StaffRequest, kind: str) -> HttpResponse:
    """Our words again."""
    reset_letter_text(kind=kind, version=request.POST.get("version", ""), by=request.actor, at=timezone.now())
    messages.success(request, _("The letter has our words again."))
    return redirect("settings_letter", kind=kind)
