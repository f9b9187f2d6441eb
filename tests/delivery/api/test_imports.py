"""Lists of customers brought by machines: rehearsed, looked at, written, as on the page and by the command."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from onaccount.delivery.api import uploads
from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.actions import apply_import, approve_as_asked, rehearse_import
from onaccount.domain.imports.queries import approved_by, import_card, started_by
from onaccount.domain.imports.rules.states import ImportState
from tests.delivery.api.machine import HERE, Machine, code_of, fields_of, let_go, token
from tests.domain.imports.importing import as_csv

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Customer ID", "Company", "Email")
GOOD = as_csv(HEADER, ("K-1", "Hollin Dairy", "a@hollin.example"), ("K-2", "Weir", "b@weir.example"))
MIXED = as_csv(HEADER, ("K-1", "Hollin Dairy", "a@hollin.example"), ("K-2", "Weir", "nobody"))


@pytest.fixture
def machine() -> Machine:
    return Machine()


def bring(machine: Machine, content: bytes = GOOD, *, key: str | None = None, **options: Any) -> Any:
    """The file as the body."""
    headers = {"Idempotency-Key": key} if key else None
    query = {"name": "list.csv", **options}
    return machine.ask("POST", "/imports", content, headers=headers, query=query, content_type="text/csv")


def send_form(machine: Machine, content: bytes = GOOD, *, key: str | None = None, **fields: Any) -> Any:
    headers = {"Authorization": f"Bearer {machine.secret}"} | ({"Idempotency-Key": key} if key else {})
    data = {"file": SimpleUploadedFile("list.csv", content), **fields}
    return machine.client.post(f"{HERE}/imports", data, headers=headers)


def rehearsed(machine: Machine, answer: Any) -> dict[str, Any]:
    """The import after the worker's child has read it."""
    assert answer.status_code == 202, answer.content
    key = UUID(answer.json()["id"])
    rehearse_import(key=key, by=started_by(key), at=timezone.now())
    approve_as_asked(key=key, by=started_by(key), at=timezone.now())
    told: dict[str, Any] = machine.get(f"/imports/{key}").json()
    return told


def written(machine: Machine, key: str) -> dict[str, Any]:
    apply_import(key=UUID(key), by=approved_by(UUID(key)), at=timezone.now())
    told: dict[str, Any] = machine.get(f"/imports/{key}").json()
    return told


@pytest.mark.parametrize("send", [bring, send_form])
def test_a_file_is_kept_rehearsed_looked_at_and_written(machine, send):
    answer = send(machine)
    assert (answer.status_code, answer.json()["state"], answer.json()["counts"]) == (202, "uploaded", None)
    assert answer.headers["Location"] == f"/api/v1/imports/{answer.json()['id']}"
    told = rehearsed(machine, answer)
    assert (told["state"], told["name"], told["by"]) == ("rehearsed", "list.csv", "The shop")
    assert told["mapping"] == {"Customer ID": "external_id", "Company": "name", "Email": "email"}
    assert told["counts"]["created"] == told["counts"]["read"] == 2
    assert not Customer.objects.exists()
    approval = machine.post(f"/imports/{told['id']}/approval", {"rehearsed_at": told["rehearsed_at"]})
    assert (approval.status_code, approval.json()["state"]) == (202, "approved")
    told = written(machine, told["id"])
    assert told["state"] == "applied"
    assert sorted(Customer.objects.values_list("number", flat=True)) == [told["first_number"], told["last_number"]]


@pytest.mark.parametrize("send", [bring, send_form])
def test_apply_writes_without_another_look_where_no_row_is_rejected(machine, send):
    assert rehearsed(machine, send(machine, apply="true"))["state"] == "approved"
    assert rehearsed(machine, send(machine, MIXED, apply="true"))["state"] == "rehearsed"
    assert rehearsed(machine, send(machine, MIXED, apply="true", partial="true"))["state"] == "approved"


def test_apply_is_asked_once_what_is_rehearsed_again_is_looked_at(machine):
    told = rehearsed(machine, bring(machine, MIXED, apply="true"))
    assert told["options"]["apply"] is False


def test_rejected_rows_are_told_and_given_as_a_file_to_mend(machine):
    told = rehearsed(machine, bring(machine, MIXED))
    assert told["counts"]["rejected"] == 1
    [problem] = told["problems"]
    assert (problem["row"], problem["column"]) == (3, "Email")
    assert "nobody" in problem["message"]
    rejects = machine.get(f"/imports/{told['id']}/rejects")
    assert rejects.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="list-rejected.csv"' in rejects.headers["Content-Disposition"]
    assert b"nobody" in b"".join(rejects.streaming_content)
    let_go(rejects)
    approval = {"rehearsed_at": told["rehearsed_at"]}
    assert code_of(machine.post(f"/imports/{told['id']}/approval", approval)) == "rows_rejected"
    assert machine.post(f"/imports/{told['id']}/approval", {**approval, "partial": True}).status_code == 202


def test_only_the_rehearsal_that_was_looked_at_is_approved(machine):
    told = rehearsed(machine, bring(machine))
    for moment in (timezone.now() - timedelta(days=1), timezone.now()):
        answer = machine.post(f"/imports/{told['id']}/approval", {"rehearsed_at": moment.isoformat()})
        assert (answer.status_code, code_of(answer)) == (409, "rehearsed_anew")
    for text in ("yesterday", "2026-11-22T09:30:00"):
        answer = machine.post(f"/imports/{told['id']}/approval", {"rehearsed_at": text})
        assert (answer.status_code, fields_of(answer)) == (422, {"rehearsed_at": "not_a_time"})


def test_an_import_is_let_go(machine):
    told = bring(machine).json()
    assert machine.post(f"/imports/{told['id']}/cancellation", {}).json()["state"] == "cancelled"
    answer = machine.post(f"/imports/{told['id']}/cancellation", {})
    assert (answer.status_code, code_of(answer)) == (409, "import_state")


def test_the_options_are_those_of_the_command(machine):
    mapping = json.dumps({"Email": None})
    options: dict[str, Any] = {
        "update_by": "tax_id", "as": "companies", "status": "admin", "category": "Trade", "tags": "north; shop",
        "only": "new", "mapping": mapping, "encoding": "utf-8", "delimiter": ",", "header_row": 1,
    }  # fmt: skip
    told = bring(machine, **options).json()["options"]
    assert (told["update_by"], told["as_kind"], told["status"]) == ("tax_id", "companies", "admin")
    assert (told["category"], told["tags"], told["only"]) == ("Trade", ["north", "shop"], "new")
    assert (told["mapping"], told["encoding"]) == ({"Email": None}, "utf-8")
    assert (told["delimiter"], told["header_row"]) == (",", 1)


@pytest.mark.parametrize("send", [bring, send_form])
@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"status": "active"}, {"status": "not_one_of"}),
        ({"update_by": "shoe"}, {"update_by": "not_one_of"}),
        ({"colour": "red"}, {"colour"}),
        ({"mapping": "{"}, {"mapping": "not_json"}),
        ({"mapping": "[]"}, {"mapping": "not_an_object"}),
        ({"mapping": '{"a": 5}'}, {"mapping": "not_an_object"}),
        ({"header_row": 0}, {"header_row": "out_of_range"}),
        ({"apply": "perhaps"}, {"apply": "not_true_or_false"}),
    ],
)
def test_an_option_that_cannot_be_used_is_named(machine, send, options, refused):
    answer = send(machine, **options)
    assert answer.status_code == 422, answer.content
    assert set(fields_of(answer)) == set(refused)
    if isinstance(refused, dict):
        assert fields_of(answer) == refused


def test_a_file_under_one_key_is_taken_once_and_another_is_refused(machine):
    for send in (bring, send_form):
        first, again = send(machine, key=send.__name__), send(machine, key=send.__name__)
        assert again.json()["id"] == first.json()["id"]
        assert again.headers["Idempotent-Replayed"] == "true"
        assert code_of(send(machine, MIXED, key=send.__name__)) == "key_reused"
        assert code_of(send(machine, key=send.__name__, status="admin")) == "key_reused"


def test_no_file_and_what_is_no_file_are_refused(machine):
    assert bring(machine, b"").status_code == 415  # of nothing, Django's client says no kind
    headers = {"Authorization": f"Bearer {machine.secret}"}
    assert code_of(machine.client.post(f"{HERE}/imports", {"name": "x"}, headers=headers)) == "no_file"
    answer = machine.post("/imports", {"file": "x"})
    assert (answer.status_code, code_of(answer)) == (415, "not_a_file")
    broken = machine.ask("POST", "/imports", b"--x", content_type="multipart/form-data; boundary=")
    assert broken.status_code == 400
    assert code_of(broken)


@pytest.mark.parametrize("send", [bring, send_form])
def test_a_file_that_is_too_large_is_refused(machine, send, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    monkeypatch.setattr(uploads, "AROUND", 10)
    answer = send(machine)
    assert (answer.status_code, code_of(answer)) == (413, "file_too_large")


def test_a_list_that_cannot_be_read_says_why(machine):
    answer = bring(machine, b"%PDF-1.7 hello")
    key = UUID(answer.json()["id"])
    with pytest.raises(Exception, match=r"."):
        rehearse_import(key=key, by=started_by(key), at=timezone.now())
    told = machine.get(f"/imports/{key}").json()
    assert told["state"] == "failed"
    assert told["error"]


def test_imports_are_listed_in_parts_newest_first(machine):
    made = [bring(machine).json()["id"] for _ in range(3)]
    seen, cursor = [], ""
    while cursor is not None:
        piece = machine.get("/imports", limit=2, cursor=cursor).json()
        seen += [one["id"] for one in piece["items"]]
        cursor = piece["next"]
    assert seen == made[::-1]


@pytest.mark.parametrize("part", ["", "/rejects", "/approval", "/cancellation"])
def test_an_import_that_is_not_there_is_not_found(machine, part):
    body = {"rehearsed_at": "2026-11-22T09:30:00Z"} if part == "/approval" else {}
    method = "POST" if part in ("/approval", "/cancellation") else "GET"
    answer = machine.ask(method, f"/imports/{uuid4()}{part}", body if method == "POST" else None)
    assert (answer.status_code, code_of(answer)) == (404, "no_such_import")


def test_there_are_no_rejects_before_there_are_any(machine):
    answer = machine.get(f"/imports/{bring(machine).json()['id']}/rejects")
    assert (answer.status_code, code_of(answer)) == (404, "no_rejects")


def test_to_bring_a_list_needs_the_right_and_to_invite_by_it_another():
    assert bring(Machine(token("imports:read"))).status_code == 403
    answer = bring(Machine(token("imports")), invite="now")
    assert (answer.status_code, code_of(answer)) == (403, "right_missing")
    assert bring(Machine(token("imports,access")), invite="now").status_code == 202


def test_the_rights_of_whoever_brought_it_are_asked_again_when_it_is_written(machine):
    assert import_card(UUID(bring(machine).json()["id"])).state is ImportState.UPLOADED
