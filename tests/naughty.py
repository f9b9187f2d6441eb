"""Strings that have broken programs, and how to look at a page for what one of them made.

OURS stands here, so that the rules are tested without ../shared; `big_list` is the Big List of Naughty Strings.
"""

import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

MARK = "naughty"  # the element and the attribute that no page of ours has
ELEMENT = f"""'"><{MARK} on{MARK}="1"><b>&lt;&amp;amp;"""
OURS = (
    "plain", ELEMENT, "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "]]><!--",
    "{{7*7}}", "{% now 'Y' %}", "{{ number }} {# x #}", "%s %d %(name)s %", "{0} {name} {", "${7*7} #{7*7}",
    "a\u202eb\u2066c", "\u202eonly", "zero\u200bwidth\u200dhere", "\u200b", "\ufeffbom", "so\u00adft",
    "\u2028line\u2029ends", "e\u0301 and \u00e9", "Z\u0351\u036ba\u0301\u0334l\u0322g\u0321o\u0321\u0327",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e007f", "\U0001d4d0 \U00020000",
    "nul\x00here", "\x00", "\x1b[31mred\x1b[0m\x07", "back\x08space\x7f\x9b31m", "half \ud83d pair \udc00",
    "\x1f\x1c", "a\x85b\x0bc\x0cd", "one\r\nBcc: other@naughty.example\r\n\r\nbody", "Subject: x\n y",
    "tab\tand\ttab", "  blanks   inside  ", "\u3000wide\u00a0blank ", "null", "NULL", "None", "NaN", "undefined",
    "#N/A", "-", "1E+02", "1.23E+11", "007", "1,234.50", "-1", "+1", "0x10", "\u0663\u0664", "true",
    "I\u0131\u0130i \u0131\u015f\u0131k", "\u00df \u1e9e SS", "\ufb01ne \uff26\uff55\uff4c\uff4c", "\u0410cme",
    "\u212a \u2126", "=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\tTAB", "\rCR", "'=apostrophe", "''",
    "=HYPERLINK(\"http://x\")", "'007", "'; DROP TABLE customers_customer; --", "\" OR 1=1 --", "%27", "\\N", "\\.",
    "back\\slash", "%00%0d%0a", "../../etc/passwd", "a;b,c|d", "a@b@c", "\"quoted\"@naughty.example",
    "?cc=x&body=y@naughty.example", "o'neill@naughty.example", "{\"a\": [1]}", "[1, 2]", "[" * 500,
    "\u0634\u0631\u0643\u0629", "\u682a\u5f0f\u4f1a\u793e", "\uffff\ufffe\U0010ffff", "\ue000name\ue001",
    "x" * 10_000, "\U0001f986" * 3_000,
)  # fmt: skip

LEADS_ELSEWHERE = re.compile(r"\s*(?://|(?!mailto:|tel:|https?:)[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
WHITE = re.compile(r"\s+")
TEMPLATES = Path(__file__).resolve().parents[1] / "onaccount" / "delivery"
WIDGETS = "input select option optgroup textarea svg use"  # drawn by Python
TAGS = frozenset(
    {tag for file in TEMPLATES.rglob("*.html") for tag in re.findall(r"<([a-z][a-z0-9]*)", file.read_text())}
    | set(WIDGETS.split())
)


def big_list(shared: Path) -> list[str]:
    """The Big List of Naughty Strings, which is not held here."""
    strings: list[str] = json.loads((shared / "data/adversarial/blns/blns.json").read_text(encoding="utf-8"))
    return strings


def can_be_sent(text: str) -> str:
    """The text as it comes out of a browser or a file, which are UTF-8: half a pair comes as a question mark."""
    return text.encode("utf-8", errors="replace").decode()


OUR_SCRIPTS = ("/ui/", "/till/assets/")  # the till is an app of its own, with modules of its own


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and what is wrong with them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        if tag == "script" and not given.get("src", "").startswith(OUR_SCRIPTS):
            self.wrong.append(f"<script {given}>")
        self.wrong += [
            f"<{tag} {name}>" for name in given if name.startswith("on") or name in ("style", "srcdoc", MARK)
        ]
        for name in ("href", "src", "action", "formaction", "hx-post", "hx-get"):
            if LEADS_ELSEWHERE.match(address := given.get(name, "")):
                self.wrong.append(f"<{tag} {name}={address[:40]!r}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!-- {data[:40]}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def made_by_strings(html: str) -> list[str]:
    """The elements and attributes of a page that none of our templates has."""
    return Page(html).wrong


def words_of(html: str) -> str:
    """What is read on a page, with every run of blanks one blank."""
    return WHITE.sub(" ", " ".join(Page(html).text))


def essence(text: str) -> str:
    """What is left of a text when all that tidying may touch is gone: blanks, what cannot be seen, one spelling."""
    heard = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs", "Cf"))
    return "".join(unicodedata.normalize("NFC", heard).split())
