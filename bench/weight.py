"""P-6: what a first visit transfers with all that its page loads, and what a page transfers after that, in kilobytes.

Bodies as they are sent, compressed; the headers of an answer are some 0.5 kB more.
"""

import re
from typing import Any

from django.test import Client

from bench.crowd import grow_to, logged_in

FIRST, AFTER = 100, 15  # kB
LOADED = re.compile(r'<(?:link|script|use)\b[^>]*?\b(?:href|src)="(/[^"#]+)')
PAGES = {
    "list": "/office/customers/",
    "queue": "/office/customers/?status=new&came=self",
    "customer": "/office/customers/1/",
    "settings": "/office/business/",
}
APP = {"log-in of the app": "/app/login/"}


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    """The heaviest page is a full one: more customers than fill it change nothing."""
    grow_to(size)
    staff, guest = logged_in(), Client(HTTP_HOST="127.0.0.1", headers={"Accept-Encoding": "gzip"})
    return [
        result
        for browser, pages in ((staff, PAGES), (guest, APP))
        for name, address in pages.items()
        for result in weights(browser, name, address, engine)
    ]


def weights(browser: Client, name: str, address: str, engine: str) -> list[dict[str, Any]]:
    page = transferred(browser, address)
    loaded = set(LOADED.findall(browser.get(address, headers={"Accept-Encoding": "identity"}).content.decode()))
    first = page + sum(transferred(browser, one) for one in loaded)
    return [
        {
            "id": f"P-6 {name}, {when}",
            "engine": engine,
            "size": len(loaded) + 1 if when == "first load" else 1,
            "ours": round(weight / 1000, 1),
            "limit": limit,
            "ratio": round(weight / 1000 / limit, 2),
            "goal": "<= 1.0",
        }
        for when, weight, limit in (("first load", first, FIRST), ("after", page, AFTER))
    ]


def transferred(browser: Client, address: str) -> int:
    response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return len(response.content)
