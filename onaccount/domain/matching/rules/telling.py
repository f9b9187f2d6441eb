"""What of a party is compared, and read from what somebody may still be typing."""

from collections.abc import Collection, Mapping

from onaccount.domain.customers.rules.fields import FIELDS, answer_of
from onaccount.domain.customers.rules.normal import name_words
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.matching.rules.answers import Answer, Likeness, Reason
from onaccount.domain.matching.rules.sentences import SENTENCES
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import fold

# One of these is enough to look for somebody; a street or a town has many.
FINDING = (
    "name", "given_name", "family_name", "email", "login_email", "phone", "mobile", "website", "tax_id",
    "registration_number", "external_id",
)  # fmt: skip
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
COMPARED = ("kind", *FINDING, *PLACE)
OF_A_PERSON = ("given_name", "family_name")
TO_THE_LETTER = 10.0  # bits, for the order of the reasons alone: the score is what the comparison came to
FEWEST_LETTERS = 3  # of a name that is still being typed: with fewer, half of all customers begin like it


class NothingTelling(Refused):
    code = "nothing_telling"
    sentence = "Nothing here tells one customer from another."
    cure = "Give a name, an e-mail address, a telephone number, a website, a tax id, a registration number or an id."


def as_compared(values: Mapping[str, str]) -> dict[str, str]:
    """The fields that are compared, as they would be stored; what cannot be read is left out, and so is all else.

    {} where nothing is left by which somebody can be found. An individual is called by both names.
    """
    read: dict[str, str] = {}
    for name in COMPARED:
        answer = answer_of(FIELDS["email" if name == "login_email" else name].clean, values.get(name) or "")
        if answer and not isinstance(answer, Unusable):
            read[name] = str(answer)
    if read.get("kind") != Kind.COMPANY.value or "name" not in read:
        whole = " ".join(read[name] for name in OF_A_PERSON if name in read)
        read |= {"name": whole} if whole else {}
    return read if any(name in read for name in FINDING) else {}


def as_known(found: Likeness, shared: Collection[str]) -> Likeness:
    """How alike they are, with each field of which both have one value among the reasons. Whoever shares one is told:
    that it may be another party (a sister company, a son) is for a person to say (D-13).
    """
    if not shared:
        return found
    given = {reason.code for reason in found.reasons}
    codes = [f"same_{name}" for name in shared if f"same_{name}" not in given]
    reasons = (*(Reason(code, SENTENCES[code], TO_THE_LETTER) for code in codes), *found.reasons)
    return Likeness(Answer.MAYBE if found.answer is Answer.DIFFERENT else found.answer, found.score, reasons)


# --- while somebody types ---------------------------------------------------------------------------------------------


def completed(typed: str, name: str) -> str:
    """What was typed of a name, with its last word as the word of this name that begins with it: "" where none does."""
    words, theirs = name_words(typed), name_words(name)
    if not words or len(fold(typed)) < FEWEST_LETTERS:
        return ""
    whole = next((word for word in theirs if word != words[-1] and word.startswith(words[-1])), "")
    return " ".join([*words[:-1], whole]) if whole else ""


OF_NAME = ("same_name", "name_alike", "name_within", "name_partly_alike", "same_family_name", "family_name_alike")
AS_A_WHOLE = ("rare_name", "common_name", "rare_family_name", "common_family_name", "legal_form_of_one")


def as_begun(found: Likeness) -> Likeness:
    """How alike they are where the name is not typed to its end: by the name alone nobody is likely the same."""
    of_name = [reason for reason in found.reasons if reason.code in OF_NAME]
    others = [reason for reason in found.reasons if reason.code not in (*OF_NAME, *AS_A_WHOLE)]
    weight = sum(reason.weight for reason in of_name)
    begins = Reason("name_begins", SENTENCES["name_begins"], weight)
    reasons = (begins, *others) if of_name else found.reasons
    answer = Answer.MAYBE if found.answer is Answer.LIKELY else found.answer
    return Likeness(answer, found.score, tuple(reasons))
