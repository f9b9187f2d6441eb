"""What is left of an e-mail address, a telephone number or a website when it is only to be known again."""

import re

COUNTS = 9  # the last digits of a phone number, which are there with and without the country's code
TAIL = 7  # of these, what is left where the area code was left out
FEWEST = 6
NO_DIGIT = re.compile(r"\D+")
EXTENSION = re.compile(r"(?:ext|extn|extension|x|#|durchwahl)\W*\d{1,6}\W*\Z", re.IGNORECASE)
TRUNK = re.compile(r"\(0\)")
HOST = re.compile(r"^(?:[a-z]+://)?(?:www\d?\.)?([^/:?#\s]+)", re.IGNORECASE)
EXAMPLE = "example"  # example.org is nobody's; what stands before it tells its users apart
# Where anybody may have an address: the same host says nothing of them.
FREE = frozenset(
    "gmail googlemail hotmail outlook live msn yahoo ymail aol icloud me mac gmx web mail proton protonmail posteo "
    "t-online orange free wanadoo laposte btinternet sky virginmedia comcast verizon att yandex qq 163 libero".split()
) | {EXAMPLE}


def email_key(email: str) -> str:
    """In small letters; for Google's mail without dots, for all without what follows a plus."""
    email = email.strip().lower()
    local, at, host = email.rpartition("@")
    if not at:
        return email
    local = local.partition("+")[0] or local
    if host in ("gmail.com", "googlemail.com"):
        local, host = local.replace(".", ""), "gmail.com"
    return f"{local}@{host}"


def own_host(email_or_website: str) -> str:
    """The host of a website or e-mail address, "" for those where anybody may have one."""
    found = HOST.match(email_or_website.strip().rpartition("@")[2].lower())
    host = found[1] if found else ""
    labels = host.split(".")
    if len(labels) > 2 and labels[-2] == EXAMPLE:
        return host
    return "" if len(labels) < 2 or labels[-2] in FREE or labels[0] in FREE else host


def phone_key(phone: str) -> str:
    """The last digits of a number, without an extension or the 0 that is dialled inside a country; "" for too few.

    A number without its area code is shorter, and ends like the whole one: `phone_tail` is alike for both.
    """
    if not phone:
        return ""
    digits = phone
    if not phone.isdigit():
        if not phone.startswith("+") or "(" in phone or " " in phone:
            phone = TRUNK.sub("", EXTENSION.sub("", phone))
        digits = NO_DIGIT.sub("", phone)
    digits = digits[-COUNTS:] if len(digits) > COUNTS else digits.lstrip("0")
    return digits if len(digits) >= FEWEST and len(set(digits)) > 1 else ""


def phone_tail(key: str) -> str:
    return key[-TAIL:] if len(key) >= TAIL else ""
