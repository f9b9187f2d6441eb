"""Why nobody said where a place is. Neither says that there is none."""

from typing import ClassVar

from onaccount.foundation.refusals import Refused


class NowhereToLook(Refused):
    code = "no_place_search"
    sentence = "No search for places is connected, so nothing was looked for."
    cure = "Give the coordinates instead: latitude, longitude."
    status: ClassVar[int] = 409


class NotLookedFor(Refused):
    code = "place_not_checked"
    sentence = "Not checked: {why}."
    cure = "Try again in a minute, or give the coordinates instead."
    status: ClassVar[int] = 503
