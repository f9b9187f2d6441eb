"""`onaccount docs`: the pages of docs/ that are drawn from the code, so that they cannot say something else."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click
from django.conf import settings
from django.utils.module_loading import import_string

# Nearly every change has a text in it: the tests compare this one, so that two branches do not stop each other.
CATALOGUE = "onaccount/locale/django.pot"
# A page, and the module and function that draw it.
DRAWN = {
    "docs/fields.md": ("onaccount.domain.customers.rules.fields", "describe_fields"),
    "docs/product-fields.md": ("onaccount.domain.catalogue.rules.products", "describe_products"),
    "docs/settings.md": ("onaccount.config.environment", "settings_page"),
    CATALOGUE: ("onaccount.delivery.commands.catalogue", "catalogue"),
    "docs/states.md": ("onaccount.delivery.commands.states_page", "states_page"),
}


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is old.")
def command(check: bool) -> None:
    """Draw the generated pages of docs/ again."""
    if not settings.IS_CLONE:
        raise click.ClickException(
            "The documents are drawn in a clone of the source, and this is an installed package."
        )
    pages = {page: drawn for page, drawn in drawn_pages().items() if not (check and page == CATALOGUE)}
    old = [page for page, drawn in pages.items() if _text_of(page) != drawn]
    if check and old:
        raise click.ClickException(f"Old: {', '.join(old)}. Draw them again: ./dev fix")
    for page in old:
        (settings.ROOT / page).parent.mkdir(exist_ok=True)
        (settings.ROOT / page).write_text(pages[page], encoding="utf-8")
        click.echo(f"drawn: {page}")


def drawn_pages() -> dict[str, str]:
    return {page: _draw(module, name) for page, (module, name) in DRAWN.items() if find_spec(module)}


def _draw(module: str, name: str) -> str:
    draw: Callable[[], str] = import_string(f"{module}.{name}")
    return draw()


def _text_of(page: str) -> str:
    path: Path = settings.ROOT / page
    return path.read_text(encoding="utf-8") if path.exists() else ""
