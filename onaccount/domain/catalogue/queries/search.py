"""Products by what was typed or scanned: the whole SKU or barcode first, then pieces of SKU and name, then what is like
it. The second answer is for who misspelt: the rows that share most trigrams, compared letter by letter.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from onaccount.domain.catalogue.models import Product
from onaccount.domain.catalogue.rules.products import clean_barcode, sku_key
from onaccount.domain.customers.queries.pieces import LAST_LETTER, TRIGRAM, Pieces, quoted
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.foundation.text import fold

LONGEST_TEXT = 100  # characters that are searched for; each word of them is a condition of its own
PRODUCTS = Pieces("product", "products", "catalogue_product", "id")
FEW = 5  # who has found as many needs no second answer
SIMILAR = 10
COMPARED = 300  # rows that share most trigrams with what was typed
BEGINNINGS = 40  # trigrams that begin as a word does
ALIKE_FROM = 60  # of 100


def products_found(within: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those of a list in which a text is found: who has it as its whole SKU or barcode first, then by name."""
    words = fold(text[:LONGEST_TEXT]).split()
    exact = Q(sku_key=sku_key(text[:LONGEST_TEXT]))
    if barcode := _barcode(text):
        exact |= Q(barcode=barcode)
    keys = [within.filter(each).order_by().values("pk") for each in (exact, *(PRODUCTS.found(words) if words else ()))]
    found = Q(*(Q(pk__in=each) for each in keys), _connector=Q.OR)
    whole = Case(When(exact, then=Value(0)), default=Value(1), output_field=IntegerField())
    return within.filter(found).annotate(rank=whole).order_by("rank", "search_name", "pk")


def _barcode(text: str) -> str:
    try:
        return str(clean_barcode(text[:LONGEST_TEXT]))
    except Unusable:
        return ""


def similar_products(within: QuerySet[Product], text: str, *, but_not: Collection[int] = ()) -> list[int]:
    """Up to SIMILAR keys out of a list, the most similar first; a few statements."""
    from rapidfuzz import fuzz

    typed = fold(text[:LONGEST_TEXT])
    nearest = _nearest(typed)
    if not nearest:
        return []
    rows = within.filter(pk__in=nearest).order_by().values_list("pk", "search_name")
    found = [(fuzz.WRatio(typed, name), -key) for key, name in rows if key not in but_not]
    return [-key for likeness, key in sorted(found, reverse=True)[:SIMILAR] if likeness >= ALIKE_FROM]


def _nearest(typed: str) -> list[int]:
    """Keys of products that share most trigrams with a text, whichever list they are in."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # It stays set, and nobody else asks by it: a misspelt word of six letters shares two trigrams of seven.
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.25', false)")
            cursor.execute(
                "SELECT id FROM catalogue_product WHERE %s <%% search_name "
                "ORDER BY word_similarity(%s, search_name) DESC LIMIT %s",
                [typed, typed, COMPARED],
            )
            return [key for (key,) in cursor.fetchall()]
    trigrams = dict.fromkeys(typed[at : at + TRIGRAM] for at in range(len(typed) - TRIGRAM + 1))
    with connection.cursor() as cursor:
        for word in typed.split():  # a short word with a slip in it may share no trigram: it begins alike
            cursor.execute(
                "SELECT term FROM product_trigrams WHERE term >= %s AND term < %s LIMIT %s",
                [word[:2], word[:2] + LAST_LETTER, BEGINNINGS],
            )
            trigrams |= dict.fromkeys(term for (term,) in cursor.fetchall())
        if not trigrams:
            return []
        match = " OR ".join(map(quoted, trigrams))
        cursor.execute(
            "SELECT rowid FROM product_pieces WHERE product_pieces MATCH %s ORDER BY rank LIMIT %s", [match, COMPARED]
        )
        return [key for (key,) in cursor.fetchall()]
