"""A refusal in the reader's language, and as a page where no view has an answer of its own."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from onaccount.delivery.ui.security_log import log_refused
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.refusals import Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """What is so, the cure, and a place to go to for it."""

    sentence: str
    cure: str = ""
    href: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        return f"{self.sentence} {self.cure}".strip()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def in_words(refusal: Refused) -> Shown:
    """The templates are translated before they are filled: values are names and numbers, not words of ours."""
    sentence, cure = (_(part).format(**refusal.values) if part else "" for part in (refusal.sentence, refusal.cure))
    return Shown(sentence, cure)


class RefusalPages:
    """Middleware: what no view answered in words is: a refusal, a busy database, the 405 that Django leaves blank."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return not_this_way(allowed=response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            log_refused(request, exception)
        if isinstance(exception, Refused):
            if exception.status == 404:
                raise Http404
            context = {"code": exception.status, **in_words(exception).as_dict()}
            return render(request, "ui/error.html", context, status=exception.status)
        if isinstance(exception, OperationalError) and "locked" in str(exception):
            return busy(request)
        return None


def plain_page(code: int, said: Shown) -> HttpResponse:
    """A page that asks the database nothing: what every page shows of the business is not on it."""
    return HttpResponse(render_to_string("ui/error.html", {"code": code, **said.as_dict()}), status=code)


def not_this_way(*, allowed: str) -> HttpResponse:
    """An address that only takes what a form sends was opened, or the other way round; Django says nothing of it."""
    cure = _("Go back to the page that you came from, and use its buttons.")
    response = plain_page(405, Shown(_("This address cannot be opened in this way."), cure))
    response["Allow"] = allowed
    return response


def busy(request: HttpRequest) -> HttpResponse:
    context = {
        "code": 503,
        "sentence": _("The books are being written to by somebody else."),
        "cure": _("Nothing was done. Try again in a moment."),
    }
    response = render(request, "ui/error.html", context, status=503)
    response["Retry-After"] = "2"
    return response
