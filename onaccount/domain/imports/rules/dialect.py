"""How a text file is written: its encoding and the character between its cells."""

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from onaccount.domain.imports.rules.synonyms import is_known_heading
from onaccount.domain.imports.rules.unreadable import EmptyFile, UnknownDelimiter, UnknownEncoding

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_BYTES = 256 * 1024
SAMPLE_RECORDS = 300
BLOCK_BYTES = 1024 * 1024
# The longer mark first: UTF-32's begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OF_HOST_NAMES = {"idna", "punycode"}
NUL_SHARE = 0.25  # of the bytes; Western text in UTF-16 has nearly 0.5, a stray NUL far less


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` is a Python codec. When it is not certain the page shows a preview and asks."""

    name: str
    certain: bool
    why: str


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    skip_blanks: bool = False  # a quote after the delimiter and a blank opens a cell: a, "b, c"
    skip_lines: int = 0  # lines for the program, not for people: sep=;


def find_encoding(path: Path) -> Encoding:
    """A mark at the start, else the pattern of NULs, else strict UTF-8 over the whole file, else Windows Western."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise EmptyFile
    for mark, name in MARKS:
        if sample.startswith(mark):
            return Encoding(name, True, "a mark at the start of the file says so")
    if name := find_unmarked_utf16(sample):
        return Encoding(name, False, "every other byte is zero, as in UTF-16")
    return find_eight_bit(path)


def find_unmarked_utf16(sample: bytes) -> str:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < NUL_SHARE * len(sample):
        return ""
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else ""


def find_eight_bit(path: Path) -> Encoding:
    """The first byte beyond ASCII may come late, so all of the file is looked at."""
    plain, bad_line = True, 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            plain = plain and block.isascii()
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                bad_line = line + error.object[: error.start].count(b"\n")
                break
            line += block.count(b"\n")
        else:
            bad_line = 0 if is_complete(decoder) else line
    if not bad_line:
        return Encoding("utf-8", True, "all of it is plain ASCII" if plain else "all of it is UTF-8")
    return find_western(path, bad_line)


def is_complete(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def find_western(path: Path, bad_line: int) -> Encoding:
    why = f"line {bad_line} is not UTF-8, so it is taken for Windows Western"
    undefined = set(b"\x81\x8d\x8f\x90\x9d")
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            if undefined & set(block):
                return Encoding("latin-1", False, why)
    return Encoding("cp1252", False, why)


def check_encoding(name: str) -> str:
    """The codec of this name, if files are written in it: those of host names (idna, punycode) read no whole file."""
    try:
        "a".encode(name)
        is_of_files = codecs.lookup(name).name not in OF_HOST_NAMES
    except (LookupError, UnicodeError, ValueError):
        is_of_files = False
    if not is_of_files:
        raise UnknownEncoding(encoding=name)
    return name


def check_delimiter(delimiter: str) -> str:
    delimiter = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(delimiter, delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n\0' or delimiter.isalnum() or is_half(delimiter):
        raise UnknownDelimiter(delimiter=delimiter)
    return delimiter


def is_half(letter: str) -> bool:
    """A byte that the command line could not read comes as half a letter, which no file holds and no database keeps."""
    return "\ud800" <= letter <= "\udfff"


def find_dialect(text: str, delimiter: str | None = None, *, is_cut: bool = False) -> Dialect:
    """The dialect of a sample. `is_cut`: the sample ends somewhere inside a record."""
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"').lower()
    if declared.startswith("sep=") and len(declared) <= 5:
        delimiter = delimiter or first.strip().strip('"')[4:] or "\t"
        return Dialect(delimiter, has_blank_before_quotes(rest, delimiter), skip_lines=1)
    delimiter = delimiter or find_delimiter(text, is_cut=is_cut)
    return Dialect(delimiter, has_blank_before_quotes(text, delimiter))


def find_delimiter(text: str, *, is_cut: bool = False) -> str:
    """The character by which most rows have equally many cells; that their heads are known ones counts too."""
    scores = {delimiter: score_of(sample_records(text, delimiter, is_cut)) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=scores.__getitem__)
    return best if scores[best] > 0 else ","


def sample_records(text: str, delimiter: str, is_cut: bool) -> list[list[str]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) == SAMPLE_RECORDS:
                return [each for each in records if any(each)]
    except csv.Error:  # a cell beyond the limit: what came before it is enough to judge by
        pass
    if is_cut and len(records) > 1:
        records.pop()
    return [each for each in records if any(each)]


def score_of(records: list[list[str]]) -> float:
    """0 when it separates nothing; else the share of rows as wide as most, times a little more for wider ones."""
    widths = Counter(len(record) for record in records)
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    known = max((sum(map(is_known_heading, record[:100])) / len(record) for record in records[:20]), default=0.0)
    return count / len(records) * (1 - 1 / width) + known


def has_blank_before_quotes(text: str, delimiter: str) -> bool:
    return f'{delimiter} "' in text and f'{delimiter}"' not in text
