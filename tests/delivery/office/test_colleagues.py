"""Colleagues are invited, moved, ended; what they lost is reset."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.actions.groups import add_group
from onaccount.domain.people.actions.staff import move_staff
from onaccount.domain.people.models import ManagerCode, Principal
from onaccount.domain.people.queries import group_of
from onaccount.domain.people.queries.second_factor import factor_rows
from onaccount.domain.people.rules import Role
from tests.naughty import OURS
from tests.postbox import Postbox, open_postbox, text_of, token_in, use
from tests.stage import AT, COMMAND, INES, NADIA, PASSWORD, TOM, hire, let_in, work_off

STAFF = "/office/settings/staff/"
ADA = {"name": "Ada Okoro", "email": "Ada@Harbourpine.example"}
NEW = {"password": "nine quiet otters"}


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        use(postbox, settings)
        yield postbox


def readers() -> str:
    return str(group_of(Role.READER).pk)


def invite(browser: Client, **own: str) -> int:
    answer = browser.post(f"{STAFF}new/", ADA | {"group": readers()} | own)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def page_of(browser: Client, key: int) -> str:
    return str(browser.get(f"{STAFF}{key}/").content.decode())


def confirm(browser: Client) -> None:
    assert browser.post("/office/account/again/", {"password": PASSWORD}).status_code == 302


def link_of(postbox: Postbox) -> str:
    work_off(at=AT)
    return f"/office/welcome/{token_in(postbox.letters[-1])}/"


def test_an_invitation_goes_by_letter_and_its_link_lets_in_once(nadia, postbox):
    key = invite(nadia)
    assert "Has not chosen a password yet" in page_of(nadia, key)
    link = link_of(postbox)
    assert postbox.recipients == ["ada@harbourpine.example"]
    assert "Ada Okoro" in text_of(postbox.letters[0])
    ada = Client()
    assert ada.post(link, NEW).status_code == 302
    assert ada.get("/office/customers/")["Location"] == "/office/account/second-factor/"
    assert Client().post(link, NEW).status_code == 410
    assert "Has not chosen" not in page_of(nadia, key)
    assert not Letter.objects.filter(text__contains=link).exists()


def test_the_page_says_why_an_invitation_has_not_left(nadia, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # as where no mail server is set
    key = invite(nadia)
    work_off(at=AT)
    assert "The letter has not left: No mail server is set. Name one in EMAIL_URL" in page_of(nadia, key)


def test_an_invitation_that_is_sent_again_voids_the_link_before(nadia, postbox):
    key = invite(nadia)
    first = link_of(postbox)
    nadia.post(f"{STAFF}{key}/invitation/")
    assert Client().get(first).status_code == 410
    second = link_of(postbox)
    assert second != first
    assert Client().post(second, NEW).status_code == 302
    assert nadia.post(f"{STAFF}{key}/invitation/").status_code == 409


def test_an_invitation_is_withdrawn_and_its_link_is_void(nadia, postbox):
    key = invite(nadia)
    link = link_of(postbox)
    nadia.post(f"{STAFF}{key}/end/")
    assert Client().post(link, NEW).status_code == 410
    assert not Principal.objects.get(pk=key).has_usable_password()


def test_an_invitation_that_is_withdrawn_before_its_letter_left_never_leaves(nadia, postbox):
    key = invite(nadia)
    nadia.post(f"{STAFF}{key}/end/")
    work_off(at=AT)
    assert postbox.letters == []


def test_a_link_that_is_too_old_lets_nobody_in(nadia, postbox, clock):
    invite(nadia)
    link = link_of(postbox)
    clock.shift(timedelta(days=7))
    assert Client().post(link, NEW).status_code == 410


@pytest.mark.parametrize("email", [TOM.email, TOM.email.upper(), f" {TOM.email} "])
def test_an_address_that_logs_in_already_is_said_to_staff(nadia, email):
    hire(TOM)
    refused = nadia.post(f"{STAFF}new/", ADA | {"email": email, "group": readers()})
    assert refused.status_code == 422
    assert "already logs in here. Use another address." in refused.content.decode()
    assert 'value="Ada Okoro"' in refused.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "\u200b"}, {"email": ""}, {"email": "ada"}, {"group": ""}, {"group": "4711"}]
)
def test_what_is_lacking_is_said_and_nobody_is_invited(nadia, wrong):
    assert nadia.post(f"{STAFF}new/", ADA | {"group": readers()} | wrong).status_code == 422
    assert not Principal.objects.filter(email="ada@harbourpine.example").exists()


@pytest.mark.parametrize("text", [each for each in OURS if each.isprintable() and len(each) < 160 and each.strip()])
def test_a_naughty_name_stands_on_the_pages_as_text(nadia, text):
    key = invite(nadia, name=text)
    for page in (STAFF, f"{STAFF}{key}/"):
        assert "<naughty" not in nadia.get(page).content.decode()


def test_whoever_is_ended_is_out_at_once_and_comes_back_with_the_same_password(nadia, tom):
    key = Principal.objects.get(email=TOM.email).pk
    assert tom.get("/office/customers/").status_code == 200
    nadia.post(f"{STAFF}{key}/end/")
    assert tom.get("/office/customers/")["Location"].startswith("/office/login/")
    again = Client()
    assert again.post("/office/login/", {"login": TOM.email, "password": PASSWORD}).status_code == 422
    assert "Tom Brandt" in nadia.get(STAFF).content.decode()
    nadia.post(f"{STAFF}{key}/reopening/")
    assert again.post("/office/login/", {"login": TOM.email, "password": PASSWORD}).status_code == 302
    assert [fact.name for fact in facts_of(Subject("principal", str(key)))][:2] == ["staff.reopened", "staff.ended"]


def test_nobody_ends_themselves(nadia):
    key = Principal.objects.get(email=NADIA.email).pk
    assert nadia.post(f"{STAFF}{key}/end/").status_code == 409
    assert nadia.get(STAFF).status_code == 200


def test_a_second_factor_is_reset_with_a_letter_to_whom_it_was(nadia, tom, postbox):
    key = Principal.objects.get(email=TOM.email).pk
    confirm(nadia)
    nadia.post(f"{STAFF}{key}/second-factor/")
    assert factor_rows(key) == []
    assert tom.get("/office/customers/")["Location"].startswith("/office/login/")
    work_off(at=AT)
    assert postbox.recipients == [TOM.email]
    assert "Nadia Okafor reset your second factor" in text_of(postbox.letters[0])
    assert facts_of(Subject("principal", str(key)))[0].name == "staff.second_factor_reset"


def test_sessions_of_a_colleague_are_ended(nadia, tom):
    key = Principal.objects.get(email=TOM.email).pk
    nadia.post(f"{STAFF}{key}/sessions/")
    assert tom.get("/office/customers/").status_code == 200  # the password was not asked for yet
    confirm(nadia)
    nadia.post(f"{STAFF}{key}/sessions/")
    assert tom.get("/office/customers/").status_code == 302


def test_a_change_of_group_counts_at_the_next_request(nadia, tom):
    key = Principal.objects.get(email=TOM.email).pk
    assert tom.get("/office/imports/").status_code == 200
    nadia.post(f"{STAFF}{key}/group/", {"group": readers()})
    assert tom.get("/office/imports/").status_code == 403


@pytest.mark.parametrize("group", ["", "0", "-1", "x", "4711", "9" * 30])
def test_a_group_that_is_not_there_is_refused(nadia, group):
    key = Principal.objects.get(email=NADIA.email).pk
    assert nadia.post(f"{STAFF}{key}/group/", {"group": group}).status_code == 404


@pytest.mark.parametrize("verb", ["", "group/", "end/", "reopening/", "invitation/", "second-factor/", "sessions/"])
def test_a_customers_login_and_nobody_at_all_are_both_no_staff(nadia, verb):
    let_in()
    confirm(nadia)
    login = Principal.objects.get(kind="login").pk
    ask = nadia.post if verb else nadia.get
    absent, other = ask(f"{STAFF}4711/{verb}"), ask(f"{STAFF}{login}/{verb}")
    assert (absent.status_code, other.status_code) == (404, 404)
    assert Principal.objects.get(pk=login).is_active


def test_a_group_is_made_and_changed_on_its_page(nadia):
    made = nadia.post(
        "/office/settings/groups/new/", {"name": "Front desk", "customers": "write", "credit": "nonsense"}
    )
    page = nadia.get(made["Location"]).content.decode()
    assert 'name="customers" value="write" checked' in page
    assert 'name="credit" value="none" checked' in page
    again = nadia.post("/office/settings/groups/new/", {"name": "front DESK", "credit": "write"})
    assert again.status_code == 422
    assert 'name="credit" value="write" checked' in again.content.decode()
    assert nadia.post(f"{made['Location']}removal/").status_code == 302
    assert nadia.get(made["Location"]).status_code == 404


def test_a_group_of_the_counter_has_exactly_one_need_of_each_right(nadia):
    page = nadia.get("/office/settings/groups/").content.decode()
    assert "Front office" in page
    sent = {"name": "Kiosk", "refund": "code", "close_day": "free", "exceed_limit": "nonsense", "customers": "write"}
    made = nadia.post("/office/settings/groups/new/?type=front", sent)["Location"]
    page = nadia.get(made).content.decode()
    for name, need in [("refund", "code"), ("close_day", "free"), ("exceed_limit", "none"), ("add_account", "none")]:
        assert f'name="{name}" value="{need}" checked' in page
    assert 'name="customers"' not in page
    nadia.post(made, {"name": "Kiosk", "refund": "none"})
    assert 'name="refund" value="none" checked' in nadia.get(made).content.decode()


def test_one_s_own_manager_code_is_chosen_and_removed_and_never_shown(staff_with_role):
    marta = staff_with_role("manager")
    marta.post("/office/account/again/", {"password": PASSWORD})
    page = marta.get("/office/account/manager-code/")
    assert "You have no code yet." in page.content.decode()
    assert marta.post("/office/account/manager-code/", {"code": "1234"}).status_code == 422
    page = marta.post("/office/account/manager-code/", {"code": "480627"}, follow=True).content.decode()
    assert "The code is good from now on." in page
    assert "480627" not in page
    assert ManagerCode.objects.count() == 1
    marta.post("/office/account/manager-code/removal/")
    assert ManagerCode.objects.count() == 0


def test_who_may_only_look_sees_no_form(clock):
    group = add_group(name="Auditors", levels={"staff": "read"}, by=COMMAND, at=AT)
    move_staff(staff=int(hire(INES).key), group=group, by=COMMAND, at=AT)
    ines = Client()
    ines.force_login(Principal.objects.get(email=INES.email))
    page = ines.get(f"/office/settings/groups/{group}/").content.decode()
    assert "Save group" not in page
    assert "Delete" not in page
    assert ines.get("/office/")["Location"] == STAFF
