"""What the tests of the house look at: its rooms, from the ground up, and its files."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "onaccount"
DOMAIN = HOUSE / "domain"
DELIVERY = HOUSE / "delivery"
ROOMS: list[str] = settings.ROOMS  # ground floor first


def sources(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
