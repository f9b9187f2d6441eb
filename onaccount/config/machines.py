"""Machines go past what only pages need: sessions, form tokens, log-ins, messages, fragments.

Two marks stand in MIDDLEWARE around it. Who shows a token to the API passes from the first to the last; no cookie opens
anything there, and nobody of whom a page could speak is logged in. A page for people, such as the API's documentation,
is asked for without a token.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
HERE = "/api/v1/"
BEHIND: list[Answer] = []  # what comes after the last mark: Django makes it before what comes after the first


def is_of_machine(request: HttpRequest) -> bool:
    return request.path_info.startswith(HERE) and "HTTP_AUTHORIZATION" in request.META


def pages_begin(answer: Answer) -> Answer:
    behind = BEHIND.pop()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return (behind if is_of_machine(request) else answer)(request)

    return middleware


def pages_end(answer: Answer) -> Answer:
    BEHIND.append(answer)
    return answer
