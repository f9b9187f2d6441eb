"""What becomes of a sale is what the server says of its id: cuts, refusals, hands that press twice, lost devices."""

from playwright.sync_api import expect

from tests.journeys.counter import PIN, books, staged
from tests.journeys.till import (
    add_amount,
    charge,
    cut,
    held,
    link_to,
    next_sale,
    open_till,
    take_cash,
)

# In one turn: the key twice, a redraw in the middle, and hands that go on with the basket.
AT_ONCE = """() => {
  const press = (name) => document.querySelector(`[data-do="${name}"]`).click();
  press("pay");
  press("pay");
  dispatchEvent(new Event("offline"));
  dispatchEvent(new Event("online"));
  for (const name of ["pay", "split", "more", "nobody", "amount"]) press(name);
}"""


def test_a_shift_that_ended_here_stays_ended_and_the_server_hears_of_it_later(counter, house):
    page = open_till(counter, staged(house))
    cut(page, "**/till/shifts/", is_heard=False)
    page.get_by_role("button", name="change clerk").click()
    expect(page.get_by_text("Who sells?")).to_be_visible()
    with page.expect_response("**/till/contact/**"):
        page.reload()
    expect(page.get_by_text("Who sells?")).to_be_visible()
    page.unroute("**/till/shifts/")
    with page.expect_response(lambda told: told.url.endswith("/till/shifts/") and told.request.method == "DELETE"):
        page.reload()
    with page.expect_response("**/till/contact/**") as contact:
        page.reload()
    assert contact.value.json()["shift"] is None
    expect(page.get_by_text("Who sells?")).to_be_visible()


def test_a_basket_is_sold_once_however_often_it_is_pressed(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    link_to(page, at["name"])
    add_amount(page, "10")
    let_go = held(page, "**/till/sales/")
    page.evaluate(AT_ONCE)
    let_go()
    next_sale(page)
    assert books(house, at) == {"sales": [[1, False, 1000]], "exceptions": 0, "owed": 1000}
    expect(page.get_by_text("No customer.")).to_be_visible()


def test_a_key_that_is_held_presses_once(counter, house):
    page = open_till(counter, staged(house))
    add_amount(page, "10")
    page.get_by_role("button", name="Cash").focus()
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")  # repeated, as by a finger that rests there
    page.keyboard.up("Enter")
    expect(page.get_by_role("heading", name="Cash: £10.00")).to_be_visible()


def test_a_sale_whose_answer_was_lost_is_found_though_the_shift_ended(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    cut(page, "**/till/sales/", times=1)
    charge(page, at["name"], "12.00")
    expect(page.get_by_role("heading", name="did not answer")).to_be_visible()
    cut(page, "**/till/sales/**", is_heard=False)
    page.get_by_role("button", name="Find out later").click()
    page.get_by_role("button", name="change clerk").click()
    if page.get_by_role("heading", name="without network").is_visible():
        page.get_by_role("dialog").get_by_role("button", name="End the shift").click()
    expect(page.get_by_text("Who sells?")).to_be_visible()
    page.unroute("**/till/sales/**")
    page.reload()
    expect(page.get_by_text("was booked")).to_be_visible()
    page.get_by_text("Cal Dennison").click()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    take_cash(page, "2.20")
    next_sale(page)
    assert books(house, at) == {"sales": [[1, False, 1200], [2, False, 220]], "exceptions": 0, "owed": 1200}
