"""Where a list goes on: a cursor is the key of the last item, in a form that says it is ours and nobody else's."""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode

from pydantic import BaseModel, Field

from onaccount.foundation.refusals import Refused

MOST = 200
WORD = "after"


class CursorUnknown(Refused):
    code = "cursor_unknown"
    sentence = "This is no cursor of ours."
    cure = "Send what stood in next, to the letter, or leave it out to begin anew."
    field = "cursor"


class Stretch(BaseModel):
    """Which part of a list."""

    cursor: str = Field("", description="Where to go on: what stood in `next`.")
    limit: int = Field(50, ge=1, le=MOST, description="How many at once.")


def cursor_of(key: object) -> str | None:
    """What stands in `next`: None where nothing follows."""
    return None if key is None else urlsafe_b64encode(f"{WORD} {key}".encode()).decode().rstrip("=")


def number_in(cursor: str) -> int | None:
    """The number to go on from, None at the beginning. Raises CursorUnknown."""
    text = key_in(cursor)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 18 or cursor_of(int(text)) != cursor or int(text) == 0:
        raise CursorUnknown
    return int(text)


def id_in(cursor: str) -> uuid.UUID | None:
    """The id to go on from, None at the beginning. Raises CursorUnknown."""
    text = key_in(cursor)
    if text is None:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise CursorUnknown from None
    if cursor_of(key) != cursor:
        raise CursorUnknown
    return key


def key_in(cursor: str) -> str | None:
    """What stands in a cursor, None at the beginning. Raises CursorUnknown."""
    if not cursor:
        return None
    try:
        word, _, key = urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii").partition(" ")
    except ValueError:
        raise CursorUnknown from None
    if word != WORD:
        raise CursorUnknown
    return key
