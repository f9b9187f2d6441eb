"""`onaccount verify-receipt CODE`: what the books say of a receipt. Exits 1 where they do not bear it out."""

import sys

import click
from django.utils.translation import gettext as _

from onaccount.domain.ledger.queries import receipt_of


@click.command("verify-receipt")
@click.argument("code")
def command(code: str) -> None:
    """Ask the books for a receipt, by the code that stands on it. No names are told."""
    found = receipt_of(code)
    click.echo(
        _("{reason}: {amount} {currency}, posted {at} UTC as number {seq} of its account.").format(
            reason=found.reason.value.capitalize(),
            amount=found.amount,
            currency=found.amount.currency,
            at=f"{found.at:%Y-%m-%d %H:%M:%S}",
            seq=found.seq,
        )
    )
    if found.is_reversed:
        click.echo(_("It was taken back since."))
    click.echo(
        _("The books hold it unchanged.") if found.ok else _("It does not stand as it was posted."), err=not found.ok
    )
    sys.exit(0 if found.ok else 1)
