"""Every page in every state can be drawn, and keeps the promises that the look makes for all of them."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template

from tests.delivery.ui.samples import FRAME, PAGES, ROWS

UI = Path(__file__).resolve().parents[3] / "onaccount" / "delivery"
TEMPLATES = sorted(UI.glob("*/templates/**/*.html"))
STYLES = UI / "ui/static/ui/css"


def drawn(template: str, context: dict[str, Any]) -> str:
    return get_template(template).render(FRAME | {"csrf_token": "not-a-secret"} | context)


@pytest.mark.parametrize(("template", "context"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_every_page_is_drawn_without_style_or_script_inside(template, context):
    page = drawn(template, context)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize(("template", "context"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_every_page_has_one_title_one_main_and_no_id_twice(template, context):
    page = drawn(template, context)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert page.count("<main") == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(("template", "context"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_every_form_that_is_posted_carries_the_token(template, context):
    for form in re.findall(r"<form\b.*?</form>", drawn(template, context), flags=re.DOTALL):
        assert 'method="post"' not in form or "csrfmiddlewaretoken" in form


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_icon_that_is_used_is_in_the_sprite(template):
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (UI / "ui/static/ui/icons.svg").read_text()))
    used = set(re.findall(r'{% icon "([\w-]+)"', template.read_text(encoding="utf-8")))
    assert used <= sprite


def test_every_status_and_every_letter_has_its_shape_and_its_word():
    page = drawn("office/customers.html", next(context for name, _, context in PAGES if name == "customers"))
    for row in ROWS:
        shown = re.search(rf'<tr id="customer-{row["number"]}".*?</tr>', page, flags=re.DOTALL)
        assert shown
        assert f'data-status="{row["status"]}"' in shown[0]
        assert f"#{row['status']}" in shown[0]
        assert row["status_label"] in shown[0]


def test_the_components_page_shows_every_component_that_has_a_stylesheet():
    page = drawn("office/components.html", {})
    shared = {"tone", "small"}  # tones of all blocks, and blocks too small for a file
    for sheet in (STYLES / "components").glob("*.css"):
        if sheet.stem not in shared:
            assert re.search(rf'class="[^"]*\b{sheet.stem}(__|--|\b)', page), sheet.stem


def test_the_components_page_shows_every_variant_of_a_component():
    page = drawn("office/components.html", {})
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', page))))
    need_a_page = {"button--wide", "bar--full", "toast--wide", "dialog--help", "upload--over"}
    for sheet in (STYLES / "components").glob("*.css"):
        variants = set(re.findall(r"\.([a-z]+--[a-z]+)", sheet.read_text()))
        assert variants - need_a_page <= classes, sheet.stem


def test_the_answer_to_a_move_is_the_row_the_toast_and_the_new_count():
    toast = {"text": "Mara Lindqvist is Active.", "undo": "/office/customers/11/status/undo/", "row": 11}
    answer = drawn("office/customers.html#moved", {"row": ROWS[3], "toast": toast, "new_accounts": 6})
    assert answer.lstrip().startswith('<tr id="customer-11"')
    assert 'hx-swap-oob="beforeend:#toasts"' in answer
    assert 'action="/office/customers/11/status/undo/"' in answer
    assert 'data-count="6"' in answer


def test_the_answer_to_a_refused_move_is_the_row_and_the_cure():
    refusal = {"sentence": "This customer has no e-mail address.", "cure": "Add one, or set the status to Admin."}
    answer = drawn("office/customers.html#refused", {"row": ROWS[2], "refusal": refusal})
    assert answer.lstrip().startswith('<tr id="customer-12"')
    assert refusal["cure"] in answer
