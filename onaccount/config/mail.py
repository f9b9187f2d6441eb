"""The server that takes letters: how EMAIL_URL is read."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from onaccount.config.readers import Unreadable

SHAPE = "it must look like smtp://user:password@host:587?tls=starttls or smtps://user:password@host:465"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class MailServer:
    """`tls` is `none`, `starttls` (begins in the clear and changes) or `tls` from the first byte."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "none"


def mail_server(text: str) -> MailServer:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Unreadable(SHAPE) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise Unreadable(SHAPE)
    port = port or (465 if parts.scheme == "smtps" else 25)
    server = MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=_tls(parts.scheme, port, parts.query),
    )
    if server.password and server.tls == "none" and server.host not in LOOPBACK:
        raise Unreadable("it would send the password in the clear; add ?tls=starttls, or use smtps://")
    return server


def _tls(scheme: str, port: int, query: str) -> str:
    options = dict(parse_qsl(query, keep_blank_values=True))
    wanted = options.pop("tls", "")
    if options:
        raise Unreadable(f"it has an option that is not known, {min(options)}")
    if scheme == "smtps":
        if wanted:
            raise Unreadable("smtps:// is encrypted from the first byte and takes no tls=")
        return "tls"
    if wanted not in ("", "starttls", "none"):
        raise Unreadable("its tls must be starttls or none")
    # 587 is the port where servers take letters from strangers with a password: there a plain line is a mistake.
    return wanted or ("starttls" if port == 587 else "none")
