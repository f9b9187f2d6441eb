"""How alike two parties are, in the reader's language: for every door that names somebody who may be the one (B-02).

The part is `ui/parts/likeness.html`, with `likeness` in its context: the answer, and why.
"""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.domain.matching.rules import Answer, Likeness, Reason

ANSWERS = {
    Answer.SAME: gettext_lazy("Same"),
    Answer.LIKELY: gettext_lazy("Likely the same"),
    Answer.MAYBE: gettext_lazy("Maybe the same"),
    Answer.DIFFERENT: gettext_lazy("Different"),
}
MOST_SAID = 6  # reasons; more are not read
SURELY = 99  # percent: more is only said of what is certain, and nothing that is reckoned is


def reason_in_words(reason: Reason) -> str:
    """The template is translated before it is filled: values are names and numbers, not words of ours."""
    return _(reason.sentence).format(**reason.values)


@dataclass(frozen=True, slots=True)
class ShownReason:
    """`is_against`: seen more often of two parties than of one."""

    code: str
    text: str
    is_against: bool

    @classmethod
    def of(cls, reason: Reason) -> Self:
        return cls(reason.code, reason_in_words(reason), reason.weight < 0)


@dataclass(frozen=True, slots=True)
class ShownLikeness:
    """`answer` is one of same, likely, maybe, different, and `label` that in words; `percent` is 0 to 99."""

    answer: str
    label: str
    percent: int
    reasons: tuple[ShownReason, ...]

    @classmethod
    def of(cls, likeness: Likeness, *, most: int = MOST_SAID) -> Self:
        """What weighs most: first what speaks for it, then what speaks against it; what differs most is always said."""
        weightiest = sorted(likeness.reasons, key=lambda reason: -abs(reason.weight))
        chosen = weightiest[:most]
        differs = next((reason for reason in weightiest if reason.code.startswith("other_")), None)
        if differs is not None and differs not in chosen:
            chosen = [*chosen[:-1], differs]
        shown = sorted(map(ShownReason.of, chosen), key=lambda reason: reason.is_against)
        percent = min(SURELY, int(likeness.score * 100))
        return cls(likeness.answer.value, str(ANSWERS[likeness.answer]), percent, tuple(shown))

    @property
    def text(self) -> str:
        """The reasons as one sentence would list them."""
        return ", ".join(reason.text for reason in self.reasons)
