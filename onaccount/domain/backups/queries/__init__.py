"""What there is to back up, and what a backup holds."""

from onaccount.domain.backups.queries.archive import Backup, opened

__all__ = ["Backup", "opened"]
