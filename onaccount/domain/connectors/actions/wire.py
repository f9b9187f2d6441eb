"""One request to a system next door and its answer, within limits of time and size; no answer is told apart from a
refusal.

The addresses come from the settings alone: nothing that a customer, a file or an answer says leads elsewhere, and
redirects are not followed.
"""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

PATIENCE = 20.0  # seconds for a connection, and for each piece of an answer
LONGEST = 45.0  # for all of it: shorter than the lease of whoever asks
MOST_BYTES = 32 * 1024 * 1024  # a page of a thousand contacts is three megabytes or four
LONGEST_WAIT = 86_400.0  # seconds; the longest of its limits is that of a day
AGENT = "OnAccount"


class Unreached(Exception):  # noqa: N818 - not an error of ours: nothing left this house
    """The request did not get there, in words."""


class Unheard(Exception):  # noqa: N818 - not an error of ours: it may have been carried out
    """It left, and no whole answer came."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`headers` by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises Unheard where the body is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Unheard("what came is no answer that can be read") from None

    @property
    def wait_seconds(self) -> float | None:
        """Retry-After, in seconds or as a date; None where it is not there or makes no sense."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit() and len(text) < 8:
            return min(float(text), LONGEST_WAIT)
        from email.utils import parsedate_to_datetime

        with suppress(ValueError, TypeError):
            return min(max(0.0, parsedate_to_datetime(text).timestamp() - time.time()), LONGEST_WAIT)
        return None


class Wire:
    """Connections that are kept open while there is much to ask. Use it in a `with`.

    `patience` is for a connection and for each piece of an answer, `longest` for all of it, in seconds.
    """

    def __init__(self, *, patience: float = PATIENCE, longest: float = LONGEST) -> None:
        self._client: Any = None
        self.patience, self.longest = patience, longest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> Reply:
        """Ask once. Raises Unreached or Unheard; a refusal is a Reply too."""
        import httpx  # a quarter of a second, and a web process never needs it

        sent = {"Accept": "application/json", "User-Agent": AGENT, **headers}
        give_up = time.monotonic() + self.longest
        try:
            with self._open().stream(method, url, headers=sent, params=query, data=form, json=body) as answer:
                pieces, size = [], 0
                for piece in answer.iter_bytes():
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise Unheard("the answer is larger than anything that was asked for")
                    if time.monotonic() > give_up:
                        raise Unheard("the answer takes too long")
                    pieces.append(piece)
                return Reply(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, b"".join(pieces))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as failure:
            raise Unreached(_in_words(failure)) from None
        except (httpx.HTTPError, httpx.StreamError) as failure:
            raise Unheard(_in_words(failure)) from None

    def _open(self) -> Any:
        if self._client is None:
            import ssl

            import httpx

            # The system's certificates, and nothing of the environment: a variable sends our tokens nowhere.
            self._client = httpx.Client(
                timeout=httpx.Timeout(self.patience),
                verify=ssl.create_default_context(),
                trust_env=False,
                follow_redirects=False,
                limits=httpx.Limits(max_connections=1, keepalive_expiry=15.0),
            )
        return self._client


def _in_words(failure: Exception) -> str:
    name = type(failure).__name__
    if "Timeout" in name:
        return "nobody answers in time"
    if name == "ConnectError":
        return f"it cannot be reached ({str(failure)[:120] or name})"
    return f"the connection broke off ({name})"
