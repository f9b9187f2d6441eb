"""A device at the counter: paired, a shift opened, sales with network and without, each booked once."""

from playwright.sync_api import expect

from tests.journeys.counter import books, staged
from tests.journeys.till import charge, cut, keep_storage, leased, next_sale, open_till, take_cash
from tests.reliability.processes import comes_true


def test_a_clerk_charges_an_account_with_four_taps_and_takes_cash(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    charge(page, at["name"], "37.50")
    expect(page.get_by_role("dialog")).to_contain_text("Owed now")
    next_sale(page)
    take_cash(page, "2.20")
    next_sale(page)
    assert books(house, at) == {"sales": [[1, False, 3750], [2, False, 220]], "exceptions": 0, "owed": 3750}


def test_three_sales_without_network_outlive_a_reload_and_are_booked_once(counter, house, browser):
    at = staged(house)
    keep_storage(browser)
    page = open_till(counter, at)
    leased(page)
    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    charge(page, at["name"], "20")
    next_sale(page)
    charge(page, at["name"], "30")
    next_sale(page)
    page.reload()
    expect(page.get_by_text("Sales that wait here: 2.")).to_be_visible()
    take_cash(page, "4.40")
    next_sale(page)
    assert books(house, at)["sales"] == []
    counter.set_offline(False)
    expect(page.get_by_text("Online", exact=True)).to_be_visible()
    expect(page.get_by_text("Sales that wait here")).to_have_count(0)
    expect(page.get_by_role("button", name="See what waits")).to_be_hidden()
    assert comes_true(lambda: len(books(house, at)["sales"]) == 3), "they are sent one after the other"
    sales = [[1, True, 2000], [2, True, 3000], [3, True, 440]]
    assert books(house, at) == {"sales": sales, "exceptions": 0, "owed": 5000}
    page.reload()
    expect(page.get_by_text("No customer.")).to_be_visible()
    assert books(house, at)["sales"] == sales


def test_more_than_the_till_holds_is_not_charged_without_network(counter, house, browser):
    at = staged(house)
    keep_storage(browser)
    page = open_till(counter, at)
    leased(page)
    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    charge(page, at["name"], "100.01")
    expect(page.get_by_role("dialog")).to_contain_text("does not hold enough of this account")


def test_a_browser_that_does_not_keep_its_storage_sells_nothing_without_network(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    page.get_by_role("button", name="Plain amount").click()
    page.keyboard.type("4.40")
    page.get_by_role("button", name="Add to the sale").click()
    page.get_by_role("button", name="Cash").click()
    page.get_by_role("button", name="Exactly").click()
    expect(page.get_by_role("dialog")).to_contain_text("does not promise to keep")


def test_one_tab_sells_and_the_second_says_so(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    second = counter.new_page()
    second.goto("/till/")
    expect(second.get_by_role("heading", name="open in another tab")).to_be_visible()
    page.close()
    expect(second.get_by_text("No customer.")).to_be_visible()


def test_an_answer_that_was_cut_off_is_asked_for_again_and_the_sale_is_one(counter, house):
    at = staged(house)
    page = open_till(counter, at)

    cut(page, "**/till/sales/", times=1)
    charge(page, at["name"], "12.00")
    expect(page.get_by_role("heading", name="did not answer")).to_be_visible()
    asked = page.get_by_role("button", name="Ask again")
    if asked.is_visible():
        asked.click()
    next_sale(page)
    assert books(house, at) == {"sales": [[1, False, 1200]], "exceptions": 0, "owed": 1200}


def test_the_first_load_of_the_till_stays_under_100_kb(counter, house):
    page = counter.new_page()
    session = counter.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto("/till/")
    expect(page.get_by_role("button", name="Pair")).to_be_visible()
    assert sizes
    assert sum(sizes) < 100_000
