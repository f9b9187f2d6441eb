"""Passwords. Pure."""

from datetime import timedelta

from onaccount.foundation.refusals import Refused

TEMPORARY_PASSWORD_LASTS = timedelta(hours=24)


class SamePassword(Refused):
    code = "same_password"
    sentence = "This is the temporary password."
    cure = "Choose another one of your own."
