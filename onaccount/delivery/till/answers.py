"""What a till is answered: JSON, and a refusal as its code, its sentence and its cure."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.csrf import csrf_failure as page_of_csrf

from onaccount.delivery.ui.refusals import in_words
from onaccount.delivery.ui.security_log import log_refused
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import as_refusal

View = Callable[..., HttpResponse]
JSON = "application/json"
HERE = "/till/"
AGAIN_AFTER = "2"  # seconds


class TillBusy(Refused):
    code = "busy"
    sentence = "The books are being written to, or the database does not answer."
    cure = "Nothing was done. Send it again in a moment."
    status = 503


class NotInThisWay(Refused):
    code = "method_not_allowed"
    sentence = "This address of the till cannot be asked in this way."
    cure = "Reload the till: it may be older than the server."
    status = 405


class TooMuchAtOnce(Refused):
    code = "body_too_large"
    sentence = "This is more than a till sends at once."
    cure = "Reload the till: it may be older than the server."
    status = 413


class TokenOfFormMissing(Refused):
    code = "csrf"
    sentence = "This page of the till is too old to send anything."
    cure = "Reload it, and do it again."
    status = 403


def told(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer, which nobody on the way keeps."""
    return told_bytes(as_json(value), status=status, headers=headers)


def told_bytes(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=JSON, headers=dict(headers or {}))
    response["Cache-Control"] = "no-store"
    return response


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no JSON of {type(value)}")


def refused(refusal: Refused) -> HttpResponse:
    said = in_words(refusal)
    body = {"code": refusal.code, "sentence": said.sentence, "cure": said.cure, **refusal.told}
    return told(body, status=refusal.status, headers={"Retry-After": AGAIN_AFTER} if refusal.status == 503 else {})


def answers(*methods: str) -> Callable[[View], View]:
    """Let a view be asked in these ways; whatever refuses is told in JSON."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                response = refused(NotInThisWay())
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as refusal:
                log_refused(request, refusal)
                return refused(refusal)
            except Refused as refusal:
                return refused(refusal)
            except RequestDataTooBig:
                return refused(TooMuchAtOnce())
            except (OperationalError, InterfaceError, OSError) as error:
                return refused(_said_of(error))

        return guarded

    return guard


def _said_of(error: Exception) -> Refused:
    """A disk that takes nothing, a writer that was waited for long enough. The rest is a defect, and raised."""
    if refusal := as_refusal(error, disk=settings.DATA):
        return refusal
    if isinstance(error, OSError):
        raise error
    return TillBusy()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without our token. A till is told a new one: its shell may be from long ago, and no
    other site can read what is answered here.
    """
    if not request.path.startswith(HERE):
        return page_of_csrf(request, reason)
    said = in_words(TokenOfFormMissing())
    body = {"code": TokenOfFormMissing.code, "sentence": said.sentence, "cure": said.cure, "csrf": get_token(request)}
    return told(body, status=TokenOfFormMissing.status)
