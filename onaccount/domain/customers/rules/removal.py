"""Deleting is for customers without history of trade; others are closed or merged (D-11). The refusals."""

from onaccount.foundation.refusals import Refused

CLOSE_OR_MERGE = "Set it to Inactive instead, or merge it into another customer."


class StillActive(Refused):
    code = "still_active"
    sentence = "No. {customer} is Active."
    cure = CLOSE_OR_MERGE
    status = 409


class LetterSent(Refused):
    code = "letter_sent"
    sentence = "A letter has been sent to No. {customer}."
    cure = CLOSE_OR_MERGE
    status = 409


class HasLoggedIn(Refused):
    code = "has_logged_in"
    sentence = "Somebody has logged in for No. {customer}."
    cure = CLOSE_OR_MERGE
    status = 409


class OneOfFamily(Refused):
    code = "one_of_family"
    sentence = "No. {customer} is one with another customer."
    cure = "Undo the merge first, or leave it as it is."
    status = 409


class StillReferred(Refused):
    """What a table of a room above says where it says nothing else: `keeps_because` of the model."""

    code = "still_referred"
    sentence = "No. {customer} is in use: something else refers to it."
    cure = CLOSE_OR_MERGE
    status = 409
