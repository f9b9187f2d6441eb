"""Fetch a file by HTTPS: from the address that was checked, without following it elsewhere, within limits."""

import base64
import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from onaccount.domain.imports.actions.fetch.fetched import (
    PIECE,
    Fetched,
    Limits,
    keep,
    too_large,
    too_slow,
)
from onaccount.domain.imports.actions.fetch.reach import connected, unreachable
from onaccount.domain.imports.rules.sources import CannotFetch, Place, Source, place_of
from onaccount.foundation.text import shorten

AGAIN = "It is tried again next time."


class TimedSocket(ssl.SSLSocket):
    """A socket whose whole conversation has an end: a server that sends a byte now and then is not waited for."""

    deadline = float("inf")
    patience = 30.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(min(self.patience, left))
        return super().recv_into(*args, **kwargs)


class Pinned(http.client.HTTPSConnection):
    """Speaks to a socket that is connected already: the name is not asked a second time."""

    def __init__(self, host: str, port: int, sock: socket.socket) -> None:
        super().__init__(host, port)
        self.sock = sock

    def connect(self) -> None:
        raise http.client.NotConnected  # a server that hangs up is not rung again


def fetch_by_https(source: Source, into: Path, limits: Limits) -> Fetched:
    place = place_of(source.kind, source.place)
    deadline = time.monotonic() + limits.seconds
    with secured(connected(place, limits), place, limits, deadline) as sock:
        connection = Pinned(place.host, place.port, sock)
        try:
            connection.request("GET", place.path, headers=headers_of(source))
            with connection.getresponse() as response:
                check_answer(response, place, limits)
                digest = keep(pieces_of(response), into, limits)
        except TimeoutError:
            raise slow(place, limits, deadline) from None
        except (http.client.HTTPException, ssl.SSLError, OSError, ValueError) as error:
            why = f"what {place.host} sends is no whole answer ({type(error).__name__})"
            raise CannotFetch(why=why, what_to_do=AGAIN) from None
    return Fetched(name_of(place), into, digest)


def secured(sock: socket.socket, place: Place, limits: Limits, deadline: float) -> TimedSocket:
    """The connection under TLS, with the certificate checked against the name that was asked for."""
    context = ssl.create_default_context()
    if settings.IMPORT_CA:
        context.load_verify_locations(settings.IMPORT_CA)
    context.sslsocket_class = TimedSocket
    try:
        sock.settimeout(limits.answer_seconds)
        # A connection that is cut off must not look like the end of a list.
        wrapped = context.wrap_socket(sock, server_hostname=place.host, suppress_ragged_eofs=False)
    except ssl.SSLCertVerificationError as error:
        sock.close()
        why = f"the certificate of {place.host} is not good ({error.verify_message})"
        cure = "Have it mended there. A certificate of your own goes into ONACCOUNT_IMPORT_CA."
        raise CannotFetch(why=why, what_to_do=cure) from None
    except OSError as error:
        sock.close()
        raise unreachable(place, error) from None
    assert isinstance(wrapped, TimedSocket), "the context makes sockets of our class"
    wrapped.deadline, wrapped.patience = deadline, limits.answer_seconds
    return wrapped


def headers_of(source: Source) -> dict[str, str]:
    headers = {"User-Agent": "OnAccount", "Accept-Encoding": "identity", "Connection": "close"}
    if source.token_header:
        headers[source.token_header] = source.secret
    elif source.user:
        pair = f"{source.user}:{source.secret}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    elif source.secret:
        headers["Authorization"] = f"Bearer {source.secret}"
    return headers


def check_answer(response: http.client.HTTPResponse, place: Place, limits: Limits) -> None:
    if 300 <= response.status < 400:
        elsewhere = shorten(str(urlsplit(response.headers.get("Location", "")).hostname or "another page"))
        why = f"{place.host} sends us on to {elsewhere}, and we do not follow"
        raise CannotFetch(why=why, what_to_do="Write the address at which the file itself is.")
    if response.status in (401, 403):
        why = f"{place.host} does not let us in ({response.status})"
        raise CannotFetch(why=why, what_to_do="Look whether the user, the password or the token is right.")
    if response.status in (404, 410):
        why = f"there is no such file on {place.host} ({response.status})"
        raise CannotFetch(why=why, what_to_do="Look whether the address is right.")
    if response.status != 200:
        raise CannotFetch(why=f"{place.host} answers {response.status}", what_to_do=AGAIN)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        cure = "Have that server send it as it is."
        raise CannotFetch(why=f"{place.host} sends it packed, unasked", what_to_do=cure)
    if response.length is not None and response.length > limits.bytes:
        raise too_large(limits)


def pieces_of(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """What comes, and an error where less comes than was promised: Python's own reading would take it for the end."""
    promised, came = response.length, 0
    while piece := response.read1(PIECE):
        came += len(piece)
        yield piece
    if promised is not None and came < promised:
        raise http.client.IncompleteRead(b"", promised - came)


def slow(place: Place, limits: Limits, deadline: float) -> CannotFetch:
    return too_slow(limits) if time.monotonic() >= deadline else unreachable(place, TimeoutError())


def name_of(place: Place) -> str:
    return PurePosixPath(unquote(place.path.partition("?")[0])).name or "list"
