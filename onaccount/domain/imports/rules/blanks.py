"""The ways in which programs write that a cell holds nothing. A form takes them as typed; an import reads them so.

People and places are really called Null, None, Nan and Na, so in a name only a program's spelling counts (NULL, nan,
#N/A): "Null" with one capital stays. NA is Namibia in a column of countries, and Naples in one of Italian provinces.
"""

import functools
import re

from onaccount.foundation.text import fold

ERRORS = (
    "#N/A #NA #NV #N/V #N/D #NULL! #ERROR! #NAME? #VALUE! #REF! #DIV/0! #NUM! #CALC! #SPILL! #FIELD! #WERT! #BEZUG! "
    "#VALEUR! #NOM? #VALOR! #VALORE! #RIF! #WAARDE!"
).split()
# In any field and any case.
NEVER_WORDS = [*ERRORS, "(null)", "<null>", "[null]", "{null}", r"\N", "N/A", "n.a.", "-0-", "-", "--", "---", "–", "—"]
WORDS = ["null", "none", "nan", "na", "nil", "undefined"]
WORDS_OF_PROGRAMS = ["NULL", "null", "nan", "NaN", "NAN", "none", "NA", "undefined"]
LONGEST = max(map(len, (*NEVER_WORDS, *WORDS, *WORDS_OF_PROGRAMS)))

NAMES = frozenset(
    """
    name given_name family_name title full_name contact_name contact_given_name contact_family_name contact_title city
    delivery_city line1 line2 line3 line4 street delivery_line1 delivery_line2 delivery_line3 delivery_street notes tags
    """.split()
)
COUNTRIES = frozenset({"country", "delivery_country"})
REGIONS = frozenset({"region", "delivery_region"})
ITALIAN = ("prov", "provincia", "siglaprovincia")


@functools.cache
def nothing_pattern(name: str = "", heading: str = "") -> str:
    """A regular expression for the whole of a cell that holds nothing, in this field under this heading."""
    never = "|".join(map(re.escape, NEVER_WORDS))
    if name in NAMES:
        words = "|".join(WORDS_OF_PROGRAMS)
    else:
        keeps_na = name in COUNTRIES or (name in REGIONS and fold(heading).rstrip(".") in ITALIAN)
        words = "(?i:" + "|".join(word for word in WORDS if not (keeps_na and word == "na")) + ")"
    return rf"(?:(?i:{never})|{words})"


@functools.cache
def nothing(name: str = "", heading: str = "") -> re.Pattern[str]:
    return re.compile(rf"\s*{nothing_pattern(name, heading)}\s*")


def is_nothing(text: str, name: str = "", heading: str = "") -> bool:
    return len(text.strip()) <= LONGEST and nothing(name, heading).fullmatch(text) is not None
