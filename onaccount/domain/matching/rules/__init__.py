"""Who is the same as whom: what is compared, how much it says, and in which words. Pure."""

from onaccount.domain.matching.rules.answers import Answer, Likeness, Reason
from onaccount.domain.matching.rules.likeness import likeness, likenesses, likenesses_of
from onaccount.domain.matching.rules.lists import Found, pairs_between, pairs_within
from onaccount.domain.matching.rules.sentences import SENTENCES
from onaccount.domain.matching.rules.telling import NothingTelling, as_begun, as_compared, as_known, completed

__all__ = [
    "SENTENCES", "Answer", "Found", "Likeness", "NothingTelling", "Reason", "as_begun", "as_compared", "as_known",
    "completed", "likeness", "likenesses", "likenesses_of", "pairs_between", "pairs_within",
]  # fmt: skip
