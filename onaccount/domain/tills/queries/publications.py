"""Menus as they are drafted, and as they were transmitted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onaccount.domain.tills.models import MenuEntry, PaymentMenu, PaymentMethod, Publication, Till
from onaccount.domain.tills.rules.methods import MethodType, NoSuchMenu, NoSuchMethod
from onaccount.domain.tills.rules.publications import NOTHING, Content, NoSuchVersion
from onaccount.domain.tills.rules.tills import TillState


@dataclass(frozen=True, slots=True)
class MethodCard:
    number: int
    name: str
    type: MethodType


@dataclass(frozen=True, slots=True)
class MenuCard:
    """A menu as it is drafted: what stands in it in its order, what does not, and the tills that use it."""

    number: int
    name: str
    methods: tuple[MethodCard, ...]
    others: tuple[MethodCard, ...]
    tills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A transmission, and how many of the tills that it is for have acknowledged it."""

    version: int
    at: datetime
    by_kind: str
    by_key: str
    restores: int | None
    acknowledged: tuple[str, ...]
    content: Content


def payment_methods() -> list[MethodCard]:
    """Those that are in use, by name."""
    return [_method(row) for row in PaymentMethod.objects.filter(archived_at=None).order_by("name", "pk")]


def payment_method(number: int) -> MethodCard:
    row = PaymentMethod.objects.filter(pk=number, archived_at=None).first()
    if row is None:
        raise NoSuchMethod
    return _method(row)


def menus() -> list[MenuCard]:
    """All menus by name, by four statements."""
    methods = payment_methods()
    entries: dict[int, list[MethodCard]] = {}
    for entry in MenuEntry.objects.select_related("method").order_by("menu", "position", "method"):
        entries.setdefault(entry.menu_id, []).append(_method(entry.method))
    used: dict[int, list[str]] = {}
    for menu, name in _tills_in_use().order_by("name").values_list("menu", "name"):
        used.setdefault(menu, []).append(name)
    return [
        MenuCard(
            menu.pk,
            menu.name,
            tuple(here := entries.get(menu.pk, [])),
            tuple(each for each in methods if each not in here),
            tuple(used.get(menu.pk, [])),
        )
        for menu in PaymentMenu.objects.order_by("name", "pk")
    ]


def menu(number: int) -> MenuCard:
    """Raises NoSuchMenu."""
    found = next((each for each in menus() if each.number == number), None)
    if found is None:
        raise NoSuchMenu
    return found


def draft() -> Content:
    """What would be transmitted now."""
    used = [
        {
            "id": each.number,
            "name": each.name,
            "methods": [{"id": one.number, "name": one.name, "type": one.type.value} for one in each.methods],
        }
        for each in menus()
    ]  # fmt: skip
    tills = [
        {"id": number, "name": name, "menu": menu}
        for number, name, menu in _tills_in_use().order_by("name", "pk").values_list("pk", "name", "menu")
    ]
    return {"menus": used, "tills": tills}


def current() -> Publication | None:
    """What was transmitted last."""
    return Publication.objects.order_by("-version").first()


def current_content() -> Content:
    found = current()
    return found.content if found else NOTHING


def publication(version: int) -> Publication:
    """Raises NoSuchVersion."""
    found = Publication.objects.filter(pk=version).first()
    if found is None:
        raise NoSuchVersion(version=version)
    return found


def versions(limit: int = 50) -> list[VersionCard]:
    """The transmissions, the last first."""
    rows: Any = Publication.objects.order_by("-version").prefetch_related("acknowledgements__till")[:limit]
    return [
        VersionCard(
            version=row.pk,
            at=row.at,
            by_kind=row.by_kind,
            by_key=row.by_key,
            restores=row.restores,
            acknowledged=tuple(sorted(each.till.name for each in row.acknowledgements.all())),
            content=row.content,
        )
        for row in rows
    ]


def _tills_in_use() -> Any:
    return Till.objects.exclude(state=TillState.ENDED.value)


def _method(row: PaymentMethod) -> MethodCard:
    return MethodCard(row.pk, row.name, MethodType(row.type))
