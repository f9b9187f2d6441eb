"""A till's device that speaks HTTP over a network that may be cut, in the place of Django's test client."""

import http.client
import json
import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.reliability.cuts import Network

SHELL = "/till/"
TOKEN = re.compile(r'<meta name="csrf" content="([^"]+)"')


class Away(Exception):  # noqa: N818 - what the till's script calls it
    """No answer, or a torn one."""


class Told:
    def __init__(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.status_code, self.headers, self.content = status, headers, content

    def json(self) -> Any:
        return json.loads(self.content)

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]


class Wire:
    """Each request is one connection, through the network, to the server at `url`."""

    def __init__(self, url: str, network: Network) -> None:
        self.host, self.network = urlsplit(url).netloc, network
        self.cookies: SimpleCookie = SimpleCookie()
        shell = self.get(SHELL).content.decode()
        self.token = TOKEN.search(shell)[1]  # type: ignore[index]

    def get(self, path: str, query: dict[str, Any] | None = None) -> Told:
        return self._ask("GET", path + (f"?{urlencode(query)}" if query else ""), None, {})

    def post(self, path: str, body: Any, content_type: str, headers: dict[str, str] | None = None) -> Told:
        data = body if isinstance(body, bytes) else body.encode()
        return self._ask(
            "POST", path, data, {"Content-Type": content_type, "X-CSRFToken": self.token, **(headers or {})}
        )

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Told:
        cookies = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        more = {"Host": self.host, "Connection": "close", "Cookie": cookies}
        connection = http.client.HTTPConnection("127.0.0.1", self.network.port, timeout=60)
        try:
            connection.request(method, path, body, {**headers, **more})
            response = connection.getresponse()
            content = response.read()
            if path != SHELL:
                json.loads(content)
        except (OSError, ValueError, http.client.HTTPException) as broken:
            raise Away from broken
        finally:
            connection.close()
        for given in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(given)
        return Told(response.status, {name.lower(): value for name, value in response.getheaders()}, content)
