"""A list on its own, or two side by side: which of their rows are the same party. Nothing is stored, and nothing asked
but the files."""

from onaccount.domain.imports.rules.match.compare import Matched, Pair, Quality, Stage, Wanted, match_lists
from onaccount.domain.imports.rules.match.evidence import EVIDENCE, fields_of
from onaccount.domain.imports.rules.match.listed import Listed

__all__ = ["EVIDENCE", "Listed", "Matched", "Pair", "Quality", "Stage", "Wanted", "fields_of", "match_lists"]
