"""Countries by code or by name, in the languages that customer lists are written in."""

import functools
import re

from onaccount.domain.customers.rules.unusable import Remark, Warned
from onaccount.foundation.text import fold, shorten, tidy

# ISO 3166-1 alpha-2, and XK, which everyone uses for Kosovo. A test holds it to pycountry.
CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
CANONICAL = re.compile(CODES.replace(" ", "|"))
LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "sv", "pl", "pt", "da", "nb", "fi", "cs", "hu")
# What people write and no table of names has.
ALSO = {
    "UK": "GB", "U K": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB", "Northern Ireland": "GB",
    "Great Britain": "GB", "Britain": "GB", "GB-NIR": "GB", "EL": "GR", "Eire": "IE",
    "Republic of Ireland": "IE", "Southern Ireland": "IE",
    "USA": "US", "U S": "US", "U S A": "US", "United States of America": "US", "America": "US", "Holland": "NL",
    "The Netherlands": "NL", "Nederland": "NL", "Ivory Coast": "CI", "Czech Republic": "CZ", "Russia": "RU",
    "South Korea": "KR", "North Korea": "KP", "Turkey": "TR", "Vietnam": "VN", "Burma": "MM", "Swaziland": "SZ",
    "Macedonia": "MK", "Taiwan": "TW", "Hong Kong": "HK", "Macau": "MO", "Vatican City": "VA", "Brasil": "BR",
    "UAE": "AE", "U A E": "AE", "Channel Islands": "JE", "BRD": "DE", "Grossbritannien": "GB", "Congo": "CG",
    "PRC": "CN",
}  # fmt: skip

UNKNOWN = '"{value}" is not a country that is known here; it is kept as typed.'


def clean_country(text: str) -> str:
    """The two letters of ISO 3166 where the country is known by code or name; otherwise the text, with a remark."""
    text = tidy(text)
    if not text:
        return ""
    if code := country_codes().get(key_of(text)):
        return code
    return Warned(text, Remark(UNKNOWN, value=shorten(text)))


def key_of(name: str) -> str:
    key = " ".join(fold(name).replace(".", " ").replace(",", " ").replace("&", "and").split())
    return key.removeprefix("the ")


@functools.cache
def country_codes() -> dict[str, str]:
    """Folded name or code -> two letters. Made at the first question: reading the tables takes a tenth of a second."""
    import babel
    import pycountry

    codes = {key_of(code): code for code in CODES.split()}
    codes |= {key_of(name): code for name, code in ALSO.items()}
    for country in pycountry.countries:
        for kind in ("alpha_3", "name", "common_name", "official_name"):
            codes.setdefault(key_of(getattr(country, kind, country.alpha_2)), country.alpha_2)
    for language in LANGUAGES:
        for code, name in babel.Locale(language).territories.items():
            if code in codes.values():
                codes.setdefault(key_of(name), code)
    return codes
