"""The look of a business: its colour as a stylesheet, and its logo. Both are named by what they hold."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from onaccount.delivery.ui.assets import FOR_GOOD
from onaccount.domain.business.rules import check_accent, shades_of
from onaccount.domain.files.queries import logo_named
from onaccount.foundation.colours import Oklch
from onaccount.foundation.refusals import Refused

TOKENS = {"soft": "--petrol-1", "line": "--petrol-2", "accent": "--petrol-5", "firm": "--petrol-6"}


@require_safe
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """The shades of a colour, in place of ours. It is told by its address alone: the database is not asked."""
    try:
        check_accent(f"#{colour}")
    except Refused:
        return HttpResponseNotFound()
    shades = shades_of(f"#{colour}")
    lines = (f"{token}: light-dark({day.css()}, {night.css()});" for token, (day, night) in pairs_of(shades))
    response = HttpResponse(":root { " + " ".join(lines) + " }\n", content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_GOOD
    return response


def pairs_of(shades: object) -> list[tuple[str, tuple[Oklch, Oklch]]]:
    return [(token, getattr(shades, name)) for name, token in TOKENS.items()]


@require_safe
def logo(request: HttpRequest, key: str) -> HttpResponse:
    picture = logo_named(key)
    if picture is None:
        return HttpResponseNotFound()
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = FOR_GOOD
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = 'inline; filename="logo.png"'
    return response
