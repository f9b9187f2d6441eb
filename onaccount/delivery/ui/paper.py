"""PDF by typst: a template of ours, and what stands in it. What people wrote comes in as data, never as markup."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

PAPERS = Path(__file__).parent / "papers"
STANDARD = "ua-1"  # PDF/UA: readable by screen readers


def paper(template: str, values: Mapping[str, Any], *, standard: str = STANDARD) -> bytes:
    """The PDF of papers/TEMPLATE.typ, which reads the values from its one input."""
    import typst  # 40 MB that only those load who print

    draw: Any = partial(
        typst.compile,
        str(PAPERS / f"{template}.typ"),
        root=str(PAPERS),
        format="pdf",
        sys_inputs={"values": json.dumps(values)},
        timestamp=int(datetime.now(UTC).timestamp()),
    )
    made: bytes
    try:
        made = draw(pdf_standards=[standard])
    except typst.TypstError:  # somebody wrote what no font here has, which the standard does not let pass
        made = draw()
    return made
