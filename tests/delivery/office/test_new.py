"""Staff add a customer by hand (S1-09, S4-01 to S4-03)."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_card, locations_of
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.models import Group
from tests.stage import AT, COMMAND, PASSWORD, sign_up

pytestmark = pytest.mark.django_db
NEW = "/office/customers/new/"


def made() -> Customer:
    return Customer.objects.latest("number")


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_company_needs_only_a_name_and_its_page_is_next(tom):
    answer = tom.post(NEW, {"name": "Kestrel & Vane Joinery"})
    customer = Customer.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/office/customers/{customer.number}/")
    assert (customer.kind, customer.status, customer.origin) == ("company", "new", "staff")


def test_a_company_comes_with_its_contact_and_its_address_logs_in(tom):
    tom.post(
        NEW,
        {
            "name": "Kestrel & Vane",
            "email": "orla@kestrel.example",
            "contact_given_name": "Orla",
            "contact_family_name": "Finnegan",
            "city": "Okehampton",
        },
    )
    card = customer_card(Customer.objects.get().number)
    assert [person.name for person in card.contacts] == ["Orla Finnegan"]
    assert [place.login_email for place in card.locations] == ["orla@kestrel.example"]


def test_an_individual_has_names_of_their_own(tom):
    assert re.search(r'value="individual" checked', tom.get(f"{NEW}?kind=individual").content.decode())
    tom.post(NEW, {"kind": "individual", "given_name": "Mara", "family_name": "Lindqvist", "contact_email": "not one"})
    assert (Customer.objects.get().name, Customer.objects.get().kind) == ("Mara Lindqvist", "individual")
    assert customer_card(Customer.objects.get().number).contacts == []


def test_what_was_typed_for_the_other_kind_stays_on_the_page(tom):
    page = tom.post(NEW, {"kind": "individual", "name": "Kestrel & Vane", "registration_number": "04417723"})
    assert page.status_code == 422
    assert "An individual needs a name." in page.content.decode()
    assert 'value="Kestrel &amp; Vane"' in page.content.decode()
    assert 'value="04417723"' in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "  "}, "A company needs a name."),
        ({"name": "Kestrel", "email": "orla@kestrel"}, "is not a whole e-mail address"),
        ({"name": "Kestrel", "email": "graham@widgets.example"}, "logs in with this e-mail"),
        ({"name": "Kestrel", "login_email": "graham@widgets.example"}, "belongs to No."),
        ({"name": "Kestrel", "email": "graham@widgets.example", "status": "active"}, "belongs to No."),
        ({"name": "Kestrel", "email": "graham@widgets.example", "password": PASSWORD}, "belongs to No."),
        ({"name": "Kestrel", "status": "active"}, "This customer has no e-mail address to log in with."),
        ({"name": "Kestrel", "password": PASSWORD}, "A password needs an e-mail address"),
        ({"name": "Kestrel", "email": "orla@kestrel.example", "password": "short"}, "too short"),
        ({"name": "Kestrel", "status": "gold"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(tom, typed, said):
    sign_up()
    answer = tom.post(NEW, {**typed, "city": "Bideford upon Torridge"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Bideford upon Torridge" in answer.content.decode()
    assert Customer.objects.count() == 1


def test_a_password_is_not_sent_back_with_the_page_and_it_is_said(tom):
    page = tom.post(NEW, {"name": " ", "email": "orla@kestrel.example", "password": PASSWORD}).content.decode()
    assert PASSWORD not in page
    assert "Type the password again: it is not kept on the page." in page


def test_a_password_that_is_given_logs_in(tom):
    tom.post(NEW, {"name": "Kestrel", "email": "orla@kestrel.example", "password": PASSWORD})
    login = locations_of(made().number)[0].principal
    assert login is not None
    assert login.check_password(PASSWORD)


@pytest.mark.parametrize(("shortest", "status"), [(6, 302), (8, 302)])
def test_how_short_a_password_may_be_is_the_business_s_choice_and_the_form_says_it(tom, shortest, status):
    settle_business(shortest_password=shortest, by=COMMAND, at=AT)
    assert f"At least {shortest} characters" in tom.get(NEW).content.decode()
    typed = {"name": "Kestrel", "email": "orla@kestrel.example", "password": "qw7plums"}
    assert tom.post(NEW, typed).status_code == status


def test_a_customer_is_let_in_at_once_and_that_can_be_taken_back(tom):
    answer = tom.post(NEW, {"name": "Kestrel", "email": "orla@kestrel.example", "status": "active"}, follow=True)
    assert made().status == "active"
    page = answer.content.decode()
    assert "The e-mail goes in 10 seconds." in page
    assert f'action="/office/customers/{made().number}/status/undo/"' in page


def test_who_may_not_let_in_is_offered_neither_that_nor_a_password(tom):
    Group.objects.filter(role="office").update(levels={"customers": "write"})
    page = tom.get(NEW).content.decode()
    assert 'name="password"' not in page
    assert 'name="status"' not in page
    tom.post(NEW, {"name": "Kestrel", "email": "o@kestrel.example", "status": "active", "password": PASSWORD})
    assert made().status == "new"
    assert locations_of(made().number)[0].principal is None


# --- who is known already ---------------------------------------------------------------------------------------------

KNOWN = {"external_id": "A-1", "tax_id": "GB882441005", "registration_number": "04417723"}


def test_who_is_known_is_shown_before_anything_is_saved_and_a_second_press_goes_on(tom):
    number = sign_up(at=AT, **KNOWN)
    typed = {"name": "Kestrel", "tax_id": "GB 882 4410 05", "registration_number": "04417723"}
    page = tom.post(NEW, typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert "This looks like somebody who is here already." in text
    assert f"Open No. {number} instead" in text
    words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    assert "New Open No." in words
    assert "same tax id , same registration number" in words
    assert "Create anyway" in text
    assert Customer.objects.count() == 1
    again = tom.post(NEW, {**typed, "anyway": str(number)})
    assert (again.status_code, made().name) == (302, "Kestrel")


def test_a_second_press_goes_on_only_past_those_who_were_shown(tom):
    first = sign_up(at=AT, **KNOWN)
    typed = {"name": "Kestrel", "tax_id": "GB882441005"}
    second = sign_up(login="b@widgets.example", tax_id="GB882441005")
    for shown in ("", "x", "yes", str(first), "9" * 40):
        assert tom.post(NEW, {**typed, "anyway": shown}).status_code == 422
    assert tom.post(NEW, {**typed, "anyway": f"{first} {second}"}).status_code == 302


def test_an_address_that_logs_in_for_another_leaves_the_new_one_without_a_login_and_it_is_said(tom):
    number = sign_up()
    typed = {"name": "Kestrel", "email": "Graham@widgets.example"}
    assert "comes without a login of its own" in tom.post(NEW, typed).content.decode()
    tom.post(NEW, {**typed, "anyway": str(number)})
    assert (made().name, made().email) == ("Kestrel", "Graham@widgets.example")
    assert locations_of(made().number) == []


def test_an_external_id_is_not_had_twice_whatever_is_pressed(tom):
    number = sign_up(at=AT, **KNOWN)
    page = tom.post(NEW, {"name": "Kestrel", "external_id": "A-1", "anyway": str(number)})
    assert page.status_code == 422
    assert f"External id A-1 belongs to No. {number}." in page.content.decode()
    assert Customer.objects.count() == 1


def test_it_is_shown_while_somebody_types_and_without_the_password_being_sent(tom):
    number = sign_up(at=AT, **KNOWN)
    page = tom.get(NEW).content.decode()
    asking = re.search(r'<input[^>]*name="tax_id"[^>]*>', page)
    assert asking
    assert f'hx-post="{NEW}known/"' in asking[0]
    sent = re.search(r'hx-params="([^"]*)"', asking[0])
    assert sent
    assert {"name", "email", "tax_id", "postcode"} <= set(sent[1].split(","))
    assert not {"password", "notes", "csrfmiddlewaretoken", "anyway"} & set(sent[1].split(","))
    with CaptureQueriesContext(connection) as asked:
        part = tom.post(f"{NEW}known/", {"tax_id": "gb 882 441 005", "email": "half an addr"})
    assert part.status_code == 200
    text = part.content.decode()
    assert text.lstrip().startswith('<div class="known"')
    assert f"No. {number} Graham&#x27;s Widgets" in text
    assert len(asked) <= 4 + 8  # the frame, and the look-up


def known(tom, **typed: str) -> str:
    """What is said beside the form while its name is being typed."""
    part = tom.post(f"{NEW}known/", typed, headers={"HX-Trigger-Name": "name"})
    assert part.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", html.unescape(part.content.decode())).split())


def test_a_name_is_enough_to_be_shown_and_a_rare_one_to_be_asked_about(tom):
    number = sign_up()
    assert (
        f"This may be somebody who is here already. Open that one, or create another customer. No. {number}"
        in known(tom, name="Graham's Wid")
    )
    assert "Maybe the same name begins the same" in known(tom, name="Graham's Wid")
    assert "same name" in known(tom, name="Graham's Widgets")
    assert tom.post(NEW, {"name": "Graham's Widgets"}).status_code == 422
    assert tom.post(NEW, {"name": "Graham's Widgets", "anyway": str(number)}).status_code == 302


def test_the_fields_of_the_other_kind_are_not_looked_at(tom):
    sign_up()
    assert known(tom, kind="individual", name="Graham's Widgets") == ""
    number = sign_up("Graham Roy")
    assert f"No. {number} Graham Roy" in known(tom, kind="individual", given_name="Graham", family_name="Roy")
    assert known(tom, kind="company", given_name="Graham", family_name="Roy") == ""


def test_somebody_who_is_likely_the_same_is_asked_about_without_a_value_in_common(tom):
    number = sign_up(phone="+441632960177")
    typed = {"name": "Graham's Widgets", "phone": "01632 960177", "postcode": "EX39 1QX"}
    page = tom.post(NEW, typed)
    assert page.status_code == 422
    assert f"Open No. {number} instead" in page.content.decode()
    assert tom.post(NEW, {**typed, "anyway": str(number)}).status_code == 302


@pytest.mark.parametrize("of", ["", "0", "x", "٣", "9" * 40, "-1", "1 OR 1=1"])
def test_a_number_that_is_none_corrects_nobody(tom, of):
    number = sign_up()
    part = tom.post(f"{NEW}known/?of={of}", {"tax_id": "GB882441005"})
    assert f"No. {number} " in part.content.decode()


@pytest.mark.parametrize(
    "typed", [{}, {"tax_id": ""}, {"email": "x" * 10_000}, {"tax_id": "\x00"}, {"external_id": "B-9"}]
)
def test_nobody_is_known_by_what_nobody_has(tom, typed):
    sign_up(at=AT, **KNOWN)
    answer = tom.post(f"{NEW}known/", typed)
    assert answer.status_code == 200
    assert "notice" not in answer.content.decode()


def test_a_double_click_makes_one_customer_and_leads_to_it(tom):
    sent = {"name": "Kestrel", "email": "orla@kestrel.example", "key": key_on(tom.get(NEW).content.decode())}
    first, second = tom.post(NEW, sent), tom.post(NEW, sent)
    assert first.url == second.url == f"/office/customers/{made().number}/"
    assert Customer.objects.count() == 1


def test_an_empty_form_is_another_customer(tom):
    assert key_on(tom.get(NEW).content.decode()) != key_on(tom.get(NEW).content.decode())


@pytest.mark.parametrize("key", ["", "x", "1" * 400])
def test_a_key_that_is_none_is_a_new_form(tom, key):
    assert tom.post(NEW, {"name": "Kestrel", "key": key}).status_code == 302
