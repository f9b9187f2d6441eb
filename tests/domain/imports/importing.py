"""Take a file in as a person would: rehearse it, then write it."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions import apply_import, rehearse_import, start_import
from onaccount.domain.imports.queries import ImportCard, import_card
from onaccount.domain.imports.rules.options import Options

BY = Actor("command", "command", "Command line")
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FIGURES = ("create", "update", "unchanged", "repeated", "reject")


def as_csv(*rows: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def rehearse(content: bytes | Path, name: str = "list.csv", **options: Any) -> ImportCard:
    """Rehearse these bytes, or this file under its own name."""
    if isinstance(content, Path):
        name, content = content.name, content.read_bytes()
    asked = Options.of_json(options)
    key = start_import(name=name, chunks=[content], options=asked, by=BY, at=AT, here=True)
    rehearse_import(key=key, by=BY, at=AT)
    return import_card(key)


def apply(key: UUID) -> ImportCard:
    apply_import(key=key, by=BY, at=AT)
    return import_card(key)


def take_in(content: bytes | Path, name: str = "list.csv", **options: Any) -> ImportCard:
    return apply(rehearse(content, name, **options).key)


def figures(card: ImportCard) -> dict[str, int]:
    """What the rows came to, without the zeros."""
    assert card.figures is not None
    found = {name: getattr(card.figures, name) for name in FIGURES}
    assert sum(found.values()) == card.figures.read
    return {name: count for name, count in found.items() if count}
