"""What erasing a customer would come to, and came to, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from onaccount.domain.privacy.queries.preview import Preview
from onaccount.domain.privacy.rules.hits import Erasure


@dataclass(frozen=True, slots=True)
class ShownPreview:
    number: int
    name: str
    others: list[int]  # who was merged into it
    found: list[tuple[str, int]]
    kept: list[str]
    warnings: list[str]

    @classmethod
    def of(cls, preview: Preview) -> "ShownPreview":
        return cls(
            number=preview.number,
            name=preview.name,
            others=preview.numbers[1:],
            found=[(_(heading), count) for heading, count in preview.found.items()],
            kept=[_(said.template).format(**said.values) for said in preview.kept],
            warnings=[_(said.template).format(**said.values) for said in preview.warnings],
        )


@dataclass(frozen=True, slots=True)
class ShownErasure:
    number: int
    before: int
    after: int
    changed: int
    kept: list[tuple[str, int, str]]  # where, how often, why
    left: list[str]

    @classmethod
    def of(cls, done: Erasure) -> "ShownErasure":
        kept = [(each.where, each.count, _(each.why).format(numbers=each.numbers)) for each in done.kept]
        return cls(done.number, done.hits_before, done.hits_after, done.changed, kept, done.left)
