"""What the till loads: its own stylesheet with the shared parts, its drawings, its modules. All of it small: P-6."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from onaccount.delivery.ui import assets as ui
from onaccount.delivery.ui.assets import Assets, packed

STATIC = Path(__file__).resolve().parent / "static" / "till"
WORKER = "sw.js"  # not an asset: its address never changes, and its scope is the till's
FIRST = ("main.js", "till.css", "icons.svg")
COMMENT = re.compile(r"^\s*//.*\n|/\*.*?\*/\n?", re.MULTILINE | re.DOTALL)


def current_assets() -> Assets:
    return read_assets() if settings.DEBUG else kept_assets()


@cache
def kept_assets() -> Assets:
    return read_assets()


def read_assets() -> Assets:
    contents = dict(sources())
    digest = hashlib.sha256(b"\0".join([*contents.values(), worker_text().encode()])).hexdigest()[:12]
    return Assets(digest, {name: packed(name, content) for name, content in contents.items()})


def sources() -> Iterator[tuple[str, bytes]]:
    yield "till.css", joined_stylesheet().encode()
    yield "mark.svg", (ui.STATIC / "mark.svg").read_bytes()
    yield "icons.svg", (STATIC / "icons.svg").read_bytes()
    for path in sorted(STATIC.glob("*.js")):
        if path.name != WORKER:
            yield path.name, path.read_bytes()


def joined_stylesheet() -> str:
    """The till's table of contents: the shared parts that it uses, and its own."""
    contents = (STATIC / "css" / "till.css").read_text(encoding="utf-8")
    return ui.IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{_part(found[1])}}}", contents)


def _part(name: str) -> str:
    own = STATIC / "css" / name
    return own.read_text(encoding="utf-8") if own.exists() else ui.read_part(name)


def asset_address(name: str) -> str:
    assets = current_assets()
    assert name in assets.by_name, f"no such asset of the till: {name}"
    return f"/till/assets/{assets.digest}/{name}"


def modules() -> list[str]:
    """All that the first one loads."""
    return [name for name in current_assets().by_name if name.endswith(".js") and name != FIRST[0]]


def worker_text() -> str:
    return (STATIC / WORKER).read_text(encoding="utf-8")
