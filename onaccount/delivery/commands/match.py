"""`onaccount match`: the duplicates inside a list, or the same parties in two. Nothing is stored, no database is asked.

Exit codes: 0 it was compared, whatever was found; 1 a file or an argument could not be used.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.commands.bar import Tell, bar
from onaccount.delivery.commands.imports import ImportCommand, Unusable, check_writable
from onaccount.delivery.ui.likeness import ANSWERS, reason_in_words
from onaccount.domain.imports.rules.match import EVIDENCE, Listed, Matched, Pair, Quality, Stage, Wanted, match_lists
from onaccount.domain.imports.rules.match import fields_of as fields_said
from onaccount.domain.matching.rules import Answer
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import as_refusal
from onaccount.foundation.text import shorten

SHOWN = 10  # pairs of each answer, for people; --json has all
STDOUT = "-"
STAGES = {Stage.READING: gettext_lazy("Reading"), Stage.COMPARING: gettext_lazy("Comparing")}
TOLD = (Answer.SAME, Answer.LIKELY, Answer.MAYBE)


class MatchCommand(ImportCommand):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("What a column can be")):
            formatter.write_dl(list(EVIDENCE.items()))


@click.command("match", cls=MatchCommand)
@click.argument("file", required=False)
@click.option("--link", metavar="OTHER", help="Find the rows of FILE in this list, instead of in FILE itself.")
@click.option("--id-column", metavar="C", default="", help="Whose values the pairs are named by; found if not given.")
@click.option("--truth", metavar="COLUMN[~REGEX]", default="", help="Rows in which this is equal are one party.")
@click.option("--truth-pairs", metavar="FILE", help="A list of the true pairs: two columns of ids.")
@click.option("--fields", metavar="A=B,...", default="", help="Column A is field B, or nothing; the others are found.")
@click.option("--json", "out", metavar="OUT", help="Write all pairs as JSON there; - is the standard output.")
def command(file: str | None, **given: Any) -> None:
    """Find the duplicates inside a list, or the same parties in two lists, and say why. Nothing is stored.

    It reads what `onaccount import` reads, and finds the columns by their headings and by what is in them. Rows without
    an id column are named by their numbers, as a spreadsheet shows them. With --truth or --truth-pairs it says how many
    of the pairs called same or likely are right (precision), and how many of the true ones are called so (recall).
    """
    started = time.monotonic()
    try:
        wanted = wanted_of(file, given)
        with bars() as tell:
            matched = match_lists(wanted, tell=tell)
        seconds = time.monotonic() - started
        if given["out"]:
            write(given["out"], as_object(matched, seconds))
    except Exception as error:
        refusal = as_refusal(error)
        if refusal is None:
            raise
        if given["out"]:
            report_failure(given["out"], refusal, time.monotonic() - started)
        raise click.ClickException(str(refusal)) from None
    if given["out"] != STDOUT:
        show(matched, seconds)
        if given["out"]:
            click.echo(_("All pairs are in {file}.").format(file=given["out"]))


def wanted_of(file: str | None, given: dict[str, Any]) -> Wanted:
    if not file:
        raise Unusable(what=_("Say which file to compare."))
    if given["out"] and given["out"] != STDOUT:
        check_writable(Path(given["out"]))
    return Wanted(
        file=Path(file),
        link=Path(given["link"]) if given["link"] else None,
        id_column=given["id_column"],
        truth=given["truth"],
        truth_pairs=Path(given["truth_pairs"]) if given["truth_pairs"] else None,
        fields=fields_said(given["fields"]) if given["fields"] else {},
    )


@contextmanager
def bars() -> Iterator[Any]:
    """A bar for each stage on a terminal, one after the other; nothing where nobody looks."""
    with ExitStack() as shown:
        tells: dict[Stage, Tell] = {}

        def tell(stage: Stage, done: int, total: int) -> None:
            if stage not in tells:
                shown.close()
                tells[stage] = shown.enter_context(bar(str(STAGES[stage])))
            tells[stage](done, total)

        yield tell


# --- for machines ---


def as_object(matched: Matched, seconds: float) -> dict[str, Any]:
    quality = matched.quality
    return {
        "records": matched.records,
        "pairs": [pair_object(each) for each in matched.pairs],
        "precision": quality and quality.precision,
        "recall": quality and quality.recall,
        "f1": quality and quality.f1,
        "seconds": round(seconds, 3),
        "true_pairs": quality and quality.true,
        "wrongly_same": quality and quality.wrongly_same,
        "id_column": matched.mine.id_column or None,
        "columns": matched.mine.evidence.shown(),
        "link_id_column": (matched.other.id_column or None) if matched.other else None,
        "link_columns": matched.other.evidence.shown() if matched.other else None,
        "left_out": matched.mine.left_out,
        "link_left_out": matched.other.left_out if matched.other else None,
    }


def pair_object(pair: Pair) -> dict[str, Any]:
    return {
        "a": pair.a,
        "b": pair.b,
        "score": pair.likeness.score,
        "answer": pair.likeness.answer.value,
        "reasons": [reason_in_words(reason) for reason in pair.likeness.reasons],
    }


def report_failure(out: str, refusal: Refused, seconds: float) -> None:
    """The same object with the reason, so that nobody reads the pairs of an earlier run."""
    report = {
        "records": 0,
        "pairs": [],
        "precision": None,
        "recall": None,
        "f1": None,
        "seconds": round(seconds, 3),
        "error": str(refusal),
        "code": refusal.code,
    }
    if out == STDOUT or os.access(out if Path(out).exists() else Path(out).parent, os.W_OK):
        write(out, report)


def write(out: str, report: dict[str, Any]) -> None:
    text = json.dumps(report, ensure_ascii=False) + "\n"
    if out == STDOUT:
        click.echo(text, nl=False)
        return
    try:
        Path(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unusable(what=_("{file} cannot be written: {why}.").format(file=out, why=error.strerror)) from None


# --- for people ---


def show(matched: Matched, seconds: float) -> None:
    for listed in filter(None, (matched.mine, matched.other)):
        show_list(listed)
    counts = Counter(each.likeness.answer for each in matched.pairs)
    click.echo(
        _("{same} pairs are the same, {likely} likely, {maybe} maybe. Compared in {seconds} s.").format(
            same=f"{counts[Answer.SAME]:,}",
            likely=f"{counts[Answer.LIKELY]:,}",
            maybe=f"{counts[Answer.MAYBE]:,}",
            seconds=f"{seconds:.1f}",
        )
    )
    if matched.quality:
        show_quality(matched.quality)
    for answer in TOLD:
        pairs = [each for each in matched.pairs if each.likeness.answer is answer]
        if pairs:
            click.echo(f"\n{ANSWERS[answer]}:")
        for pair in pairs[:SHOWN]:
            show_pair(pair, matched)
        if len(pairs) > SHOWN:
            click.echo("  " + _("... and {n} more.").format(n=f"{len(pairs) - SHOWN:,}"))


def show_list(listed: Listed) -> None:
    named = _("pairs are named by {column}").format(column=listed.id_column)
    rows = _("pairs are named by row, as a spreadsheet shows it")
    click.echo(
        _("{file}: {count} rows; {named}.").format(
            file=listed.name, count=f"{len(listed.records):,}", named=named if listed.id_column else rows
        )
    )
    header = listed.evidence.header
    found = [(header[index], name) for index, name in enumerate(listed.evidence.fields) if name]
    width = max((len(shorten(heading, 40)) for heading, _field in found), default=0)
    for heading, name in found:
        click.echo(f"  {shorten(heading, 40):<{width}}  {EVIDENCE[name]}")
    unused = [shorten(header[i], 40) for i, name in enumerate(listed.evidence.fields) if not name]
    unused = [heading for heading in unused if heading != listed.id_column]
    if unused:
        click.echo("  " + _("Not compared: {columns}.").format(columns=", ".join(unused)))
    if rows_lost := listed.left_out:
        sentence = ngettext(
            "{n} row has more cells than headings and is left out: {rows}.",
            "{n} rows have more cells than headings and are left out: {rows}.",
            len(rows_lost),
        )
        more = ", ..." if len(rows_lost) > SHOWN else ""
        click.echo("  " + sentence.format(n=len(rows_lost), rows=", ".join(map(str, rows_lost[:SHOWN])) + more))


def show_quality(quality: Quality) -> None:
    click.echo(
        _("Of {true} true pairs {right} are found: precision {precision}, recall {recall}, F1 {f1}.").format(
            true=f"{quality.true:,}",
            right=f"{quality.right:,}",
            precision=f"{quality.precision:.4f}",
            recall=f"{quality.recall:.4f}",
            f1=f"{quality.f1:.4f}",
        )
    )
    if quality.wrongly_same:
        click.echo(
            ngettext(
                "{n} pair is called the same and is not.",
                "{n} pairs are called the same and are not.",
                quality.wrongly_same,
            ).format(n=f"{quality.wrongly_same:,}")
        )
    if quality.unknown:
        click.echo(
            ngettext(
                "{n} of the pairs that are said to be true names a row that is not there; it is not counted.",
                "{n} of the pairs that are said to be true name rows that are not there; they are not counted.",
                quality.unknown,
            ).format(n=f"{quality.unknown:,}")
        )


def show_pair(pair: Pair, matched: Matched) -> None:
    a, b = pair.places
    theirs = matched.other or matched.mine
    names = [shorten(name_of(record), 40) for record in (matched.mine.records[a], theirs.records[b])]
    names = [f"{each} {name}".strip() for each, name in zip((pair.a, pair.b), names, strict=True)]
    click.echo(
        f"  {pair.likeness.score:.3f}  {' = '.join(names)}: {', '.join(map(reason_in_words, pair.likeness.reasons))}"
    )


def name_of(record: Any) -> str:
    return str(record.get("name") or record.get("email") or record.get("phone") or "")
