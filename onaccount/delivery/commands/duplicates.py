"""`onaccount duplicates`: compare all customers with each other, and list who may be one."""

import json
import time
import uuid
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.commands.bar import bar
from onaccount.domain.history.rules import Actor
from onaccount.domain.matching.actions import start_scan, turn_to_scan
from onaccount.domain.matching.queries import PairFilter, PairRow, ScanCard, active_scan, pairs_page, scan_card
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.states import Decision

COMMAND_LINE = Actor("command", "command", "Command line")
PATIENCE = 1.0  # seconds between looks at a scan that somebody else is doing
AT_MOST = 1_000  # pairs that are listed where nobody says how many

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("duplicates")
def command() -> None:
    """Customers who may be one: a person says whether they are, in the office."""


@command.command("scan")
@as_json_option
def scan(as_json: bool) -> None:
    """Compare all customers, to the end. Goes on with a scan that is under way, wherever it was asked for."""
    active = active_scan()
    key = active.key if active else start_scan(by=COMMAND_LINE, at=timezone.now())
    card = _done(key)
    if as_json:
        click.echo(json.dumps(scan_as_object(card)))
        return
    customers = ngettext("{n} customer", "{n} customers", card.looked).format(n=f"{card.looked:,}")
    pairs = ngettext("{n} new pair", "{n} new pairs", card.found).format(n=f"{card.found:,}")
    click.echo(_("{customers} looked at, {pairs} found.").format(customers=customers, pairs=pairs))


def _done(key: uuid.UUID) -> ScanCard:
    """Do what is left of a scan; while another worker is at it, look on."""
    worker = uuid.uuid4().hex
    with bar(_("Comparing")) as tell:
        while (card := scan_card(key)) is not None and card.is_active:
            tell(card.looked, card.total)
            if turn_to_scan(worker=worker, at=timezone.now()) is None:
                time.sleep(PATIENCE)
    if card is None:
        raise click.ClickException(_("The scan was replaced by another one."))
    return card


def scan_as_object(card: ScanCard) -> dict[str, Any]:
    return {
        "state": card.state.value,
        "customers": card.looked,
        "compared": card.compared,
        "found": card.found,
        "seconds": round(card.seconds, 1),
    }


@command.command("list")
@click.option("--answer", type=click.Choice([each.value for each in Answer]), help="Only those of this answer.")
@click.option(
    "--decision",
    type=click.Choice([each.value for each in Decision]),
    default=Decision.OPEN.value,
    show_default=True,
    help="What a person has said of them.",
)
@click.option("--limit", type=click.IntRange(1), default=AT_MOST, show_default=True, help="How many at most.")
@as_json_option
def list_(answer: str | None, decision: str, limit: int, as_json: bool) -> None:
    """Say who may be one, the surest first."""
    wanted = PairFilter(decision=Decision(decision), answer=Answer(answer) if answer else None)
    rows = pairs_page(wanted, limit=limit).rows
    if as_json:
        click.echo(json.dumps([pair_as_object(row) for row in rows]))
        return
    if not rows:
        click.echo(_("There is no such pair."))
    for row in rows:
        reasons = ", ".join(str(reason) for reason in row.likeness.reasons)
        click.echo(f"No. {row.low.number} {row.low.name}  No. {row.high.number} {row.high.name}  {reasons}")


def pair_as_object(row: PairRow) -> dict[str, Any]:
    return {
        "low": row.low.number,
        "high": row.high.number,
        "answer": row.likeness.answer.value,
        "score": row.likeness.score,
        "reasons": [{"code": each.code, "text": str(each), "weight": each.weight} for each in row.likeness.reasons],
        "decision": row.decision.value,
    }
