"""A list that a business has comes in by page: looked at, corrected, written, mended and brought again."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens

LIST = (
    "Customer ID,Company,Contact,Email,Phone,Street,City,Postcode,Country,Shoe size\n"
    "J-001,Kestrel & Vane Joinery,Orla Finnegan,orla@kestrelvane.example,01632 960 141,2 Saw Lane,Exeter,EX2 1AA,GB,4\n"
    "J-002,Hollin Farm Dairy,Piers Hollin,dairy@hollin,01632 960 142,Hollin Farm,Tiverton,EX16 5AB,GB,9\n"
    "J-003,Moorgate Chandlery,Ida Moorgate,ida@moorgate.example,01632 960 143,1 Harbour Wall,Brixham,TQ5 9TH,GB,7\n"
)


def test_a_list_is_rehearsed_written_mended_and_brought_again(opens: Opens, tmp_path: Path) -> None:
    office = opens("office")
    spring = tmp_path / "spring-customers.csv"
    spring.write_text(LIST, encoding="utf-8")
    bring(office, spring)
    row = office.locator("tr[data-outcome=reject]")
    expect(row).to_contain_text('"dairy@hollin" is not a whole e-mail address.')
    expect(row.locator("td").first).to_have_text("3")  # as the spreadsheet counts

    with office.expect_download() as download:
        office.get_by_role("link", name="Rejected rows").click()
    rejected = tmp_path / "rejected.csv"
    download.value.save_as(rejected)

    office.get_by_role("button", name=re.compile("Import 2 rows")).click()
    expect(office.get_by_text("2 customers created, 0 updated")).to_be_visible(timeout=20_000)
    office.get_by_role("link", name="Kestrel & Vane Joinery").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Kestrel & Vane Joinery")
    expect(office.get_by_role("rowheader", name="Orla Finnegan")).to_be_visible()
    expect(office.locator(".status--new").first).to_be_visible()

    mended = rejected.read_text(encoding="utf-8-sig").replace("dairy@hollin,", "dairy@hollin.example,")
    rejected.write_text(mended, encoding="utf-8")
    bring(office, rejected)
    office.get_by_role("button", name=re.compile("Import 1 row")).click()
    expect(office.get_by_text("1 customer created, 0 updated")).to_be_visible(timeout=20_000)

    bring(office, spring)
    expect(figure(office, "No change")).to_have_text("2")
    expect(figure(office, "Create")).to_have_text("0")


def test_a_corrected_column_is_remembered_for_the_next_list_with_the_same_headings(
    opens: Opens, tmp_path: Path
) -> None:
    office = opens("administrator")
    odd = tmp_path / "odd.csv"
    odd.write_text("Ref,Betrieb,Zuruf\nZ-1,Orchard Way Cider,01632 960 151\n", encoding="utf-8")
    office.goto("/office/imports/")
    office.set_input_files("#file", odd)
    office.get_by_role("button", name="Read this list").click()
    office.wait_for_url(re.compile("/imports/[0-9a-f-]{36}/"))
    expect(office.locator("[data-outcome], [role=alert]").first).to_be_visible(timeout=20_000)
    office.get_by_role("link", name="Change columns").first.click()
    office.get_by_label("Betrieb goes to").select_option("name")
    office.get_by_label("Zuruf goes to").select_option("phone")
    office.get_by_label("The rows are").select_option("companies")
    office.get_by_role("button", name=re.compile("Rehearse")).click()
    expect(figure(office, "Create")).to_have_text("1", timeout=20_000)

    bring(office, odd)
    expect(office.locator("[data-outcome=create]")).to_contain_text("Orchard Way Cider")


def test_a_file_that_is_no_list_is_refused_in_words(opens: Opens, tmp_path: Path) -> None:
    office = opens("administrator")
    disguised = tmp_path / "customers.csv"
    disguised.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    office.goto("/office/imports/")
    office.set_input_files("#file", disguised)
    office.get_by_role("button", name="Read this list").click()
    expect(office.get_by_role("alert")).to_contain_text("PDF", timeout=20_000)


def test_a_row_is_mended_in_place_by_keyboard_alone_and_put_back(opens: Opens, tmp_path: Path) -> None:
    office = opens("administrator")
    autumn = tmp_path / "autumn.csv"
    autumn.write_text(LIST.replace("J-00", "M-00"), encoding="utf-8")
    bring(office, autumn)
    expect(figure(office, "Reject")).to_have_text("1")
    office.get_by_role("link", name="Mend row 3").focus()
    office.keyboard.press("Enter")
    cell = office.get_by_label("Email")
    expect(cell).to_be_focused()  # the wrong one
    expect(cell).to_have_value("dairy@hollin")
    expect(office.locator("#row-3")).to_contain_text('"dairy@hollin" is not a whole e-mail address.')
    assert not Axe().run(office).response["violations"]
    office.get_by_role("link", name="Close").press("Enter")
    expect(office.locator("#row-3[data-outcome=reject]")).to_be_visible()

    office.get_by_role("link", name="Mend row 3").press("Enter")
    expect(cell).to_be_focused()
    office.keyboard.press("Control+A")
    office.keyboard.type("dairy@hollin.example")
    office.keyboard.press("Enter")
    expect(office.locator(".toast", has_text="Row 3 is mended.")).to_be_visible()
    expect(figure(office, "Create")).to_have_text("3", timeout=20_000)
    expect(figure(office, "Reject")).to_have_text("0")
    expect(office.locator("#row-3")).to_contain_text("Mended")

    office.get_by_role("link", name="Mend row 3").press("Enter")
    expect(office.get_by_text("The file says: dairy@hollin")).to_be_visible()
    office.get_by_role("button", name="Put back what the file says").press("Enter")
    expect(figure(office, "Reject")).to_have_text("1", timeout=20_000)

    office.get_by_role("button", name="Leave out row 2").press("Enter")
    expect(office.locator("#row-2")).to_contain_text("Left out by", timeout=20_000)
    office.get_by_role("button", name=re.compile("Import 1 row")).click()
    expect(office.get_by_text("1 customer created, 0 updated")).to_be_visible(timeout=20_000)


def test_a_row_is_mended_without_any_script(opens: Opens, tmp_path: Path) -> None:
    office = opens("administrator")
    list_file = tmp_path / "winter.csv"
    list_file.write_text(LIST.replace("J-00", "W-00"), encoding="utf-8")
    bring(office, list_file)
    plain = opens("administrator", java_script_enabled=False)
    plain.goto(office.url)
    plain.get_by_role("link", name="Mend row 3").click()
    plain.get_by_label("Email").fill("dairy@hollin.example")
    plain.get_by_role("button", name="Save").click()
    office.goto(office.url)
    expect(figure(office, "Create")).to_have_text("3", timeout=20_000)


def bring(page: Page, file: Path) -> None:
    page.goto("/office/imports/")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Read this list").click()
    page.wait_for_url(re.compile("/imports/[0-9a-f-]{36}/"))
    expect(page.locator("[data-outcome]").first).to_be_visible(timeout=20_000)


def figure(page: Page, label: str):
    return page.locator(".figure", has_text=label).locator(".figure__value")
