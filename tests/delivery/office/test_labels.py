"""The pages of tags and categories."""

import pytest

from onaccount.domain.customers.models import Customer, Tag
from onaccount.domain.customers.queries import category_names
from onaccount.domain.people.actions import settle_business
from tests.stage import AT, COMMAND, sign_up

CHARITY = "/office/settings/categories/one/?name=Charity"


@pytest.fixture
def settled(nadia):
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    return nadia


def test_tags_are_listed_with_how_many_have_them_and_added(settled):
    sign_up(tags="bulk; beta")
    assert settled.post("/office/settings/tags/", {"name": "Wave two"})["Location"] == "/office/settings/tags/"
    rows = settled.get("/office/settings/tags/").context["rows"]
    assert sorted((row["name"], row["count"]) for row in rows) == [("Wave two", 0), ("beta", 1), ("bulk", 1)]
    refused = settled.post("/office/settings/tags/", {"name": "BULK"})
    assert refused.status_code == 422
    assert "is there already" in refused.context["form"].errors["name"][0]


def test_a_tag_with_the_name_of_another_is_a_question_first(settled):
    number = sign_up(tags="bulk; wholesale")
    address = f"/office/settings/tags/{Tag.objects.get(name='bulk').pk}/"
    asked = settled.post(address, {"name": "Wholesale"})
    assert asked.status_code == 409
    assert "Make the two one?" in asked.content.decode()
    assert Tag.objects.count() == 2
    settled.post(address, {"name": "Wholesale", "merge": "yes"})
    assert [tag.name for tag in Customer.objects.get(number=number).tags.all()] == ["wholesale"]
    assert settled.get(address).status_code == 404


def test_a_deletion_says_beforehand_who_loses_it(settled):
    sign_up(tags="bulk")
    address = f"/office/settings/tags/{Tag.objects.get().pk}/"
    assert "1 customer loses it." in settled.get(address).content.decode()
    settled.post(f"{address}removal/")
    assert not Tag.objects.exists()


def test_a_category_is_renamed_merged_and_deleted(settled):
    number = sign_up(category="Charity")
    assert settled.post(CHARITY, {"name": "Good cause"})["Location"] == "/office/settings/categories/"
    assert Customer.objects.get(number=number).category == "Good cause"
    address = "/office/settings/categories/one/?name=Good+cause"
    assert settled.post(address, {"name": "Sole trader"}).status_code == 409
    settled.post(address, {"name": "Sole trader", "merge": "yes"})
    assert Customer.objects.get(number=number).category == "Sole trader"
    settled.post("/office/settings/categories/one/removal/?name=Sole+trader")
    assert "Sole trader" not in category_names()
    assert settled.get(address).status_code == 404


def test_forms_offer_the_categories_of_the_business(settled):
    settled.post("/office/settings/categories/", {"name": "Restaurant & bar"})
    assert '<option value="Restaurant &amp; bar">' in settled.get("/office/customers/new/").content.decode()


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_what_is_no_name_is_refused(settled, name):
    assert settled.post("/office/settings/categories/", {"name": name}).status_code == 422
    assert settled.post(CHARITY, {"name": name}).status_code == 422
