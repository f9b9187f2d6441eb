"""A spreadsheet on its way in, and how its columns were read last time."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from onaccount.domain.files.models import StoredFile
from onaccount.domain.imports.rules.alike import Says
from onaccount.domain.imports.rules.schedules import RunState, SourceKind, TellWhen, WhenClean
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.vetting.models import Wave


def import_id() -> uuid.UUID:
    return uuid7()


class Import(models.Model):
    """One file, from its upload to its customers. Its rows stand in $ONACCOUNT_DATA/imports, not in the books."""

    id = models.UUIDField(primary_key=True, default=import_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="imports")
    state = models.CharField(max_length=9, default=ImportState.UPLOADED.value)
    options: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # rules.options.Options, as asked for
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    approved_by_kind = models.CharField(max_length=20, blank=True)
    approved_by_key = models.CharField(max_length=60, blank=True)

    # how the file was understood
    format = models.CharField(max_length=8, blank=True)
    recognised = models.CharField(max_length=60, blank=True)  # rules.recognised: whose export it is, and of what
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    sheet = models.CharField(max_length=255, blank=True)
    sheets: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    header: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=0)
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # {heading: field or null}
    samples: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # cells of the first rows, to look at
    remarks: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # rules.said, about the file as a whole

    columns: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # actions.report.ColumnReport, one each

    # what its rows come to: read = created + updated + unchanged + repeated + rejected
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)  # of the rejected: by people, or by options.only
    alike = models.PositiveIntegerField(default=0)  # of the created: rows that look like another, or like a customer
    alike_kept = models.BooleanField(default=False, db_default=False)  # once written: its pairs, as said of them
    new_customers = models.PositiveIntegerField(default=0)  # fewer than `created` where rows are contacts
    corrections = models.PositiveIntegerField(default=0)  # ever made; the last rehearsal has read these many
    corrections_rehearsed = models.PositiveIntegerField(default=0)
    first_number = models.BigIntegerField(null=True, blank=True)  # the block of numbers its new customers stand in
    last_number = models.BigIntegerField(null=True, blank=True)

    # what was taken back of it: customers, not rows
    undone_by_kind = models.CharField(max_length=20, blank=True)
    undone_by_key = models.CharField(max_length=60, blank=True)
    removed = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)

    # what became of its invitations
    wave = models.ForeignKey(Wave, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    joined_to = models.BigIntegerField(null=True, blank=True)  # the last of its numbers that has joined the wave

    error = models.CharField(max_length=1000, blank=True)
    cure = models.CharField(max_length=500, blank=True)
    seconds = models.FloatField(default=0)  # of work: reading, checking and writing, without the waiting for a person
    created_at = models.DateTimeField()
    rehearsed_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ImportState]), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    read=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("repeated")
                    + models.F("rejected")
                ),
                name="every_row_has_one_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.APPLIED.value) | Q(applied_at__isnull=False),
                name="applied_imports_say_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.UNDONE.value) | Q(undone_at__isnull=False),
                name="undone_imports_say_when",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="imports_newest_first")]

    def __str__(self) -> str:
        return f"import {self.id}"


class Mend(models.Model):
    """A cell that is read as somebody says. The file itself stays as it came."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="mends")
    row = models.PositiveIntegerField()  # as a spreadsheet counts
    column = models.PositiveIntegerField()  # from 0
    text = models.TextField(blank=True)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "row", "column"], name="one_mend_per_cell")]

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column} of import {self.of_id}"


class LeftOut(models.Model):
    """A row that somebody does not want taken in."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows_left_out")
    row = models.PositiveIntegerField()
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "row"], name="a_row_is_left_out_once")]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.of_id}"


class AlikeSaid(models.Model):
    """What somebody said of a row that looks like another or like a customer: it is new, or it is about `number`."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="said_of_alike")
    row = models.PositiveIntegerField()
    says = models.CharField(max_length=6)
    number = models.BigIntegerField(null=True, blank=True)  # no key of another table, for it may go one day
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "row"], name="said_once_of_a_row"),
            models.CheckConstraint(
                condition=Q(says=Says.NEW.value, number=None) | Q(says=Says.UPDATE.value, number__isnull=False),
                name="an_update_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.of_id} is {self.says}"


class KeptRow(models.Model):
    """A customer that stayed as it is when its import was taken back, and why."""

    item = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="kept")
    customer = models.BigIntegerField()  # its number; no key of another table, for it may go one day
    row = models.BigIntegerField(null=True, blank=True)  # of the file, where it is still known
    said = models.TextField()  # rules.said

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "customer"], name="kept_once_per_import")]

    def __str__(self) -> str:
        return f"No. {self.customer} stays"


class RememberedMapping(models.Model):
    """How somebody mapped a header the last time; the next file with the same one begins with it."""

    header_key = models.CharField(max_length=64, unique=True)
    mapping: "models.JSONField[Any, Any]" = models.JSONField()
    as_kind = models.CharField(max_length=12, default="auto")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mapping for {self.header_key}"


class Schedule(models.Model):
    """A file that is fetched and taken in at set times. Its secret stands here only locked; the key is elsewhere."""

    name = models.CharField(max_length=80, unique=True)
    source = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in SourceKind])
    place = models.CharField(max_length=1000)  # rules.sources says how each kind is written
    user = models.CharField(max_length=200, blank=True)
    secret = models.TextField(blank=True)  # locked by rules.locks: a password, or a token
    token_header = models.CharField(max_length=60, blank=True)
    host_key = models.CharField(max_length=100, blank=True)  # fingerprint of the SFTP server that somebody confirmed
    offered_host_key = models.CharField(max_length=100, blank=True)  # the one that it showed last, to be confirmed
    moves_taken = models.BooleanField(default=False)  # a file that was taken from a folder goes to done/
    cron = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=60)
    options: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # rules.options.Options
    shrink_percent = models.PositiveSmallIntegerField(null=True, blank=True, default=50)
    change_percent = models.PositiveSmallIntegerField(null=True, blank=True, default=20)
    same_header = models.BooleanField(default=True)
    when_clean = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in WhenClean], default=WhenClean.APPLY.value
    )
    tell_to: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # e-mail addresses
    tell_when = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in TellWhen], default=TellWhen.CHANGES.value
    )
    is_active = models.BooleanField(default=True)
    looked_at = models.DateTimeField()  # slots up to here were seen to
    next_at = models.DateTimeField(null=True, blank=True)  # the next slot after looked_at
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="schedules_due", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name


class ScheduleRun(models.Model):
    """One slot of a schedule, or one time that somebody started it. The slot can be had once, whoever looks."""

    id = models.UUIDField(primary_key=True, default=import_id, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="runs")
    slot_at = models.DateTimeField()
    is_by_hand = models.BooleanField(default=False)
    is_trial = models.BooleanField(default=False)  # only rehearsed, whatever the schedule says
    missed = models.PositiveSmallIntegerField(default=0)  # slots before this one that passed while nobody looked
    state = models.CharField(max_length=11, default=RunState.WAITING.value)
    imported = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, blank=True, related_name="schedule_runs")
    said: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # rules.said: why it stopped or failed
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "slot_at"], name="one_run_per_slot"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in RunState]), name="run_state_known"),
        ]
        indexes = [
            models.Index(fields=["schedule", "-id"], name="runs_newest_first"),
            models.Index(
                fields=["state"], name="runs_unfinished", condition=Q(state__in=["waiting", "fetching", "importing"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} at {self.slot_at}"
