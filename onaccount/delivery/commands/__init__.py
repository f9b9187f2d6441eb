"""The `onaccount` command line. A subcommand is loaded when it is called, so that each start pays for itself alone."""

import os
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, NamedTuple

import click

from onaccount.foundation.space import as_refusal


class Entry(NamedTuple):
    """Where a subcommand stands: a module with a `command`. Without a `meaning` it is for machines, and not listed."""

    module: str
    meaning: str = ""
    needs_django: bool = True


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")
HERE = "onaccount.delivery.commands"
COMMANDS = {
    "serve": Entry(f"{HERE}.serve", "Serve the pages and do the work behind them.", needs_django=False),
    "worker": Entry(f"{HERE}.worker", "Only the work: letters and other consequences of what happened."),
    "migrate": Entry(f"{HERE}.migrate", "Make the database, or bring it up to this version."),
    "demo": Entry(f"{HERE}.demo", "Make a small demo business, or take it out again."),
    "create-staff": Entry(f"{HERE}.create_staff", "Let a member of staff in."),
    "reset-second-factor": Entry(
        f"{HERE}.reset_second_factor", "Let a member of staff log in by the password once: the telephone is lost."
    ),
    "create-token": Entry(f"{HERE}.create_token", "Let a machine into the API; prints its token."),
    "tokens": Entry(f"{HERE}.tokens", "The tokens of the API: list them, end one."),
    "import": Entry(
        f"{HERE}.imports", "Read a list of customers from a spreadsheet: CSV, TSV, XLSX, XLSM, XLSB, XLS or ODS."
    ),
    "match": Entry(f"{HERE}.match", "Find the duplicates inside a list, or the same parties in two; stores nothing."),
    "schedule": Entry(f"{HERE}.schedule", "Timed imports: list them, run one now, see how they went."),
    "duplicates": Entry(f"{HERE}.duplicates", "Compare all customers with each other, and list who may be one."),
    "invoice": Entry(f"{HERE}.invoice", "Write an invoice: PDF with its XML inside, the XML, UBL."),
    "verify-receipt": Entry(f"{HERE}.verify_receipt", "Ask the books for a receipt, by the code on it."),
    "backup": Entry(f"{HERE}.backup", "Write everything into one file, while it runs."),
    # It says itself where Django is to look: at the database of the settings, or at one that is thrown away.
    "restore": Entry(f"{HERE}.restore", "Bring a backup into an empty database, or check one.", needs_django=False),
    "export-person": Entry(f"{HERE}.export_person", "Write all that is known of a customer into one file."),
    "erase": Entry(f"{HERE}.erase", "Take a customer out of everything but the books."),
    "check-books": Entry(f"{HERE}.check_books", "Compute all of the ledger anew, and say whether it holds."),
    "wave": Entry(f"{HERE}.waves", "Look at the waves of invitations, open one, or set its time."),
    "xero": Entry(f"{HERE}.xero", "Xero: how the connection stands, and looking at its contacts now."),
    "rehearse-import": Entry(f"{HERE}.rehearse_import"),
    "apply-import": Entry(f"{HERE}.apply_import"),
    "undo-import": Entry(f"{HERE}.undo_import"),
    "run-schedule": Entry(f"{HERE}.run_schedule"),
    "web": Entry(f"{HERE}.web", needs_django=False),
    "docs": Entry(f"{HERE}.docs"),
    "manage": Entry(f"{HERE}.manage"),
}


class House(click.Group):
    """Subcommands by the table above; refusals and bad settings are answered in sentences, not in tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in COMMANDS.items() if entry.meaning and find_spec(entry.module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None or not find_spec(entry.module):
            return None
        if entry.needs_django:
            set_up_django()
        command: click.Command = import_module(entry.module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of `--help`, from the table, so that it is read even where a setting is wrong."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].meaning) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        os.umask(0o077)  # what we write, the database and the outbox above all, tells of people: for its owner alone
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


def set_up_django() -> None:
    """Load the rooms. It takes most of a second, so only what needs them does it."""
    import django

    django.setup()


def _sentence(error: Exception) -> str | None:
    """What a person is told of an error that is no defect of ours, or None."""
    if refusal := as_refusal(error):
        return str(refusal)
    if type(error).__name__ in ("OperationalError", "ProgrammingError"):
        reason = " ".join(str(error).split())
        if "no such table" in reason or "does not exist" in reason:
            return "The database is not up to date. Run: onaccount migrate"
        return f"The database does not answer: {reason}. Look at DATABASE_URL, and whether the server runs."
    return None


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("onaccount"), prog_name="OnAccount", message="%(prog)s %(version)s")
def main() -> None:
    """OnAccount takes a customer from "who are you?" to trading on account.

    Settings come from the environment; docs/settings.md names them all.
    """
