"""Why nothing is exported or erased."""

from onaccount.foundation.refusals import Refused


class NotConfirmed(Refused):
    code = "erasure_not_confirmed"
    sentence = "Nothing is erased: the name that was typed is not that of No. {customer}."
    cure = "Type the name as it stands on this page."
    field = "name"


class BeingWritten(Refused):
    code = "being_written"
    sentence = "No. {customer} is being written by an import at this moment."
    cure = "Wait until the import is done."
    status = 409
