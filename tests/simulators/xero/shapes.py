"""Requests and answers held against Xero's own description of its API, more strictly than it says.

A member or a parameter that the description does not name is a complaint: in OpenAPI every object is open, and a
misspelt member would pass. So is a member of a request that is read-only there.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ENVELOPE = frozenset({"Id", "Status", "ProviderName", "DateTimeUTC"})  # around every answer, and in no schema
READ_ONLY = frozenset({"UpdatedDateUTC", "Website", "Discount", "Balances", "HasAttachments", "Attachments",
                       "IsCustomer", "IsSupplier", "MergedToContactID", "HasValidationErrors", "ValidationErrors",
                       "StatusAttributeString"})  # fmt: skip
SAMPLE = 20  # contacts of a long answer that are looked at
STAMP = re.compile(r"/Date\(-?\d+([+-]\d{4})?\)/")
OURS = frozenset({"authorization", "accept", "accept-encoding", "connection", "host", "user-agent", "content-type",
                  "content-length"})  # fmt: skip


@cache
def described(path: Path) -> Mapping[str, Any]:
    import yaml

    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


class Shapes:
    """`complaints` is what did not fit, in the order it came."""

    def __init__(self, folder: Path) -> None:
        self.accounting = described(folder / "xero_accounting.yaml")
        self.identity = described(folder / "xero-identity.yaml")
        self.complaints: list[str] = []
        self.check_connections([])  # read once, before anybody waits for an answer
        self._hold({}, {"$ref": "#/components/schemas/Contacts"}, "")

    def check_request(self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> None:
        operation, parameters = self._operation(method, path)
        where = f"{method} {path}"
        if operation is None:
            self.complaints.append(f"{where}: there is no such operation")
            return
        known = {each["name"]: each for each in parameters if each["in"] == "query"}
        for name, value in query.items():
            if name not in known:
                self.complaints.append(f"{where}: there is no parameter {name}")
            else:
                self._hold(_typed(value, known[name]["schema"]), known[name]["schema"], f"{where} ?{name}")
        named = {each["name"].lower() for each in parameters if each["in"] == "header"}
        for name in headers:
            if name.lower() not in named | OURS:
                self.complaints.append(f"{where}: there is no header {name}")
        if len(headers.get("idempotency-key", "")) > 128:
            self.complaints.append(f"{where}: the Idempotency-Key is longer than 128")

    def check_body(self, method: str, path: str, body: Any) -> None:
        where = f"{method} {path} body"
        self._hold(body, {"$ref": "#/components/schemas/Contacts"}, where)
        for each in body.get("Contacts", []) if isinstance(body, dict) else []:
            for name in sorted(READ_ONLY & each.keys()):
                self.complaints.append(f"{where}: {name} is read-only")

    def check_answer(self, method: str, path: str, status: int, body: Any) -> None:
        where = f"{method} {path} -> {status}"
        if status == 400:
            self._hold(body, {"$ref": "#/components/schemas/Error"}, where)
            return
        if status != 200:
            return  # nothing else is described
        inner = {name: value for name, value in body.items() if name not in ENVELOPE}
        if len(inner.get("Contacts", [])) > SAMPLE:  # one function makes them all, and a thousand take seconds
            inner["Contacts"] = inner["Contacts"][:: -(-len(inner["Contacts"]) // SAMPLE)]
        self._hold(inner, {"$ref": "#/components/schemas/Contacts"}, where)
        for each in body.get("Contacts", []):
            if not STAMP.fullmatch(each.get("UpdatedDateUTC", "")):
                self.complaints.append(f"{where}: {each.get('UpdatedDateUTC')} is no stamp")

    def check_connections(self, body: Any) -> None:
        self._hold(body, {"type": "array", "items": {"$ref": "#/identity/Connection"}}, "GET /connections")

    def check_token(self, body: Any) -> None:
        inner = {name: value for name, value in body.items() if name != "scope"}
        self._hold(inner, {"$ref": "#/identity/AccessToken"}, "POST /connect/token")

    def _operation(self, method: str, path: str) -> tuple[Any, list[Mapping[str, Any]]]:
        template = "/Contacts" if path == "/Contacts" else "/Contacts/{ContactID}"
        of_path = self.accounting["paths"][template]
        operation = of_path.get(method.lower())
        if operation is None:
            return None, []
        listed = [*of_path.get("parameters", []), *operation.get("parameters", [])]
        return operation, [self._parameter(each) for each in listed]

    def _parameter(self, each: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in each:
            return each
        name = each["$ref"].rpartition("/")[2]
        found: Mapping[str, Any] = self.accounting["components"]["parameters"][name]
        return found

    def _hold(self, value: Any, schema: Mapping[str, Any], where: str) -> None:
        for error in _validator(_closed(self.accounting, self.identity), schema).iter_errors(value):
            place = ".".join(map(str, error.absolute_path))
            self.complaints.append(f"{where} {place}: {error.message[:200]}")


def _typed(value: str, schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "integer":
        return int(value) if value.isdigit() else value
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if kind == "array":
        return value.split(",")
    return value


_closures: dict[int, dict[str, Any]] = {}


def _closed(accounting: Mapping[str, Any], identity: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas that contacts reach, each without room for what it does not name."""
    if id(accounting) not in _closures:
        every = accounting["components"]["schemas"]
        needed = dict(_reached(every, ["Contacts", "Error"]))
        needed["Element"] = {**needed["Element"], "additionalProperties": True}  # their examples show whole contacts
        named = {name: _shut(identity["components"]["schemas"][name]) for name in ("Connection", "AccessToken")}
        _closures[id(accounting)] = {"components": {"schemas": needed}, "identity": named}
    return _closures[id(accounting)]


def _reached(every: Mapping[str, Any], begin: list[str]) -> Iterator[tuple[str, Any]]:
    seen, waiting = set(), list(begin)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting += re.findall(r"'#/components/schemas/(\w+)'", str(every[name]))
        yield name, _shut(every[name])


def _shut(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "additionalProperties": False} if "properties" in schema else dict(schema)


_validators: dict[str, Any] = {}


def _validator(document: dict[str, Any], schema: Mapping[str, Any]) -> Any:
    from jsonschema import Draft4Validator, FormatChecker

    key = f"{id(document)} {schema}"
    if key not in _validators:
        _validators[key] = Draft4Validator({**document, **schema}, format_checker=FormatChecker(["uuid"]))
    return _validators[key]
