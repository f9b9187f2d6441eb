"""A worker as a process of its own, on the books of the test."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds until a test gives a process up


def address_of_the_books() -> str:
    books = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(books['NAME']))}"
    who = quote(books["USER"]) + (f":{quote(books['PASSWORD'])}" if books["PASSWORD"] else "")
    if books["HOST"].startswith("/"):
        return f"postgresql://{who}@/{books['NAME']}?host={quote(books['HOST'])}"
    return f"postgresql://{who}@{books['HOST'] or 'localhost'}:{books['PORT'] or 5432}/{books['NAME']}"


def start_worker(settings: Any, **environment: str) -> "subprocess.Popen[bytes]":
    own = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATABASE_URL": address_of_the_books(),
        "ONACCOUNT_DATA": str(settings.DATA),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    return subprocess.Popen([sys.executable, "-m", "onaccount", "worker"], env=own | environment, cwd=ROOT)
