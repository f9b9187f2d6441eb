"""How long a browser stays let in, and what it is called. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

SEEN_EVERY = timedelta(minutes=1)  # written down at most so often
FRESH = timedelta(minutes=5)  # after a password or code, before what matters most asks for it again

# What a browser says of itself, the telling word first: Edge says Chrome too, and Chrome says Safari.
BROWSERS = (
    (re.compile(r"\bEdg(e|A|iOS)?/"), "Edge"),
    (re.compile(r"\b(OPR|Opera)\b"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(HeadlessChrome|Chrome|CriOS|Chromium)/"), "Chrome"),
    (re.compile(r"\bSafari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac OS X\b"), "Mac"),
    (re.compile(r"\bLinux\b"), "Linux"),
)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session goes on while nobody is there, and how long at the most, however busy (V7.3.1, V7.3.2)."""

    idle: timedelta
    lasts: timedelta


def is_over(lifetime: Lifetime, *, began_at: datetime, seen_at: datetime, at: datetime) -> bool:
    return at - seen_at >= lifetime.idle or at - began_at >= lifetime.lasts


def device_of(agent: str) -> tuple[str, str]:
    """The browser and the system that a User-Agent speaks of; blank for what nobody knows."""
    return tuple(  # type: ignore[return-value] # two of them
        next((name for pattern, name in table if pattern.search(agent)), "") for table in (BROWSERS, SYSTEMS)
    )
