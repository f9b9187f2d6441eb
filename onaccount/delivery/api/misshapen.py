"""What does not have the shape that an operation takes, in our words: pydantic's are for programmers of Python."""

from collections.abc import Iterable, Mapping
from typing import Any

from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.foundation.refusals import Refused


class BodyMissing(Refused):
    code = "body_missing"
    sentence = "This needs a body, and none came."
    cure = "Send a JSON object, with its Content-Length."
    status = 400


class Misshapen(Refused):
    code = "not_usable"
    sentence = "This cannot be used here."
    cure = "Compare it with /api/v1/docs."


class Required(Misshapen):
    code = "required"
    sentence = "This is needed."
    cure = "Send it."


class UnknownField(Misshapen):
    code = "unknown_field"
    sentence = "There is no such field here."
    cure = "Leave it out, or correct its name."


class NotText(Misshapen):
    code = "not_text"
    sentence = "This must be a text."
    cure = 'Write it in double quotes; for nothing, "" or leave it out.'


class TooLongText(Misshapen):
    code = "too_long"
    sentence = "This text has more than {max_length} characters."
    cure = "Shorten it."


class NotTrueOrFalse(Misshapen):
    code = "not_true_or_false"
    sentence = "This must be true or false."
    cure = "Write it without quotes."


class NotWhole(Misshapen):
    code = "not_a_whole_number"
    sentence = "This must be a whole number."
    cure = "Write it in digits alone."


class NotNumber(Misshapen):
    code = "not_a_number"
    sentence = "This must be a number."
    cure = "Write it in digits, without quotes."


class TooSmall(Misshapen):
    code = "out_of_range"
    sentence = "This number must be {ge} or more."
    cure = "Choose another."


class TooGreat(TooSmall):
    sentence = "This number must be {le} or less."


class NotOneOf(Misshapen):
    code = "not_one_of"
    sentence = "This must be {expected}."
    cure = "Choose one of them."


class NotObject(Misshapen):
    code = "not_an_object"
    sentence = "This must be a JSON object."
    cure = "Put it in braces, with names."


class NotList(Misshapen):
    code = "not_a_list"
    sentence = "This must be a list."
    cure = "Put it in square brackets."


KINDS: Mapping[str, type[Misshapen]] = {
    "missing": Required,
    "extra_forbidden": UnknownField,
    "string_type": NotText,
    "string_too_long": TooLongText,
    "bool_type": NotTrueOrFalse,
    "bool_parsing": NotTrueOrFalse,
    "int_parsing": NotWhole,
    "int_parsing_size": NotWhole,
    "int_type": NotWhole,
    "int_from_float": NotWhole,
    "float_type": NotNumber,
    "float_parsing": NotNumber,
    "greater_than_equal": TooSmall,
    "less_than_equal": TooGreat,
    "literal_error": NotOneOf,
    "enum": NotOneOf,
    "model_type": NotObject,
    "model_attributes_type": NotObject,
    "dict_type": NotObject,
    "list_type": NotList,
}


def refusal_of(errors: Iterable[Mapping[str, Any]]) -> Refused:
    """One refusal for all that pydantic found. `loc` begins with where it stood and the parameter's name."""
    found: dict[str, FieldError] = {}
    for error in errors:
        source, *path = error["loc"]
        if source == "body":
            path = path[1:]
            if not path and error["type"] == "missing":
                return BodyMissing()
        field = ".".join(str(part) for part in path if not _is_type(part))
        found.setdefault(field, FieldError.of(field, _misshapen(error)))
    return NotUsable(list(found.values()))


def _misshapen(error: Mapping[str, Any]) -> Misshapen:
    return KINDS.get(error["type"], Misshapen)(**error.get("ctx", {}))


def _is_type(part: str | int) -> bool:
    """Where a field may be of two types, pydantic names the one it tried among the path."""
    return isinstance(part, str) and (part == "str" or "[" in part)
