"""The demo: made by the same actions as a real business, kept by a second start, and taken out exactly."""

import html
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.test import Client
from django.utils import timezone

from onaccount.delivery.commands import main
from onaccount.delivery.commands.cast import ACCOUNTS, BUSINESS, COUNTER, DEALER, GUEST, STAFF, TRADERS
from onaccount.domain.accounts.actions import open_account, take_charge
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.queries import AccountCard, account_of
from onaccount.domain.business.queries import current_business, is_demo, is_settled
from onaccount.domain.customers.models import Customer, Location, Tag
from onaccount.domain.customers.queries import Filter, customer_card, customers_page, waiting_count
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Event, EventDetail
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.queries import check_books, standing_guards
from onaccount.domain.ledger.rules.guards import GUARDS
from onaccount.domain.letters.models import Letter
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.people.actions import add_staff, settle_business
from onaccount.domain.people.actions.pins import show_pin
from onaccount.domain.people.models import Link, Principal
from onaccount.domain.people.queries import actor_of, group_of
from onaccount.domain.people.rules import Kind, NotAllowed, Role
from onaccount.domain.tills.queries.publications import current, menus, payment_methods
from onaccount.domain.tills.queries.tills import tills
from onaccount.domain.tills.rules.tills import TillState
from onaccount.domain.vetting.actions import ask_new_password, remove_demo, set_status
from onaccount.domain.vetting.models import Application
from onaccount.foundation.money import Money
from tests.domain.tills.counter import pair
from tests.stage import AT, CAFE, COMMAND, NADIA, PASSWORD, TOM, everything_in_the_database, hire, let_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.DATA = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    return tmp_path


def onaccount(*arguments: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=answers)


def passwords(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    return found


def log_in(one: dict[str, str]) -> Any:
    door = {"customer": "app", "partner": "portal"}.get(one["role"], "office")
    browser = Client()
    browser.post(f"/{door}/login/", {"login": one["email"], "password": one["password"]})
    if door == "portal":
        return browser.get("/portal/customers/")
    office = "/office/account/" if one["role"] in ("manager", "clerk") else "/office/customers/"
    return browser.get("/app/" if door == "app" else office)


def test_the_demo_is_a_business_with_its_cast():
    assert onaccount("demo").exit_code == 0
    assert (is_demo(), current_business().name) == (True, BUSINESS)
    assert Customer.objects.count() == len(TRADERS)
    assert Principal.objects.filter(kind="staff").count() == len(STAFF + COUNTER)
    assert waiting_count() == sum(trader.status is Status.NEW for trader in TRADERS)


def test_the_demo_trades_on_account_in_each_way_and_its_books_agree():
    onaccount("demo")
    cards = {trading.name: account_of(number_of(trading.name), at=timezone.now()) for trading in ACCOUNTS}
    found = {name: (str(card.balance), left(card)) for name, card in cards.items() if card}
    assert found == {
        "Hob & Hearth Kitchens": ("1916.75", True),  # an invoice of 348.00 is overdue
        "Lantern Yard Nursery": ("278.65", None),  # unlimited
        "Pellow Marine Plc": ("4125.50", False),  # over the limit that was lowered
        "Wren & Daughters LLP": ("212.40", True),
    }
    suspended = [name for name, card in cards.items() if card and card.standing.standing.is_suspended]
    assert suspended == ["Pellow Marine Plc"]
    wren = Customer.objects.get(number=number_of("Wren & Daughters LLP"))
    assert (wren.status, wren.email) == ("admin", "")
    assert check_books().difference is None


def left(card: AccountCard) -> bool | None:
    """Whether something may be spent; None for without end."""
    return None if card.available is None else card.available.minor >= 0


def test_the_demos_dealer_has_brought_two_whom_the_queue_and_the_portal_show(folder):
    """S3-12, newest first, as written; a cell without what is only said to a screen reader."""
    onaccount("demo")
    people = {one["role"]: one for one in passwords(folder)}
    portal = log_in(people["partner"]).content.decode()
    assert "Graham&#x27;s Widgets" in portal
    assert "Graham Roy" in portal
    office = Client()
    office.post("/office/login/", {"login": people["office"]["email"], "password": people["office"]["password"]})
    page = office.get("/office/queue/").content.decode()
    rows = [cells_of(row) for row in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL)]
    act = ["Assign", "Delete"]
    assert [row[1:8] + row[9:] for row in rows] == [
        [
            "Graham's Widgets",
            "ABC123",
            "Company",
            "Ltd/Plc (under 50 employees)",
            "-",
            "-",
            "120.00",
            "Assign",
            "Delete",
        ],
        ["Graham Roy", "ABC123", "Consumer", "Private individual", "-", "-", "", *act],
    ]
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", row[8]) for row in rows)
    assert int(rows[0][0]) > int(rows[1][0])


def cells_of(row: str) -> list[str]:
    seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", row, flags=re.DOTALL)
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", seen, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def number_of(name: str) -> int:
    return Customer.objects.get(name=name).number


def test_the_demo_has_a_till_that_waits_for_a_device_and_it_goes_with_it_even_when_it_sold(folder):
    onaccount("demo")
    (till,) = tills()
    assert (till.name, till.state, till.menu_name) == ("Counter 1", TillState.WAITING, "Counter")
    clerk = next(one for one in passwords(folder) if one["role"] == "clerk")
    number = Principal.objects.get(email=clerk["email"]).pk
    assert show_pin(number=number, pin=clerk["pin"], at=AT).name == "Cal Dennison"
    counter = pair(till.number, by=actor_of(Principal.objects.get(pk=number)), version=1, pin=clerk["pin"])
    counter.sell(("Cash", 10_00))
    trader = Customer.objects.get(name=ACCOUNTS[0].name).number
    counter.sell(("Customer account", 5_00), customer=trader, at=timezone.now())
    counter.contact(at=timezone.now())
    assert onaccount("demo", "--remove").exit_code == 0
    assert (tills(), payment_methods(), menus(), current()) == ([], [], [], None)


def test_the_accounts_of_the_demo_go_with_it_and_what_one_posted_oneself_stays():
    onaccount("demo")
    mine = let_in(login="mine@own.example", at=timezone.now())
    open_account(customer=mine, currency="GBP", limit=None, by=COMMAND, at=timezone.now())
    take_charge(customer=mine, amount=Money(5, "GBP"), key="k", by=COMMAND, at=timezone.now())
    assert onaccount("demo", "--remove").exit_code == 0
    assert [posting.amount_minor for posting in Posting.objects.all()] == [5]
    assert CustomerAccount.objects.get().customer_id == mine
    assert check_books().difference is None
    assert standing_guards() == set(GUARDS[connection.vendor])


def test_everybody_of_the_demo_comes_in_with_the_password_of_its_file(folder):
    onaccount("demo")
    people = passwords(folder)
    assert {one["role"] for one in people} == {
        "administrator",
        "office",
        "reader",
        "manager",
        "clerk",
        "customer",
        "partner",
    }
    assert all(set(one) - {"pin"} == {"role", "email", "password"} for one in people)
    assert {one["role"] for one in people if "pin" in one} == {"manager", "clerk"}
    assert len({one["password"] for one in people}) == len(people)
    for one in people:
        assert log_in(one).status_code == 200, one["role"]


def test_the_passwords_are_for_the_owner_of_this_computer_alone(folder):
    old = folder / "demo.json"
    old.write_text("left by somebody, for everybody to read")
    old.chmod(0o644)
    onaccount("demo")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    kept = everything_in_the_database()
    assert not [one for one in passwords(folder) if one["password"] in kept]


def test_a_second_start_keeps_the_data_and_the_passwords_and_prints_them_again(folder):
    first = onaccount("demo")
    before, kept = everything_in_the_database(), passwords(folder)
    second = onaccount("demo")
    assert everything_in_the_database() == before
    assert passwords(folder) == kept
    for said in (first.output, second.output):
        assert all(one["email"] in said and one["password"] in said for one in kept)


def test_a_second_start_without_the_file_says_how_to_get_in(folder):
    onaccount("demo")
    (folder / "demo.json").unlink()
    result = onaccount("demo")
    assert result.exit_code == 0
    assert "is gone. Take the demo out and make it again to log in." in result.output


def test_the_letters_of_the_demo_wait_for_its_active_customers():
    onaccount("demo")
    active = {
        trader.login for trader in TRADERS if trader.status is Status.ACTIVE and trader.values.get("name") != GUEST
    }
    assert active <= set(Letter.objects.values_list("to", flat=True))


@pytest.mark.parametrize("begun", ["by staff", "by its settings", "by a customer"])
def test_a_business_of_ones_own_is_never_mixed_with_the_demo(begun):
    if begun == "by staff":
        hire(NADIA)
    elif begun == "by a customer":
        sign_up(CAFE)
    else:
        settle_business(name="My own", by=COMMAND, at=AT)
    before = everything_in_the_database()
    result = onaccount("demo")
    assert result.exit_code == 1
    assert "A business of your own has begun here." in result.output
    assert onaccount("demo", "--if-new").exit_code == 0
    assert onaccount("demo", "--remove").exit_code == 1
    assert everything_in_the_database() == before


# --- out --------------------------------------------------------------------------------------------------------------


def test_the_demo_is_taken_out_and_what_one_added_stays(folder):
    onaccount("demo")
    tom = actor_of(Principal.objects.get(name=TOM.name))
    mine = sign_up("Mara Lindqvist", login="mine@own.example", tags="my tag")
    set_status(number=mine, to=Status.ACTIVE, by=tom, at=AT)
    colleague = add_staff(
        name="Ada Kestrel", email="ada@own.example", password=PASSWORD, role=Role.ADMINISTRATOR, by=COMMAND, at=AT
    )
    card = customer_card(mine)
    outbox = folder / "outbox"
    outbox.mkdir()
    (outbox / "1.log").write_text("a letter of the demo")

    result = onaccount("demo", "--remove")
    assert result.exit_code == 0
    assert f"The demo is out: {len(TRADERS)} customers went." in result.output
    assert [row.number for row in customers_page(Filter()).rows] == [mine]
    assert customer_card(mine).fields == card.fields
    assert list(Principal.objects.filter(kind="staff")) == [colleague]
    assert list(Location.objects.values_list("login_email", flat=True)) == ["mine@own.example"]
    assert list(Letter.objects.values_list("to", flat=True)) == ["mine@own.example"]
    assert list(Tag.objects.values_list("name", flat=True)) == ["my tag"]
    assert Application.objects.count() == 1
    assert not is_demo()
    assert not is_settled()
    assert not (folder / "demo.json").exists()
    assert list(outbox.iterdir()) == []


def test_a_demo_in_which_somebody_has_tried_merging_is_taken_out():
    onaccount("demo")
    mine = sign_up("Mara Lindqvist", login="mine@own.example")
    first, second, third, *_ = (
        row.number for row in customers_page(Filter()).rows if row.kind.value == "individual" and row.number != mine
    )
    tried = merge_customers(loser=second, survivor=first, by=COMMAND, at=AT)
    unmerge_customers(merge=tried, by=COMMAND, at=AT)
    for loser, survivor in ((second, first), (first, third), (mine, third)):
        merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    result = onaccount("demo", "--remove")
    assert result.exit_code == 0, result.output
    assert [row.number for row in customers_page(Filter()).rows] == [mine]


def test_what_ones_own_were_merged_into_and_traded_under_stays(folder):
    onaccount("demo")
    trader = number_of(ACCOUNTS[0].name)
    mine = let_in(login="mine@own.example", at=timezone.now())
    merge_customers(loser=mine, survivor=trader, by=COMMAND, at=timezone.now())
    take_charge(customer=mine, amount=Money(5, "GBP"), key="k", by=COMMAND, at=timezone.now())
    result = onaccount("demo", "--remove")
    assert "1 of its customers stay" in result.output
    found = account_of(mine, at=timezone.now())
    assert found is not None
    assert found.customer == trader
    assert Posting.objects.filter(key="k").exists()
    assert check_books().difference is None
    assert not is_demo()


def test_what_the_demos_till_was_lent_of_ones_own_is_theirs_again(folder):
    onaccount("demo")
    (till,) = tills()
    clerk = next(one for one in passwords(folder) if one["role"] == "clerk")
    by = actor_of(Principal.objects.get(email=clerk["email"]))
    counter = pair(till.number, by=by, version=1, pin=clerk["pin"])
    mine = let_in(login="mine@own.example", at=timezone.now())
    open_account(customer=mine, currency="GBP", limit=Money(100_00, "GBP"), by=COMMAND, at=timezone.now())
    counter.sell(("Cash", 1_00), customer=mine, at=timezone.now())
    counter.contact(at=timezone.now())
    before = account_of(mine, at=timezone.now())
    assert before is not None
    assert before.available == Money(80_00, "GBP")
    assert onaccount("demo", "--remove").exit_code == 0
    after = account_of(mine, at=timezone.now())
    assert after is not None
    assert after.available == Money(100_00, "GBP")


def test_the_demo_goes_whole_or_not_at_all(folder, monkeypatch):
    onaccount("demo")
    before = everything_in_the_database()

    def fail(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("onaccount.delivery.commands.demo.remove_demo", fail)
    assert onaccount("demo", "--remove").exit_code == 1
    assert everything_in_the_database() == before
    assert (folder / "demo.json").exists()


def test_nothing_of_the_people_of_the_demo_is_left_but_that_something_happened():
    onaccount("demo")
    onaccount("demo", "--remove")
    left = everything_in_the_database(but=["customer_search_data"])
    for player in (*STAFF, DEALER):
        assert player.email not in left
    for trader in TRADERS:
        for value in (trader.login, trader.values.get("phone"), trader.values.get("line1"), trader.values.get("name")):
            assert not value or value not in left, value
    assert Event.objects.filter(name="customer.added").count() == len(TRADERS)
    assert not EventDetail.objects.filter(event__subject_kind="customer").exists()
    assert not Link.objects.exists()


def test_only_who_may_change_the_business_takes_the_demo_out():
    onaccount("demo")
    before = everything_in_the_database()
    with pytest.raises(NotAllowed):
        remove_demo(by=actor_of(Principal.objects.get(name=TOM.name)), at=AT)
    assert everything_in_the_database() == before


def test_after_it_was_taken_out_the_demo_can_be_made_again(folder):
    onaccount("demo")
    onaccount("demo", "--remove")
    assert onaccount("demo").exit_code == 0
    assert Customer.objects.count() == len(TRADERS)
    assert log_in(passwords(folder)[0]).status_code == 200


def test_a_start_does_not_bring_back_a_demo_that_was_taken_out():
    onaccount("demo")
    onaccount("demo", "--remove")
    before = everything_in_the_database()
    result = onaccount("demo", "--if-new")
    assert result.exit_code == 0
    assert "The demo was taken out here. Let yourself in: onaccount create-staff" in result.output
    assert everything_in_the_database() == before


def test_a_password_that_its_staff_asked_for_leaves_no_letter():
    onaccount("demo")
    ask_new_password(email=TOM.email, kind=Kind.STAFF, at=AT)
    assert Letter.objects.filter(to=TOM.email).exists()
    onaccount("demo", "--remove")
    assert not Letter.objects.exists()


def test_sessions_of_the_demo_end_with_it(folder):
    onaccount("demo")
    one = passwords(folder)[0]
    browser = Client()
    browser.post("/office/login/", {"login": one["email"], "password": one["password"]})
    onaccount("demo", "--remove")
    assert browser.get("/office/customers/").status_code == 302


def test_where_there_is_no_demo_none_is_taken_out():
    sign_up(CAFE)
    result = onaccount("demo", "--remove")
    assert result.exit_code == 1
    assert "There is no demo here." in result.output
    assert Customer.objects.count() == 1


# --- the first person of the office -----------------------------------------------------------------------------------


def create(*more: str, email: str = "ada@own.example", name: str = "Ada Kestrel", password: str = PASSWORD) -> Result:
    return onaccount("create-staff", "--email", email, "--name", name, "--password", password, *more)


@pytest.mark.parametrize("role", Role)
def test_a_member_of_staff_is_let_in_with_a_role(role):
    result = create("--role", role.value, email="  Ada@Own.Example ")
    assert result.exit_code == 0
    assert "Ada Kestrel can log in now at /office/" in result.output
    assert PASSWORD not in result.output
    principal = Principal.objects.get()
    assert (principal.group, principal.kind) == (group_of(role), "staff")
    led_to = log_in({"role": "staff", "email": "ada@own.example", "password": PASSWORD})
    assert led_to["Location"] == "/office/account/second-factor/", "in, and to what is needed before anything else"


def test_the_first_is_an_administrator_unless_said_otherwise():
    create()
    assert Principal.objects.get().group == group_of(Role.ADMINISTRATOR)


def test_what_is_not_given_is_asked_for_and_the_password_is_not_shown():
    result = onaccount("create-staff", answers=f"ada@own.example\nAda Kestrel\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert re.search(r"E-mail: .*Name: .*Password: ", result.output, re.DOTALL)
    assert PASSWORD not in result.output


@pytest.mark.parametrize("line", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n", f"{PASSWORD}\nnot this\n"])
def test_a_script_gives_the_password_on_one_line(line):
    result = onaccount(
        "create-staff", "--email", "ada@own.example", "--name", "Ada Kestrel", "--password-stdin", answers=line
    )
    assert (result.exit_code, result.output) == (0, "Ada Kestrel can log in now at /office/ with ada@own.example.\n")
    assert Principal.objects.get().check_password(PASSWORD)


def test_no_password_on_that_line_lets_nobody_in():
    result = onaccount("create-staff", "--email", "a@own.example", "--name", "A", "--password-stdin", answers="\n")
    assert result.exit_code == 1
    assert "too short" in result.output
    assert create("--password-stdin").exit_code == 2
    assert not Principal.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"password": "short"}, "This password is too short."),
        ({"password": "password1"}, "This password is too common."),
        ({"password": "adakestrel"}, "too similar to the name"),
        ({"email": "ada"}, "is not a whole e-mail address"),
        ({"email": ""}, "needs a name and an e-mail address"),
        ({"name": "  "}, "needs a name and an e-mail address"),
        ({"email": "TAKEN@own.example"}, "already logs in here. Use another address."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_let_in(given, words):
    create(email="taken@own.example")
    result = create(**given)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert Principal.objects.count() == 1


def test_a_role_that_there_is_not_is_refused():
    assert create("--role", "king").exit_code == 2
    assert not Principal.objects.exists()


# --- a telephone that was lost ----------------------------------------------------------------------------------------


def test_a_second_factor_is_reset_on_the_machine():
    hire(TOM)
    result = onaccount("reset-second-factor", TOM.email.upper())
    assert result.exit_code == 0
    assert "Tom Brandt logs in with the password once" in result.output
    assert Principal.objects.get().second_factor_at is None


def test_of_somebody_who_does_not_work_here_nothing_is_reset():
    assert onaccount("reset-second-factor", "nobody@own.example").exit_code != 0


def test_a_member_of_staff_is_let_in_with_a_group_by_its_name():
    assert create("--group", "readers").exit_code == 0
    assert Principal.objects.get().group == group_of(Role.READER)
    assert create("--group", "No such group", email="b@own.example").exit_code != 0
