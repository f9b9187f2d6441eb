"""A file that is not as it was written is refused in one sentence, whichever byte of it is another."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onaccount.domain.backups.actions import make_backup, restore_backup
from onaccount.domain.backups.actions.seal import Sealed, keep_place_for_seal
from onaccount.domain.backups.queries import opened
from onaccount.domain.backups.rules.manifest import MANIFEST, README
from onaccount.domain.backups.rules.refused import CannotRead, Damaged, DoesNotFit, NewerBackup, NotABackup
from onaccount.domain.customers.models import Customer
from onaccount.foundation.refusals import Refused
from tests.stage import AT, COMMAND, sign_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def content() -> bytes:
    """A backup of one customer, who is gone since."""
    sign_up()
    out = io.BytesIO()
    make_backup(out=out, version="0.1.0", with_key=False, by=COMMAND, at=AT, tell=lambda *_: None)
    return out.getvalue()


@pytest.fixture
def look(tmp_path: Path) -> Callable[[bytes], None]:
    def look(content: bytes) -> None:
        file = tmp_path / "some.oab"
        file.write_bytes(content)
        with opened(file, name="some.oab", ours="0.1.0") as backup:
            for table in backup.manifest.tables:
                list(backup.lines(table))

    return look


def resealed(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The backup with other entries, and a seal that says they were always so."""
    out = io.BytesIO()
    sealed = Sealed(out)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sealed, "w") as new:  # type: ignore[call-overload]
        keep_place_for_seal(new)
        for name in old.namelist():
            if (changed := change(name, old.read(name))) is not None:
                new.writestr(name, changed)
    sealed.finish()
    return out.getvalue()


def manifest_with(**more: Any) -> Callable[[str, bytes], bytes]:
    def change(name: str, text: bytes) -> bytes:
        return json.dumps({**json.loads(text), **more}).encode() if name == MANIFEST else text

    return change


def test_a_backup_is_read(content, look):
    look(content)
    look(resealed(content, lambda _name, text: text))


def test_any_zip_program_tests_it_and_its_seal_is_the_hash_of_what_stands_before(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.read(archive.namelist()[0]).decode() == README
    assert hashlib.sha256(content[:-64]).hexdigest().encode() == content[-64:]


def test_one_byte_that_is_another_is_found_wherever_it_is(content, look):
    places = [*range(0, len(content), max(1, len(content) // 150)), *range(len(content) - 130, len(content))]
    for place in places:
        altered = bytearray(content)
        altered[place] ^= 0x20
        with pytest.raises((Damaged, NotABackup)):
            look(bytes(altered))


@pytest.mark.parametrize("part", [0.01, 0.3, 0.5, 0.99])
def test_a_backup_that_was_cut_off_is_found(content, look, part):
    with pytest.raises((Damaged, NotABackup)) as refused:
        look(content[: int(len(content) * part)])
    assert "some.oab is not" in str(refused.value)


def test_the_end_is_missed(content, look):
    for cut in (1, 64, 65, 200):
        with pytest.raises(Damaged):
            look(content[:-cut])


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"\n",
        b"name,city\r\nHollin Dairy,Leeds\r\n",
        b"SQLite format 3\x00" + bytes(5000),
        b"PK\x05\x06" + bytes(18),
    ],
    ids=["nothing", "a line", "a list", "a database", "an empty archive"],
)
def test_another_file_is_no_backup(look, foreign):
    with pytest.raises(NotABackup):
        look(foreign)


def test_what_cannot_be_opened_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "absent.oab"):
        with pytest.raises(CannotRead), opened(path, name=str(path), ours="0.1.0"):
            pass


@pytest.mark.parametrize(
    "change",
    [
        lambda name, text: None if name == MANIFEST else text,
        lambda name, text: b"[]" if name == MANIFEST else text,
        lambda name, text: b"{" if name == MANIFEST else text,
        lambda name, text: None if name == "tables/customers_customer.jsonl" else text,
        lambda name, text: text + text if name == "tables/customers_customer.jsonl" else text,
        lambda name, text: text.replace(b"Widgets", b"widgets") if name == "tables/customers_customer.jsonl" else text,
        manifest_with(tables=7),
        manifest_with(tables=[{}]),
        manifest_with(files=[{"path": "../../etc/passwd", "size": 1, "sha256": "0" * 64}]),
        manifest_with(surprise=1),
    ],
    ids=[
        "no manifest",
        "a list",
        "no JSON",
        "no table",
        "a row twice",
        "another row",
        "seven",
        "hollow",
        "path",
        "more",
    ],
)
def test_a_backup_that_was_sealed_anew_is_still_looked_at(content, look, change):
    with pytest.raises(Damaged):
        look(resealed(content, change))


def test_a_backup_in_a_later_format_is_not_guessed_at(content, look):
    with pytest.raises(NewerBackup, match=r"OnAccount 9\.9.*newer than this one \(0\.1\.0\)"):
        look(resealed(content, manifest_with(format=2, onaccount="9.9")))


# --- what the rows say ------------------------------------------------------------------------------------------------


def restore(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "some.oab"
    file.write_bytes(content)
    with opened(file, name="some.oab", ours="0.1.0") as backup:
        restore_backup(backup=backup, version="0.1.0", by=COMMAND, at=AT, tell=lambda *_: None)


def other_rows(table: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[bytes], bytes]:
    """The backup with other rows in a table, and a manifest that says they were always so."""

    def altered(content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows = [json.loads(line) for line in archive.read(f"tables/{table}.jsonl").splitlines()]
            manifest = json.loads(archive.read(MANIFEST))
        part = next(part for part in manifest["tables"] if part["name"] == table)
        names = [name for name, _kind in part["columns"]]
        changed = [change(dict(zip(names, row, strict=True))) for row in rows]
        lines = b"".join(json.dumps(row).encode() + b"\n" for row in changed)
        part["sha256"] = hashlib.sha256(lines).hexdigest()
        new = {MANIFEST: json.dumps(manifest).encode(), f"tables/{table}.jsonl": lines}
        return resealed(content, lambda name, text: new.get(name, text))

    return altered


def with_values(**values: Any) -> Callable[[dict[str, Any]], list[Any]]:
    return lambda row: list({**row, **values}.values())


@pytest.fixture
def empty(monkeypatch) -> None:
    """The tables of the test are empty, and it is alone with them: it holds the connections itself."""
    from contextlib import nullcontext

    from onaccount.domain.backups.actions import restore as restoring

    monkeypatch.setattr(restoring, "alone", nullcontext)


def empty_the_tables() -> None:
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.parametrize(
    ("alter", "refusal", "said"),
    [
        (other_rows("customers_address", with_values(customer_id=4711)), DoesNotFit, "4711"),
        (other_rows("customers_customer", with_values(status="asleep")), DoesNotFit, "customer_status_known"),
        (other_rows("customers_customer", with_values(name=None)), DoesNotFit, "customers_customer"),
        (other_rows("customers_customer", lambda row: list(row.values())[:-1]), Damaged, "a row of customers_customer"),
        (other_rows("customers_customer", lambda row: row), Damaged, "a row of customers_customer"),
        (other_rows("customers_customer", with_values(created_at="yesterday")), DoesNotFit, "customers_customer"),
        (lambda content: resealed(content, manifest_with(tables=[])), Damaged, "not those of its version"),
        (
            lambda content: resealed(content, manifest_with(migrations={"customers": ["0099_later"]})),
            NewerBackup,
            "newer than this one",
        ),
    ],
    ids=["reference", "check", "null", "short", "object", "time", "no tables", "later"],
)
def test_rows_that_cannot_be_are_refused_and_nothing_stays(content, empty, tmp_path, alter, refusal, said):
    altered = alter(content)
    empty_the_tables()
    with pytest.raises(refusal, match=said) as refused:
        restore(altered, tmp_path)
    assert isinstance(refused.value, Refused)
    assert "\n" not in str(refused.value)
    assert not Customer.objects.exists()
    restore(content, tmp_path)
    assert Customer.objects.count() == 1
