"""Letters: everything that is sent to people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from onaccount.foundation.refusals import Refused


class LetterState(Enum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    VOIDED = "voided"


# SENDING goes back to QUEUED when the server asked for patience, and is sent again when its worker was killed.
LETTER_MOVES: dict[LetterState, set[LetterState]] = {
    LetterState.QUEUED: {LetterState.SENDING, LetterState.VOIDED},
    LetterState.SENDING: {LetterState.SENT, LetterState.REFUSED, LetterState.QUEUED, LetterState.VOIDED},
    LetterState.SENT: set(),
    LetterState.REFUSED: set(),
    LetterState.VOIDED: set(),
}


class LetterHasGone(Refused):
    code = "letter_has_gone"
    sentence = "The letter has left already, so this cannot be taken back."
    cure = "Set the status to Inactive instead."
    status = 409


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mail server made of a letter: taken, refused for good, or (not final) to be tried again."""

    final: bool
    words: str
    accepted: bool = False

    @property
    def state(self) -> LetterState:
        if self.accepted:
            return LetterState.SENT
        return LetterState.REFUSED if self.final else LetterState.QUEUED


def is_final(smtp_code: int) -> bool:
    """RFC 5321, 4.2.1: 5yz replies are permanent, 4yz are to be tried again."""
    return 500 <= smtp_code < 600


def words_of(code: int, words: bytes | str) -> str:
    """The server's own words on one line, with its code."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


# --- texts of one's own -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name in braces that a text may hold. `path` is where its value stands in the context of the letter."""

    name: str
    path: str
    meaning: str
    example: str
    is_needed: bool = False  # without it the letter would be of no use
    is_secret: bool = False  # it lets somebody in, so it stands in the text alone: subjects are kept and shown


BUSINESS = Placeholder("business", "business.name", "the name of your business", "Harbour & Pine")
APP = Placeholder("app", "app", "the address of the app", "https://your.address/app/")
PLACEHOLDERS: dict[str, tuple[Placeholder, ...]] = {
    "login_details": (
        Placeholder("customer", "customer.name", "the customer's name", "Graham's Widgets"),
        BUSINESS,
        Placeholder("login", "location.login_email", "the address to log in with", "graham@widgets.example"),
        Placeholder(
            "way_in",
            "way_in",
            "the way in: the link or the temporary password, and how long it is good",
            "https://your.address/app/welcome/...",
            is_needed=True,
            is_secret=True,
        ),
        APP,
    ),
    "new_password": (
        Placeholder("name", "name", "who asked for it", "Graham's Widgets"),
        BUSINESS,
        Placeholder(
            "link",
            "link",
            "the link to choose a password",
            "https://your.address/app/welcome/...",
            is_needed=True,
            is_secret=True,
        ),
        Placeholder("hours", "hours", "the hours that the link is good", "2"),
    ),
    "signup": (
        Placeholder("name", "name", "the name that was typed", "Graham's Widgets"),
        BUSINESS,
        Placeholder(
            "link",
            "link",
            "the link to confirm the address",
            "https://your.address/app/signup/...",
            is_needed=True,
            is_secret=True,
        ),
        Placeholder("until", "until", "the day until which the link works", "24 October"),
    ),
    "signup_known": (
        BUSINESS,
        Placeholder(
            "app", "app", "the address to log in at or choose a password", "https://your.address/app/", is_needed=True
        ),
    ),
}
LONGEST_SUBJECT, LONGEST_TEXT = 150, 5000
WORD_IN_BRACES = re.compile(r"\{([A-Za-z_]+)\}")


class NoSuchText(Refused):
    code = "no_such_text"
    sentence = "There is no such letter."
    status = 404


class SubjectUnusable(Refused):
    code = "subject_unusable"
    sentence = "The subject needs one line of at most {longest} characters."
    cure = "Write it anew."


class TextTooLong(Refused):
    code = "text_too_long"
    sentence = "This text has {length} characters."
    cure = "Shorten it to {longest}."


class UnknownPlaceholder(Refused):
    code = "unknown_placeholder"
    sentence = "This letter knows no {{{name}}}."
    cure = "Use one of: {known}."


class PlaceholderMissing(Refused):
    code = "placeholder_missing"
    sentence = "Without {{{name}}} nobody could use this letter."
    cure = "Put it where it is to stand in the text."


class SecretInSubject(Refused):
    code = "secret_in_subject"
    sentence = "A subject is kept and shown, and {{{name}}} lets somebody in."
    cure = "Put it into the text."


class TextChangedMeanwhile(Refused):
    code = "text_changed_meanwhile"
    sentence = "Somebody else has changed this text while you wrote."
    cure = "Open the page again beside this one, look at it, and save again."
    status = 409


def placeholders_of(kind: str) -> tuple[Placeholder, ...]:
    if kind not in PLACEHOLDERS:
        raise NoSuchText
    return PLACEHOLDERS[kind]


def check_text(kind: str, *, subject: str, text: str) -> None:
    """Refuse a letter that could not be read, sent or used."""
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise SubjectUnusable(longest=LONGEST_SUBJECT)
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(length=len(text), longest=LONGEST_TEXT)
    known = {one.name: one for one in placeholders_of(kind)}
    for name in (*WORD_IN_BRACES.findall(subject), *WORD_IN_BRACES.findall(text)):
        if name not in known:
            raise UnknownPlaceholder(name=name, known=", ".join(f"{{{each}}}" for each in known))
    for one in known.values():
        if one.is_secret and f"{{{one.name}}}" in subject:
            raise SecretInSubject(name=one.name)
        if one.is_needed and f"{{{one.name}}}" not in text:
            raise PlaceholderMissing(name=one.name)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with a value in place of each name in braces. Nothing is evaluated, and no value is looked at again."""
    return WORD_IN_BRACES.sub(lambda found: values.get(found[1], found[0]), text)
