"""Ways to pay are put into a menu by mouse, by finger and by keys, transmitted, and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Opens
from tests.journeys.house import House

SIZE = {"width": 1180, "height": 820}


def inside(page: Page) -> Locator:
    return page.locator(".menus__drop:not([data-out]) .menus__method")


def names(page: Page) -> list[str]:
    """The ways to pay in the middle, in their order."""
    return [
        text.split("\n")[0].strip()
        for text in page.locator(".menus__drop:not([data-out]) .menus__name").all_inner_texts()
    ]


def method(page: Page, name: str) -> Locator:
    return page.locator(".menus__method", has_text=name)


def new_menu(page: Page, name: str) -> str:
    """An empty menu; the address of its page."""
    page.goto("/office/payment/menus/")
    page.get_by_label("New menu").fill(name)
    page.get_by_role("button", name="Add menu").click()
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name=f"In {name}")).to_be_visible()
    return page.url


def drag(page: Page, item: Locator, to: Locator, *, to_end: bool = False) -> None:
    """By the mouse, with some steps between; a page that is made anew says that it was heard."""
    item.scroll_into_view_if_needed()
    start, end = item.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + (end["height"] - 3 if to_end else 3), steps=12)
    with page.expect_navigation():
        page.mouse.up()


def touch(page: Page, item: Locator, to: Locator) -> None:
    """The same by a finger."""
    start, end = item.bounding_box(), to.bounding_box()
    assert start
    assert end
    finger = page.context.new_cdp_session(page)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    far_x, far_y = end["x"] + end["width"] / 2, end["y"] + 3
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 13):
        point = {"x": x + (far_x - x) * step / 12, "y": y + (far_y - y) * step / 12}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    with page.expect_navigation():
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture
def tablet(browser: Browser, house: House, log_in) -> Iterator[Page]:
    context = browser.new_context(base_url=house.url, viewport=SIZE, has_touch=True, locale="en-GB")  # type: ignore[arg-type]
    yield log_in(context.new_page())
    context.close()


def test_ways_to_pay_are_dragged_in_moved_and_dragged_out_by_the_mouse(opens: Opens) -> None:
    office = opens("administrator")
    new_menu(office, "Mouse")
    drag(office, method(office, "Cash"), office.locator(".menus__drop:not([data-out])"))
    expect(inside(office)).to_have_count(1)
    drag(office, method(office, "Customer account"), inside(office).first)
    assert names(office) == ["Customer account", "Cash"]
    drag(office, method(office, "Customer account"), inside(office).nth(1), to_end=True)
    assert names(office) == ["Cash", "Customer account"]
    drag(office, method(office, "Cash"), office.locator(".menus__drop[data-out]"))
    assert names(office) == ["Customer account"]


def test_ways_to_pay_are_dragged_by_a_finger(tablet: Page) -> None:
    new_menu(tablet, "Finger")
    touch(tablet, method(tablet, "Cash"), tablet.locator(".menus__drop:not([data-out])"))
    expect(inside(tablet)).to_have_count(1)
    touch(tablet, method(tablet, "Customer account"), inside(tablet).first)
    assert names(tablet) == ["Customer account", "Cash"]


def press(page: Page, button: str) -> None:
    """By the keyboard alone."""
    page.get_by_role("button", name=button).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_menu_is_made_by_keys_transmitted_and_taken_back(opens: Opens) -> None:
    office = opens("administrator")
    address = new_menu(office, "Keys")
    press(office, "Put Cash in")
    press(office, "Put Customer account in")
    press(office, "Move Customer account up")
    assert names(office) == ["Customer account", "Cash"]
    office.goto("/office/transmit/")
    office.get_by_role("button", name="Transmit to the tills").click()
    expect(office.get_by_text("the tills were sent all of it with version")).to_be_visible()
    office.goto(address)
    press(office, "Take Cash out")
    assert names(office) == ["Customer account"]
    office.goto("/office/transmit/")
    office.get_by_role("button", name="Transmit to the tills").click()
    office.get_by_role("button", name="Go back to it").first.click()
    office.goto(address)
    assert names(office) == ["Customer account", "Cash"], "the draft is what stood there then"
