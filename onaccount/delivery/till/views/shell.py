"""The page of the till, which holds no data: it is kept on the device, and begins there without network."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onaccount.delivery.till.assets import asset_address, current_assets, modules, worker_text
from onaccount.delivery.ui.assets import served

PAGE = "/till/"


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Templates and sentences in the language of the house; the modules fill them."""
    context = {
        "csrf": get_token(request),
        "addresses": {name.split(".")[0]: asset_address(name) for name in ("main.js", "till.css", "mark.svg")},
        "icons": asset_address("icons.svg"),
        "modules": [asset_address(name) for name in modules()],  # asked for at once, not one after the other
    }
    return render(request, "till/shell.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the names of what it keeps. It changes with each version, so browsers take the next."""
    assets = current_assets()
    files = [PAGE, *(asset_address(name) for name in assets.by_name)]
    head = f"const VERSION = {json.dumps(f'till-{assets.digest}')};\nconst FILES = {json.dumps(files)};\n"
    response = HttpResponse(head + worker_text(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = PAGE
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    mark = {"src": asset_address("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    content = {
        "id": PAGE,
        "name": _("OnAccount Till"),
        "short_name": _("Till"),
        "start_url": PAGE,
        "scope": PAGE,
        "display": "standalone",
        "icons": [mark],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    return served(request, current_assets(), digest, name)
