"""P-6: what a first visit transfers, and that nothing comes from elsewhere."""

import gzip
import re
from pathlib import Path
from typing import Any

from django.template.loader import get_template

from onaccount.delivery.ui.assets import read_assets
from tests.delivery.ui.samples import FRAME, PAGES, ROWS, customer_list

STATIC = Path(__file__).resolve().parents[3] / "onaccount/delivery/ui/static/ui"
FIRST_LOAD = 100_000
AFTERWARDS = 15_000
SCRIPTS = 15_000  # ours, as written
ONE_PAGE = 2_500  # of a script that one page alone loads


def sent(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def full_list() -> bytes:
    """The heaviest page: fifty customers."""
    rows = [row | {"number": 9 * page + row["number"]} for page in range(6) for row in ROWS][:50]
    context = FRAME | customer_list(page={"rows": rows, "next": None, "previous": None, "count_text": "50"})
    return get_template("office/customers.html").render(context).encode()


def test_the_first_load_of_the_heaviest_page_stays_under_the_budget():
    assets = read_assets().by_name.values()
    assert sum(len(one.packed) for one in assets) + sent(full_list()) < FIRST_LOAD


def test_a_later_page_stays_under_the_budget():
    assert sent(full_list()) < AFTERWARDS


def test_our_own_scripts_stay_small():
    assert sum(path.stat().st_size for path in STATIC.glob("js/*.js")) < SCRIPTS


def test_a_script_of_one_page_is_small_and_no_other_page_loads_it():
    for path in STATIC.glob("js/one_page/*.js"):
        assert path.stat().st_size < ONE_PAGE, path.name
        loads = {template for _, template, context in PAGES if path.name in drawn(template, context)}
        assert len(loads) == 1, path.name


def drawn(template: str, context: dict[str, Any]) -> str:
    return get_template(template).render(FRAME | context)


def test_the_table_of_contents_names_every_stylesheet_once():
    contents = re.findall(r'@import "([^"]+)"', (STATIC / "css/app.css").read_text())
    there = {str(path.relative_to(STATIC / "css")) for path in STATIC.glob("css/**/*.css")} - {"app.css"}
    assert sorted(contents) == sorted(there)


def test_no_page_asks_another_host_for_anything():
    for _, template, context in PAGES:
        page = get_template(template).render(FRAME | context)
        for address in re.findall(r'<(?:link|script|img|use)\b[^>]*(?:href|src)="([^"]+)"', page):
            assert address.startswith(("/", "data:")), address


def test_colours_are_written_in_the_tokens_only():
    for sheet in STATIC.glob("css/**/*.css"):
        if sheet.name != "tokens.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", sheet.read_text()), sheet.name
