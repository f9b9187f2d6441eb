"""A part of a template that is drawn once and filled in many times.

A row of a list takes the templates a millisecond, though rows of one shape differ in a few texts only. So for each
shape the template draws one row that has marks in the place of its texts; what it drew is kept, cut at the marks.
"""

import re
from collections.abc import Hashable, Mapping
from html import escape
from typing import Any, Protocol

from django.template import Context, Node, NodeList
from django.template.base import FilterExpression
from django.utils.safestring import SafeString
from django.utils.translation import get_language

BEGIN, END = "\ue000", "\ue001"  # for private use: no template has them
MARKS = re.compile(f"{BEGIN}([a-z_]+){END}")
MOST_SHAPES = 500  # kept at a time; a list of customers has some dozens


class Mark(str):
    """Stands for a text in what is drawn, and for a time as well."""

    __slots__ = ()

    def strftime(self, _format: str) -> str:
        return self


class Fillable(Protocol):
    """What can be filled in: its texts, as the page says them, and all else that the template may ask it."""

    def shape(self) -> Hashable: ...

    def texts(self) -> Mapping[str, str]: ...

    def marked(self, marks: Mapping[str, str]) -> Mapping[str, Any]:
        """As the template reads it, with marks for texts; what is neither of the shape nor a text is not there."""


class FilledNode(Node):
    """`{% filled row name ... %}...{% endfilled %}`; the names are of the page's own texts, the same in every row."""

    def __init__(self, nodelist: NodeList, row: FilterExpression, names: list[str]) -> None:
        self.nodelist, self.row, self.names = nodelist, row, names
        self.kept: dict[Hashable, list[str]] = {}

    def render(self, context: Context) -> SafeString:
        row = self.row.resolve(context)
        if not hasattr(row, "marked"):
            return self.nodelist.render(context)
        texts = {**row.texts(), **{name: str(context.get(name) or "") for name in self.names}}
        there = tuple(name for name, text in texts.items() if text)
        shape = (get_language(), row.shape(), there)
        parts = self.kept.get(shape)
        if parts is None:
            parts = self.drawn(context, row, there)
            if len(self.kept) >= MOST_SHAPES:
                self.kept.clear()
            self.kept[shape] = parts
        escaped = {name: escape(texts[name]) for name in there}
        filled = parts.copy()
        filled[1::2] = [escaped[name] for name in parts[1::2]]
        # The texts are escaped above, and the rest is a template of ours.
        return SafeString("".join(filled))  # nosec B703

    def drawn(self, context: Context, row: Fillable, there: tuple[str, ...]) -> list[str]:
        """What the template makes of the marks: its own text and the names of marks by turns."""
        marks = {name: Mark(f"{BEGIN}{name}{END}") for name in there}
        of_page = {name: marks.get(name, "") for name in self.names}
        of_row = {name: mark for name, mark in marks.items() if name not in of_page}
        with context.push(**{self.row.token: row.marked(of_row)}, **of_page):
            return MARKS.split(self.nodelist.render(context))
