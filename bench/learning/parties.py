"""Persons and companies that nobody is, in several countries, and how often which mistakes are made of them.

Names of persons, streets and towns are Faker's; companies are made of these and of trades of ours. Each party is
listed once or more, as different people would write it down: mistakes.py. Nothing here was read from a real list.
"""

import random
from dataclasses import dataclass
from typing import Any

from bench.learning.mistakes import CARE, written_down

Record = dict[str, str]
COUNTRIES = {
    "en_US": ("US", ("Inc", "Inc.", "LLC", "Corp", "Corporation", "Incorporated"), "#####", "+1 ### ### ####"),
    "en_GB": ("GB", ("Ltd", "Limited", "PLC", "LLP"), "??# #??", "0#### ######"),
    "en_AU": ("AU", ("Pty Ltd", "Pty Limited", "Ltd"), "####", "0# #### ####"),
    "de_DE": ("DE", ("GmbH", "AG", "GmbH & Co. KG", "KG", "e.K."), "#####", "+49 ### ######"),
    "fr_FR": ("FR", ("SARL", "SAS", "SA"), "#####", "+33 # ## ## ## ##"),
    "es_ES": ("ES", ("S.L.", "S.A."), "#####", "+34 ### ### ###"),
    "it_IT": ("IT", ("S.r.l.", "S.p.A."), "#####", "+39 0## ######"),
    "pl_PL": ("PL", ("Sp. z o.o.", "S.A."), "##-###", "+48 ### ### ###"),
    "nl_NL": ("NL", ("B.V.", "N.V.", "V.O.F."), "#### ??", "+31 ## ### ####"),
    "sv_SE": ("SE", ("AB", "HB"), "### ##", "+46 ## ### ## ##"),
}
TRADES = """
Logistics Foods Printing Plumbing Electrical Interiors Engineering Packaging Textiles Joinery Catering Roofing
Hardware Stationery Optics Motors Instruments Chemicals Timber Landscaping Glazing Security Supplies Machinery
Brewing Ceramics Fisheries Dairy Medical Software Fabrication Couriers Cleaning Flooring Lighting Consulting
Trading Travel Services Systems Solutions Technologies Holdings International Manufacturing Construction
Properties Insurance Media Bakery Pharmacy Dental Kindergarten Academy School Hotel Cafe Restaurant Bistro
Garage Farm Nursery Theatre Gallery Library Clinic Hospital Museum
""".split()
SYLLABLES = "bra kel mor tan vis lo ra nex ter qui zan pol fri da gor hel su mi tro ven ax il on est ar um".split()
PARENTS = ("Saint Mary", "City of", "National", "United", "Brothers of", "Society of", "Friends of", "Greater", "First")
HOSTS = ("gmail.com", "outlook.com", "yahoo.com", "web.de", "orange.fr", "icloud.com")
HOUSEHOLD, SISTERS = 0.12, 0.1  # of the parties share the address of the one before


@dataclass(frozen=True, slots=True)
class Listed:
    """A record and the number of the party that it is of."""

    party: int
    record: Record


@dataclass(slots=True)
class Pool:
    """What parties of one country are made of; common values stand in it more than once."""

    given: list[str]
    family: list[str]
    streets: list[str]
    cities: list[tuple[str, str, str]]  # with region and the beginning of its postcodes


def persons(parties: int, seed: int) -> list[Listed]:
    return _listed(parties, seed, _person, _in_the_household)


def companies(parties: int, seed: int) -> list[Listed]:
    return _listed(parties, seed, _company, _sister)


def _listed(parties, seed, make, beside):
    rng = random.Random(seed)
    pools = {locale: _pool(locale, rng.randrange(1 << 30)) for locale in COUNTRIES}
    found: list[Listed] = []
    before: Record | None = None
    for party in range(parties):
        locale = rng.choices(list(COUNTRIES), (20, 20, 14, 12, 8, 8, 6, 5, 4, 3))[0]
        beside_it = before is not None and rng.random() < (HOUSEHOLD if make is _person else SISTERS)
        record = beside(rng, before, pools) if beside_it else make(rng, locale, pools[locale])
        before = record
        care = rng.choice(list(CARE.values()))
        other = Replacements(rng, pools[record["_locale"]])
        times = rng.choices((1, 2, 3, 4, 5), (25, 45, 15, 10, 5))[0]
        found += [Listed(party, written_down(rng, record, care, other)) for _ in range(times)]
    rng.shuffle(found)
    return found


class Replacements:
    """Another value of a field, as after a move, a marriage or a change of numbers."""

    def __init__(self, rng: random.Random, pool: Pool):
        self.rng, self.pool = rng, pool

    def __call__(self, field: str) -> str:
        rng, pool = self.rng, self.pool
        if field == "given_name":
            return rng.choice(pool.given)
        if field == "family_name":
            return rng.choice(pool.family)
        if field == "line1":
            return rng.choice(pool.streets)
        if field == "house_number":
            return str(_house(rng))
        if field == "phone":
            return _filled(rng, "0#### ######")
        if field == "email":
            return f"{rng.choice(pool.given).lower()}{rng.randrange(100)}@{rng.choice(HOSTS)}"
        return rng.choice(pool.streets).split()[0]


def _pool(locale: str, seed: int) -> Pool:
    from faker import Faker

    fake = Faker(locale)
    fake.seed_instance(seed)
    _sorted_towns(fake)
    rng = random.Random(seed)
    regions = [_word(rng, 2) for _ in range(9)]
    cities = [(fake.city(), rng.choice(regions), _filled(rng, "##")) for _ in range(120)]
    return Pool(
        [fake.first_name() for _ in range(2500)],
        [fake.last_name() for _ in range(2500)],
        [fake.street_name() for _ in range(900)],
        [cities[int(len(cities) * rng.random() ** 2)] for _ in range(400)],
    )


def _sorted_towns(fake: Any) -> None:
    """Faker makes the towns of some countries from a set, whose order is another in each process."""
    for provider in fake.get_providers():
        if isinstance(getattr(provider, "cities", None), list):
            provider.cities = sorted(provider.cities)


def _person(rng: random.Random, locale: str, pool: Pool) -> Record:
    given, family = rng.choice(pool.given), rng.choice(pool.family)
    record = {
        "_locale": locale, "given_name": given, "family_name": family,
        "born_on": _date(rng), "national_id": _filled(rng, "########"), **_place(rng, locale, pool),
        "phone": _phone(rng, locale), "email": _mail(rng, given, family),
    }  # fmt: skip
    if rng.random() < 0.02:
        record["family_name"] += rng.choice((" Jr", " Sr", " II", " III"))
    return record


def _mail(rng: random.Random, given: str, family: str) -> str:
    given, family = given.split(maxsplit=1)[0].lower(), family.split(maxsplit=1)[0].lower()
    local = rng.choice((f"{given}.{family}", f"{given[0]}{family}", f"{given}{family[0]}", family, given))
    host = rng.choice(HOSTS) if rng.random() < 0.6 else f"{_word(rng, 2).lower()}-{_word(rng, 2).lower()}.com"
    return f"{local}{rng.choice(('', '', rng.randrange(1, 99)))}@{host}"


def _in_the_household(rng: random.Random, before: Record, pools: dict[str, Pool]) -> Record:
    pool = pools[before["_locale"]]
    given = rng.choice(pool.given)
    record = before | {"given_name": given, "born_on": _date(rng), "national_id": _filled(rng, "########")}
    if rng.random() < 0.15:  # father and son
        family = before["family_name"].removesuffix(" Sr").removesuffix(" Jr")
        return record | {"given_name": before["given_name"], "family_name": f"{family} Jr"}
    if rng.random() < 0.7:
        record["email"] = _mail(rng, given, before["family_name"])
    return record


def _company(rng: random.Random, locale: str, pool: Pool) -> Record:
    shape = rng.random()
    if shape < 0.4:
        stem = _word(rng, rng.choice((2, 2, 3)))
        base = f"{stem} {rng.choice(TRADES)}"
    elif shape < 0.55:
        stem = rng.choice(pool.family)
        base = f"{stem} {rng.choice(('& Sons', 'Brothers', '& ' + rng.choice(pool.family), rng.choice(TRADES)))}"
    elif shape < 0.7:
        stem = rng.choice(pool.cities)[0]
        base = f"{stem} {rng.choice(TRADES)} {rng.choice(('', rng.choice(TRADES)))}".strip()
    elif shape < 0.85:
        stem = rng.choice(pool.family)
        base = f"{rng.choice(PARENTS)} {stem} {rng.choice(TRADES)} {rng.choice(TRADES)}"
    else:
        stem = _word(rng, 2)
        base = f"{rng.choice(('The ', ''))}{stem} {_word(rng, 2)} {rng.choice(TRADES)}"
    if rng.random() < 0.05:
        base += rng.choice((" II", " III", " 2", " 3", " 24"))
    code, forms, _, _ = COUNTRIES[locale]
    form = f" {rng.choice(forms)}" if rng.random() < 0.65 else ""
    host = f"{stem.lower().split()[0]}.{rng.choice(('com', code.lower(), 'org'))}"
    return {
        "_locale": locale, "kind": "company", "name": base + form, **_place(rng, locale, pool),
        "phone": _phone(rng, locale), "website": f"www.{host}",
        "email": f"{rng.choice(('info', 'office', 'accounts', 'sales', rng.choice(pool.given).lower()))}@{host}",
        "tax_id": code + _filled(rng, "#########"), "registration_number": _filled(rng, "########"),
    }  # fmt: skip


def _sister(rng: random.Random, before: Record, pools: dict[str, Pool]) -> Record:
    """Another company of the same owners: in the same house, or of the same name elsewhere."""
    locale = before["_locale"]
    own = {"tax_id": COUNTRIES[locale][0] + _filled(rng, "#########"), "registration_number": _filled(rng, "########")}
    if rng.random() < 0.5:
        words = before["name"].split()
        return before | own | {"name": f"{words[0]} {rng.choice(TRADES)} {rng.choice(COUNTRIES[locale][1])}"}
    return before | own | _place(rng, locale, pools[locale]) | {"phone": _phone(rng, locale)}


def _place(rng: random.Random, locale: str, pool: Pool) -> Record:
    city, region, beginning = rng.choice(pool.cities)
    code, _, pattern, _ = COUNTRIES[locale]
    postcode = beginning[0] + _filled(rng, pattern)[1:] if pattern[0] == "#" else _filled(rng, pattern)
    house, street = str(_house(rng)), rng.choice(pool.streets)
    if rng.random() < 0.15:
        house, street = (
            "",
            rng.choice(
                (f"Flat {rng.randrange(1, 30)}, {house} {street}", f"{house} {street} Suite {rng.randrange(1, 400)}")
            ),
        )
    elif rng.random() < 0.4:
        house, street = "", f"{house} {street}"
    return {
        "house_number": house, "line1": street,
        "line2": rng.choice(("", "", f"{_word(rng, 2)} {rng.choice(('House', 'Court', 'Village', 'Park'))}")),
        "city": city, "region": region, "postcode": postcode, "country": code,
    }  # fmt: skip


def _house(rng: random.Random) -> int:
    return int(1 + 300 * rng.random() ** 2)


def _phone(rng: random.Random, locale: str) -> str:
    """Numbers of a country begin alike: few area codes, few exchanges in each."""
    pattern = COUNTRIES[locale][3]
    tail = 4
    exchange = random.Random(f"{locale} {int(25 * rng.random() ** 2)}")
    fixed = pattern.count("#") - tail
    return "".join(
        c if c != "#" else str((exchange if pattern[:at].count("#") < fixed else rng).randrange(10))
        for at, c in enumerate(pattern)
    )


def _date(rng: random.Random) -> str:
    return f"{rng.randrange(1915, 2007)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"


def _word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(syllables)).capitalize()


def _filled(rng: random.Random, pattern: str) -> str:
    digits, letters = "0123456789", "ABCDEFGHJKLMNPRSTUWXYZ"
    return "".join(rng.choice(digits) if c == "#" else rng.choice(letters) if c == "?" else c for c in pattern)
