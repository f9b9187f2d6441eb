"""Numbers that registers give: of UK companies and for VAT. Form only: whether there is one, the register says."""

import re

# Companies House: eight characters. Digits alone with zeros before them (England and Wales), or a prefix of letters
# (SC Scotland, NI Northern Ireland, OC a partnership, ...) before the digits; old societies end with a letter.
COMPANY = re.compile(r"\d{8}|[A-Z]{2}\d{6}|[A-Z]{2}\d{5}[A-Z]|R\d{7}", re.ASCII)
LOST_ZEROS = re.compile(r"([A-Z]{0,2})(\d{1,8})", re.ASCII)

HMRC_NUMBER = re.compile(r"\d{9}(\d{3})?", re.ASCII)
# Of the EU, and XI for Northern Ireland; Greece is EL there.
VIES_COUNTRIES = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()
)
VIES_NUMBER = re.compile(r"[0-9A-Z+*]{2,12}", re.ASCII)


def company_number(text: str) -> str | None:
    """The number as the register writes it, or None: "445790" is 00445790, "sc 1234" is SC001234. A spreadsheet takes
    the zeros away."""
    tight = "".join(text.split()).upper()
    if COMPANY.fullmatch(tight):
        return tight
    found = LOST_ZEROS.fullmatch(tight)
    if found is None or len(found[1]) == 1 or len(tight) > 8:
        return None
    return found[1] + found[2].zfill(8 - len(found[1]))


def vat_number(text: str, country: str) -> tuple[str, str] | None:
    """(country as the registers name it, digits), or None. Without letters before it the country of the address says
    whose it is."""
    tight = "".join(letter for letter in text.upper() if letter.isalnum() or letter in "+*")
    land = tight[:2]
    if land in VIES_COUNTRIES or land in ("GB", "GR"):
        rest = tight[2:]
    else:
        land, rest = country.upper(), tight
    land = "EL" if land == "GR" else land
    if land == "GB":
        return (land, rest) if HMRC_NUMBER.fullmatch(rest) else None
    return (land, rest) if land in VIES_COUNTRIES and VIES_NUMBER.fullmatch(rest) else None
