"""`onaccount invoice NUMBER`: an invoice as a PDF with its XML inside, as that XML, and as UBL."""

from pathlib import Path

import click

from onaccount.delivery.ui.einvoices import cii_of, pdf_of, ubl_of
from onaccount.domain.billing.queries import invoice_card


@click.command("invoice")
@click.argument("number")
@click.option("--pdf", is_flag=True, help="A PDF/A-3 with the EN 16931 XML inside (Factur-X).")
@click.option("--xml", is_flag=True, help="That XML alone: UN/CEFACT CII.")
@click.option("--ubl", is_flag=True, help="The same as UBL 2.1.")
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="here",
    help="The folder to write into.",
)
def command(number: str, pdf: bool, xml: bool, ubl: bool, out: Path) -> None:
    """Write an invoice or a credit note, by its number as it is printed; a PDF where nothing else is asked for."""
    card = invoice_card(number)
    wanted = {".pdf": pdf or not (xml or ubl), ".xml": xml, ".ubl.xml": ubl}
    made = {".pdf": pdf_of, ".xml": cii_of, ".ubl.xml": ubl_of}
    for ending in (ending for ending, is_wanted in wanted.items() if is_wanted):
        file = out / f"{card.row.label}{ending}"
        file.write_bytes(made[ending](card))
        click.echo(str(file))
