"""What a password must be that Django does not know of."""

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator

from onaccount.domain.business.queries import current_business


class ShortestPassword:
    """At least as long as the business asks, at whichever door the password is chosen."""

    def validate(self, password: str, user: Any = None) -> None:
        self._rule().validate(password, user)

    def get_help_text(self) -> str:
        return self._rule().get_help_text()

    def _rule(self) -> MinimumLengthValidator:
        """Asked when a password is looked at: the setting may be another by then than when this process began."""
        return MinimumLengthValidator(current_business().shortest_password)
