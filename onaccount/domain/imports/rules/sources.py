"""Where a timed import fetches its file: a place of each kind taken apart, and which machines may be asked at all."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from onaccount.domain.imports.rules.schedules import SourceKind
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import has_controls, shorten

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SHAPES = {
    SourceKind.FOLDER: "/srv/exports/customers-*.csv",
    SourceKind.HTTPS: "https://files.example.com/customers.csv",
    SourceKind.SFTP: "sftp://files.example.com/out/customers-*.csv",
}
NAT64 = IPv6Network("64:ff9b::/96")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+")
TOKEN_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
# Headers that say how the request itself is to be read, or whose it is: never a token.
NOT_A_TOKEN = {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "cookie"}


class NotAPlace(Refused):
    code = "not_a_place"
    sentence = "{place} is not a place to fetch from: {why}."
    cure = "Write it like {shape}."


class NotATokenHeader(Refused):
    code = "not_a_token_header"
    sentence = "{name} cannot be the header that brings a token."
    cure = "Leave it empty for Authorization, or write the name that the other side gives, such as X-Api-Key."


class CannotFetch(Refused):
    """The file could not be had. `why` ends the sentence, `what_to_do` is the cure."""

    code = "cannot_fetch"
    sentence = "The file could not be fetched: {why}."
    cure = "{what_to_do}"


class HostKeyUnknown(Refused):
    code = "host_key_unknown"
    sentence = "The key of {host} is not confirmed yet; it shows {fingerprint}."
    cure = "Compare it with what the owner of that server says, and confirm it on the page of this timed import."


class HostKeyChanged(Refused):
    code = "host_key_changed"
    sentence = "{host} shows another key than the one that was confirmed: {fingerprint}. Nothing was sent to it."
    cure = "Ask the owner of that server whether its key was changed; only then confirm the new one."


class NothingThere(Refused):
    """No file waits: on most days that is as it should be."""

    code = "nothing_there"
    sentence = "No file called {pattern} is there."


@dataclass(frozen=True, slots=True)
class Place:
    """A place taken apart. A folder has no host; https has no pattern, its path is the file itself."""

    path: str
    pattern: str = ""
    host: str = ""
    port: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """All that is needed to fetch. The secret is never shown, not even by a traceback."""

    kind: SourceKind
    place: str
    user: str = ""
    secret: str = field(default="", repr=False)
    token_header: str = ""
    host_key: str = ""  # the fingerprint that somebody confirmed
    moves_taken: bool = False


def place_of(kind: SourceKind, text: str) -> Place:
    """Take a place apart, or NotAPlace."""
    text = text.strip()
    why = _folder_fault(text) if kind is SourceKind.FOLDER else _address_fault(kind, text)
    if why:
        raise NotAPlace(place=shorten(text) or '""', why=why, shape=SHAPES[kind])
    if kind is SourceKind.FOLDER:
        path = PurePosixPath(text)
        return Place(path=str(path.parent), pattern=path.name)
    parts = urlsplit(text)
    host = (parts.hostname or "").rstrip(".")
    if kind is SourceKind.HTTPS:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Place(path=target, host=host, port=parts.port or 443)
    path = PurePosixPath(unquote(parts.path))
    return Place(path=str(path.parent), pattern=path.name, host=host, port=parts.port or 22)


def _folder_fault(text: str) -> str:
    if has_controls(text) or len(text) > 1000:
        return "it holds what no path holds"
    if not text.startswith("/"):
        return "it must be a whole path"
    if text.endswith("/"):
        return "it must end in the name of a file, in which * stands for anything"
    return _path_fault(text)


def _path_fault(path: str) -> str:
    parts = path.split("/")
    if ".." in parts:
        return "it must not climb by .."
    if any(sign in part for part in parts[:-1] for sign in "*?["):
        return "only the name of the file may hold *"
    return ""


def _address_fault(kind: SourceKind, text: str) -> str:
    if has_controls(text) or not text.isascii() or any(c.isspace() for c in text) or "\\" in text or len(text) > 1000:
        return "it holds what no address holds"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return "its host or port cannot be read"
    if parts.scheme != kind.value:
        return f"it must begin with {kind.value}://"
    if parts.username is not None or parts.password is not None:
        return "the user and the password have fields of their own"
    if not HOST.fullmatch(parts.hostname or "") or port == 0:
        return "it needs the name of a machine"
    if parts.fragment:
        return "it must not hold #"
    if kind is SourceKind.SFTP:
        if parts.query:
            return "it must not hold ?"
        path = unquote(parts.path)
        if has_controls(path) or not path.startswith("/") or path.endswith("/"):
            return "it must end in the name of a file, in which * stands for anything"
        return _path_fault(path)
    return ""


def check_token_header(name: str) -> str:
    name = name.strip()
    if name and (not TOKEN_HEADER.fullmatch(name) or name.lower() in NOT_A_TOKEN):
        raise NotATokenHeader(name=shorten(name))
    return name


def fits(name: str, pattern: str) -> bool:
    """Whether a file is one of those that are meant. Hidden ones are somebody's work in progress."""
    return not name.startswith(".") and fnmatchcase(name, pattern)


def may_be_asked(address: str, allowed: Collection[Network] = ()) -> bool:
    """Whether an address is a public one, or stands in a network that the operator allowed by name.

    An address that carries another one inside (IPv4 in IPv6, 6to4, NAT64) is judged by that one.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = carried_by(found)
    if any(one in network for one in (found, inner) if one for network in allowed if one.version == network.version):
        return True
    return is_public(inner or found)


def carried_by(address: Address) -> IPv4Address | None:
    if not isinstance(address, IPv6Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in NAT64 else None


def is_public(address: Address) -> bool:
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not odd and not (isinstance(address, IPv6Address) and address.is_site_local)
