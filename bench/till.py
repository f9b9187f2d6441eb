"""P-6 at the counter, in a real browser: what the till transfers, how many taps a charge takes and how long,
and when the till can be used on a slow phone.

Bytes are those on the wire, headers too, both ways. A slow phone is a processor four times slower behind 1.6 Mbit/s,
150 ms to and fro. A till that was installed begins from what it keeps.
"""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from tests.journeys.browser import CURE, chromium
from tests.journeys.counter import staged
from tests.journeys.house import House, running_house
from tests.journeys.till import open_till

FIRST, AFTER = 100.0, 15.0  # kB
TAPS, SECONDS = 4, 1.0
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
COUNT_TAPS = (
    "addEventListener('click', (event) => event.isTrusted && (globalThis.taps = (globalThis.taps ?? 0) + 1), true)"
)


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    """`size` sales of 37.50 on an account."""
    path = chromium()
    if path is None:
        raise SystemExit(CURE)
    with (
        tempfile.TemporaryDirectory(prefix="onaccount-bench-till-") as data,
        running_house(Path(data)) as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        results = [*first_load(browser, house), *sales(browser, house, size), *slow_phone(browser, house)]
        browser.close()
    return [{"engine": engine, "size": size, "goal": "<= 1.0", **result} for result in results]


def of(name: str, ours: float, limit: float, **more: Any) -> dict[str, Any]:
    return {"id": f"P-6 till, {name}", "ours": round(ours, 2), "limit": limit, "ratio": round(ours / limit, 2), **more}


def first_load(browser: Browser, house: House) -> list[dict[str, Any]]:
    context = device(browser, house)
    page = context.new_page()
    weights = watched(context, page)
    page.goto("/till/")
    expect(page.get_by_role("button", name="Pair")).to_be_visible()
    context.close()
    return [of("first load, kB", sum(weights.values()) / 1000, FIRST)]


def sales(browser: Browser, house: House, count: int) -> list[dict[str, Any]]:
    context, seconds, taps = device(browser, house), [], []
    at = staged(house)
    page = open_till(context, at)
    weights = watched(context, page)
    page.evaluate(COUNT_TAPS)
    for _ in range(min(count, 13)):  # of 500.00
        page.evaluate("globalThis.taps = 0")
        seconds.append(charged(page, at["name"]))
        page.get_by_role("button", name="Next sale").click()
        taps.append(page.evaluate("globalThis.taps"))
    context.close()
    return [
        of("taps of a charge", statistics.median(taps), TAPS),
        of("tap to receipt, s", statistics.median(seconds), SECONDS, p99=round(max(seconds), 2)),
        of("heaviest request of a sale, kB", max(weights.values()) / 1000, AFTER),
    ]


def charged(page: Page, name: str) -> float:
    page.keyboard.type(name)
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Plain amount").click()
    page.keyboard.type("37.50")
    key = page.get_by_role("button", name="Charge to Customer account")
    began = time.perf_counter()
    key.click()
    page.get_by_role("heading", name="Sold").wait_for()
    return time.perf_counter() - began


def slow_phone(browser: Browser, house: House) -> list[dict[str, Any]]:
    """Opened for the first time, and begun again when it was installed."""
    context = device(browser, house)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    first = usable(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    again = statistics.median(usable(page) for _ in range(3))
    context.close()
    return [of("first opened on a slow phone, s", first, 3 * SECONDS), of("begun on a slow phone, s", again, SECONDS)]


def usable(page: Page) -> float:
    began = time.perf_counter()
    page.goto("/till/")
    page.get_by_role("button", name="Pair").wait_for()
    return time.perf_counter() - began


def device(browser: Browser, house: House) -> BrowserContext:
    return browser.new_context(base_url=house.url, viewport={"width": 1024, "height": 768}, locale="en-GB")


def watched(context: BrowserContext, page: Page) -> dict[str, float]:
    """Bytes by request, as they come."""
    session: CDPSession = context.new_cdp_session(page)
    session.send("Network.enable")
    weights: dict[str, float] = {}

    def sent(told: Any) -> None:
        weights[told["requestId"]] = len(told["request"].get("postData", ""))

    def came(told: Any) -> None:
        weights[told["requestId"]] = weights.get(told["requestId"], 0) + told["encodedDataLength"]

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", came)
    return weights
