"""Answers that were kept for machines long enough are forgotten."""

from django.utils import timezone

from onaccount.domain.people.actions import forget_answers


def forget_old() -> bool:
    """Forget some; the rest the next time."""
    return forget_answers(at=timezone.now()) > 0
