"""onaccount/locale/django.pot: every text that people read, to be translated from (docs/guides/translating.md).

Texts stand in three places: in calls of gettext in Python, in templates, and in values that doors translate when they
show them, such as a refusal's sentence or the label of a field. It names the files where a text is used but not the
lines, and has no time in it, so that it changes when a text does and not else.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import write_po
from django.conf import settings
from django.utils.translation.template import templatize

import onaccount
from onaccount.domain.accounts.rules.verdict import REMEDY
from onaccount.domain.catalogue.rules.products import FIELDS as OF_PRODUCTS
from onaccount.domain.catalogue.rules.products import ProductPart
from onaccount.domain.customers.rules.fields import FIELDS, NUMBER, Part
from onaccount.domain.ledger.rules import books
from onaccount.domain.letters.rules import PLACEHOLDERS
from onaccount.domain.matching.rules import SENTENCES
from onaccount.domain.people.permissions import Right
from onaccount.domain.privacy.rules import warned
from onaccount.domain.privacy.rules.columns import KEPT_BECAUSE
from onaccount.domain.privacy.rules.export import HEADINGS
from onaccount.domain.privacy.rules.hits import Why

HEAD = """# Every text of OnAccount that people read, in English.
# Drawn by `onaccount docs`; how to translate it is told in docs/guides/translating.md."""
LAZY = {"gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2), "gettext_noop": None}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY}
OF_THE_DAY = re.compile(r'"(POT-Creation|PO-Revision|Generated-By|Last-Translator)')
WORDS = re.compile(r"[A-Za-z]{2}(?![\w]*})")  # a sentence that is nothing but a value has none
SAID = ("sentence", "cure", "cure_at_till", "cure_in_app")  # of a refusal's class
REMARKS = {"Remark": 0, "Said": 1}  # which of its arguments is the template
TEMPLATES = ("**/templates/**/*.html", "**/templates/**/*.txt")
SOURCE = Path(onaccount.__file__).parent
Message = str | tuple[str, ...]


def catalogue() -> str:
    """The text of the catalogue."""
    found: dict[Message, set[str]] = defaultdict(set)
    for message, place in [*from_python(), *from_templates(), *from_values()]:
        found[message].add(place)
    catalog = Catalog(project="OnAccount", header_comment=HEAD, charset="utf-8", fuzzy=False)
    for message in sorted(found, key=lambda each: each if isinstance(each, str) else each[0]):
        catalog.add(message, locations=[(place, 0) for place in sorted(found[message])])
    return _as_text(catalog)


def _as_text(catalog: Catalog) -> str:
    """Without the lines of its head that would be others on another day or machine."""
    out = BytesIO()
    write_po(out, catalog, width=120, include_lineno=False, omit_header=False)
    lines = out.getvalue().decode().splitlines()
    return (
        "\n".join(line for line in lines if not re.match(r'"(POT-Creation|PO-Revision|Generated-By|Last-Tr)', line))
        + "\n"
    )


def from_python() -> Iterator[tuple[Message, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _extracted(path.read_bytes(), _place(path))


def from_templates() -> Iterator[tuple[Message, str]]:
    for path in sorted({path for pattern in TEMPLATES for path in SOURCE.glob(pattern)}):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        flush = "\n".join(line.lstrip() for line in code.splitlines())  # what looks like an indent means nothing there
        yield from _extracted(flush.encode(), _place(path))


def _extracted(code: bytes, place: str) -> Iterator[tuple[Message, str]]:
    for _line, message, _comments, _context in extract("python", BytesIO(code), KEYWORDS):
        texts = message if isinstance(message, str) else tuple(message)
        if texts and texts != "":
            yield texts, place


def from_values() -> Iterator[tuple[Message, str]]:
    """Texts that are translated when they are shown, where they are values of ours."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from ((text, _place(path)) for text in values_in(ast.parse(path.read_text(encoding="utf-8"))))
    yield from ((text, "onaccount/domain/customers/rules/fields.py") for text in field_texts())
    yield from ((text, "onaccount/domain/catalogue/rules/products.py") for text in product_texts())
    yield from ((right.value, "onaccount/domain/people/permissions.py") for right in Right)
    yield from ((text, "onaccount/domain/matching/rules/sentences.py") for text in SENTENCES.values())
    yield from ((text, "onaccount/domain/ledger/rules/books.py") for text in books.SENTENCES.values())
    yield from ((text, "onaccount/domain/accounts/rules/verdict.py") for text in REMEDY.values())
    yield from ((text, "onaccount/domain/privacy/rules") for text in privacy_texts())
    meanings = {one.meaning for kind in PLACEHOLDERS.values() for one in kind}
    yield from ((meaning, "onaccount/domain/letters/rules.py") for meaning in meanings)


def privacy_texts() -> Iterable[str]:
    return {*HEADINGS.values(), *warned.TEMPLATES, *KEPT_BECAUSE.values(), *(why.value for why in Why)}


def field_texts() -> Iterable[str]:
    return {NUMBER.label, *(field.label for field in FIELDS.values()), *(part.value for part in Part)}


def product_texts() -> Iterable[str]:
    return {*(field.label for field in OF_PRODUCTS.values()), *(part.value for part in ProductPart)}


def values_in(module: ast.Module) -> Iterator[str]:
    """What refusals say (`sentence` and `cure` of a class), and the templates of remarks, which constants may name."""
    constants = dict(_assigned(module.body))
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield from (text for name, text in _assigned(node.body) if name in SAID and WORDS.search(text))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REMARKS:
            yield from _texts(node.args[REMARKS[node.func.id] :][:1], constants)


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The names that are given a text there."""
    for one in body:
        targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
        value = getattr(one, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield target.id, value.value


def _texts(arguments: list[ast.expr], constants: dict[str, str]) -> Iterator[str]:
    for each in arguments:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, ast.Name) and each.id in constants:
            yield constants[each.id]


def _place(path: Path) -> str:
    return path.relative_to(settings.ROOT).as_posix()
