"""Files made for a test, and the hand that opens them."""

from collections.abc import Callable
from pathlib import Path

import pytest

MakeFile = Callable[..., Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """A file of these bytes, or of this text in UTF-8 with its line ends as they are."""

    def make(content: bytes | str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def data(shared: Path) -> Path:
    """Real files that nobody here wrote."""
    return shared / "data"
