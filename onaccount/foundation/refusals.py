"""A refusal says what is so and what to do: a code for machines, a sentence for people, and the values of both."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The business says no.

    `code` is stable and for machines. `sentence` and `cure` are templates for `str.format`, filled with `values`;
    doors translate the templates before filling them. `status` is the HTTP status a door answers with, `field` the name
    of the field that it is about, where it is about one. `trace` writes down what is kept of the refusal itself: it is
    called when everything else of the action was taken back.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "This is not possible."
    cure: str = ""  # of the class; a refusal may say another that fits who reads it
    status: ClassVar[int] = 422
    field: ClassVar[str] = ""

    def __init__(self, **values: Any) -> None:
        self.values = values
        self.trace: Callable[[], object] | None = None
        super().__init__(self.code)

    @property
    def told(self) -> Mapping[str, Any]:
        """What machines are told beside code, sentence and cure."""
        return {}

    def __str__(self) -> str:
        return " ".join(part.format(**self.values) for part in (self.sentence, self.cure) if part)
