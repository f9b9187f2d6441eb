"""When the books are to be gone through again."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import Subject
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.rules.books import millisecond_of

AT_NIGHT = time(2, 0)  # on the business's own clock


def is_check_due(*, at: datetime) -> bool:
    """Whether a night has begun since the books were last gone through, or since the first posting."""
    last = latest_fact(Subject("books", "1"), ["books.checked"])
    since = last.at if last else _first_posting()
    return since is not None and night_after(since, ZoneInfo(current_business().time_zone)) <= at


def night_after(since: datetime, zone: ZoneInfo) -> datetime:
    """The next time that it is two at night there."""
    local = since.astimezone(zone)
    day = local.date() if local.time() < AT_NIGHT else local.date() + timedelta(days=1)
    return datetime.combine(day, AT_NIGHT, tzinfo=zone)


def _first_posting() -> datetime | None:
    first = Posting.objects.order_by("pk").values_list("pk", flat=True).first()
    return datetime.fromtimestamp(millisecond_of(first) / 1000, UTC) if first else None
