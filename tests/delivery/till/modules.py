"""The till's pure modules, run where they run: in a browser, without a server."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.browser import CURE, chromium

STATIC = Path(__file__).resolve().parents[3] / "onaccount/delivery/till/static/till"
PLACE = "http://till.example/"  # answered from the files by the browser's own route: nothing leaves it


@contextmanager
def in_the_browser(module: str) -> Iterator[Callable[[str, Any], Any]]:
    """A function that evaluates an expression with the module as `m` and one argument."""
    path = chromium()
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail(CURE)
        pytest.skip(CURE)
    with sync_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=root)
        page = browser.new_page()
        page.route(
            f"{PLACE}**",
            lambda route: route.fulfill(
                body=(STATIC / name).read_text()
                if (name := route.request.url.removeprefix(PLACE))
                else "<!doctype html>",
                content_type="text/javascript" if name else "text/html",
            ),
        )
        page.goto(PLACE)

        def run(expression: str, argument: Any) -> Any:
            load = f"const m = await import('./{module}')"
            return page.evaluate(f"async (given) => {{ {load}; return ({expression})(given); }}", argument)

        yield run
        browser.close()
