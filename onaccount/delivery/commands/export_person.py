"""`onaccount export-person`: all that is known of one customer, in one file.

Exit codes: 0 all is in it, 2 it is made but the bytes of a paper were not on the disk, 1 there is none.
"""

import json
import sys
from dataclasses import asdict

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from onaccount.delivery.commands.backup import COMMAND_LINE, SOME_LOST, target
from onaccount.domain.privacy.actions.export import export_person


@click.command("export-person")
@click.argument("number", type=int)
@click.option("--file", help="Where to write it; person-NUMBER.zip if nothing is said.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--with-sensitive", is_flag=True, help="Open what is under lock too: dates of birth, reports.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(number: int, file: str | None, force: bool, with_sensitive: bool, as_json: bool) -> None:
    """Write all that is known of customer NUMBER into one ZIP: person.json, and the papers that were handed in.

    Whoever was merged with them is in it; of other people nothing is. That it was made stands in the history.
    """
    where = file or f"person-{number}.zip"
    with target(where, force=force) as out:
        made = export_person(number=number, out=out, sensitive=with_sensitive, by=COMMAND_LINE, at=timezone.now())
    if as_json:
        click.echo(json.dumps({"file": where, **asdict(made)}))
    else:
        click.echo(
            _("No. {number}: {rows} rows and {papers} papers are in {file}.").format(
                number=made.number, rows=made.rows, papers=len(made.papers), file=where
            )
        )
    for name in made.missing:
        click.echo(_("Not in it: {name}, whose bytes are not on the disk.").format(name=name), err=True)
    sys.exit(SOME_LOST if made.missing else 0)
