"""Pieces of text that tell of one person, and whether they stand in something else."""

import html
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from onaccount.foundation.text import fold

SHORTEST = 5  # letters and digits; what is shorter stands everywhere and tells of nobody
LONGEST = 100  # characters of a long text that are looked for
AT_ONCE = 8 * 1024 * 1024  # bytes of a file
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")  # as lists come in
WORD = re.compile(r"[^\W_]")


def telling(text: str) -> str:
    """The piece of a text that is looked for; blank where it would tell of nobody."""
    line = max(text.splitlines() or [""], key=len).strip()[:LONGEST].strip()
    return line if len(WORD.findall(line)) >= SHORTEST else ""


@dataclass(frozen=True)
class Needles:
    """What is looked for, without regard to case, however it was written: plain, folded, escaped for JSON or XML."""

    texts: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Needles":
        return cls(frozenset(filter(None, map(telling, texts))))

    def __bool__(self) -> bool:
        return bool(self.texts)

    def among(self, ways: Iterable[str]) -> "Needles":
        """Those that are written in one of these ways."""
        wanted = set(ways)
        return Needles(frozenset(text for text in self.texts if wanted & ways_of(text)))

    @cached_property
    def written(self) -> list[str]:
        """Each way in which one of them may be written, in lower case."""
        return sorted({way for text in self.texts for way in ways_of(text)})

    @cached_property
    def cased(self) -> list[str]:
        """The same for a database that knows the two cases of plain letters only."""
        given = {form for text in self.texts for form in (text, text.upper(), text.title())}
        escaped = {json.dumps(form)[1:-1] for form in given}
        return sorted({*self.written, *(form for form in given | escaped if not form.isascii() or "\\" in form)})

    @cached_property
    def _bytes(self) -> list[bytes]:
        return sorted({form for way in self.written for form in _encoded(way)})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.written)) or r"(?!)")

    def in_text(self, text: str) -> bool:
        return self._pattern.search(text.lower()) is not None

    def found_in(self, text: str) -> set[str]:
        return set(self._pattern.findall(text.lower()))

    def count_in(self, content: bytes) -> int:
        lower = content.lower()
        return sum(lower.count(form) for form in self._bytes)

    def in_file(self, path: Path) -> bool:
        """Whether one stands in a file, or in one of the files that are packed into it."""
        if not self.texts or not path.is_file():
            return False
        with path.open("rb") as file:
            if self._in_stream(file):
                return True
        return zipfile.is_zipfile(path) and self._in_packed(path)

    def _in_packed(self, path: Path) -> bool:
        try:
            with zipfile.ZipFile(path) as packed:
                return any(self._in_entry(packed, entry) for entry in packed.infolist())
        except (zipfile.BadZipFile, OSError, RuntimeError):  # damaged, or with a password: it was looked at as it lies
            return False

    def _in_entry(self, packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
        with packed.open(entry) as file:
            return self._in_stream(file)

    def _in_stream(self, file: IO[bytes]) -> bool:
        rest, longest = b"", max(map(len, self._bytes), default=1)
        while chunk := file.read(AT_ONCE):
            if self.count_in(rest + chunk):
                return True
            rest = chunk[-longest:]
        return False


def ways_of(text: str) -> set[str]:
    plain = (text, fold(text), json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    return {way.lower() for way in (*plain, html.escape(text)) if telling(way)}


def _encoded(way: str) -> set[bytes]:
    forms = set()
    for encoding in ENCODINGS:
        try:
            forms.add(way.encode(encoding).lower())
        except UnicodeEncodeError:
            continue
    return forms
