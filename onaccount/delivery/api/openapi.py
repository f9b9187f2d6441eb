"""The description of the API, OpenAPI 3.1: what ninja draws of the operations, and what is the same for all."""

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from onaccount.delivery.api.door import LARGEST_BODY, api, told
from onaccount.delivery.api.once import HEADER, REPLAYED
from onaccount.delivery.api.problems import CONTENT_TYPE, TITLES
from onaccount.delivery.api.uploads import FORM, WHOLE

Document = dict[str, Any]
ROOT = "/api/v1/"
ABOUT = f"""Customers and what belongs to them, for machines.

A **token** is made in the office or by `onaccount create-token NAME --rights AREA,...` and sent as
`Authorization: Bearer TOKEN`. It has rights by area and may have an end; what is ended or taken away is refused at the
next request.

A **list** is `items` and `next`. Send `next` as `cursor` for the part that follows; null ends the list.

A **refusal** is a problem document (RFC 9457): `code` is stable and for machines, `detail` says what is so, `cure` what
to do, and `errors` names each field that cannot be used.

A POST with an **`{HEADER}`** has its effect once, however often it is sent: the first answer is given again, with
`{REPLAYED}: true`, for two days.

An **ETag** is the version of what was told. A change names it in `If-Match` and is refused where somebody has changed
the same thing since.

**Money** is a decimal string with as many digits as its currency has: "37.50" pounds, "3750" yen, "3.750" dinars.

Bodies are JSON in UTF-8 of at most {LARGEST_BODY // 1024 // 1024} MB. Fields and parameters that are not described here
are refused. Times are UTC (ISO 8601)."""

PROBLEM: Document = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "cure", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where the code is explained."},
        "title": {"type": "string", "description": "What the status means."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is so, in a sentence."},
        "code": {"type": "string", "description": "Stable, for machines."},
        "cure": {"type": "string", "description": "What to do; may be blank."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldProblem"}},
        "available": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "description": "With 409 of a customer's account: what is left to spend; null: it is unlimited.",
        },
    },
}
FIELD_PROBLEM: Document = {
    "type": "object",
    "description": "What is wrong with one field of a request.",
    "required": ["field", "code", "detail", "cure"],
    "properties": {
        "field": {"type": "string", "description": "Its name, or its path with dots; blank for the body as a whole."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "cure": {"type": "string"},
    },
}
FILE: Document = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary", "description": "A list of customers."}},
                "additionalProperties": {"type": "string"},
            }
        },
        **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in WHOLE},
    },
}
REQUEST_HEADERS: dict[str, Document] = {
    HEADER: {
        "description": "A new one for each thing that is to happen, such as a UUID; the same to send it again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "example": "018f4e1a-7c1e-7b54-9d0e-2f6a5c3b1d20",
    },
    "If-Match": {
        "description": "The ETag of the version that was read. Without it the answer is 428.",
        "schema": {"type": "string"},
        "example": '"6f1d0c5b8a4e4c0f9a2b7d3e1c5a8f60"',
    },
    "If-None-Match": {
        "description": "The ETag of the version that is known; the answer is 304 while it stands.",
        "schema": {"type": "string"},
        "example": '"6f1d0c5b8a4e4c0f9a2b7d3e1c5a8f60"',
    },
}
RESPONSE_HEADERS: dict[str, Document] = {
    "ETag": {"description": "The version of what is told.", "schema": {"type": "string"}},
    "Location": {"description": "The address of what was made.", "schema": {"type": "string"}},
    REPLAYED: {
        "description": "true: this is the answer to an earlier request with the same key.",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}},
}
OF_PROBLEMS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
OF_ALL = (500, 503)
OF_TOKENS = (401, 403, 429)
OF_BODIES = (400, 413, 415, 422)
OF_KEYS = (400, 409, 422)


@cache
def openapi() -> Document:
    document: Document = dict(api.get_openapi_schema(path_prefix=ROOT))
    document["info"] = {"title": "OnAccount", "version": "1", "description": ABOUT}
    document["servers"] = [{"url": settings.PUBLIC_URL}]
    schemas = document["components"]["schemas"]
    schemas |= {"Problem": PROBLEM, "FieldProblem": FIELD_PROBLEM}
    used: set[int] = set()
    for _path, method, operation in operations(document):
        used |= _complete(operation, method)
    document["components"]["responses"] = {f"Problem{status}": _problem(status) for status in sorted(used)}
    document["components"]["headers"] = RESPONSE_HEADERS
    for schema in schemas.values():
        _plain(schema)
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Document]]:
    """Each path, method and operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def _complete(operation: Document, method: str) -> set[int]:
    """Say of an operation what ninja does not know; returns the statuses that it refuses with."""
    more, headers = operation.pop("x-problems", []), operation.pop("x-headers", [])
    right = operation.get("x-right") or operation.get("x-right-of-partners")
    is_keyed = bool(method == "POST" and right and not operation.get("x-is-question"))
    if operation.pop("x-takes-file", False):
        operation["requestBody"] = FILE
    if kind := operation.pop("x-gives", ""):
        operation["responses"] = {200: {"description": "OK", "content": {kind: {"schema": {"type": "string"}}}}}
    parameters = operation["parameters"]
    for parameter in parameters:
        _plain_parameter(parameter)
    asked = [name for name in headers if name in REQUEST_HEADERS]
    if is_keyed:
        asked.append(HEADER)
    parameters += [{"in": "header", "name": name, "required": False, **REQUEST_HEADERS[name]} for name in asked]
    operation["description"] = _description(operation)
    statuses = _statuses(operation, right=right, is_keyed=is_keyed, more=more)
    _describe_answers(operation, headers=headers, is_keyed=is_keyed)
    if any(name.startswith("If-") for name in asked):
        statuses.add(400)  # what stands in it may be unreadable
    refs: dict[str, Document] = {
        str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)
    }
    if "If-None-Match" in asked:
        refs["304"] = {"description": "The version that is known still stands.", "headers": _headers(["ETag"])}
    operation["responses"] = dict(sorted({**_by_text(operation["responses"]), **refs}.items()))
    return statuses


def _by_text(responses: Mapping[int | str, Document]) -> dict[str, Document]:
    return {str(status): response for status, response in responses.items()}


def _description(operation: Document) -> str:
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(operation.get("description", "")))
    right, of_partners = operation.get("x-right"), operation.get("x-right-of-partners")
    needs = f"Needs the right to {right['words']}." if right else "" if of_partners else "Needs no token."
    more = f"A partner's token that may {of_partners['words']} reaches its own alone." if of_partners else ""
    return " ".join(filter(None, (text, needs, more)))


def _statuses(operation: Document, *, right: Any, is_keyed: bool, more: list[int]) -> set[int]:
    statuses = {*OF_ALL, *more}
    if right:
        statuses |= set(OF_TOKENS)
    if "requestBody" in operation:
        statuses |= set(OF_BODIES)
    if is_keyed:
        statuses |= set(OF_KEYS)
    return statuses | {422}  # of parameters that nobody knows, at the least


def _describe_answers(operation: Document, *, headers: list[str], is_keyed: bool) -> None:
    told_headers = [name for name in headers if name in RESPONSE_HEADERS]
    if is_keyed:
        told_headers.append(REPLAYED)
    for response in operation["responses"].values():
        if told_headers:
            response["headers"] = _headers(told_headers)


def _headers(names: list[str] | tuple[str, ...]) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(status: int) -> Document:
    return {
        "description": TITLES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        **({"headers": _headers(OF_PROBLEMS[status])} if status in OF_PROBLEMS else {}),
    }


def _plain_parameter(parameter: Document) -> None:
    """A parameter that is not sent is no null."""
    schema = parameter["schema"]
    _plain(schema)
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {}
    examples = parameter.pop("examples", None)  # in a parameter it would be a table of named ones
    if examples:
        parameter["example"] = examples[0]
    schema.pop("description", None)
    if parameter["in"] == "path" and schema.get("type") == "integer":
        schema |= {"minimum": 1, "maximum": 10**18 - 1}


def _plain(schema: Any) -> None:
    """Without the titles that pydantic makes of the names."""
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("title"), str):
        del schema["title"]
    for part in schema.get("properties", {}).values():
        _plain(part)
    for part in (schema.get("items"), *schema.get("anyOf", [])):
        _plain(part)


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """The description itself, for anybody: it tells of no customer."""
    return told(200, openapi())
