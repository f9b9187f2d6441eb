"""What pages load is joined, compressed, and kept by browsers until it changes."""

import gzip
import re

import pytest
from django.template.loader import get_template

from onaccount.delivery.ui.assets import asset_address, read_assets
from tests.delivery.ui.samples import FRAME, PAGES


def test_the_stylesheet_comes_in_one_piece_with_its_layers_in_order(client):
    answer = client.get(asset_address("app.css"))
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    style = answer.content.decode()
    assert "@import" not in style
    assert style.index("@layer reset, tokens, base, layout") < style.index("@layer tokens {")
    assert ".button {" in style


def test_an_address_of_today_is_kept_for_good_and_an_old_one_is_asked_again(client):
    assert "immutable" in client.get(asset_address("keys.js"))["Cache-Control"]
    assert client.get("/ui/before-the-upgrade/keys.js")["Cache-Control"] == "public, no-cache"


def test_who_takes_it_packed_gets_the_same_packed(client):
    address = asset_address("htmx.js")
    packed = client.get(address, headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == client.get(address).content


@pytest.mark.parametrize("name", ["nothing.css", "assets.py", "app.css.gz"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"/ui/abc/{name}").status_code == 404


def test_the_digest_follows_the_contents():
    assert read_assets().digest == read_assets().digest
    assert re.fullmatch(r"/ui/[0-9a-f]{12}/app\.css", asset_address("app.css"))


def test_every_asset_that_a_page_names_is_there(client):
    named = {
        address
        for _, template, context in PAGES
        for address in re.findall(r'"(/ui/[^"#]+)', get_template(template).render(FRAME | context))
    }
    assert named
    assert {client.get(address).status_code for address in named} == {200}
