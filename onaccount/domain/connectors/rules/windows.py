"""How often a system next door may be asked: two fixed windows that begin with their first call."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SHARE_OF_MIRROR = 0.8  # what the mirror leaves is for customers who are let in meanwhile


@dataclass(frozen=True, slots=True)
class Window:
    """So many calls since it began; it ends a span after that."""

    began_at: datetime | None
    used: int

    def at(self, now: datetime, span: timedelta) -> "Window":
        """The window that `now` stands in. A clock that was put back begins a new one."""
        is_over = self.began_at is None or not timedelta() <= now - self.began_at < span
        return Window(now, 0) if is_over else self

    def taken(self) -> "Window":
        return replace(self, used=self.used + 1)


def full_until(minute: Window, day: Window, *, a_minute: int, a_day: int, share: float) -> datetime | None:
    """When the next call may be made; None for now. Both windows stand where `now` does."""
    assert minute.began_at is not None, "a window that was looked at has begun"
    assert day.began_at is not None, "a window that was looked at has begun"
    if day.used >= max(1, int(a_day * share)):
        return day.began_at + DAY
    if minute.used >= max(1, int(a_minute * share)):
        return minute.began_at + MINUTE
    return None
