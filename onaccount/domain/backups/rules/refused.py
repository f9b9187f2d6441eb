"""Why there is no backup, or why one is not restored."""

from onaccount.foundation.refusals import Refused


class NothingToBackUp(Refused):
    code = "nothing_to_back_up"
    sentence = "There is no business in this database."
    cure = "Look at DATABASE_URL and ONACCOUNT_DATA. A new database is made by: onaccount migrate"


class NewerDatabase(Refused):
    code = "newer_database"
    sentence = "The database is of a newer version than this OnAccount, which does not know {migration}."
    cure = "Use the version that serves it."


class CannotWrite(Refused):
    code = "cannot_write"
    sentence = "{file} cannot be written: {why}."


class FileThere(Refused):
    code = "file_there"
    sentence = "{file} is there already, and was left as it is."
    cure = "Choose another name, or write over it with --force."
    status = 409


class CannotRead(Refused):
    code = "cannot_read"
    sentence = "{file} cannot be read: {why}."


class NotABackup(Refused):
    code = "not_a_backup"
    sentence = "{file} is not a backup of OnAccount."


class Damaged(Refused):
    code = "damaged"
    sentence = "{file} is not as it was made: {what}. Nothing was restored."
    cure = "Take another copy of it, or an earlier backup."


class NewerBackup(Refused):
    code = "newer_backup"
    sentence = "The backup was made by OnAccount {version}, which is newer than this one ({ours})."
    cure = "Restore it with that version or a later one."


class NotEmpty(Refused):
    code = "not_empty"
    sentence = "The database is not empty: {what}. Nothing was restored."
    cure = "Restore into a new one: name it in DATABASE_URL, or name a new folder in ONACCOUNT_DATA."
    status = 409


class AnotherVersionsTables(Refused):
    code = "another_versions_tables"
    sentence = "The database has the tables of another version than the backup's. Nothing was restored."
    cure = "Restore into a new database, without `onaccount migrate` before it: the tables are made as they were."
    status = 409


class InUse(Refused):
    code = "in_use"
    sentence = "OnAccount is running on this database. Nothing was restored."
    cure = "Stop it first."
    status = 409


class DoesNotFit(Refused):
    code = "does_not_fit"
    sentence = "The rows of {table} cannot be written: {why}. Nothing was restored."


class FileInTheWay(Refused):
    code = "file_in_the_way"
    sentence = "{file} is there already, with other contents. Nothing was restored."
    cure = "Restore into a new folder: name it in ONACCOUNT_DATA."
    status = 409
