"""A value leaves one engine and reaches the other as it was. Pure."""

import json

import pytest

from onaccount.domain.backups.rules.values import KINDS, MEANINGS, canonical, into, out_of


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("{}", "{}"),
        ('{ "b": 1,\n "a": [ ] }', '{"a":[],"b":1}'),
        ('{"a": {"z": null, "y": true}}', '{"a":{"y":true,"z":null}}'),
        ("null", "null"),
        ('"\\u00e9\\ud83e\\uddc0"', '"é🧀"'),
        ("1.50", "1.5"),
        ("-0.0", "0.0"),
        ("1e22", "10000000000000000000000"),  # PostgreSQL keeps no exponent
        ("1e-7", "1e-07"),
        ("0.0000001", "1e-07"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_json_has_one_form(text, same):
    assert canonical(text) == same
    assert canonical(same) == same
    assert json.loads(same) == json.loads(text)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-22T09:30:00.000000Z", "2026-11-22 09:30:00"),  # as Django writes it, for SQLite compares text
        ("2026-11-22T09:30:00.000001Z", "2026-11-22 09:30:00.000001"),
        ("2026-11-22T09:30:00.120000Z", "2026-11-22 09:30:00.120000"),
    ],
)
def test_sqlite_keeps_a_time_as_django_writes_it(said, kept):
    change = into("sqlite", "time")
    assert change is not None
    assert change(said) == kept


def test_bytes_are_base64():
    out, back = out_of("sqlite", "binary"), into("postgresql", "binary")
    assert out is not None
    assert back is not None
    assert back(out(bytes(range(256)))) == bytes(range(256))


def test_the_manifest_explains_every_kind():
    assert set(KINDS.values()) == set(MEANINGS)
