"""What pages load: stylesheet, scripts, drawings. Joined, compressed once, and named by their content.

No step to forget: the files stand as they are written, and the server joins them when the first page asks. Their
address holds a digest of all of them, so a browser keeps them for good and asks anew after an upgrade.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

STATIC = Path(__file__).resolve().parent / "static" / "ui"
IMPORT = re.compile(r'^@import "([^"]+)" layer\((\w+)\);$', re.MULTILINE)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"  # a page from before an upgrade asks by the old name


@dataclass(frozen=True, slots=True)
class Asset:
    kind: str
    plain: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    digest: str
    by_name: dict[str, Asset]


def current_assets() -> Assets:
    """As they were when this process first asked; while developing, as they are now."""
    return read_assets() if settings.DEBUG else kept_assets()


@cache
def kept_assets() -> Assets:
    return read_assets()


def read_assets() -> Assets:
    contents = dict(sources())
    digest = hashlib.sha256(b"\0".join(contents.values())).hexdigest()[:12]
    return Assets(digest, {name: packed(name, content) for name, content in contents.items()})


def sources() -> Iterator[tuple[str, bytes]]:
    yield "app.css", joined_stylesheet().encode()
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert isinstance(htmx, str), "django_htmx brings htmx"
    yield "htmx.js", Path(htmx).read_bytes()
    for path in sorted([*STATIC.glob("*.svg"), *STATIC.glob("js/**/*.js")]):
        yield path.name, path.read_bytes()


def joined_stylesheet() -> str:
    """The table of contents with each part in its place: one request instead of thirty."""
    contents = (STATIC / "css" / "app.css").read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read_part(found[1])}}}", contents)


def read_part(name: str) -> str:
    return (STATIC / "css" / name).read_text(encoding="utf-8")


def packed(name: str, content: bytes) -> Asset:
    return Asset(TYPES[Path(name).suffix], content, gzip.compress(content, 9, mtime=0))


def asset_address(name: str) -> str:
    assets = current_assets()
    assert name in assets.by_name, f"no such asset: {name}"
    return f"/ui/{assets.digest}/{name}"


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    return served(request, current_assets(), digest, name)


def served(request: HttpRequest, assets: Assets, digest: str, name: str) -> HttpResponse:
    """One of these, compressed where the browser takes that; kept for good under the digest of now."""
    found = assets.by_name.get(name)
    if found is None:
        return HttpResponseNotFound()  # no page for people: a browser asked, and that needs no database
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.packed if takes_packed else found.plain, content_type=f"{found.kind}; charset=utf-8")
    response["Cache-Control"] = FOR_GOOD if digest == assets.digest else ASK_AGAIN
    patch_vary_headers(response, ["Accept-Encoding"])
    if takes_packed:
        response["Content-Encoding"] = "gzip"
    return response
