"""What `onaccount import --json` answers: one object, whatever came of it."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

import click
from django.utils.translation import gettext as _

from onaccount.delivery.ui.likeness import reason_in_words
from onaccount.domain.imports.queries import (
    ImportCard,
    Problem,
    RowLine,
    first_alike,
    first_differences,
    first_problems,
    first_warnings,
    import_card,
)
from onaccount.domain.imports.rules.about import ColumnReport
from onaccount.domain.imports.rules.alike import Alike
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState
from onaccount.foundation.refusals import Refused


def as_object(card: ImportCard, rejects_file: str | None, *, seconds: float) -> dict[str, Any]:
    figures = card.figures
    assert figures is not None, "an import that was rehearsed has figures"
    return {
        "import_id": str(card.key),
        "applied": card.state is ImportState.APPLIED,
        "read": figures.read,
        "created": figures.create,
        "updated": figures.update,
        "unchanged": figures.unchanged,
        "repeated": figures.repeated,
        "rejected": figures.reject,
        "left_out": figures.left_out,
        "warnings": figures.warnings,
        "alike": figures.alike,
        "seconds": round(seconds, 3),
        "rejects_file": rejects_file,
        "encoding": card.encoding,
        "delimiter": card.delimiter,
        "recognised": card.recognised or None,
        "mapping": card.mapping,
        "errors": [problem_object(each) for each in first_problems(card.key)],
        "warning_list": [*map(remark_object, card.remarks), *map(problem_object, first_warnings(card.key))][:100],
        "columns": [column_object(each) for each in card.columns],
        "differences": [difference_object(each) for each in first_differences(card.key)],
        "alike_list": [alike_object(line, each) for line in first_alike(card.key) for each in line.alike[:1]],
    }


def column_object(column: ColumnReport) -> dict[str, Any]:
    return {
        "heading": column.heading,
        "field": column.field,
        "filled": column.filled,
        "blank": column.blank,
        "changed": column.changed,
        "wrong": column.wrong,
        "example": {"row": column.row, "value": column.example} if column.wrong else None,
    }


def difference_object(line: RowLine) -> dict[str, Any]:
    return {"row": line.row, "customer": line.number, "name": line.name, "changes": line.changes}


def alike_object(line: RowLine, alike: Alike) -> dict[str, Any]:
    """A row that looks like somebody: like `customer`, or like `other_row` of the file."""
    return {
        "row": line.row,
        "name": line.name,
        "customer": alike.number,
        "other_row": alike.other_row,
        "answer": alike.likeness.answer.value,
        "score": alike.likeness.score,
        "reasons": [reason_in_words(reason) for reason in alike.likeness.reasons],
    }


def problem_object(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "line": problem.line, "column": problem.column, "message": said(problem)}


def remark_object(remark: Said) -> dict[str, Any]:
    """What there is to say about the file as a whole."""
    return {"row": None, "line": None, "column": "", "message": in_words([remark])}


def said(problem: Problem) -> str:
    return in_words(problem.said)


def in_words(said: Iterable[Said]) -> str:
    """The sentences in the reader's language: the templates are translated, then filled."""
    return " ".join(_(part).format(**each.values) for each in said for part in (each.sentence, each.cure) if part)


def report_failure(key: uuid.UUID | None, refusal: Refused, *, seconds: float) -> None:
    """The same object for a file that could not be used, with the reason."""
    nothing = dict.fromkeys(
        ("read", "created", "updated", "unchanged", "repeated", "rejected", "left_out", "warnings", "alike"), 0
    )
    card = import_card(key) if key else None
    report: dict[str, Any] = {
        "import_id": str(key) if key else None,
        "applied": False,
        **nothing,
        "seconds": round(seconds, 3),
        "rejects_file": None,
        "encoding": card.encoding if card else "",
        "delimiter": card.delimiter if card else "",
        "recognised": card.recognised or None if card else None,
        "mapping": card.mapping if card else {},
        "errors": [],
        "warning_list": [],
        "columns": [],
        "differences": [],
        "alike_list": [],
        "error": str(refusal),
        "code": refusal.code,
    }
    click.echo(json.dumps(report))
