"""An invoice leaves the house: a PDF that factur-x reads back, and UBL that the rules of EN 16931 let pass."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from onaccount.delivery.commands import main
from onaccount.domain.billing.actions import OfferedLine, credit_invoice, set_tax_profile
from onaccount.domain.billing.rules.tax import CustomerTax
from onaccount.domain.business.actions import keep_choices
from tests.domain.billing import stage
from tests.domain.billing.stage import DESK, SETUP, invoiced
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db
RULES = Path(__file__).parents[4] / "shared" / "specs" / "en16931" / "EN16931-UBL-validation.xslt"


def documents() -> list[str]:
    """One of each: taxed, exempt, prices that hold the tax, reverse charge, a credit note of a part."""
    stage.settle()
    customer = stage.trader()
    taxed = invoiced(customer)
    set_tax_profile(
        customer=customer, tax=CustomerTax(rate_ppm=0, reason="Charity", certificate="C-1"), by=COMMAND, at=AT
    )
    exempt = invoiced(customer, DESK)
    set_tax_profile(customer=customer, tax=CustomerTax(rate_ppm=50_000), buyer_reference="PO <7>", by=COMMAND, at=AT)
    keep_choices(by=COMMAND, at=AT, prices_include_tax=True)
    gross = invoiced(customer, OfferedLine(name="Three & <more>", quantity="3", price="0.33"), SETUP)
    return [taxed, exempt, gross, credit_invoice(invoice=taxed, amounts={1: 1_01}, words="One", by=COMMAND, at=AT)]


def run(*words: str):
    return CliRunner().invoke(main, ["invoice", *words])


def test_a_pdf_holds_the_xml_that_factur_x_reads_back(tmp_path):
    from facturx import get_xml_from_pdf

    for label in documents():
        done = run(label, "--pdf", "--xml", "--out", str(tmp_path))
        assert done.exit_code == 0, done.output
        name, inside = get_xml_from_pdf((tmp_path / f"{label}.pdf").read_bytes())
        assert name == "factur-x.xml"
        assert label.encode() in inside
        assert label.encode() in (tmp_path / f"{label}.xml").read_bytes()


@pytest.mark.skipif(not RULES.exists(), reason="the rules of EN 16931 stand in ../shared")
def test_the_ubl_passes_the_rules_of_en_16931(tmp_path):
    from saxonche import PySaxonProcessor

    with PySaxonProcessor(license=False) as saxon:
        rules = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES))

        def faults(text: str) -> list[str]:
            report = str(rules.transform_to_string(xdm_node=saxon.parse_xml(xml_text=text)))
            assert "fired-rule" in report
            return re.findall(r'<svrl:failed-assert[^>]*id="([^"]+)"', report)

        for label in documents():
            assert run(label, "--ubl", "--out", str(tmp_path)).exit_code == 0
            text = (tmp_path / f"{label}.ubl.xml").read_text(encoding="utf-8")
            assert faults(text) == [], label
            assert faults(text.replace("<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>", "")), (
                "it finds faults"
            )


def test_what_there_is_not_is_said(tmp_path):
    done = run("INV-9", "--out", str(tmp_path))
    assert done.exit_code == 1
    assert "There is no such invoice." in done.output
