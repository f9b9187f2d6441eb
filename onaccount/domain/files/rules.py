"""What may be stored."""

import re

from onaccount.foundation.refusals import Refused

MAX_BYTES = 500 * 1024 * 1024


class TooLarge(Refused):
    code = "file_too_large"
    sentence = "This file is larger than {limit} MB."
    cure = "Split it, or save it as CSV."
    status = 413


def shown_name(name: str) -> str:
    """A file name that is safe to show and to offer: no folders, no control or direction characters, 255 at most."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(c for c in last if c.isprintable())  # direction marks are format characters, so they go too
    return clean.strip()[:255] or "file"
