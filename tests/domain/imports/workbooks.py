"""Workbooks in formats that no library of ours writes, put together by hand: ODS, XLSB, and XLSX with odd parts."""

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

Cell = str | float
Rows = Sequence[Sequence[Cell]]
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TRANSITIONAL = "http://schemas.openxmlformats.org"
STRICT = "http://purl.oclc.org/ooxml"


def archive(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def write_ods(path: Path, sheets: Mapping[str, Rows]) -> Path:
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(ods_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return archive(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(cells: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return (
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


def write_xlsb(path: Path, sheet: str, rows: Rows) -> Path:
    """A binary workbook (MS-XLSB) of one sheet: records of a number, a length and what they hold."""
    book = record(0x83) + record(0x8F) + record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide(sheet))
    book += record(0x90) + record(0x9D, bytes(26)) + record(0x84)
    width = max(map(len, rows))
    data = record(0x81) + record(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + record(0x91)
    for number, cells in enumerate(rows):
        data += record(0x00, struct.pack("<I", number) + bytes(13))
        for column, cell in enumerate(cells):
            held = wide(cell) if isinstance(cell, str) else struct.pack("<d", cell)
            data += record(0x06 if isinstance(cell, str) else 0x05, struct.pack("<II", column, 0) + held)
    data += record(0x92) + record(0x82)
    return archive(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations("worksheets/sheet1.bin", TRANSITIONAL),
            "xl/worksheets/sheet1.bin": data,
        },
    )


def record(number: int, content: bytes = b"") -> bytes:
    size, length = len(content), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            break
    return (bytes([number]) if number < 0x80 else bytes([number & 0xFF, 1])) + length + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def relations(target: str, space: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{space}/officeDocument/2006/relationships/worksheet" Target="{target}"/></Relationships>'
    )


def write_xlsx(
    path: Path,
    rows: str,
    *,
    space: str = TRANSITIONAL,
    dimension: str = "",
    properties: str = "",
    before: str = "",
    after: str = "",
    mend: Callable[[dict[str, str]], None] = lambda _: None,
) -> Path:
    """A workbook of one sheet with these rows as XML, and with what else is to be odd about it."""
    main = f"{space}/spreadsheetml/2006/main" if space == TRANSITIONAL else f"{space}/spreadsheetml/main"
    links = (
        f"{space}/officeDocument/2006/relationships"
        if space == TRANSITIONAL
        else f"{space}/officeDocument/relationships"
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}">{properties}'
        '<sheets><sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{main}">{dimension}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
    }
    mend(parts)
    return archive(path, parts)


def text_row(number: int, *cells: str, attributes: str = "") -> str:
    filled = "".join(
        f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for column, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}"{attributes}>{filled}</row>'
