"""How fast a long work goes and how long it still takes, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.domain.imports.rules.progress import Progress

MINUTE = 60


def pace_text(progress: Progress) -> str:
    """Such as "21,300 rows a second, about 40 seconds left"; blank while it is too early to say."""
    if progress.rate is None or progress.seconds_left is None:
        return ""
    rows = _("{rows} rows a second").format(rows=f"{progress.rate:,.0f}")
    return ", ".join((rows, left_text(progress.seconds_left)))


def left_text(seconds: float) -> str:
    """Rounded to what somebody who waits wants to know: five seconds, then minutes."""
    if seconds < MINUTE:
        count = max(5, 5 * round(seconds / 5))
        return ngettext("about {n} second left", "about {n} seconds left", count).format(n=count)
    count = round(seconds / MINUTE)
    return ngettext("about {n} minute left", "about {n} minutes left", count).format(n=count)
