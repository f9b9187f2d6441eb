"""I26: every string in every field is kept as docs/fields.md says or refused in words, by a form and a set alike."""

import csv
import unicodedata
from contextlib import suppress

import pytest
from django.db import transaction

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.fields import FIELDS, Unusable, answer_of
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.imports.queries import rejects_of
from onaccount.domain.imports.queries.opening import settled_mapping
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.rejects import FORMULA, as_uploaded, is_plain_number
from onaccount.domain.imports.rules.rows import canonical_row
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import UNSEEN, has_controls
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in
from tests.domain.imports.test_import_hostile import stored
from tests.naughty import OURS, big_list, can_be_sent

OF_RULES = set("kind external_id category email phone mobile website tax_id registration_number tags".split())
OF_RULES |= {"contact_email", "contact_phone"} | {
    f"{use}{part}" for use in ("", "delivery_") for part in ("country", "postcode")
}
PLAIN = [name for name in FIELDS if name not in OF_RULES]
LABELS = {name: field.label for name, field in FIELDS.items()}


def documented(text: str) -> str:
    """What docs/fields.md says is tidied in any field, on one line."""
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    while line != line.strip().strip(UNSEEN):
        line = line.strip().strip(UNSEEN)
    return line


def assert_kept_or_refused(strings) -> None:
    for name, field in FIELDS.items():
        for text in strings:
            answer = answer_of(field.clean, text)
            if isinstance(answer, Unusable):
                assert str(answer).strip(), (name, text)
                continue
            assert field.clean(answer) == answer, (name, text)
            assert documented(answer) == answer.replace("\n", " ").replace("  ", " "), (name, text)
            assert len(answer) <= field.max_length
            if name in PLAIN:
                assert documented(answer) == documented(text), (name, text)


def test_every_string_in_every_field_is_kept_as_documented_or_refused_in_words():
    assert len(PLAIN) > 15
    assert_kept_or_refused(OURS)


def test_so_is_every_string_of_the_big_list(shared):
    assert_kept_or_refused(big_list(shared))


# --- the row path and the set path ------------------------------------------------------------------------------------


def rows_of(strings: list[str], *, refused: int) -> list[list[str]]:
    """Each string in each field: those that a field takes beside each other, and of those that it refuses every n-th
    in a row of its own."""
    names = [name for name in FIELDS if name not in ("kind", "external_id")]
    rows, alone = [], [{"name": "Kind Ltd", "kind": text} for text in strings[::2]]
    for start in range(len(strings)):
        row = {name: strings[(start + at) % len(strings)] for at, name in enumerate(names)}
        bad = {name for name, text in row.items() if isinstance(answer_of(FIELDS[name].clean, text), Unusable)}
        alone += [{"name": "Refused Ltd", name: row[name]} for name in sorted(bad)]
        rows.append({"name": "Naughty Ltd"} | {name: text for name, text in row.items() if name not in bad})
    rows += alone[::refused]
    return [[f"N{at}", *(row.get(name, "") for name in FIELDS if name != "external_id")] for at, row in enumerate(rows)]


MAPPING = {LABELS["external_id"]: "external_id"} | {label: name for name, label in LABELS.items()}
HEADER = list(MAPPING)


def assert_both_paths_agree(strings: list[str], *, refused: int) -> None:
    rows = rows_of(list(dict.fromkeys(map(can_be_sent, strings))), refused=refused)
    mapping = settled_mapping(HEADER, rows, Options(mapping=MAPPING))
    assert set(mapping.fields) == set(FIELDS)
    card = rehearse(as_csv(HEADER, *rows), partial=True, mapping=MAPPING)
    with transaction.atomic():
        for at, row in enumerate(rows):
            add_one(canonical_row(Record(at + 2, at + 2, row), mapping))
        by_form = stored()
        transaction.set_rollback(True)
    assert figures(apply(card.key)) == {"create": len(by_form), "reject": len(rows) - len(by_form)}
    different = [
        (alone, in_set)
        for one, other in zip(by_form, stored(), strict=True)
        for alone, in_set in zip(one, other, strict=True)
        if alone != in_set
    ]
    assert different == []


def add_one(values: dict[str, str]) -> None:
    with suppress(Refused):
        login = FIELDS["email"].clean(values.get("email", ""))
        add_customer(values=values, origin=Origin.IMPORT, login_email=login, by=BY, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_set_and_a_form_give_the_same_answer_to_every_string_in_every_field():
    assert_both_paths_agree(list(OURS), refused=9)


@pytest.mark.django_db(transaction=True)
def test_so_they_do_to_the_big_list(shared):
    strings = [text for text in big_list(shared) if not has_controls(text)]  # many of them make a file no text at all
    assert_both_paths_agree(strings[::4], refused=50)


@pytest.mark.django_db(transaction=True)
def test_every_string_is_told_apart_as_an_external_id():
    refused = {text for text in OURS if isinstance(answer_of(FIELDS["external_id"].clean, text), Unusable)}
    strings = [can_be_sent(text) for text in OURS if text not in refused]
    wanted = {FIELDS["external_id"].clean(text) for text in strings}
    take_in(as_csv(["External id", "Name"], *([text, f"Ltd {at}"] for at, text in enumerate(strings))), partial=True)
    there = set(Customer.objects.values_list("external_id", flat=True))
    assert there <= wanted | {""}
    assert len(there) > len(wanted) * 0.8  # the rest are what programs write for nothing


# --- out again --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rejected_rows_are_harmless_to_spreadsheets_and_come_back_as_they_were():
    strings = [can_be_sent(text) for text in OURS if can_be_sent(text).strip(" \x00")]
    mapping = {"Name": "name", "City": "city", "E-mail": "email", "=1+1 <naughty>": "notes"}
    header = list(mapping)
    rows = [[text, text, "nobody", text] for text in strings]
    card = rehearse(as_csv(header, *rows), partial=True, mapping=mapping)
    assert figures(card) == {"reject": len(rows)}
    path = rejects_of(card.key)
    assert path is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, *lines = csv.reader(file)
    assert [cell for line in lines for cell in line if cell.startswith(FORMULA) and not is_plain_number(cell)] == []
    again = [as_uploaded(line)[:4] for line in lines]
    assert [(a, b) for a, b in zip(again, rows, strict=True) if a != b] == []
    second = rehearse(path.read_bytes(), partial=True, mapping=mapping)
    assert figures(second) == figures(card)
