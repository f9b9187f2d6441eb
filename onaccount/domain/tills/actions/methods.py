"""Ways to pay are named, and menus are made of them. All of it is draft until it is transmitted."""

from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.tills.models import MenuEntry, PaymentMenu, PaymentMethod, Till
from onaccount.domain.tills.queries.publications import menu as menu_card
from onaccount.domain.tills.rules.methods import (
    MenuInUse,
    MenuNameTaken,
    MethodNameTaken,
    MethodType,
    NoSuchMenu,
    NoSuchMethod,
    moved_to,
    named,
)
from onaccount.domain.tills.rules.tills import TillState


@action
def add_method(*, name: str, type: MethodType, by: Actor, at: datetime) -> int:
    """A way to pay (S2-11). Returns its number."""
    require(by, Right.KEEP_TILLS)
    name = named(name)
    try:
        with transaction.atomic():
            method = PaymentMethod.objects.create(name=name, type=type.value)
    except IntegrityError:
        raise MethodNameTaken(name=name) from None
    changes = {"name": (None, name), "type": (None, type.value)}
    record("payment_method.added", Subject("payment_method", str(method.pk)), by=by, at=at, changes=changes)
    return method.pk


@action
def rename_method(*, method: int, name: str, by: Actor, at: datetime) -> None:
    require(by, Right.KEEP_TILLS)
    found, name = _locked_method(method), named(name)
    was, found.name = found.name, name
    if was == name:
        return
    try:
        with transaction.atomic():
            found.save(update_fields=["name"])
    except IntegrityError:
        raise MethodNameTaken(name=name) from None
    record(
        "payment_method.renamed", Subject("payment_method", str(method)), by=by, at=at, changes={"name": (was, name)}
    )


@action
def archive_method(*, method: int, by: Actor, at: datetime) -> None:
    """It goes out of every menu's draft; tills keep it until that is transmitted, and receipts name it for good."""
    require(by, Right.KEEP_TILLS)
    found = _locked_method(method)
    MenuEntry.objects.filter(method=found.pk).delete()
    PaymentMethod.objects.filter(pk=found.pk).update(archived_at=at)
    record("payment_method.archived", Subject("payment_method", str(method)), by=by, at=at)


@action
def add_menu(*, name: str, by: Actor, at: datetime) -> int:
    """A menu of ways to pay (S2-12), empty. Returns its number."""
    require(by, Right.KEEP_TILLS)
    name = named(name)
    try:
        with transaction.atomic():
            menu = PaymentMenu.objects.create(name=name)
    except IntegrityError:
        raise MenuNameTaken(name=name) from None
    record("payment_menu.added", Subject("payment_menu", str(menu.pk)), by=by, at=at, changes={"name": (None, name)})
    return menu.pk


@action
def rename_menu(*, menu: int, name: str, by: Actor, at: datetime) -> None:
    require(by, Right.KEEP_TILLS)
    found, name = _locked_menu(menu), named(name)
    was, found.name = found.name, name
    if was == name:
        return
    try:
        with transaction.atomic():
            found.save(update_fields=["name"])
    except IntegrityError:
        raise MenuNameTaken(name=name) from None
    record("payment_menu.renamed", Subject("payment_menu", str(menu)), by=by, at=at, changes={"name": (was, name)})


@action
def remove_menu(*, menu: int, by: Actor, at: datetime) -> None:
    require(by, Right.KEEP_TILLS)
    found = _locked_menu(menu)
    users = Till.objects.filter(menu=menu).exclude(state=TillState.ENDED.value).order_by("name")
    if names := list(users.values_list("name", flat=True)):
        raise MenuInUse(tills=", ".join(names))
    Till.objects.filter(menu=menu).update(menu=None)
    found.delete()
    record(
        "payment_menu.removed", Subject("payment_menu", str(menu)), by=by, at=at, changes={"name": (found.name, None)}
    )


@action
def put_method(*, menu: int, method: int, position: int, by: Actor, at: datetime) -> None:
    """Put a method into a menu at a position from 0, or move it there."""
    require(by, Right.KEEP_TILLS)
    _locked_menu(menu)
    found = _locked_method(method)
    was = [each.number for each in menu_card(menu).methods]
    _write(menu, was, moved_to(was, found.pk, position), by=by, at=at)


@action
def take_method(*, menu: int, method: int, by: Actor, at: datetime) -> None:
    """Take a method out of a menu."""
    require(by, Right.KEEP_TILLS)
    _locked_menu(menu)
    was = [each.number for each in menu_card(menu).methods]
    _write(menu, was, [each for each in was if each != method], by=by, at=at)


def _write(menu: int, was: list[int], now: list[int], *, by: Actor, at: datetime) -> None:
    if was == now:
        return
    write_entries(menu, now)
    changes = {"methods": (_names(was), _names(now))}
    record("payment_menu.changed", Subject("payment_menu", str(menu)), by=by, at=at, changes=changes)


def write_entries(menu: int, methods: list[int]) -> None:
    """The draft of a menu as this, and nothing else. Part of an action that holds it."""
    MenuEntry.objects.filter(menu=menu).delete()
    MenuEntry.objects.bulk_create(
        [MenuEntry(menu_id=menu, method_id=method, position=position) for position, method in enumerate(methods)]
    )


def _names(methods: list[int]) -> list[str]:
    names = dict(PaymentMethod.objects.filter(pk__in=methods).values_list("pk", "name"))
    return [names[method] for method in methods]


def _locked_method(method: int) -> PaymentMethod:
    found = PaymentMethod.objects.select_for_update(no_key=True).filter(pk=method, archived_at=None).first()
    if found is None:
        raise NoSuchMethod
    return found


def _locked_menu(menu: int) -> PaymentMenu:
    found = PaymentMenu.objects.select_for_update(no_key=True).filter(pk=menu).first()
    if found is None:
        raise NoSuchMenu
    return found
