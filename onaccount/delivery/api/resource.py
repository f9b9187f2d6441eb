"""How an operation of the API is said: one line each for its address, the right it needs and what it answers.

What is the same for all is added here: the token, the key of a POST, parameters that nobody knows, and each answer
that the documentation has to name.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpResponse
from ninja import Router
from ninja.operation import Operation
from pydantic import BaseModel

from onaccount.delivery.api.access import ApiRequest, Token
from onaccount.delivery.api.once import once
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.uploads import digest_of_upload
from onaccount.domain.partners.queries.users import WORDS
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

View = Callable[..., HttpResponse]
Shape = type[BaseModel]


class UnknownParameter(Refused):
    code = "unknown_parameter"
    sentence = 'There is no parameter "{name}" here.'
    cure = "Leave it out, or correct its name: {known}."


class Resource:
    """A noun of the API and its operations, under one heading of the documentation."""

    def __init__(self, heading: str) -> None:
        self.router = Router(tags=[heading])

    def get(self, path: str, *, right: Right | None, answer: Shape | None, **more: Any) -> Callable[[View], View]:
        return self._operation("GET", path, right=right, status=200, answer=answer, **more)

    def post(
        self, path: str, *, right: Right | None, answer: Shape | None, status: int = 201, **more: Any
    ) -> Callable[[View], View]:
        """A POST may carry an Idempotency-Key; the view need not know of it."""
        return self._operation("POST", path, right=right, status=status, answer=answer, **more)

    def patch(self, path: str, *, right: Right, answer: Shape, **more: Any) -> Callable[[View], View]:
        return self._operation("PATCH", path, right=right, status=200, answer=answer, **more)

    def put(self, path: str, *, right: Right | None, answer: Shape, **more: Any) -> Callable[[View], View]:
        """200; 201 too where what is put need not be there yet (`may_make`)."""
        return self._operation("PUT", path, right=right, status=200, answer=answer, **more)

    def delete(self, path: str, *, right: Right, **more: Any) -> Callable[[View], View]:
        return self._operation("DELETE", path, right=right, status=204, answer=None, **more)

    def _operation(
        self,
        method: str,
        path: str,
        *,
        right: Right | None,
        status: int,
        answer: Shape | None,
        summary: str,
        portal: PortalRight | None = None,
        problems: Sequence[int] = (),
        headers: Sequence[str] = (),
        takes_file: bool = False,
        is_question: bool = False,
        keeps_key: bool = False,
        may_make: bool = False,
        gives: str = "",
    ) -> Callable[[View], View]:
        """Without a right anybody may ask; with `portal` a dealer's token as well, or it alone. `problems` are statuses
        that this operation refuses with beside the usual, `headers` the names of request headers and response headers
        that the documentation describes. A POST that `is_question` writes nothing and takes no key; one that
        `keeps_key` keeps it with what it makes. `may_make`: 201 too. `gives` is the kind of content that is answered
        where it is no JSON.
        """

        def register(view: View) -> View:
            digest = digest_of_upload if takes_file else None
            is_keyed = method == "POST" and bool(right or portal) and not is_question
            doing = once(view, digest) if is_keyed and not keeps_key else view
            guarded = _known_parameters_only(doing)
            extra = {
                "x-right": _words(right),
                "x-right-of-partners": _portal_words(portal),
                "x-problems": list(problems),
                "x-headers": list(headers),
                "x-takes-file": takes_file,
                "x-is-question": is_question,
                "x-gives": gives,
            }
            registered: View = self.router.api_operation(
                [method],
                path,
                auth=Token(right, portal) if right or portal else None,
                response={status: answer, 201: answer} if may_make else {status: answer},
                summary=summary,
                by_alias=True,  # a field whose name is a word of Python is described by the one that is sent
                operation_id=view.__name__,
                url_name=f"api_{view.__name__}",
                openapi_extra={key: value for key, value in extra.items() if value},
            )(guarded)
            return registered

        return register


def _words(right: Right | None) -> dict[str, str] | None:
    return {"name": right.name.lower(), "words": right.value} if right else None


def _portal_words(right: PortalRight | None) -> dict[str, str] | None:
    return {"name": right.value, "words": WORDS[right]} if right else None


def _known_parameters_only(view: View) -> View:
    """A filter that is misspelt is refused, for a list that is longer than was asked for may do harm."""

    @wraps(view)
    def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET:
            _check_parameters(request.GET, known_parameters(guarded._ninja_operation))  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def known_parameters(operation: Operation) -> list[str]:
    """The names of an operation's query parameters."""
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return [name for model in models for name in model.__ninja_flatten_map__]


def _check_parameters(sent: Any, known: list[str]) -> None:
    unknown = [name for name in sent if name not in known]
    if unknown:
        names = ", ".join(known) or "none"
        raise NotUsable([FieldError.of(name, UnknownParameter(name=name, known=names)) for name in unknown])
