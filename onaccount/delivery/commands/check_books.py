"""`onaccount check-books`: all of the ledger computed anew.

Exit codes: 0 the books hold, 1 they do not, and the first difference is named.
"""

import json
import sys
import time
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.commands.bar import bar
from onaccount.domain.ledger.queries import Checked, check_books
from onaccount.domain.ledger.rules.books import Difference, HeadsDigest


@click.command("check-books")
@click.option("--against", metavar="DIGEST", help="An earlier digest: was anything rewritten that it speaks of?")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(against: str | None, as_json: bool) -> None:
    """Compute all of the ledger anew and compare it with what stands there: hashes and chains, balances, lines,
    reversals, refunds, holds, and the triggers that keep it as it is. The exit code is 1 where it does not hold.

    Keep the digest that it prints somewhere else. A later run --against it tells whether the books were rewritten.
    """
    earlier = HeadsDigest.read(against) if against else None
    started = time.monotonic()
    with bar(_("Checking")) as tell:
        checked = check_books(against=earlier, tell=tell)
    if as_json:
        click.echo(json.dumps(as_object(checked, seconds=time.monotonic() - started)))
    elif checked.difference:
        click.echo(words_of(checked.difference), err=True)
    else:
        click.echo(summary(checked))
    sys.exit(1 if checked.difference else 0)


def words_of(difference: Difference) -> str:
    return _(difference.template).format(**difference.values)


def as_object(checked: Checked, *, seconds: float) -> dict[str, Any]:
    found = checked.difference
    return {
        "ok": found is None,
        "difference": found and {"code": found.code, "sentence": words_of(found), **found.values},
        "digest": str(checked.digest) if checked.digest else None,
        "as_of": checked.digest and checked.digest.moment.isoformat(timespec="milliseconds"),
        "accounts": checked.counts.accounts,
        "postings": checked.counts.postings,
        "lines": checked.counts.lines,
        "holds": checked.counts.holds,
        "seconds": round(seconds, 3),
    }


def summary(checked: Checked) -> str:
    counts = checked.counts
    postings = ngettext("{n} posting", "{n} postings", counts.postings).format(n=f"{counts.postings:,}")
    accounts = ngettext("{n} account", "{n} accounts", counts.accounts).format(n=f"{counts.accounts:,}")
    holds = ngettext("{n} hold", "{n} holds", counts.holds).format(n=f"{counts.holds:,}")
    return _("The books hold: {postings} of {accounts}, {holds}.\nDigest: {digest}").format(
        postings=postings, accounts=accounts, holds=holds, digest=checked.digest
    )
