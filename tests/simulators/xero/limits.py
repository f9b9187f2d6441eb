"""How often an organisation may be asked: 60 a minute in fixed windows, 5,000 a day, 5 at once."""

from dataclasses import dataclass, field


@dataclass
class Window:
    seconds: float
    limit: int
    began: float = 0.0
    used: int = 0

    def left(self, now: float) -> int:
        if now - self.began >= self.seconds:
            self.began, self.used = now, 0
        return max(0, self.limit - self.used)

    def until_next(self, now: float) -> int:
        return max(1, int(self.began + self.seconds - now + 0.999))


@dataclass
class Limits:
    """Of one organisation. `at_once` counts the calls that are being answered."""

    minute: Window = field(default_factory=lambda: Window(60.0, 60))
    day: Window = field(default_factory=lambda: Window(86_400.0, 5_000))
    app: Window = field(default_factory=lambda: Window(60.0, 10_000))
    at_once: int = 5
    in_flight: int = 0

    def problem(self, now: float) -> tuple[str, int] | None:
        """Which limit is reached, and in how many seconds it is not any more."""
        for name, window in (("day", self.day), ("minute", self.minute), ("appminute", self.app)):
            if not window.left(now):
                return name, window.until_next(now)
        if self.in_flight >= self.at_once:
            return "concurrent", 1
        return None

    def count(self) -> None:
        for window in (self.minute, self.day, self.app):
            window.used += 1

    def headers(self, now: float) -> dict[str, str]:
        return {
            "X-MinLimit-Remaining": str(self.minute.left(now)),
            "X-DayLimit-Remaining": str(self.day.left(now)),
            "X-AppMinLimit-Remaining": str(self.app.left(now)),
        }
