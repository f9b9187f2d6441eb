"""Every refusal of the API is a problem document (RFC 9457), never a page: what is so, a code, the field, the cure."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from onaccount.delivery.ui.refusals import in_words
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import NoSpace

CONTENT_TYPE = "application/problem+json"
HERE = "/api/"


class NoSuchAddress(Refused):
    code = "no_such_address"
    sentence = "There is nothing at this address."
    cure = "Compare it with /api/v1/openapi.json: no slash stands at the end."
    status = 404


class NotThisMethod(Refused):
    code = "method_not_allowed"
    sentence = "This address cannot be asked in this way."
    cure = "Use one of the methods of the header Allow."
    status = 405


class BadRequest(Refused):
    code = "bad_request"
    sentence = "This request cannot be read."
    cure = "Compare it with /api/v1/docs."
    status = 400


class Forbidden(Refused):
    code = "forbidden"
    sentence = "This is not allowed."
    cure = "Send the token in the header Authorization: the API knows no cookies."
    status = 403


class TooLarge(Refused):
    code = "body_too_large"
    sentence = "The body of this request is larger than {most}."
    cure = "Send less at once."
    status = 413


class OurFault(Refused):
    code = "internal_error"
    sentence = "Something went wrong on our side. It is written down."
    cure = "Nothing was half done: send it again, a POST with the same Idempotency-Key."
    status = 500


class Busy(Refused):
    code = "busy"
    sentence = "The books are being written to, or the database does not answer."
    cure = "Nothing was done. Send it again after the seconds of the header Retry-After."
    status = 503


class NotUsable(Refused):
    """One or more fields of a request cannot be used; `errors` says which, and why."""

    code = "not_usable"
    sentence = "This request cannot be used as it is."
    cure = "Mend what errors names, and send it again."

    def __init__(self, errors: "Sequence[FieldError]") -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of the request: its name, or its path with dots, and what is so of it."""

    field: str
    code: str
    detail: str
    cure: str

    @classmethod
    def of(cls, field: str, refusal: Refused) -> "FieldError":
        said = in_words(refusal)
        return cls(field, refusal.code, said.sentence, said.cure)


# What a status means, in words that are the same each time.
TITLES = {
    400: gettext_noop("The request cannot be read"),
    401: gettext_noop("A token is needed"),
    403: gettext_noop("A right is missing"),
    404: gettext_noop("Not here"),
    405: gettext_noop("Not in this way"),
    409: gettext_noop("Something stands against it"),
    410: gettext_noop("Gone"),
    412: gettext_noop("Changed meanwhile"),
    413: gettext_noop("Too large"),
    415: gettext_noop("Not this kind of content"),
    422: gettext_noop("Refused"),
    428: gettext_noop("A condition is needed"),
    429: gettext_noop("Too often"),
    500: gettext_noop("Our fault"),
    503: gettext_noop("Not now"),
    507: gettext_noop("No space"),
}


def problem(refusal: Refused, *, headers: dict[str, str] | None = None) -> HttpResponse:
    """The answer to a request that was refused."""
    said = in_words(refusal)
    errors = refusal.errors if isinstance(refusal, NotUsable) else []
    if field := refusal.field or str(refusal.values.get("field", "")):
        errors = [FieldError.of(field, refusal)]
    status = refusal.status
    body: dict[str, Any] = {
        "type": f"{settings.PUBLIC_URL}/api/v1/docs#{refusal.code}",
        "title": _(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "detail": said.sentence,
        "code": refusal.code,
        "cure": said.cure,
        "errors": [asdict(error) for error in errors],
        **refusal.told,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE, headers=headers or {}
    )


# What is said where something before the API or behind it has answered with a page.
BY_STATUS: dict[int, type[Refused]] = {
    403: Forbidden, 404: NoSuchAddress, 405: NotThisMethod, 413: TooLarge, 503: Busy, 507: NoSpace,
}  # fmt: skip
KEPT_HEADERS = ("Allow", "Retry-After")


class Problems:
    """Middleware, outside all that answers with pages: whatever refuses a request under /api/ is a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(HERE) or settings.DEBUG:
            return response
        if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        return problem(_refusal_of(response), headers=kept)


def _refusal_of(response: HttpResponseBase) -> Refused:
    status = response.status_code
    made = BY_STATUS.get(status) or (OurFault if status >= 500 else BadRequest)
    return made()
