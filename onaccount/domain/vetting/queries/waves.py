"""Waves as pages show them: how they stand, who is in them, how many letters would leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet

from onaccount.domain.customers.models import Location
from onaccount.domain.customers.queries import has_open_login
from onaccount.domain.customers.rules.status import Merged, NoLogin, Status
from onaccount.domain.people.queries import names_of
from onaccount.domain.vetting.models import Wave, WaveMember
from onaccount.domain.vetting.rules.waves import JOINABLE, NoSuchWave, WaveState

PAGE_SIZE = 50
BY_NAME = {"command": "Command line", "demo": "Demo", "system": "OnAccount"}
WAITING = Q(invited_at__isnull=True, why_not="")


@dataclass(frozen=True, slots=True)
class WaveCard:
    """A wave with its figures. `without_login` are those who wait or waited in vain, for they cannot log in."""

    key: int
    name: str
    state: WaveState
    opens_at: datetime | None
    opening_at: datetime | None
    opened_at: datetime | None
    by_name: str
    why: str
    members: int
    invited: int
    waiting: int
    without_login: int

    @property
    def others(self) -> int:
        """Who was not invited for another reason than the missing login."""
        gone = 0 if self.is_joinable else self.without_login
        return self.members - self.invited - self.waiting - gone

    @property
    def is_joinable(self) -> bool:
        return self.state in JOINABLE


@dataclass(frozen=True, slots=True)
class WavesPage:
    """Waves, newest first; `after` is the key to go on from, None at the end."""

    rows: list[WaveCard]
    after: int | None


def waves_page(*, after: int | None = None) -> WavesPage:
    found = Wave.objects.all() if after is None else Wave.objects.filter(pk__lt=after)
    waves = list(found.order_by("-pk")[: PAGE_SIZE + 1])
    shown = waves[:PAGE_SIZE]
    return WavesPage(_cards(shown), shown[-1].pk if len(waves) > PAGE_SIZE else None)


def wave_card(key: int) -> WaveCard:
    """One wave. Raises NoSuchWave."""
    found = Wave.objects.filter(pk=key).first()
    if found is None:
        raise NoSuchWave
    return _cards([found])[0]


def wave_named(name: str) -> WaveCard:
    """The wave of this name, whatever its case. Raises NoSuchWave."""
    found = Wave.objects.filter(name_key=name.strip().casefold()).first()
    if found is None:
        raise NoSuchWave
    return _cards([found])[0]


class Figures(NamedTuple):
    """How many are in a wave; `refused` are those that it met without a login."""

    members: int = 0
    invited: int = 0
    waiting: int = 0
    refused: int = 0


def _cards(waves: list[Wave]) -> list[WaveCard]:
    members = WaveMember.objects.filter(wave__in=[wave.pk for wave in waves])
    invited, waiting = Count("pk", filter=Q(invited_at__isnull=False)), Count("pk", filter=WAITING)
    refused = Count("pk", filter=Q(why_not=NoLogin.code))
    counts = members.values_list("wave_id").annotate(n=Count("pk"), invited=invited, waiting=waiting, mute=refused)
    figures = {key: Figures(*figures) for key, *figures in counts}
    mute = dict(
        _without_login(members.filter(WAITING))
        .values_list("wave_id")
        .annotate(n=Count("pk"))
        .values_list("wave_id", "n")
    )
    names = names_of(wave.by_key for wave in waves)
    return [_card(wave, figures.get(wave.pk, Figures()), mute.get(wave.pk, 0), names) for wave in waves]


def _card(wave: Wave, figures: Figures, mute: int, names: dict[str, str]) -> WaveCard:
    return WaveCard(
        key=wave.pk,
        name=wave.name,
        state=WaveState(wave.state),
        opens_at=wave.opens_at,
        opening_at=wave.opening_at,
        opened_at=wave.opened_at,
        by_name=BY_NAME.get(wave.by_kind) or names.get(wave.by_key, wave.by_key),
        why=wave.why,
        members=figures.members,
        invited=figures.invited,
        waiting=figures.waiting,
        without_login=figures.refused + mute,
    )


def _without_login(members: QuerySet[WaveMember]) -> QuerySet[WaveMember]:
    return members.filter(~has_open_login(OuterRef("customer_id")))


def letters_to_leave(key: int) -> int:
    """How many letters leave when the wave is opened: one to each login of those who wait and are not Active yet."""
    waiting = WaveMember.objects.filter(WAITING, wave=key, customer__merged_into=None)
    waiting = waiting.exclude(customer__status=Status.ACTIVE.value)
    merged = Location.objects.filter(customer__merged_into__in=waiting.values("customer"), customer__logins_shut=False)
    return Location.objects.filter(customer__in=waiting.values("customer")).count() + merged.count()


def joinable_waves() -> list[tuple[int, str]]:
    """The waves to which customers can be added, newest first: key and name."""
    found = Wave.objects.filter(state__in=[state.value for state in JOINABLE])
    return list(found.order_by("-pk").values_list("pk", "name")[:100])


def waves_to_turn_to(at: datetime) -> list[int]:
    """The waves that are opening, and those whose time has come."""
    opening, planned = Q(state=WaveState.OPENING.value), Q(state=WaveState.PLANNED.value, opens_at__lte=at)
    return list(Wave.objects.filter(opening | planned).order_by("opening_at", "pk").values_list("pk", flat=True))


def last_letter_at() -> datetime | None:
    """Before when no further letter of a wave leaves: all waves together keep the pace."""
    latest: datetime | None = Wave.objects.aggregate(at=Max("next_letter_at"))["at"]
    return latest


@dataclass(frozen=True, slots=True)
class Member:
    """A customer in a wave. `why_not` is the code of the refusal, or of what would be refused as things stand."""

    number: int
    name: str
    email: str
    status: Status
    invited_at: datetime | None
    why_not: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Members in the order of their numbers; `after` and `before` are the numbers to go on from, None at the ends."""

    rows: list[Member]
    after: int | None
    before: int | None


def members_page(key: int, *, after: int | None = None, before: int | None = None) -> MembersPage:
    """A page of a wave's members, from a keyset."""
    found = WaveMember.objects.filter(wave=key)
    if before is not None:
        rows = _members(found.filter(customer__lt=before).order_by("-customer"))
        has_later, has_earlier = True, len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE][::-1]
    else:
        rows = _members((found if after is None else found.filter(customer__gt=after)).order_by("customer"))
        has_later, has_earlier = len(rows) > PAGE_SIZE, after is not None
        rows = rows[:PAGE_SIZE]
    return MembersPage(
        rows,
        after=rows[-1].number if rows and has_later else None,
        before=rows[0].number if rows and has_earlier else None,
    )


def _members(found: QuerySet[WaveMember]) -> list[Member]:
    has_login = ExpressionWrapper(has_open_login(OuterRef("customer_id")), output_field=BooleanField())
    columns = ("customer_id", "name", "email", "status", "invited_at", "why_not", "has_login", "survivor")
    rows = found.annotate(
        name=F("customer__name"),
        email=F("customer__email"),
        status=F("customer__status"),
        has_login=has_login,
        survivor=F("customer__merged_into"),
    ).values_list(*columns)[: PAGE_SIZE + 1]
    return [
        Member(number, name, email, Status(status), invited, why or ("" if invited else _bar(login, survivor)))
        for number, name, email, status, invited, why, login, survivor in rows
    ]


def _bar(has_login: bool, survivor: int | None) -> str:
    """The code of what a member who waits would be refused for."""
    return Merged.code if survivor else "" if has_login else NoLogin.code


@dataclass(frozen=True, slots=True)
class Membership:
    """The wave that a customer is in, or was invited by."""

    key: int
    name: str
    state: WaveState
    opens_at: datetime | None
    invited_at: datetime | None


def membership_of(number: int) -> Membership | None:
    found = WaveMember.objects.select_related("wave").filter(customer=number).first()
    if found is None:
        return None
    wave = found.wave
    return Membership(wave.pk, wave.name, WaveState(wave.state), wave.opens_at, found.invited_at)
