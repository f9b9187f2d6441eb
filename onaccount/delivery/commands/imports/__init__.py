"""`onaccount import`."""

from onaccount.delivery.commands.imports.command import ImportCommand, Unusable, check_writable, command

__all__ = ["ImportCommand", "Unusable", "check_writable", "command"]
