"""Headers that every answer carries, those of errors and static files too."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STATIC = settings.STATIC_URL


def security_headers(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Strict transport whenever the public address is https, which Django says only where it sees https itself and
    behind a proxy it may not; and no page kept on a disk, for pages show customers.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if settings.HTTPS:
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if not request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class ContentPolicy(CSPMiddleware):
    """The package makes its policy twice anew for every answer; but for a page that changes it, it is the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_changed = any(name.startswith("_csp") for name in (*vars(request), *vars(response)))
        if is_changed or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response
