"""Words that a password may not be made of: those that anybody can read on the page where it is typed (V6.2.11)."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onaccount.domain.business.queries import current_business
from onaccount.foundation.text import fold

PRODUCT = ("onaccount", "on account", "account", "login", "welcome", "customer")
SHORTEST_WORD = 4  # letters; a shorter one is in every other word
REST = 4  # letters of somebody's own, beside those words
NO_LETTER = re.compile(r"[\W\d_]+")
LOOK_ALIKE = str.maketrans("013457@$!", "oieastasi")


class ContextWords:
    """The product's and the business's names, with digits and signs about them, are tried first by whoever guesses.

    The name and the address of whose password it is are looked at by Django's own validator.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if is_made_of(password, (*PRODUCT, current_business().name)):
            raise ValidationError(
                _("This password is made of the name of this business or of this program. Add words of your own."),
                code="password_of_context_words",
            )

    def get_help_text(self) -> str:
        return _("Your password cannot be the name of this business with something about it.")


def is_made_of(password: str, names: Iterable[str]) -> bool:
    """Whether hardly a letter is left of the password once these names, whole and word by word, are taken out of it."""
    folded = fold(password)
    words = words_of(names)
    return any(
        len(_without(text, words)) < REST and any(word in text for word in words)
        for text in (NO_LETTER.sub("", folded), NO_LETTER.sub("", folded.translate(LOOK_ALIKE)))
    )


def words_of(names: Iterable[str]) -> list[str]:
    """The names in letters only, and their words; the longest first, so that a part spoils no whole."""
    found = {NO_LETTER.sub("", part) for name in names for part in (fold(name), *fold(name).split())}
    return sorted((word for word in found if len(word) >= SHORTEST_WORD), key=lambda word: (-len(word), word))


def _without(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, "")
    return text
