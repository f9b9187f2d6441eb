"""What the lines of a sale cost by the server's word, and what of them somebody changed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onaccount.domain.tills.rules.sales import LineAsked, PriceChanged
from onaccount.foundation.money import plain


@dataclass(frozen=True, slots=True)
class Ware:
    """What one unit of a product costs, and how it is taxed."""

    unit_minor: int
    tax_ppm: int


def priced_lines(lines: Sequence[LineAsked], wares: Mapping[int, Ware]) -> list[LineAsked]:
    """The lines with the price that the server has for each: the till's word for it is none."""
    found = [wares.get(line.product) if line.product is not None else None for line in lines]
    return [
        replace(line, list_minor=ware.unit_minor if ware else None) for line, ware in zip(lines, found, strict=True)
    ]


def is_changed(line: LineAsked, wares: Mapping[int, Ware]) -> bool:
    """Whether somebody changed what a line costs: below nothing, or another price than the product's."""
    if line.unit_minor < 0:
        return True
    ware = wares.get(line.product) if line.product is not None else None
    return line.product is not None and (ware is None or ware.unit_minor != line.unit_minor)


def check_current(lines: Sequence[LineAsked], wares: Mapping[int, Ware], *, currency: str) -> None:
    """Refuse a till that shows a price or a tax of before, and tell it the ones of now. A price that somebody changed
    there differs from what the till itself has as the list's.
    """
    for line in lines:
        ware = wares.get(line.product) if line.product is not None else None
        if ware is None:
            continue
        is_old = ware.unit_minor != line.unit_minor and not line.is_overridden
        if is_old or ware.tax_ppm != line.tax_ppm:
            raise PriceChanged(
                name=line.name, price=plain(ware.unit_minor, currency), currency=currency, prices=_told(lines, wares)
            )


def _told(lines: Sequence[LineAsked], wares: Mapping[int, Ware]) -> list[dict[str, int]]:
    return [
        {
            "position": position,
            "product": line.product,
            "unit_minor": wares[line.product].unit_minor,
            "tax_ppm": wares[line.product].tax_ppm,
        }
        for position, line in enumerate(lines)
        if line.product is not None and line.product in wares
    ]
