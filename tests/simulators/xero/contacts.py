"""The Contacts of the accounting API: what each call does and answers."""

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

from tests.simulators.xero.organisation import Invalid, Organisation, Stored, moment, stamp
from tests.simulators.xero.where import NotUnderstood, filtered, ordered, searched

Answered = tuple[int, Any]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NOBODY = "00000000-0000-0000-0000-000000000000"


def answer_contacts(
    organisation: Organisation,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: Any,
    now: float,
) -> Answered:
    key = path.removeprefix("/Contacts").strip("/")
    if method == "GET":
        return one(organisation, key, now) if key else many(organisation, query, headers, now)
    if method not in ("PUT", "POST") or (method == "PUT" and key):
        return 405, None
    return once(organisation, headers.get("idempotency-key", ""), (method, path, body), now, lambda: write(
        organisation, method, key, query, body, now))  # fmt: skip


def one(organisation: Organisation, key: str, now: float) -> Answered:
    found = organisation.contacts.get(key.lower()) if UUID.fullmatch(key) else organisation.numbered(key)
    if found is None:
        return 404, {"Title": "Not Found", "Status": 404, "Detail": "The resource you're looking for cannot be found"}
    return 200, envelope([found.shown(whole=True)], now)


def many(organisation: Organisation, query: Mapping[str, str], headers: Mapping[str, str], now: float) -> Answered:
    found = list(organisation.contacts.values())
    if ids := query.get("IDs"):
        wanted = set(ids.lower().split(","))
        found = [each for each in found if each.contact_id in wanted]
    if query.get("includeArchived") != "true":
        found = [each for each in found if each.status != "ARCHIVED"]
    if since := headers.get("if-modified-since"):
        # To the second, as a header of HTTP is.
        found = [each for each in found if int(each.updated) >= int(moment(since))]
    try:
        found = ordered(searched(filtered(found, query.get("where", "")), query.get("searchTerm", "")),
                        query.get("order", ""))  # fmt: skip
    except NotUnderstood as wrong:
        return 400, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": str(wrong), "Elements": []}
    if "page" not in query:
        return 200, envelope([each.shown(whole=False) for each in found], now)
    page, size = int(query["page"]), int(query.get("pageSize", 100))
    if page < 1 or not 1 <= size <= 1000:
        words = "page must be 1 or more and pageSize from 1 to 1000"
        return 400, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": words, "Elements": []}
    shown = [each.shown(whole=True) for each in found[(page - 1) * size : page * size]]
    counts = {"page": page, "pageSize": size, "pageCount": -(-len(found) // size), "itemCount": len(found)}
    return 200, {**envelope(shown, now), "pagination": counts}


def write(
    organisation: Organisation, method: str, key: str, query: Mapping[str, str], body: Any, now: float
) -> Answered:
    elements = body.get("Contacts") if isinstance(body, dict) and "Contacts" in body else body
    elements = [elements] if isinstance(elements, dict) else elements
    if not isinstance(elements, list) or not elements:
        words = "The request body could not be read"
        return 400, {"ErrorNumber": 17, "Type": "PostDataInvalidException", "Message": words, "Elements": []}
    if query.get("summarizeErrors") == "false":
        return 200, envelope([each_alone(organisation, method, key, each) for each in elements], now)
    kept = dict(organisation.contacts)
    before = {key: (dict(each.values), each.updated) for key, each in kept.items()} if len(elements) > 1 else {}
    try:
        written = [carry_out(organisation, method, key, each) for each in elements]
    except Invalid as wrong:
        organisation.contacts = kept  # one that is wrong takes all of them back
        for contact_id, (values, updated) in before.items():
            kept[contact_id].values, kept[contact_id].updated = values, updated
        failed = [
            {**refused(each), "ValidationErrors": [{"Message": text} for text in wrong.messages]} for each in elements
        ]
        words = "A validation exception occurred"
        return 400, {"ErrorNumber": 10, "Type": "ValidationException", "Message": words, "Elements": failed}
    return 200, envelope([each.shown(whole=True) for each in written], now)


def each_alone(organisation: Organisation, method: str, key: str, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {**carry_out(organisation, method, key, given).shown(whole=True), "StatusAttributeString": "OK"}
    except Invalid as wrong:
        said = [{"Message": text} for text in wrong.messages]
        return {
            **refused(given),
            "UpdatedDateUTC": stamp(0),
            "StatusAttributeString": "ERROR",
            "ValidationErrors": said,
        }


def refused(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"ContactID": NOBODY, **given, "HasValidationErrors": True}


def carry_out(organisation: Organisation, method: str, key: str, given: Mapping[str, Any]) -> Stored:
    if method == "PUT":
        return organisation.create(given)
    return organisation.create_or_update({**given, "ContactID": key} if key else given)


def once(organisation: Organisation, key: str, request: Any, now: float, do: Any) -> Answered:
    """A key that came lately gets the answer of its first time; with another request it is refused."""
    if not key:
        done: Answered = do()
        return done
    if len(key) > 128:
        words = "Idempotency key is longer than 128 characters"
        return 400, {"ErrorNumber": 10, "Type": "ValidationException", "Message": words, "Elements": []}
    print_of = json.dumps(request, sort_keys=True)
    first = organisation.answers.get(key)
    if first and now - first[0] < organisation.key_lives:
        if first[1] != print_of:
            words = "The idempotency key was used with another request"
            return 400, {"ErrorNumber": 10, "Type": "ValidationException", "Message": words, "Elements": []}
        return first[2]
    done = do()
    organisation.answers[key] = (now, print_of, done)
    return done


def envelope(contacts: list[dict[str, Any]], now: float) -> dict[str, Any]:
    return {
        "Id": str(uuid.uuid4()),
        "Status": "OK",
        "ProviderName": "A Xero of ours",
        "DateTimeUTC": stamp(now).replace("+0000", ""),
        "Contacts": contacts,
    }
