"""Payment: the ways to pay, and the menus of them that tills show (S2-11, S2-12)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.acting import done, sent, status_of
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.payment_shown import (
    TYPE_LABELS,
    USUAL,
    MethodForm,
    NamedForm,
    is_untransmitted,
    shown_menu,
    shown_method,
    shown_methods,
)
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown
from onaccount.domain.people.permissions import Right
from onaccount.domain.tills.actions.methods import (
    add_menu,
    add_method,
    archive_method,
    put_method,
    remove_menu,
    rename_menu,
    rename_method,
    take_method,
)
from onaccount.domain.tills.queries.publications import menu as menu_card
from onaccount.domain.tills.queries.publications import menus as menu_cards
from onaccount.domain.tills.queries.publications import payment_method, payment_methods

SEE, KEEP = Right.SEE_TILLS, Right.KEEP_TILLS


# --- methods ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@staff(SEE, change=KEEP)
def methods(request: StaffRequest) -> HttpResponse:
    form = MethodForm(request.POST or None)
    if sent(request, form, lambda typed, at: add_method(**typed, by=request.actor, at=at), _("It is added.")):
        return redirect("payment_methods")
    rows = shown_methods(payment_methods(), menu_cards())
    context = {"form": form, "rows": rows, "differs": is_untransmitted()}
    return render(request, "office/payment_methods.html", context, status=status_of(form))


@require_POST
@staff(KEEP)
def usual(request: StaffRequest) -> HttpResponse:
    """The usual ways to pay, where there are none yet."""
    there = {each.type for each in payment_methods()}
    for kind in USUAL:
        if kind not in there:
            add_method(name=str(TYPE_LABELS[kind]), type=kind, by=request.actor, at=timezone.now())
    messages.success(request, _("The usual ways to pay are added. Put them into a menu next."))
    return redirect("payment_methods")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(KEEP)
def method(request: StaffRequest, key: int) -> HttpResponse:
    """One way to pay; POST renames it."""
    card = payment_method(key)
    form = NamedForm(request.POST or None, initial={"name": card.name})
    if sent(request, form, _renaming(request, rename_method, method=key), _("It is saved.")):
        return redirect("payment_methods")
    menus = [menu.name for menu in menu_cards() if card in menu.methods]
    context = {"method": shown_method(card) | {"menus": menus}, "form": form}
    return render(request, "office/payment_method.html", context, status=status_of(form))


def _renaming(request: StaffRequest, verb: Callable[..., Any], **of: int) -> Callable[..., Any]:
    return lambda typed, at: verb(name=typed["name"], by=request.actor, at=at, **of)


@require_POST
@staff(KEEP)
def archive(request: StaffRequest, key: int) -> HttpResponse:
    archive_method(method=key, by=request.actor, at=timezone.now())
    messages.success(request, _("It is in no menu any more. Tills take it until that is transmitted."))
    return redirect("payment_methods")


# --- menus ------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@staff(SEE, change=KEEP)
def menus(request: StaffRequest) -> HttpResponse:
    """The first menu, or how to make one; POST adds one."""
    form, made = NamedForm(request.POST or None), []

    def add(typed: dict[str, Any], at: Any) -> None:
        made.append(add_menu(name=typed["name"], by=request.actor, at=at))

    if sent(request, form, add, _("The menu is added. Put ways to pay into it.")):
        return redirect("payment_menu", key=made[0])
    cards = menu_cards()
    if cards and request.method != "POST":
        return redirect("payment_menu", key=cards[0].number)
    return _page(request, cards[0].number if cards else None, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(SEE, change=KEEP)
def menu(request: StaffRequest, key: int) -> HttpResponse:
    """Three columns: the menus, what stands in this one, what can be put in. POST renames it."""
    card = menu_card(key)
    form = NamedForm(request.POST or None, initial={"name": card.name}, auto_id="rename-%s")
    if sent(request, form, _renaming(request, rename_menu, menu=key), _("It is saved.")):
        return redirect("payment_menu", key=key)
    return _page(request, key, rename=form)


def _page(
    request: StaffRequest,
    key: int | None,
    *,
    form: NamedForm | None = None,
    rename: NamedForm | None = None,
    refusal: tuple[Shown, int] | None = None,
) -> HttpResponse:
    cards = [shown_menu(card) for card in menu_cards()]
    one = next((card for card in cards if card["key"] == key), None)
    context = {
        "menus": cards,
        "menu": one,
        "has_methods": bool(payment_methods()),
        "form": form or NamedForm(),
        "rename": rename or NamedForm(initial={"name": one["name"]} if one else {}, auto_id="rename-%s"),
        "refusal": refusal and refusal[0],
        "differs": is_untransmitted(),
    }
    status = refusal[1] if refusal else status_of(form, rename)
    return render(request, "office/payment_menus.html", context, status=status)


@require_POST
@staff(KEEP)
def menu_methods(request: StaffRequest, key: int) -> HttpResponse:
    """Put a method at a place, or, without one, take it out."""
    method, position = number_in(request.POST.get("method")) or 0, number_in(request.POST.get("position"))
    at = timezone.now()
    if position is None:
        take_method(menu=key, method=method, by=request.actor, at=at)
    else:
        put_method(menu=key, method=method, position=position, by=request.actor, at=at)
    return redirect("payment_menu", key=key)


@require_POST
@staff(KEEP)
def menu_removal(request: StaffRequest, key: int) -> HttpResponse:
    refusal = done(
        request, lambda at: remove_menu(menu=key, by=request.actor, at=at), _("The menu is deleted.")
    )  # fmt: skip
    return _page(request, key, refusal=refusal) if refusal else redirect("payment_menus")
