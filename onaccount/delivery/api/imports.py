"""Lists of customers on their way in: a file is brought, rehearsed by the worker, looked at, and written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.misshapen import NotObject, refusal_of
from onaccount.delivery.api.paging import Stretch, cursor_of, id_in
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told, one_of
from onaccount.delivery.api.uploads import upload_of
from onaccount.delivery.ui.reading import NotJson, read_json
from onaccount.domain.imports.actions import approve_import, cancel_import, start_import
from onaccount.domain.imports.queries import (
    ImportCard,
    Problem,
    first_problems,
    import_card,
    import_progress,
    imports_page,
    rejects_of,
)
from onaccount.domain.imports.rules.options import AsKind, Invite, Only, Options, UpdateBy
from onaccount.domain.imports.rules.progress import Progress
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

resource = Resource("Imports")
ALL = "/imports"
ONE = "/imports/{uuid:key}"
BASE = "/api/v1/imports"
PROBLEMS = 100  # rejected rows that are told with an import; its file of rejects has them all


class NoRejects(Refused):
    code = "no_rejects"
    sentence = "No row of this import is rejected, as far as it is read."
    status = 404


class NotAMoment(Refused):
    code = "not_a_time"
    sentence = "This is no time."
    cure = "Send rehearsed_at as the import tells it."


class Wanted(BaseModel):
    """How a file is taken in. In a form these are fields beside the file; a parameter counts before a field."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=255, description="Of the file, where it is the body.", examples=["customers.csv"])
    apply: bool = Field(False, description="Write it as soon as it is rehearsed, where no row is rejected.")
    partial: bool = Field(False, description="With apply: write the good rows even where others are rejected.")
    update_by: one_of(UpdateBy) | None = Field(None, description="Find customers by this.")  # type: ignore[valid-type]
    as_kind: one_of(AsKind) = Field("auto", alias="as", description="What the rows are.")  # type: ignore[valid-type]
    status: Literal["new", "admin", "inactive"] = Field("new", description="Of new customers.")
    category: str = Field("", description="Customer type of every row whose own cell is blank.")
    tags: str = Field("", description="Of every customer of the list, with ; between them.")
    invite: one_of(Invite) | None = Field(None, description="When new customers are let in; later, unless it is said.")  # type: ignore[valid-type]
    wave: str = Field("", description="Invite them with this wave; it is made if there is none.")
    only: one_of(Only) = Field("all", description="Leave the other rows out, as rejected.")  # type: ignore[valid-type]
    mapping: str = Field("", description='JSON: {"heading": "field" or null}; the other columns are guessed.')
    encoding: str = Field("", max_length=40, description="Such as utf-8 or cp1252; found if not given.")
    delimiter: str = Field("", max_length=3, description="Such as ; or tab; found if not given.")
    sheet: str = Field("", max_length=120, description="Of a workbook: its name, or its number from 1.")
    header_row: int | None = Field(None, ge=1, le=1_000_000, description="As a spreadsheet counts; found if not given.")


class Counts(Told):
    """How many rows come to what; `read` is the sum of created, updated, unchanged, repeated and rejected."""

    read: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    left_out: int = Field(description="Of the rejected, those that are so on purpose.")
    warnings: int


class RowProblem(Told):
    """What stands against a row."""

    row: int
    line: int
    column: str = Field(description="The heading that it is about; blank where it is the row as a whole.")
    message: str


class Work(Told):
    """How far the process is that works at it."""

    work: Literal["reading", "comparing", "writing", "taking_back"]
    done: int
    total: int
    seconds: float


class Brought(Told):
    """An import as a list tells it."""

    id: UUID
    name: str = Field(description="Of the file.")
    size: int = Field(description="Bytes.")
    state: one_of(ImportState)  # type: ignore[valid-type]
    by: str
    created_at: datetime = Field(description="UTC.")
    rehearsed_at: datetime | None
    applied_at: datetime | None
    counts: Counts | None = Field(description="What would become of its rows, or did; null before it is rehearsed.")
    error: str = Field(description="Why it came to nothing, and the cure; blank where it did not.")
    links: dict[str, str]


class Import(Brought):
    """An import with all that there is to say about it."""

    options: dict[str, Any] = Field(description="How it was asked for.")
    mapping: dict[str, str | None] = Field(description="{heading: field}, null for a column that is left out.")
    remarks: list[str] = Field(description="About the file as a whole.")
    problems: list[RowProblem] = Field(description=f"The first {PROBLEMS} rejected rows.")
    progress: Work | None
    first_number: int | None = Field(description="Of the customers that it made.")
    last_number: int | None


class Imports(Listed):
    """Imports, the newest first."""

    items: list[Brought]


class Approval(Taken):
    """Which rehearsal was looked at."""

    rehearsed_at: str = Field(description="As the import tells it.", json_schema_extra={"format": "date-time"})
    partial: bool = Field(False, description="Write the good rows even where others are rejected.")


class Nothing(Taken):
    """An empty object."""


@resource.get(ALL, right=Right.SEE_IMPORTS, answer=Imports, summary="List imports")
def list_imports(request: ApiRequest, wanted: Query[Stretch]) -> HttpResponse:
    """The newest first, whatever door they came by."""
    page = imports_page(after=id_in(wanted.cursor), limit=wanted.limit)
    return told(200, {"items": [brought(card) for card in page.rows], "next": cursor_of(page.after)})


@resource.post(
    ALL,
    right=Right.IMPORT_CUSTOMERS,
    answer=Import,
    status=202,
    summary="Bring a file",
    problems=(400, 413, 415),
    headers=("Location",),
    takes_file=True,
)
def bring_import(request: ApiRequest, wanted: Query[Wanted]) -> HttpResponse:
    """Keeps the file and has it rehearsed: nothing is written. Ask for the import until its state is `rehearsed`, look
    at its counts, and approve it; or send `apply`. To let customers in by it takes the right to do so.
    """
    upload = upload_of(request)
    asked = _asked(wanted, upload.beside)
    key = start_import(
        name=asked.name or upload.name or "customers.csv",
        chunks=upload.chunks(),
        options=_options(asked),
        by=request.actor,
        at=timezone.now(),
    )
    return told(202, whole(import_card(key)), headers={"Location": f"{BASE}/{key}"})


@resource.get(ONE, right=Right.SEE_IMPORTS, answer=Import, summary="One import", problems=(404,))
def get_import(request: ApiRequest, key: UUID) -> HttpResponse:
    """How far it is, what would become of its rows, or what has."""
    return told(200, whole(import_card(key)))


@resource.post(
    f"{ONE}/approval",
    right=Right.IMPORT_CUSTOMERS,
    answer=Import,
    status=202,
    summary="Write what was rehearsed",
    problems=(404, 409),
)
def approve_an_import(request: ApiRequest, key: UUID, approval: Approval) -> HttpResponse:
    """Has the worker write it, if it is the rehearsal that was looked at. If anything would differ from that meanwhile,
    nothing is written, and the import says so.
    """
    approve_import(
        key=key,
        partial=approval.partial,
        rehearsed_at=_moment(approval.rehearsed_at),
        by=request.actor,
        at=timezone.now(),
    )
    return told(202, whole(import_card(key)))


@resource.post(
    f"{ONE}/cancellation",
    right=Right.IMPORT_CUSTOMERS,
    answer=Import,
    status=202,
    summary="Let an import go",
    problems=(404, 409),
)
def cancel_an_import(request: ApiRequest, key: UUID, nothing: Nothing) -> HttpResponse:
    """One that is being written takes back what it wrote."""
    cancel_import(key=key, by=request.actor, at=timezone.now())
    return told(202, whole(import_card(key)))


@resource.get(
    f"{ONE}/rejects",
    right=Right.SEE_IMPORTS,
    answer=None,
    summary="The rejected rows",
    problems=(404,),
    gives="text/csv",
)
def get_rejects(request: ApiRequest, key: UUID) -> Any:
    """As a file: mended and brought again as it is, it brings in the rest."""
    card = import_card(key)
    path = rejects_of(key)
    if path is None:
        raise NoRejects
    name = f"{PurePath(card.file_name).stem or 'customers'}-rejected.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def brought(card: ImportCard) -> dict[str, Any]:
    here = f"{BASE}/{card.key}"
    return {
        "id": str(card.key),
        "name": card.file_name,
        "size": card.file_size,
        "state": card.state.value,
        "by": card.by_name,
        "created_at": card.created_at,
        "rehearsed_at": card.rehearsed_at,
        "applied_at": card.applied_at,
        "counts": _counts(card),
        "error": f"{card.error} {card.cure}".strip(),
        "links": {"self": here} | {part: f"{here}/{part}" for part in ("approval", "cancellation", "rejects")},
    }


def whole(card: ImportCard) -> dict[str, Any]:
    return brought(card) | {
        "options": card.options.as_json(),
        "mapping": card.mapping,
        "remarks": [_sentence([remark]) for remark in card.remarks],
        "problems": [_problem(each) for each in first_problems(card.key, limit=PROBLEMS)] if card.figures else [],
        "progress": _progress(import_progress(card.key)) if card.is_working else None,
        "first_number": card.first_number,
        "last_number": card.last_number,
    }


def _counts(card: ImportCard) -> dict[str, int] | None:
    figures = card.figures
    if figures is None:
        return None
    return {
        "read": figures.read,
        "created": figures.create,
        "updated": figures.update,
        "unchanged": figures.unchanged,
        "repeated": figures.repeated,
        "rejected": figures.reject,
        "left_out": figures.left_out,
        "warnings": figures.warnings,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "line": problem.line, "column": problem.column, "message": _sentence(problem.said)}


def _sentence(said: Iterable[Said]) -> str:
    """In the reader's language: the templates are translated, then filled."""
    return " ".join(_(part).format(**each.values) for each in said for part in (each.sentence, each.cure) if part)


def _progress(progress: Progress | None) -> dict[str, Any] | None:
    if progress is None:
        return None
    return {
        "work": progress.work.value,
        "done": progress.done,
        "total": progress.total,
        "seconds": round(progress.seconds, 3),
    }


def _asked(wanted: Wanted, beside: Mapping[str, str]) -> Wanted:
    """What stands in the form, and the parameters of the address before it."""
    if not beside:
        return wanted
    try:
        return Wanted.model_validate({**beside, **wanted.model_dump(exclude_unset=True, by_alias=True)})
    except ValidationError as error:
        found = [{**one, "loc": ("form", *one["loc"])} for one in error.errors()]
        raise refusal_of(found) from None


def _options(asked: Wanted) -> Options:
    given = asked.model_dump(exclude={"name", "mapping", "invite"}, exclude_none=True)
    if asked.invite:
        given["invite"] = asked.invite
    return Options.of_json(given | {"mapping": _mapping(asked.mapping)})


def _mapping(text: str) -> dict[str, str | None] | None:
    if not text:
        return None
    try:
        mapping = read_json(text.encode("utf-8", "surrogatepass"))
    except NotJson as refusal:
        raise NotUsable([FieldError.of("mapping", refusal)]) from None
    if not isinstance(mapping, dict) or not all(to is None or isinstance(to, str) for to in mapping.values()):
        raise NotUsable([FieldError.of("mapping", NotObject())])
    return mapping


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotUsable([FieldError.of("rehearsed_at", NotAMoment())]) from None
    if moment.tzinfo is None:
        raise NotUsable([FieldError.of("rehearsed_at", NotAMoment())])
    return moment
