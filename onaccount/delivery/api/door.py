"""The API itself: how it reads, how it answers, how it refuses."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from onaccount.delivery.api.access import NoToken, TooOften
from onaccount.delivery.api.misshapen import refusal_of
from onaccount.delivery.api.problems import BadRequest, Busy, NoSuchAddress, TooLarge, problem
from onaccount.delivery.ui.reading import read_json
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import as_refusal

log = logging.getLogger(__name__)
LARGEST_BODY = 1024 * 1024  # bytes of JSON; a customer has 15,000 characters at most
AGAIN_AFTER = "2"  # seconds
JSON = "application/json"


class NotJsonContent(Refused):
    code = "not_json_content"
    sentence = "This takes JSON, and {given} came."
    cure = "Send the header Content-Type: application/json."
    status = 415


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
        if request.content_type != JSON or charset.lower() not in ("utf-8", "utf8"):
            given = (request.headers.get("Content-Type") or "no Content-Type")[:80]
            raise NotJsonContent(given=given)
        if len(request.body) > LARGEST_BODY:
            raise TooLarge(most=f"{LARGEST_BODY // 1024 // 1024} MB")
        return read_json(request.body)


api = NinjaAPI(title="OnAccount", version="1", openapi_url=None, docs_url=None, parser=StrictParser())


def told(status: int, value: Any, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer in JSON."""
    body = json.dumps(value, ensure_ascii=False, default=_plain, separators=(",", ":"))
    response = HttpResponse(body, status=status, content_type=f"{JSON}; charset=utf-8", headers=dict(headers or {}))
    patch_vary_headers(response, ["Authorization"])
    return response


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"no JSON of {type(value)}")


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    headers = {}
    if isinstance(refusal, NoToken):
        headers["WWW-Authenticate"] = refusal.challenge
    if isinstance(refusal, TooOften):
        headers["Retry-After"] = str(refusal.values["seconds"])
    if refusal.status == 503:
        headers["Retry-After"] = AGAIN_AFTER
    return problem(refusal, headers=headers)


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(refusal_of(error.errors))


@api.exception_handler(HttpError)
def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja wraps whatever the parser raises."""
    cause = error.__cause__
    return refused(request, cause if isinstance(cause, Refused) else BadRequest())


@api.exception_handler(Http404)
def not_here(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(NoSuchAddress())


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(TooLarge(most=f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024} MB"))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """A writer that has been waited for long enough. What is away or out of space is said by what comes below."""
    if "locked" in str(error) or "lock timeout" in str(error):
        return problem(Busy(), headers={"Retry-After": AGAIN_AFTER})
    return defect(request, error)


@api.exception_handler(Exception)
def defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """A disk that takes nothing says so. The rest goes to Django, which writes it down and answers; `Problems` makes a
    problem document of that.
    """
    if refusal := as_refusal(error, disk=settings.DATA):
        log.error("%s: %s", refusal.code, error)
        return problem(refusal)
    raise error
