"""The secret that signs sessions and links, made at the first start and kept beside the books."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_secret_key(path: Path) -> str:
    """The key in this file, which is made, readable by its owner only, when it is not there.

    Web and worker start at the same time: the file appears whole and once, and who comes second reads the first one's.
    """
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    handle, draft = tempfile.mkstemp(dir=path.parent)  # 0600 from the first byte
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
    return path.read_text(encoding="ascii").strip()
