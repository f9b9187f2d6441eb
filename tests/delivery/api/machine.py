"""A machine that calls the API with a token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from onaccount.domain.people.actions import make_token
from onaccount.domain.people.permissions import read_levels
from tests.stage import COMMAND

HERE = "/api/v1"


def token(rights: str = "all", *, lasts: timedelta | None = None, name: str = "The shop") -> str:
    """The secret of a new token."""
    at = timezone.now()
    expires_at = None if lasts is None else at + lasts
    return make_token(name=name, levels=read_levels(rights), expires_at=expires_at, by=COMMAND, at=at)[1]


@dataclass
class Machine:
    """Asks under /api/v1 and answers Django's test responses."""

    secret: str = field(default_factory=token)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, **query: Any) -> Any:
        return self.ask("GET", path, headers=headers, query=query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        return self.ask("POST", path, body, headers={"Idempotency-Key": key} if key else None)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        content_type: str = "application/json",
    ) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method,
            HERE + path,
            raw,
            content_type=content_type,
            headers={**sent, **(headers or {})},
            query_params=dict(query or {}),
        )


def let_go(answer: Any) -> None:
    """Close the file that is given out, as a server does; `close()` would say that the request is over as well."""
    for close in answer._resource_closers:
        close()


def code_of(response: Any) -> str:
    """The code of a problem document; it has the shape that is promised, or this fails."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content[:500]
    body = response.json()
    assert set(body) - {"available"} == {"type", "title", "status", "detail", "code", "cure", "errors"}
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["detail"]
    return str(body["code"])


def fields_of(response: Any) -> dict[str, str]:
    """The code of each field that a problem document names."""
    return {error["field"]: error["code"] for error in response.json()["errors"]}
