"""Fetch the file of a timed import into a file of ours: from a folder, by HTTPS, or by SFTP."""

from pathlib import Path

from onaccount.domain.imports.actions.fetch.fetched import Fetched, Limits
from onaccount.domain.imports.actions.fetch.folder import fetch_from_folder
from onaccount.domain.imports.actions.fetch.https import fetch_by_https
from onaccount.domain.imports.rules.schedules import SourceKind
from onaccount.domain.imports.rules.sources import Source

__all__ = ["Fetched", "Limits", "fetch"]


def fetch(source: Source, into: Path, limits: Limits | None = None) -> Fetched:
    """Fetch what a source offers now. Raises NothingThere, CannotFetch and their like, each in a sentence."""
    limits = limits or Limits()
    if source.kind is SourceKind.HTTPS:
        return fetch_by_https(source, into, limits)
    if source.kind is SourceKind.SFTP:
        from onaccount.domain.imports.actions.fetch.sftp import fetch_by_sftp  # its library takes a quarter of a second

        return fetch_by_sftp(source, into, limits)
    return fetch_from_folder(source, into, limits)
