"""What may be stored."""

import re
import struct
from io import BytesIO

from PIL import Image, ImageOps

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


# --- proofs -----------------------------------------------------------------------------------------------------------

PAPER_BYTES = 10 * 1024 * 1024
# What a file is is told by how it begins, whatever it is called.
BEGINNINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
PAPER_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


class PaperTooLarge(Refused):
    code = "paper_too_large"
    sentence = "This file is larger than {limit} MB."
    cure = "Scan it again with fewer dots."
    status = 413


class NotAPaper(Refused):
    code = "not_a_paper"
    sentence = "This file is no PDF and no picture."
    cure = "Take a PDF, PNG, JPEG or WebP file."


class PaperUnclean(Refused):
    code = "paper_unclean"
    sentence = "This file was not let in by the scan for viruses."
    cure = "Bring another copy of the paper."


class PaperNotScanned(Refused):
    code = "paper_not_scanned"
    sentence = "Files cannot be looked at for viruses now, so none is taken."
    cure = "Try again in a few minutes."
    status = 503


def paper_kind(content: bytes) -> str:
    """pdf, png, jpeg or webp. Raises NotAPaper, PaperTooLarge."""
    if len(content) > PAPER_BYTES:
        raise PaperTooLarge(limit=PAPER_BYTES // 1024**2)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    for kind, beginning in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    raise NotAPaper


# --- the logo ---------------------------------------------------------------------------------------------------------

LOGO_BYTES = 2 * 1024 * 1024
LOGO_PIXELS = 4000  # at a side; a picture that unpacks to more is refused before it is unpacked
LOGO_SHOWN = (480, 160)  # as large as any page shows it, on any screen
LOGO_FORMATS = ("PNG", "JPEG", "WEBP")  # no SVG: it is a document that can run scripts


class LogoTooLarge(Refused):
    code = "logo_too_large"
    sentence = "This picture is too large."
    cure = "Take one of at most {megabytes} MB and {pixels} pixels at a side."


class NotAPicture(Refused):
    code = "not_a_picture"
    sentence = "This file is no picture that can be read."
    cure = "Take a PNG, JPEG or WebP picture."


def clean_logo(content: bytes) -> bytes:
    """The picture anew, as a PNG of its pixels alone: nothing else that was in the file is kept.

    What it is is told by its bytes, whatever it is called.
    """
    too_large = LogoTooLarge(megabytes=LOGO_BYTES // 1024**2, pixels=LOGO_PIXELS)
    if len(content) > LOGO_BYTES:
        raise too_large
    try:
        with Image.open(BytesIO(content), formats=LOGO_FORMATS) as picture:
            if max(picture.size) > LOGO_PIXELS:
                raise too_large
            pixels = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError) as reason:
        raise NotAPicture from reason
    pixels.thumbnail(LOGO_SHOWN)
    clean, out = Image.new("RGBA", pixels.size), BytesIO()
    clean.paste(pixels)
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
