"""The folders and files that must be there before anything else, or a sentence that says which cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onaccount.config.environment import BadSettings
from onaccount.config.keys import kept_secret_key


def data_folder(path: Path) -> Path:
    """The folder of our own, made where it is not there."""
    with _in_a_sentence(f"The folder {path} cannot be made"):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def secret_key_in(path: Path) -> str:
    with _in_a_sentence(f"The secret key cannot be kept in {path}"):
        return kept_secret_key(path)


def database_file(path: Path) -> Path:
    """A file in a folder that is there: one that we made for a misspelt path would hold an empty business."""
    if not path.parent.is_dir():
        raise BadSettings([f"The database cannot be at {path}: there is no folder {path.parent}. Make it first."])
    if path.is_dir():
        raise BadSettings([f"The database cannot be at {path}: that is a folder. Name a file in it."])
    return path


@contextmanager
def _in_a_sentence(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadSettings(
            [f"{what}: {error.strerror}. Name a folder that this account may write to in ONACCOUNT_DATA."]
        ) from None
