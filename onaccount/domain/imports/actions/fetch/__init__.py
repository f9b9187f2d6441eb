"""Fetch the file of a timed import into a file of ours."""

from pathlib import Path

from onaccount.domain.imports.actions.fetch.fetched import Fetched, Limits
from onaccount.domain.imports.actions.fetch.folder import fetch_from_folder
from onaccount.domain.imports.rules.schedules import SourceKind
from onaccount.domain.imports.rules.sources import CannotFetch, Source

__all__ = ["Fetched", "Limits", "fetch"]


def fetch(source: Source, into: Path, limits: Limits | None = None) -> Fetched:
    """Fetch what a source offers now. Raises NothingThere, CannotFetch and their like, each in a sentence."""
    limits = limits or Limits()
    if source.kind is not SourceKind.FOLDER:
        raise CannotFetch(why="this version fetches from folders alone", what_to_do="Name a folder.")
    return fetch_from_folder(source, into, limits)
