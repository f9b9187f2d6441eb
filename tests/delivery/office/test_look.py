"""The colour and the logo of a business, as pages show them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from onaccount.domain.business.queries import current_business
from onaccount.domain.people.actions import settle_business
from tests.domain.files.test_logo import SVG, picture
from tests.stage import AT, COMMAND

LOGO = "/office/settings/look/logo/"


@pytest.fixture
def settled(nadia, settings, tmp_path):
    settings.DATA = tmp_path
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    return nadia


def test_a_colour_is_on_every_page_after_it_is_kept(settled, client):
    settled.post("/office/settings/look/", {"accent": "#8a2b5c"})
    for page in (settled.get("/office/customers/"), client.get("/app/login/")):
        assert '<link rel="stylesheet" href="/ui/accent/8a2b5c.css">' in page.content.decode()
    sheet = client.get("/ui/accent/8a2b5c.css")
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet["Cache-Control"]
    assert sheet.content.decode().count("light-dark(oklch(") == 4


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(settled):
    response = settled.post("/office/settings/look/", {"accent": "#ffcc00"})
    assert response.status_code == 422
    assert "The nearest that works is #876b07." in response.context["form"].errors["accent"][0]
    assert current_business().accent == ""


@pytest.mark.parametrize("colour", ["ffffff", "12345", "8a2b5c}", "%22", "8A2B5C;x"])
def test_no_other_stylesheet_is_made(client, db, colour):
    assert client.get(f"/ui/accent/{colour}.css").status_code == 404


def test_a_logo_is_shown_on_every_page_and_given_out_safely(settled, client):
    sent = SimpleUploadedFile("../../x.svg", picture(), "image/svg+xml")
    assert settled.post(LOGO, {"logo": sent})["Location"] == "/office/settings/look/"
    address = f"/ui/logo/{current_business().logo}.png"
    for page in (settled.get("/office/customers/"), client.get("/app/login/")):
        assert f'<img class="brand__logo" src="{address}" alt="">' in page.content.decode()
    shown = client.get(address)
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    settled.post(f"{LOGO}removal/")
    assert client.get(address).status_code == 404
    assert "brand__logo" not in settled.get("/office/customers/").content.decode()


@pytest.mark.parametrize("content", [SVG, b"MZ", picture("GIF")])
def test_a_file_that_is_no_picture_is_refused_whatever_it_is_called(settled, content):
    response = settled.post(LOGO, {"logo": SimpleUploadedFile("logo.png", content, "image/png")})
    assert response.status_code == 422
    assert "PNG, JPEG or WebP" in response.context["logo_form"].errors["logo"][0]
    assert current_business().logo == ""


def test_no_file_is_said(settled):
    assert settled.post(LOGO).status_code == 422


@pytest.mark.parametrize("key", ["x", "..", "%2e%2e%2fsecret_key", "0" * 32])
def test_no_other_file_is_given_out(client, db, key):
    assert client.get(f"/ui/logo/{key}.png").status_code == 404
