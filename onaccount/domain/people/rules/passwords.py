"""Passwords. Pure."""

from datetime import timedelta

from onaccount.foundation.refusals import Refused

TEMPORARY_PASSWORD_LASTS = timedelta(hours=24)


class SamePassword(Refused):
    code = "same_password"
    sentence = "This is the temporary password."
    cure = "Choose another one of your own."


class WrongPassword(Refused):
    code = "wrong_password"
    sentence = "This is not your password."
    cure = "Type the one that you log in with."
