"""A file in a request: a form with the field `file`, or the file itself as the body and its name as a parameter.

It is spooled to the disk as it comes, so that a file of hundreds of megabytes needs no memory; what is too large is
refused as soon as that is known.
"""

import hashlib
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from onaccount.domain.files.rules import MAX_BYTES, TooLarge
from onaccount.foundation.refusals import Refused

FORM = "multipart/form-data"
WHOLE = (
    "text/csv",
    "text/tab-separated-values",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.sheet.macroenabled.12",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
)
AROUND = 1024 * 1024  # bytes of a form that are not its file
CHUNK = 64 * 1024


class NoFile(Refused):
    code = "no_file"
    sentence = "No file came."
    cure = "Send it in the form's field file, or as the body of the request."
    field = "file"


class NotAFile(Refused):
    code = "not_a_file"
    sentence = "This takes a file, and {given} came."
    cure = "Send a form (multipart/form-data) with the field file, or the file itself, such as text/csv."
    status = 415


@dataclass
class Upload:
    """A file that came, and what stood beside it in its form."""

    name: str
    file: IO[bytes]
    beside: Mapping[str, str]

    def chunks(self) -> Iterator[bytes]:
        self.file.seek(0)
        while chunk := self.file.read(CHUNK):
            yield chunk


def upload_of(request: HttpRequest) -> Upload:
    """The file of a request, read once. Raises NotAFile, NoFile, TooLarge."""
    upload: Upload | None = getattr(request, "upload", None)
    if upload is None:
        upload = _of_form(request) if request.content_type == FORM else _of_body(request)
        request.upload = upload  # type: ignore[attr-defined]
    return upload


def digest_of_upload(request: HttpRequest) -> str:
    """What tells one upload from another: the address, what stands beside the file, its name and its bytes."""
    upload = upload_of(request)
    head = [request.get_full_path(), upload.name, *(f"{name}={text}" for name, text in sorted(upload.beside.items()))]
    digest = hashlib.sha256("\n".join(head).encode("utf-8", "surrogatepass"))
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _of_form(request: HttpRequest) -> Upload:
    _check_length(request, MAX_BYTES + AROUND)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise NoFile
    return Upload(file.name or "", cast("IO[bytes]", file), request.POST.dict())


def _of_body(request: HttpRequest) -> Upload:
    if request.content_type not in WHOLE:
        raise NotAFile(given=(request.headers.get("Content-Type") or "no Content-Type")[:80])
    _check_length(request, MAX_BYTES)
    small, folder = settings.FILE_UPLOAD_MAX_MEMORY_SIZE, str(settings.FILE_UPLOAD_TEMP_DIR)
    spool = tempfile.SpooledTemporaryFile(max_size=small, dir=folder)  # noqa: SIM115 - closed with the request
    weakref.finalize(request, spool.close)
    size = 0
    while chunk := request.read(CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise TooLarge(limit=MAX_BYTES // 1024**2)
        spool.write(chunk)
    if not size:
        raise NoFile
    return Upload("", spool, {})


def _check_length(request: HttpRequest, most: int) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > most:
        raise TooLarge(limit=MAX_BYTES // 1024**2)
