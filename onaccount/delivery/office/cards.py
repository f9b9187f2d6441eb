"""Customers' cards as a file: one card of its own size, or a sheet of them to be cut."""

from collections.abc import Mapping

import qrcode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage

from onaccount.delivery.ui.paper import paper
from onaccount.domain.business.queries import current_business
from onaccount.domain.tills.queries.cards import names_on_cards
from onaccount.foundation.text import shorten

GROUP = 4  # signs, read aloud
LONGEST_NAME = 80  # what four lines hold
QUIET = 2  # modules of white around the code


def cards_pdf(codes: Mapping[int, str], *, is_sheet: bool) -> bytes:
    """The cards of these customers, by their numbers."""
    names = names_on_cards(list(codes))
    return paper(
        "card",
        {
            "title": _("Customer cards"),
            "business": current_business().name,
            "lang": (get_language() or "en").partition("-")[0],
            "is_sheet": is_sheet,
            "alt": _("The code of this card"),
            "cards": [
                {
                    "name": shorten(names.get(number, ""), LONGEST_NAME),
                    "number": _("No. %(number)s") % {"number": number},
                    "spelt": spelt(code),
                    "qr": qr_svg(code),
                }
                for number, code in codes.items()
            ],
        },
    )


def qr_svg(code: str) -> str:
    """A QR code that reads as the code and nothing else, so that a scanner types it."""
    drawn = qrcode.make(
        code, image_factory=SvgPathImage, error_correction=ERROR_CORRECT_Q, border=QUIET
    )  # a quarter of it may be scratched
    return str(drawn.to_string(encoding="unicode"))


def spelt(code: str) -> str:
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
