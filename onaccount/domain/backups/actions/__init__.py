"""Make a backup, and restore one."""

from onaccount.domain.backups.actions.make import Made, make_backup
from onaccount.domain.backups.actions.restore import Restored, restore_backup

__all__ = ["Made", "Restored", "make_backup", "restore_backup"]
