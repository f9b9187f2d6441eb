"""What comes to the API is JSON, strictly, or is refused in words that say where."""

import json

import pytest

from onaccount.delivery.ui.reading import NotJson, read_json
from tests.delivery.api.machine import Machine, code_of

# Kinds of what a parser meets (RFC 8259 and the lists of parsing traps that follow it), and what becomes of each.
REFUSED = {
    "nothing but blanks": (b"   ", "not_json"),
    "a trailing comma": (b'{"a": 1,}', "not_json"),
    "a missing comma": (b'{"a": 1 "b": 2}', "not_json"),
    "a comment": (b'{"a": 1} // no', "not_json"),
    "single quotes": (b"{'a': 1}", "not_json"),
    "a name without quotes": (b"{a: 1}", "not_json"),
    "two values": (b'{"a": 1}{"b": 2}', "not_json"),
    "an open object": (b'{"a": 1', "not_json"),
    "an open text": (b'{"a": "b', "not_json"),
    "an open list": (b"[1", "not_json"),
    "a closing bracket of another kind": (b"[1}", "not_json"),
    "a plus sign": (b'{"a": +1}', "not_json"),
    "a leading zero": (b'{"a": 01}', "not_json"),
    "a bare point": (b'{"a": .5}', "not_json"),
    "an open exponent": (b'{"a": 1e}', "not_json"),
    "a hexadecimal number": (b'{"a": 0x1F}', "not_json"),
    "a word": (b"undefined", "not_json"),
    "True as Python writes it": (b"True", "not_json"),
    "a raw line end in a text": (b'{"a": "b\nc"}', "not_json"),
    "a raw NUL in a text": (b'{"a": "b\x00c"}', "not_json"),
    "an escape that there is not": (b'{"a": "\\x41"}', "not_json"),
    "half an escape": (b'{"a": "\\u00"}', "not_json"),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', "not_json"),
    "a form feed between": (b'\x0c{"a": 1}', "not_json"),
    "NaN": (b'{"a": NaN}', "number_out_of_range"),
    "Infinity": (b'{"a": Infinity}', "number_out_of_range"),
    "minus Infinity": (b'{"a": -Infinity}', "number_out_of_range"),
    "a number beyond all": (b'{"a": 1e400}', "number_out_of_range"),
    "a number of 5,000 digits": (b'{"a": ' + b"9" * 5000 + b"}", "number_out_of_range"),
    "a name that stands twice": (b'{"a": 1, "a": 2}', "name_twice"),
    "a name that stands twice, once escaped": (b'{"a": 1, "\\u0061": 2}', "name_twice"),
    "a name that stands twice further in": (b'{"a": [{"b": 1, "b": 1}]}', "name_twice"),
    "10,000 lists in one another": (b"[" * 10_000 + b"]" * 10_000, "too_deep"),
    "10,000 objects in one another": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep"),
    "21 lists in one another": (b"[" * 21 + b"]" * 21, "too_deep"),
    "an escaped NUL": (b'{"a": "b\\u0000c"}', "unusable_text"),
    "a NUL in a name": (b'{"a\\u0000": 1}', "unusable_text"),
    "a first half alone": (b'{"a": "\\ud83d"}', "unusable_text"),
    "a second half alone": (b'{"a": "\\ude00"}', "unusable_text"),
    "halves in the wrong order": (b'{"a": "\\ude00\\ud83d"}', "unusable_text"),
    "Latin-1": ('{"a": "Café"}'.encode("latin-1"), "not_utf8"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "not_utf8"),
    "an overlong slash": (b'{"a": "\xc0\xaf"}', "not_utf8"),
    "a half in UTF-8": (b'{"a": "\xed\xa0\x80"}', "not_utf8"),
}
READ = {
    "{}": {},
    "[]": [],
    ' \t\r\n{ "a" : [ 1 , 2.5 , -0 , 1e5 ] } \n': {"a": [1, 2.5, 0, 100000.0]},
    '{"": ""}': {"": ""},
    '{"a": "\\ud83d\\ude00 \\u00e9 \\/"}': {"a": "😀 é /"},
    '{"a": "😀 é \u2028"}': {"a": "😀 é \u2028"},
    "null": None,
    '"text"': "text",
    "[" * 20 + "]" * 20: json.loads("[" * 20 + "]" * 20),
    '{"a": "[[[[[[[[[[[[[[[[[[[[[[[[["}': {"a": "[" * 25},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_json_is_refused_by_its_kind(name):
    body, code = REFUSED[name]
    with pytest.raises(NotJson) as refusal:
        read_json(body)
    assert refusal.value.code == code
    assert str(refusal.value)


@pytest.mark.parametrize("text", READ)
def test_what_is_json_is_read(text):
    assert read_json(text.encode()) == READ[text]


def test_the_place_is_said_where_it_stops_being_json():
    with pytest.raises(NotJson) as refusal:
        read_json(b'{\n  "a": 1,\n  "b" 2\n}')
    assert "line 3, column 7" in str(refusal.value)


def test_the_text_that_cannot_be_kept_is_pointed_at():
    with pytest.raises(NotJson) as refusal:
        read_json(b'{"a": [{"b/c": "x\\u0000"}]}')
    assert "/a/0/b~1c" in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_api_answers_each_of_them_with_400(name):
    body, code = REFUSED[name]
    answer = Machine().ask("POST", "/customers", body)
    assert (answer.status_code, code_of(answer)) == (400, code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "", "json"]
)
def test_another_kind_of_content_is_refused(content_type):
    answer = Machine().ask("POST", "/customers", {"kind": "company", "name": "Ridge"}, content_type=content_type)
    assert (answer.status_code, code_of(answer)) == (415, "not_json_content")


@pytest.mark.django_db
def test_a_body_that_is_not_there_is_asked_for():
    answer = Machine().ask("POST", "/customers")
    assert (answer.status_code, code_of(answer)) == (400, "body_missing")


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1024 * 1024 + 1, 6 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(size):
    answer = Machine().ask("POST", "/customers", b'{"name": "' + b"x" * size + b'"}')
    assert (answer.status_code, code_of(answer)) == (413, "body_too_large")
