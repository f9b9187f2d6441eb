"""A POST with an Idempotency-Key has its effect once, however often it is sent; its first answer is given each time."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from onaccount.delivery.api.access import ApiRequest
from onaccount.domain.people.actions import Answer, answer_once

View = Callable[..., HttpResponse]
HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = ("Location", "ETag", "Content-Type", "Vary")


def once(view: View, digest: "Callable[[HttpRequest], str] | None" = None) -> View:
    """Keep what the view answers under the key that was sent, in the transaction of what it does.

    `digest` tells one request from another, where its body is not read at once.
    """

    @wraps(view)
    def keyed(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None:
            return view(request, *args, **kwargs)
        given = answer_once(
            by=request.actor,
            key=key,
            digest=(digest or digest_of)(request),
            at=timezone.now(),
            answer=lambda: _kept(view(request, *args, **kwargs)),
        )
        response = HttpResponse(given.answer.body, status=given.answer.status, headers=dict(given.answer.headers))
        if given.is_replay:
            response.headers[REPLAYED] = "true"
        return response

    return keyed


def digest_of(request: HttpRequest) -> str:
    """What tells one request from another: method, address, kind of content, body."""
    head = f"{request.method}\n{request.get_full_path()}\n{request.content_type}\n"
    return hashlib.sha256(head.encode() + request.body).hexdigest()


def _kept(response: HttpResponse) -> Answer:
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    return Answer(response.status_code, headers, response.content.decode())
