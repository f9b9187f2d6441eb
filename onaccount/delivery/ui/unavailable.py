"""What is said when a page could not be made, in a page that asks no database."""

import logging
import secrets
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from onaccount.delivery.ui.refusals import Shown, in_words, plain_page
from onaccount.foundation.space import as_refusal

logger = logging.getLogger("onaccount.defects")
AGAIN_AFTER = "10"  # seconds; a database that restarts is back by then


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for what no view has answered; the error is still being handled when it is called."""
    error = sys.exc_info()[1]
    if error is not None and (refusal := as_refusal(error, disk=settings.DATA)):
        return plain_page(refusal.status, in_words(refusal))
    if isinstance(error, OperationalError | InterfaceError):
        response = plain_page(
            503, Shown(_("The database does not answer."), _("Nothing was half done. Try it again soon."))
        )
        response["Retry-After"] = AGAIN_AFTER
        return response
    number = secrets.token_hex(4)
    logger.error("written down as %s: %s %s", number, request.method, request.path, exc_info=error)
    words = _("It is written down as {number}. Nothing of what you sent was half done; try it again.")
    return plain_page(500, Shown(_("Something went wrong on our side"), words.format(number=number)))
