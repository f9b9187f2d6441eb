"""The link by which somebody follows an application without a log-in: how long, and how often (B-04). Pure."""

from datetime import datetime, timedelta
from typing import ClassVar

from onaccount.domain.vetting.rules.signup import PAGE_LASTS
from onaccount.foundation.refusals import Refused

LINK_LASTS = timedelta(days=60)
MOST_LINKS = 250  # of one application; the number of a link is one byte of it


class NoApplicationThere(Refused):
    code = "no_application_to_follow"
    sentence = "Nobody applied for No. {customer}, so there is nothing to follow."
    cure = "Links are of those who signed up, or whom a partner handed in."
    status: ClassVar[int] = 409


class TooManyLinks(Refused):
    code = "too_many_links"
    sentence = "This application has had {most} links."
    cure = "Write to the applicant by yourself."
    status: ClassVar[int] = 409


def good_until(*, created_at: datetime, link_until: datetime | None) -> datetime:
    """Until when the links of an application lead somewhere."""
    return link_until if link_until is not None else created_at + PAGE_LASTS
