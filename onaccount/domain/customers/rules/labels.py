"""The tags and categories that a business has: what a name of one may be, and what is refused."""

from typing import ClassVar

from onaccount.domain.customers.rules.words import CATEGORIES, LONGEST_TAG, TAG_ENDS
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import fold, tidy

LONGEST_CATEGORY = 80
MOST_CATEGORIES = 200  # they are offered in a list, which somebody has to read


class NotALabel(Refused):
    code = "not_a_label"
    sentence = "A name needs one line of at most {longest} characters{without}."
    cure = "Write another one."


class LabelTaken(Refused):
    """Another one has this name. To give it all the same is to make one of the two, which is asked first."""

    code = "label_taken"
    sentence = '"{name}" is there already.'
    cure = "Say that the two are to be one, or choose another name."
    status: ClassVar[int] = 409


class NoSuchLabel(Refused):
    code = "no_such_label"
    sentence = "There is none of this name any more."
    status: ClassVar[int] = 404


class TooManyCategories(Refused):
    code = "too_many_categories"
    sentence = "There are {most} categories, which is the most."
    cure = "Delete one that is not used."


def clean_tag_name(typed: str) -> str:
    name = tidy(typed)
    if not name or len(name) > LONGEST_TAG or TAG_ENDS.search(name):
        raise NotALabel(longest=LONGEST_TAG, without=", without ; and ,")
    return name


def clean_category_name(typed: str) -> str:
    name = tidy(typed)
    if not name or len(name) > LONGEST_CATEGORY:
        raise NotALabel(longest=LONGEST_CATEGORY, without="")
    return name


def same_label(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def offered_categories(chosen: list[str] | None) -> list[str]:
    """Those of the business, or ours where it has chosen none."""
    return list(CATEGORIES) if chosen is None else chosen
