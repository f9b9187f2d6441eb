"""The documentation of the API as a page, drawn from the same description that machines read."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from onaccount.delivery.api.openapi import Document, openapi, operations
from onaccount.foundation.refusals import Refused

MARKED = re.compile(r"(\*\*.+?\*\*|`.+?`)")
VALUE = re.compile(r"{\w+}")
PATH_EXAMPLES = {"number": "17"}
UUID_EXAMPLE = "018f4e1a-7c1e-7b54-9d0e-2f6a5c3b1d20"


def prose(text: str) -> list[SafeString]:
    """Paragraphs of a description, whose `code` and **bold** are marked."""
    return [_marked(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]


def _marked(text: str) -> SafeString:
    return format_html_join("", "{}", ((_run(piece),) for piece in MARKED.split(text)))


def _run(piece: str) -> SafeString | str:
    if piece.startswith("**"):
        return format_html("<b>{}</b>", _marked(piece[2:-2]))
    return format_html("<code>{}</code>", piece[1:-1]) if piece.startswith("`") else piece


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field or a parameter in words."""

    name: str
    kind: str
    needed: bool
    text: list[SafeString]


@dataclass(frozen=True, slots=True)
class ShownOperation:
    key: str
    method: str
    path: str
    summary: str
    text: list[SafeString]
    parameters: list[ShownField]
    fields: list[ShownField]
    curl: str
    answer: str
    status: str
    refusals: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """The operations under one heading."""

    key: str
    heading: str
    operations: list[ShownOperation]


@dataclass(frozen=True, slots=True)
class ShownShape:
    key: str
    text: list[SafeString]
    fields: list[ShownField]


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A refusal by its code; what differs each time is left out of its sentences."""

    code: str
    status: int
    sentence: str
    cure: str


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """For anybody: it tells of no customer."""
    return render(request, "api/docs.html", shown_documentation())


@cache
def shown_documentation() -> dict[str, Any]:
    document = openapi()
    return {
        "about": prose(document["info"]["description"]),
        "parts": _parts(document),
        "shapes": _shapes(document),
        "codes": refusal_codes(),
        "first_call": _curl(document, "/api/v1/customers", "GET", {"parameters": []}),
    }


def _parts(document: Document) -> list[ShownPart]:
    parts: dict[str, list[ShownOperation]] = {}
    for path, method, operation in operations(document):
        parts.setdefault(operation["tags"][0], []).append(_shown(document, path, method, operation))
    return [ShownPart(re.sub(r"\W+", "-", heading.lower()), heading, found) for heading, found in parts.items()]


def _shown(document: Document, path: str, method: str, operation: Document) -> ShownOperation:
    status = next(status for status in operation["responses"] if status.startswith("2"))
    answer = _content(operation["responses"][status])
    refusals = [status for status in operation["responses"] if not status.startswith("2")]
    return ShownOperation(
        key=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        text=prose(operation["description"]),
        parameters=[_parameter(document, parameter) for parameter in operation["parameters"]],
        fields=list(_fields(document, _content(operation.get("requestBody", {})))),
        curl=_curl(document, path, method, operation),
        answer=_pretty(example_of(document, answer)) if answer else "",
        status=status,
        refusals=", ".join(refusals),
    )


def _content(holder: Mapping[str, Any]) -> Document:
    """The schema of a body, whatever its kind of content."""
    for content in holder.get("content", {}).values():
        schema: Document = content["schema"]
        return schema
    return {}


def _parameter(document: Document, parameter: Document) -> ShownField:
    kind = _kind(document, parameter["schema"])
    where = {"header": "header", "path": "in the address"}.get(parameter["in"], "")
    name = ", ".join(filter(None, (kind, where)))
    return ShownField(parameter["name"], name, parameter["required"], prose(parameter.get("description", "")))


def _fields(document: Document, schema: Document) -> Iterator[ShownField]:
    schema = resolved(document, schema)
    for name, part in schema.get("properties", {}).items():
        text = part.get("description") or resolved(document, part).get("description", "")
        yield ShownField(name, _kind(document, part), name in schema.get("required", ()), prose(text))


def resolved(document: Document, schema: Document) -> Document:
    """A schema, looked up where it is named."""
    if "$ref" not in schema:
        return schema
    found: Document = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found


KINDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null", "object": "object"}
FORMATS = {"date-time": "time", "uri": "address", "uuid": "UUID", "binary": "file"}


def _kind(document: Document, schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_kind(document, part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema.get('items', {}))}"
    kind = FORMATS.get(schema.get("format", "")) or KINDS.get(schema.get("type", ""), "anything")
    return f"{kind}, at most {schema['maxLength']:,}" if "maxLength" in schema else kind


def example_of(document: Document, schema: Document) -> Any:
    """A value that has this shape: the one that is written down with it, or made of its parts."""
    schema = resolved(document, schema)
    if "examples" in schema:
        return schema["examples"][0]
    if "anyOf" in schema:
        return example_of(document, schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema:
        return schema["default"]
    if schema.get("type") == "array":
        return [example_of(document, schema["items"])]
    if "properties" in schema:
        return {name: example_of(document, part) for name, part in schema["properties"].items()}
    plain = {"string": "", "integer": 1, "boolean": True, "object": {}}
    formats = {"date-time": "2026-11-22T09:30:00Z", "uuid": UUID_EXAMPLE}
    return formats.get(schema.get("format", ""), plain.get(schema.get("type", "")))


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _curl(document: Document, path: str, method: str, operation: Document) -> str:
    """The call as one types it into a shell, with the token in a variable."""
    address = re.sub(r"{(\w+)}", lambda part: PATH_EXAMPLES.get(part[1], UUID_EXAMPLE), path)
    lines = [f"curl {'' if method == 'GET' else f'-X {method} '}{settings.PUBLIC_URL}{address}"]
    if "security" in operation or method == "GET":
        lines.append('-H "Authorization: Bearer $TOKEN"')
    for parameter in operation["parameters"]:
        if parameter["in"] == "header" and parameter["name"] != "If-None-Match":
            header = f"{parameter['name']}: {parameter['example']}"
            lines.append(f"-H {_quoted(header)}")
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            example = json.dumps(example_of(document, content["schema"]), ensure_ascii=False)
            lines += ['-H "Content-Type: application/json"', f"-d {_quoted(example)}"]
        else:
            lines.append("-F file=@customers.csv")
    return " \\\n  ".join(lines)


def _quoted(text: str) -> str:
    """For a shell: an apostrophe ends the quotes, stands for itself, and begins them again."""
    return "'" + text.replace("'", "'\\''") + "'"


def _shapes(document: Document) -> list[ShownShape]:
    return [
        ShownShape(name, prose(schema.get("description", "")), list(_fields(document, schema)))
        for name, schema in sorted(document["components"]["schemas"].items())
        if schema.get("properties")
    ]


def refusal_codes() -> list[ShownCode]:
    """Every refusal that the rooms and this door know, by code; those of a setting or a command never come here."""
    found = {
        each.code: ShownCode(each.code, each.status, VALUE.sub("…", each.sentence), VALUE.sub("…", each.cure))
        for each in sorted(kinds_of(Refused), key=lambda each: each.__qualname__)
        if ".commands" not in each.__module__ and ".config" not in each.__module__
    }
    return sorted(found.values(), key=lambda code: code.code)


def kinds_of(kind: type[Refused]) -> Iterator[type[Refused]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of(each)
