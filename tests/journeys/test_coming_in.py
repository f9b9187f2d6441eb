"""People come in by their own door."""

import re

from playwright.sync_api import expect


def test_staff_log_in_and_see_who_is_waiting(page, log_in):
    log_in(page)
    expect(page).to_have_url(re.compile("/office/customers/"))
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", re.compile(r"[1-9]\d*"))


def test_a_customer_logs_in_on_a_phone(phone, log_in):
    log_in(phone, role="customer")
    expect(phone).to_have_url(re.compile("/app/$"))


def test_a_wrong_password_lets_nobody_in(page, house):
    email, _password = house.password_of("administrator")
    page.goto("/office/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill("not-the-password")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/office/login/"))
