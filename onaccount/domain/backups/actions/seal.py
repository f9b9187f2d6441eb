"""Write a file whose last bytes are the SHA-256 of all before them, to anything that takes bytes, a pipe too."""

import hashlib
import zipfile
from typing import BinaryIO

from onaccount.domain.backups.rules.manifest import SEAL, SEAL_LENGTH


class Sealed:
    """What a ZipFile writes to. It holds the last bytes back until they are known; it cannot go back."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.held = b""
        self.written = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.held += data
        if len(self.held) > SEAL_LENGTH:
            self._pass_on(self.held[:-SEAL_LENGTH])
            self.held = self.held[-SEAL_LENGTH:]
        return len(data)

    def flush(self) -> None:
        self.out.flush()

    def finish(self) -> str:
        """Put the seal in place of the last bytes, which only kept its place."""
        seal = self.digest.hexdigest()
        self.out.write(seal.encode("ascii"))
        self.out.flush()
        self.written += SEAL_LENGTH
        return seal

    def _pass_on(self, data: bytes) -> None:
        self.out.write(data)
        self.digest.update(data)
        self.written += len(data)


def keep_place_for_seal(archive: zipfile.ZipFile) -> None:
    """The archive's comment is the last that a ZIP file has."""
    archive.comment = SEAL + b"0" * SEAL_LENGTH
