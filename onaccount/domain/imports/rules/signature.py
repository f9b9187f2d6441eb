"""What a file really is, by its first bytes: names lie."""

import os
import re
import struct
import zipfile
from pathlib import Path

from onaccount.domain.imports.rules.unreadable import BrokenWorkbook, HasPassword, NotATable, TooLarge

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# In the directory of an OLE file, names are UTF-16.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "packed (gzip)"),
    (b"7z\xbc\xaf", "packed (7z)"),
    (b"Rar!", "packed (RAR)"),
    (b"SQLite format 3", "a database"),
    (b"PK\x05\x06", "an empty ZIP file"),
    (b"MIME-Version:", "a web page"),  # as Excel saves one in a single file
)
DIRECTORY_END, LONGEST_END = b"PK\x05\x06", 22 + 0xFFFF  # APPNOTE 4.3.16: the record and the longest comment
LARGEST_DIRECTORY = 4 * 1024 * 1024  # bytes; one of five thousand parts is far smaller
MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|head|body|meta|script|svg|style|title|div|!--)",
    re.IGNORECASE,
)
JSON = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*[\[{\"])")
ODDEST = frozenset(range(0x20)) - frozenset(b"\t\n\x0b\x0c\r\x1a")
ODD_SHARE = 0.03  # of the first bytes; text with a stray NUL or escape has less, a binary file more


def workbook_format(path: Path, start: bytes) -> str:
    """xlsx, xlsm, xlsb, ods or xls; "" when the file is no workbook."""
    if start.startswith(ZIP):
        return archive_format(path)
    if start.startswith(OLE):
        return compound_format(path)
    return ""


def archive_format(path: Path) -> str:
    check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return check_open_document(archive.read("mimetype"))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, KeyError):
        raise BrokenWorkbook from None
    if any(name.startswith("word/") for name in names):
        raise NotATable(what="a text document (Word)")
    if any(name.startswith("ppt/") for name in names):
        raise NotATable(what="a presentation")
    books = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb"}
    kind = next((kind for name, kind in books.items() if name in names), "")
    if kind or "[Content_Types].xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names and kind == "xlsx" else kind or "xlsx"
    raise NotATable(what="a ZIP file")


def check_directory(path: Path) -> None:
    """Refuse an archive of a hundred thousand parts by the size of its directory, before anything reads it."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, LONGEST_END), os.SEEK_END)
        end = file.read()
    start = end.rfind(DIRECTORY_END)
    if start < 0 or len(end) < start + 22:
        raise BrokenWorkbook
    parts, size = struct.unpack("<HI", end[start + 10 : start + 16])
    if size > LARGEST_DIRECTORY:  # as large as it may be said to be: then another record says how large it is
        raise TooLarge(what="it has more than 65,000 parts" if parts == 0xFFFF else f"it has {parts:,} parts")


def check_open_document(kind: bytes) -> str:
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    raise NotATable(what="an OpenDocument file without a table")


def compound_format(path: Path) -> str:
    """The old container of Office. An XLSX with a password is one too."""
    found = path.read_bytes()
    if ENCRYPTED in found:
        raise HasPassword
    if any(name in found for name in BOOKS):
        return "xls"
    if len(found) < 1536:  # header and two sectors
        raise BrokenWorkbook
    raise NotATable(what="an Office file without a table")


def check_is_text(start: bytes, encoding: str) -> None:
    for signature, what in SIGNATURES:
        if start.startswith(signature) and not (signature == b"MZ" and b"\0" not in start):
            raise NotATable(what=what)
    if encoding.startswith(("utf-16", "utf-32")):
        return
    if MARKUP.match(start):
        raise NotATable(what="a web page or XML")
    if JSON.match(start):
        raise NotATable(what="JSON")
    if sum(byte in ODDEST for byte in start) > max(ODD_SHARE * len(start), 2):
        raise NotATable(what="not text")
