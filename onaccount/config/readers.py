"""Readers of settings: text in, a value out, or Unreadable with what it must be."""

import os
import shlex
import shutil
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit


class Unreadable(ValueError):  # noqa: N818 - its text ends the sentence "NAME cannot be used: ..."
    """A setting's text that cannot be right, with what it must be."""


def switch(text: str) -> bool:
    answer = {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}.get(text.lower())
    if answer is None:
        raise Unreadable("it must be yes or no")
    return answer


def number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise Unreadable(f"it must be a whole number from {lowest} to {highest}")
        return int(text)

    return read


def hours(text: str) -> timedelta:
    """At most a year: what never ends is no limit."""
    return timedelta(hours=number(1, 24 * 365)(text))


def one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise Unreadable(f"it must be one of {', '.join(choices)}")
        return text

    return read


def folder(text: str) -> Path:
    """By its whole path: one that begins here would be another folder when it is started from elsewhere."""
    path = Path(os.path.expanduser(text))
    if not path.is_absolute():
        raise Unreadable("it must be a whole path, such as /srv/onaccount")
    if os.path.lexists(path) and not os.path.isdir(path):
        raise Unreadable("it must be a folder, and a file of that name is there")
    return path


def folders(text: str) -> tuple[Path, ...]:
    """Several whole paths with colons between, as shells write them."""
    return tuple(folder(part) for part in text.split(":") if part)


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise Unreadable("it must name networks such as 10.20.0.0/16, with commas between") from None


def certificates(text: str) -> Path:
    path = Path(os.path.expanduser(text))
    if not path.is_absolute() or not path.is_file():
        raise Unreadable("it must be the whole path of a file of certificates that is there")
    return path


def public_address(text: str) -> str:
    """Scheme, host and port, as "https://accounts.example.com"; without the slash at the end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Unreadable("it must be an address such as https://accounts.example.com")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise Unreadable("it must be an address without a path: OnAccount wants a host name of its own")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def service_address(text: str) -> str:
    """Where a service of others is reached: by https, for what lets us in travels along; http on this machine only."""
    parts = urlsplit(text)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise Unreadable("it must be an address that begins with https://")
    if not parts.hostname or parts.username or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise Unreadable("it must be an address without a path, such as https://api.example.com")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def tile_address(text: str) -> str:
    """Where the squares of a map are: by https, with their column, row and zoom to be put in."""
    whole = all(f"{{{name}}}" in text for name in ("x", "y", "z"))
    parts = urlsplit(text)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not whole or (parts.scheme != "https" and not (parts.scheme == "http" and is_here)) or parts.username:
        raise Unreadable("it must be an address such as https://tiles.example.com/{z}/{x}/{y}.png")
    if not parts.hostname or not text.isascii() or any(sign in text for sign in " ;,'\""):
        raise Unreadable("it must be an address without blanks, commas, semicolons and quotes")
    return text


def search_address(text: str) -> str:
    """Where places are asked for: by https, for addresses of customers travel along."""
    parts = urlsplit(text)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise Unreadable("it must be an address that begins with https://")
    if not parts.hostname or parts.username or parts.query or parts.fragment or not text.isascii() or " " in text:
        raise Unreadable("it must be an address such as https://places.example.com")
    return text.rstrip("/")


def short_words(text: str) -> str:
    if not text.isprintable() or len(text) > 200:
        raise Unreadable("it must be at most 200 letters on one line")
    return text


def words_without_blanks(text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > 200:
        raise Unreadable("it must be as Xero shows it, without blanks")
    return text


def sender(text: str) -> str:
    _name, address = parseaddr(text)
    local, at, host = address.partition("@")
    if not (local and at and host) or not text.isprintable() or " " in address:
        raise Unreadable("it must be an e-mail address, with a name or without: Accounts <accounts@example.com>")
    return text


def command_words(text: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        raise Unreadable("its quotes do not match") from None
    if not words or (not words[0].startswith("/") and shutil.which(words[0]) is None):
        raise Unreadable("there is no such command")
    return words


def secrets_of(text: str) -> tuple[str, ...]:
    return tuple(secret(part) for part in text.split(","))


def secret(text: str) -> str:
    if len(text) < 32:
        raise Unreadable("it must have at least 32 characters, made at random")
    return text
