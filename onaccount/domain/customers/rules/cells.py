"""What exporters wrap around a value: apostrophes that mean "text", lists in JSON, several values in one cell."""

import json
import re

from onaccount.foundation.text import tidy

APOSTROPHE = re.compile(r"\A\s*['\u2018\u2019`´](?=[0-9A-Za-z+(])")
# 17850.0: a whole number that went through a float. 1.23E+11: one whose digits are lost.
FLOAT = re.compile(r"\d+\.0")
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d+")


def unwrapped(text: str) -> str:
    """Text without the apostrophe by which a spreadsheet is told to keep leading zeros."""
    return APOSTROPHE.sub("", text)


def pieces_of(text: str, separators: re.Pattern[str]) -> list[str]:
    """The values of one cell, in their order: a JSON list's values, or what stands between separators."""
    if text.lstrip().startswith("["):
        listed = listed_in(text)
        if listed is not None:
            return listed
    return [piece for raw in separators.split(text) if (piece := tidy(unwrapped(raw)))]


def listed_in(text: str) -> list[str] | None:
    """The values of a JSON list such as [{"label": "work", "value": "a@b.com"}]; None when it is something else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    values = [item.get("value", "") if isinstance(item, dict) else item for item in found]
    return [piece for value in values if isinstance(value, str | int) and (piece := tidy(str(value)))]
