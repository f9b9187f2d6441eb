"""Fields whose values are words of ours: the kind of customer, its category, its tags; and the plain texts."""

import re

from onaccount.domain.customers.rules.cells import unwrapped
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.customers.rules.unusable import Remark, TooLong, Unusable, Warned
from onaccount.foundation.text import fold, shorten, tidy

# Letters that are NFC in whatever company they stand: printable ASCII, precomposed Latin, Greek, Cyrillic, kana, Han.
SOLID = r"!-~\u00a1-\u00ac\u00ae-\u024f\u0388-\u03ce\u0400-\u0481\u048a-\u04ff–—‘’“”„…€\u30a1-\u30fa\u4e00-\u9fcb"
TEXT = rf"[{SOLID}]++(?: [{SOLID}]++)*+"

KINDS = {
    Kind.COMPANY: (
        "company companies business corporate corporation firm organisation organization org enterprise trade b2b "
        "employer firma unternehmen geschaeftskunde geschaftskunde gewerbe gewerblich entreprise societe professionnel "
        "empresa sociedad bedrijf zakelijk onderneming azienda societa impresa foretag bolag "
        "przedsiebiorstwo legal juridical"
    ),
    Kind.INDIVIDUAL: (
        "individual individuals consumer person people private personal residential household home b2c human natural "
        "privat privatperson privatkunde natuerlich particulier particuliere particular persona privato privata "
        "consumatore persoon konsument osoba prywatny individuo individu citizen"
    ),
}
KIND_OF = {word: kind.value for kind, words in KINDS.items() for word in words.split()}
MORE_WORDS = re.compile(r"[\s_/()-]+")
CATEGORIES = (
    "Ltd/Plc (under 50 employees)",
    "Ltd/Plc (50 employees or more)",
    "Sole trader",
    "Partnership",
    "Charity",
    "Public body",
    "Private individual",
)
CATEGORY_OF = {fold(category): category for category in CATEGORIES}
LONGEST_TAG = 60
TAG_ENDS = re.compile(r"[;,\n]")
ACCESS_LINK = re.compile(r"\A([^#]*)#([^#]*)#[^#]*\Z")  # how Microsoft Access writes a link: text#address#
BARE_SCHEME = re.compile(r"\A(?:https?|ftp):/*\Z", re.IGNORECASE)

NO_ADDRESS = '"{value}" does not look like a web address; it is kept as typed.'


class NotAKind(Unusable):
    code = "kind"
    sentence = '"{value}" is neither a company nor an individual.'
    cure = "Write company or individual."


def text_pattern(length: int) -> re.Pattern[str]:
    """What is stored as it stands: no blank at an end or doubled, only letters that Unicode has one spelling for."""
    return re.compile(rf"(?!.{{{length + 1}}}){TEXT}")


def postcode_pattern(length: int) -> re.Pattern[str]:
    return re.compile(rf"(?!['‘’`´])(?!.{{{length + 1}}}){TEXT}")


def clean_postcode(text: str) -> str:
    return tidy(unwrapped(text))


def clean_kind(text: str) -> str:
    """Company or individual, from the words that other systems use for them."""
    key = fold(text)
    if not key or key in KIND_OF:
        return KIND_OF.get(key, "")
    known = {KIND_OF[word] for word in MORE_WORDS.split(key) if word in KIND_OF}
    if len(known) != 1:
        raise NotAKind(text)
    return known.pop()


def clean_category(text: str) -> str:
    value = tidy(text)
    return CATEGORY_OF.get(fold(value), value)


def clean_tags(text: str) -> str:
    """Tags with "; " between them, each once whatever its case, in the order they came."""
    tags: dict[str, str] = {}
    for piece in TAG_ENDS.split(text):
        if tag := tidy(piece):
            if len(tag) > LONGEST_TAG:
                raise TooLong(tag, given=len(tag), allowed=LONGEST_TAG)
            tags.setdefault(fold(tag), tag)
    return "; ".join(tags.values())


def clean_website(text: str) -> str:
    """A web address as typed, with or without https://."""
    value = tidy(text)
    if link := ACCESS_LINK.match(value):
        value = link[2].strip() or link[1].strip()
    if BARE_SCHEME.match(value):
        return ""
    if value and "." not in value:
        return Warned(value, Remark(NO_ADDRESS, value=shorten(value)))
    return value
