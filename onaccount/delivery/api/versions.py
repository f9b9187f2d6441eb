"""Versions of what the API tells: a strong ETag is the digest of the content, and a change names the one it read."""

import re
from collections.abc import Callable

from django.http import HttpRequest

from onaccount.foundation.refusals import Refused

ETAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
LIST = re.compile(r'\s*(?:W/)?"[\x21\x23-\x7e]*"\s*(?:,\s*(?:W/)?"[\x21\x23-\x7e]*"\s*)*')


class PreconditionRequired(Refused):
    code = "precondition_required"
    sentence = "This change does not say which version it is made to."
    cure = "Read it, and send the ETag that came with it in the header If-Match."
    status = 428


class PreconditionUnreadable(Refused):
    code = "precondition_unreadable"
    sentence = "The header {header} cannot be read."
    cure = "Send the ETag as it came, with its quotes."
    status = 400


def etag(version: str) -> str:
    return f'"{version}"'


def version_to_change(request: HttpRequest, current: Callable[[], str]) -> str:
    """The version that If-Match names; of several the one that stands, if it is among them. "*" is whatever stands.

    A proxy that compresses answers marks their ETags as weak. They are digests of the content, so what the mark warns
    of cannot be, and they are taken.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    named = _named(header, "If-Match")
    if named is None or len(named) > 1:
        now = current()
        return now if named is None or now in named else named[0]
    return named[0]


def is_known(request: HttpRequest, version: str) -> bool:
    """Whether who asks has this version already (If-None-Match)."""
    header = request.headers.get("If-None-Match")
    if header is None:
        return False
    named = _named(header, "If-None-Match")
    return named is None or version in named


def _named(header: str, name: str) -> list[str] | None:
    """The versions of a header; None is any."""
    if header.strip() == "*":
        return None
    if not LIST.fullmatch(header):
        raise PreconditionUnreadable(header=name)
    return ETAG.findall(header)
