"""JSON as machines and tills send it, read strictly, so that no two readers understand one request in two ways
(RFC 8259, 7493).

Refused, with where it is: what is no JSON, names that stand twice, NaN, numbers that nobody can hold, halves
of characters, NUL, deep nesting, another encoding than UTF-8.
"""

import json
from typing import Any, NoReturn

from onaccount.foundation.refusals import Refused

DEEPEST = 20  # levels; what the API takes has three
LONGEST_NUMBER = 40  # characters


class NotJson(Refused):
    code = "not_json"
    sentence = "The body is no JSON: line {line}, column {column}."
    cure = "Send one JSON object in UTF-8."
    status = 400


class NotUtf8(NotJson):
    code = "not_utf8"
    sentence = "The body is no UTF-8: byte {position}."


class TwiceNamed(NotJson):
    code = "name_twice"
    sentence = 'The name "{name}" stands twice in one object.'
    cure = "Send each name once."


class NoNumber(NotJson):
    code = "number_out_of_range"
    sentence = "{number} is no number that can be kept."
    cure = "Send a number of at most 40 digits."


class TooDeep(NotJson):
    code = "too_deep"
    sentence = "The body is nested more than {deepest} levels deep."
    cure = "Send a flatter object."


class UnusableText(NotJson):
    code = "unusable_text"
    sentence = "There is {what} in the text at {pointer}, which no database can keep."
    cure = "Take it out."


def read_json(body: bytes) -> Any:
    """The value of a body. Raises NotJson, or one of its kinds."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise NotUtf8(position=error.start + 1) from None
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NotJson(line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise TooDeep(deepest=DEEPEST) from None
    if "\\" in text or "\x00" in text or text.count("[") + text.count("{") > DEEPEST:
        _check(value, "", DEEPEST)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise TwiceNamed(name=twice.encode("ascii", "backslashreplace").decode()[:80])
    return value


def _integer(text: str) -> int:
    return int(_short(text))


def _fraction(text: str) -> float:
    number = float(_short(text))
    return number if abs(number) != float("inf") else _no_number(text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NUMBER else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise NoNumber(number=text[:20])


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_no_number
)


def _check(value: Any, pointer: str, levels: int) -> None:
    """Look into every text and every level. `pointer` is a JSON Pointer (RFC 6901)."""
    if isinstance(value, str):
        _check_text(value, pointer)
    elif isinstance(value, dict | list):
        if not levels:
            raise TooDeep(deepest=DEEPEST)
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str):
                _check_text(key, pointer)
            _check(part, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}", levels - 1)


def _check_text(text: str, pointer: str) -> None:
    if "\x00" in text:
        raise UnusableText(what="NUL", pointer=pointer or "/")
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UnusableText(what="half a character", pointer=pointer or "/")
