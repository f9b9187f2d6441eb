"""The list of customers as a page: what it is narrowed to, its tabs, and the way on and back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.office.shown import ShownRow, status_label
from onaccount.delivery.ui.context import count_text
from onaccount.domain.customers.queries import COUNT_UP_TO, IMPORTED, THEMSELVES, Filter, customers_page
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.permissions import Right

LONGEST_QUERY = 200  # characters; nobody types more into a search field


def read_filter(query: Mapping[str, str]) -> Filter:
    """What an address asks for. What it cannot mean is left out: an old link shows more, not an error."""
    asked = query.get("status", "")
    status = Status(asked) if asked in {status.value for status in Status} else None
    came = query.get("came", "")
    text = query.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
    return Filter(status=status, came=came if came in (THEMSELVES, IMPORTED) else "", text=text)


def address_of(wanted: Filter, **more: Any) -> str:
    """The query string of a list."""
    asked = {"status": wanted.status.value if wanted.status else "", "came": wanted.came, "q": wanted.text, **more}
    return urlencode({name: value for name, value in asked.items() if value not in ("", None)})


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: a tab with the number behind it."""

    key: str
    label: str
    wanted: Filter


def views() -> list[View]:
    return [
        View("all", _("All"), Filter()),
        View("new", _("New Accounts"), Filter(Status.NEW, THEMSELVES)),
        View("imported", _("Imported, waiting"), Filter(Status.NEW, IMPORTED)),
        View("admin", status_label(Status.ADMIN), Filter(Status.ADMIN)),
        View("active", status_label(Status.ACTIVE), Filter(Status.ACTIVE)),
        View("inactive", status_label(Status.INACTIVE), Filter(Status.INACTIVE)),
    ]


class CustomerList:
    """One page of the list as templates read it."""

    def __init__(self, wanted: Filter, query: Mapping[str, str], *, rights: Collection[Right]) -> None:
        self.wanted = wanted
        self.may_move = Right.APPROVE_CUSTOMERS in rights
        self.views = views()
        self.view = next((v for v in self.views if v.wanted == Filter(wanted.status, wanted.came)), None)
        self.page = customers_page(
            wanted,
            after=number_in(query.get("after")),
            before=number_in(query.get("before")),
            beside=[view.wanted for view in self.views],
        )

    def context(self) -> dict[str, Any]:
        return {
            "page": {
                "rows": [ShownRow.of(row, may_move=self.may_move) for row in self.page.rows],
                "next": address_of(self.wanted, after=self.page.after) if self.page.after else None,
                "previous": address_of(self.wanted, before=self.page.before) if self.page.before else None,
                "count_text": counted(self.page.count),
            },
            "similar": [ShownRow.of(row, may_move=False) for row in self.page.similar],
            "tabs": [self._tab(view, count) for view, count in zip(self.views, self.page.beside, strict=True)],
            "query": self.wanted.text,
            "searched": self.wanted.text,
            "status": self.view.key if self.view and self.view.key != "all" else "",
            "asked": {"status": self.wanted.status.value if self.wanted.status else "", "came": self.wanted.came},
            "queue": address_of(self.wanted),
            "filters": self._filters(),
        }

    def _tab(self, view: View, count: int) -> dict[str, Any]:
        return {
            "key": view.key,
            "label": view.label,
            "count_text": count_text(count),
            "href": f"?{address_of(view.wanted)}",
            "current": view is self.view,
        }

    def _filters(self) -> list[dict[str, str]]:
        """What narrows the list beside the tab, each with the way to be rid of it."""
        filters = []
        if self.view is None and self.wanted.status:
            filters.append(
                {"label": status_label(self.wanted.status), "href": f"?{address_of(Filter(text=self.wanted.text))}"}
            )
        if self.wanted.text:
            without = Filter(self.wanted.status, self.wanted.came)
            filters.append({"label": f"“{self.wanted.text}”", "href": f"?{address_of(without)}"})
        return filters


def counted(count: int) -> str:
    if count > COUNT_UP_TO:
        return _("More than %(n)d customers") % {"n": COUNT_UP_TO}
    return ngettext("%(n)d customer", "%(n)d customers", count) % {"n": count}


def number_in(text: str | None) -> int | None:
    """A number of a row, as a page sends it; None for what is none, or larger than any that the database can hold."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
