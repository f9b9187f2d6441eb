"""Signing up by oneself: the form, the sum that keeps robots out, and the page that says how far it is."""

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from onaccount.delivery.app.signup_form import SignUp
from onaccount.delivery.app.signup_steps import WHATS, steps_of
from onaccount.delivery.ui.passwords import refused_link
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.delivery.ui.turns import (
    SIGN_UP,
    give_back,
    peer_of,
    seconds_to_wait,
    seconds_to_wait_for_answer,
    seconds_to_wait_for_guess,
    seconds_to_wait_for_letter,
)
from onaccount.domain.files.rules import PAPER_BYTES
from onaccount.domain.people.rules import LinkNotGood, LinkState
from onaccount.domain.vetting.actions import (
    ask_signup_letter,
    confirm_signup,
    new_challenge,
    page_token,
    sign_up,
    withdraw_signup,
)
from onaccount.domain.vetting.actions.tracker import answer_as_applicant, bring_as_applicant
from onaccount.domain.vetting.queries import Step, Tracked, check_given_proof, policy_of, tracked
from onaccount.domain.vetting.rules.checklist import NoSuchItem
from onaccount.domain.vetting.rules.proof import Proof
from onaccount.domain.vetting.rules.signup import STRANGER, AddressKnown, Policy, Unfit
from onaccount.foundation.refusals import Refused

MINUTE = 60


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """The form. Whether somebody is known is told by no answer of it."""
    policy = policy_of(request.business)  # type: ignore[attr-defined] # of the middleware BusinessTime
    if not policy.is_open:
        status = 403 if request.method == "POST" else 200
        return render(request, "app/signup_closed.html", {"ask_whom": policy.ask_whom}, status=status)
    if request.method != "POST":
        return _form(request, SignUp(policy=policy), policy)
    return _take(request, policy, at=timezone.now())


def _take(request: HttpRequest, policy: Policy, *, at: datetime) -> HttpResponse:
    """First the sum, then the turn, so that who cannot do the one cannot use up the other's for a whole network."""
    form = SignUp(request.POST, policy=policy)
    form.is_valid()
    proof = Proof(request.POST.get("proof", ""), request.POST.get("answer", ""))
    try:
        check_given_proof(proof, at=at)
        if wait := seconds_to_wait(SIGN_UP, peer_of(request), now=at):
            return _come_later(request, form, policy, wait)
        application = sign_up(values=form.values, password=form.password, proof=proof, by=STRANGER, at=at)
    except Unfit as unfit:
        give_back(SIGN_UP, peer_of(request), now=at)
        form.take(unfit.problems)
        return _form(request, form, policy, status=unfit.status)
    except Refused as refusal:
        return _form(request, form, policy, refusal=in_words(refusal), status=refusal.status)
    return redirect("app_signup_one", token=page_token(application))


def _come_later(request: HttpRequest, form: SignUp, policy: Policy, seconds: int) -> HttpResponse:
    minutes = -(-seconds // MINUTE)
    cure = ngettext(
        "Send this again in {n} minute: what you typed stays here. Or ask {whom}.",
        "Send this again in {n} minutes: what you typed stays here. Or ask {whom}.",
        minutes,
    )
    said = Shown(_("Many have signed up from where you are."), cure.format(n=minutes, whom=policy.ask_whom))
    response = _form(request, form, policy, refusal=said, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _form(
    request: HttpRequest, form: SignUp, policy: Policy, *, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    """The form with what was typed, and a new sum for the next try."""
    form.ask_password_again()
    context = {
        "form": form,
        "policy": policy,
        "refusal": refusal,
        "challenge": new_challenge(at=timezone.now()),
    }
    return render(request, "app/signup.html", context, status=status)


@never_cache
@require_safe
def challenge(request: HttpRequest) -> JsonResponse:
    """A new sum, and the form's token anew, for a page that has been open for longer than either is good for."""
    new = new_challenge(at=timezone.now())
    return JsonResponse({"token": new.token, "below": new.below, "lasts": new.lasts, "csrf": get_token(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, token: str) -> HttpResponse:
    """Where an application stands. Looking changes nothing, for mail programs open links too; its buttons do."""
    page = tracked(token, at=timezone.now())
    if page is None:
        if wait := seconds_to_wait_for_guess(peer_of(request), now=timezone.now()):
            return _wait(render(request, "app/signup_one.html", {"refusal": _too_often(wait)}, status=429), wait)
        return render(request, "app/signup_one.html", {"refusal": refused_link(LinkState.UNKNOWN)}, status=410)
    if request.method != "POST":
        return _page(request, page)
    verb = VERBS.get(request.POST.get("do", ""))
    try:
        return verb(request, token, page) if verb else _page(request, page)
    except Refused as refusal:
        now = tracked(token, at=timezone.now()) or page
        return _page(request, now, refusal=_said(refusal), status=refusal.status)


def _said(refusal: Refused) -> Shown:
    if isinstance(refusal, LinkNotGood):
        return refused_link(LinkState(refusal.values["state"]))
    shown = in_words(refusal)
    if isinstance(refusal, AddressKnown):
        return Shown(shown.sentence, shown.cure, "/app/login/", _("Log in"))
    return shown


def _confirm(request: HttpRequest, token: str, _page: Tracked) -> HttpResponse:
    confirm_signup(token=token, keeps_password="without" not in request.POST, at=timezone.now())
    return redirect("app_signup_one", token=token)


def _again(request: HttpRequest, token: str, page: Tracked) -> HttpResponse:
    """Another letter. Whoever holds the old one's link goes on by the new one's, and the page's own goes on."""
    at = timezone.now()
    if wait := seconds_to_wait_for_letter(page.key, now=at):
        minutes = -(-wait // MINUTE)
        cure = ngettext("Ask again in {n} minute.", "Ask again in {n} minutes.", minutes).format(n=minutes)
        response = _page_of(request, page, Shown(_("The letter was asked for several times."), cure), 429)
        response["Retry-After"] = str(wait)
        return response
    application = ask_signup_letter(token=token, at=at)
    return redirect(f"{_address(page_token(application))}?sent=1")


def _withdraw(request: HttpRequest, token: str, _page: Tracked) -> HttpResponse:
    withdraw_signup(token=token, at=timezone.now())
    return redirect("app_signup_one", token=token)


def _answer(request: HttpRequest, token: str, page: Tracked) -> HttpResponse:
    """Say what was asked."""
    if wait := seconds_to_wait_for_answer(page.key, now=timezone.now()):
        return _wait(_page_of(request, page, _too_often(wait), 429), wait)
    try:
        item = UUID(request.POST.get("item", ""))
    except ValueError:
        raise NoSuchItem from None
    answer_as_applicant(token=token, item=item, text=request.POST.get("answer", ""), at=timezone.now())
    return redirect(f"{_address(token)}?answered=1")


def _paper(request: HttpRequest, token: str, page: Tracked) -> HttpResponse:
    """Bring a proof: a PDF or a picture."""
    if wait := seconds_to_wait_for_answer(page.key, now=timezone.now()):
        return _wait(_page_of(request, page, _too_often(wait), 429), wait)
    brought = request.FILES.get("paper")
    if not isinstance(brought, UploadedFile):
        refusal = Shown(_("No file was chosen."), _("Choose one, then press Add."))
        return _page_of(request, page, refusal, 422)
    content = brought.read(PAPER_BYTES + 1)
    bring_as_applicant(token=token, name=brought.name or "", content=content, at=timezone.now())
    return redirect(f"{_address(token)}?answered=1")


VERBS = {"confirm": _confirm, "again": _again, "withdraw": _withdraw, "answer": _answer, "paper": _paper}


def _too_often(wait: int) -> Shown:
    minutes = -(-wait // MINUTE)
    cure = ngettext("Come back in {n} minute.", "Come back in {n} minutes.", minutes).format(n=minutes)
    return Shown(_("This was done too often in the last hour."), cure)


def _wait(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def _address(token: str) -> str:
    return redirect("app_signup_one", token=token)["Location"]


def _page(request: HttpRequest, page: Tracked, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    if page.step is Step.CONFIRM and refusal is None and page.link in (LinkState.VOIDED, LinkState.EXPIRED):
        refusal = refused_link(page.link)
    return _page_of(request, page, refusal, status)


def _page_of(request: HttpRequest, page: Tracked, refusal: Shown | None, status: int) -> HttpResponse:
    steps = steps_of(page)
    context = {
        "page": page,
        "step": page.step.name,
        "steps": steps,
        "done": sum(step.is_done for step in steps),
        "ask_whom": policy_of(request.business).ask_whom,  # type: ignore[attr-defined]
        "refusal": refusal,
        "sent": "sent" in request.GET,
        "asked": [(WHATS[each.what], each) for each in page.asked],
        "answered": "answered" in request.GET,
    }
    return render(request, "app/signup_one.html", context, status=status)
