"""The named cast: the people and businesses of the demo, of the pictures and of the tests. All of them are made up."""

from dataclasses import dataclass, field
from datetime import timedelta

from onaccount.domain.customers.rules.status import Kind, Origin, Status
from onaccount.domain.people.rules import Role

BUSINESS = "Harbour & Pine"


@dataclass(frozen=True, slots=True)
class Player:
    """A member of staff."""

    name: str
    email: str
    role: Role


STAFF = (
    Player("Nadia Okafor", "nadia@harbourpine.example", Role.ADMINISTRATOR),
    Player("Tom Brandt", "tom@harbourpine.example", Role.OFFICE),
    Player("Ines Duarte", "ines@harbourpine.example", Role.READER),
)
COUNTER = (
    Player("Marta Vance", "marta@harbourpine.example", Role.MANAGER),
    Player("Cal Dennison", "cal@harbourpine.example", Role.CLERK),
)


@dataclass(frozen=True, slots=True)
class Dealer:
    """A partner, and the one of its people who comes into the portal."""

    code: str
    name: str
    person: str
    email: str


DEALER = Dealer("ABC123", "Northlight", "Lena Voss", "lena@northlight.example")


@dataclass(frozen=True, slots=True)
class Trader:
    """A customer: how long ago it came, by which door, and where it stands."""

    values: dict[str, str]
    login: str
    ago: timedelta
    status: Status = Status.NEW
    origin: Origin = Origin.SIGNUP
    tags: str = ""
    reason: str = field(default="")
    merged_into: str = ""  # the name of who it turned out to be
    monthly: str = ""  # what its dealer says that a month is likely to bring

    @property
    def fields(self) -> dict[str, str]:
        return self.values | ({"tags": self.tags} if self.tags else {})


def company(name: str, category: str, **more: str) -> dict[str, str]:
    return {"kind": Kind.COMPANY.value, "name": name, "category": category, **more}


def person(given: str, family: str, **more: str) -> dict[str, str]:
    names = {"given_name": given, "family_name": family}
    return {"kind": Kind.INDIVIDUAL.value, **names, "category": "Private individual", **more}


def place(line1: str, city: str, postcode: str) -> dict[str, str]:
    return {"line1": line1, "city": city, "postcode": postcode, "country": "GB"}


SMALL, LARGE = "Ltd/Plc (under 50 employees)", "Ltd/Plc (50 employees or more)"

TRADERS = (
    Trader(
        person(
            "Josef",
            "Achterberg",
            phone="01632 960 118",
            email="josef@achterberg.example",
            **place("3 Weir Lane", "Bideford", "EX39 2AA"),
        ),
        "josef@achterberg.example",
        timedelta(days=3, hours=4),
    ),
    Trader(
        company(
            "Tidewater Fry Bar",
            "Sole trader",
            phone="01632 960 140",
            email="hello@tidewaterfry.example",
            **place("12 Quay Street", "Ilfracombe", "EX34 9EQ"),
        ),
        "hello@tidewaterfry.example",
        timedelta(days=3, hours=2),
        Status.INACTIVE,
        reason="Moved away",
    ),
    Trader(
        company(
            "Lantern Yard Nursery",
            "Public body",
            phone="01632 960 155",
            email="office@lanternyard.example",
            contact_given_name="Ruth",
            contact_family_name="Adeyemi",
            contact_job_title="Bursar",
            **place("Lantern Yard", "Barnstaple", "EX31 1DD"),
        ),
        "office@lanternyard.example",
        timedelta(weeks=7),
        Status.ACTIVE,
        tags="schools; weekly",
    ),
    Trader(
        person(
            "Graham",
            "Roy",
            phone="01632 960 161",
            email="graham.roy@post.example",
            **place("41 Castle Hill", "Bideford", "EX39 1QX"),
        ),
        "graham.roy@post.example",
        timedelta(days=2, hours=4),
        origin=Origin.PARTNER,
    ),
    Trader(
        company(
            "Graham's Widgets",
            SMALL,
            registration_number="04417723",
            tax_id="GB882441005",
            phone="01632 960 177",
            email="graham@widgets.example",
            notes="Would like to order for the first time this Saturday.",
            contact_given_name="Elspeth",
            contact_family_name="Graham",
            contact_job_title="Director",
            **place("Unit 4, Rope Walk", "Bideford", "EX39 1QX"),
        ),
        "graham@widgets.example",
        timedelta(days=2, hours=3),
        origin=Origin.PARTNER,
        monthly="120.00",
    ),
    Trader(
        company(
            "Hob & Hearth Kitchens",
            SMALL,
            registration_number="07730122",
            phone="01632 960 182",
            email="accounts@hobhearth.example",
            contact_given_name="Priya",
            contact_family_name="Nair",
            **place("7 Foundry Court", "Exeter", "EX2 8LB"),
        ),
        "accounts@hobhearth.example",
        timedelta(weeks=8),
        Status.ACTIVE,
        tags="trade",
    ),
    Trader(
        company(
            "Pellow Marine Plc",
            LARGE,
            registration_number="02218840",
            tax_id="GB304556781",
            phone="01632 960 102",
            email="purchasing@pellow.example",
            contact_given_name="Morwenna",
            contact_family_name="Pellow",
            **place("Albert Dock", "Falmouth", "TR11 3TR"),
        ),
        "purchasing@pellow.example",
        timedelta(weeks=10),
        Status.ADMIN,
        tags="trade",
    ),
    Trader(
        company(
            "Wren & Daughters LLP",
            "Partnership",
            phone="01632 960 190",
            email="",
            **place("2 Market Row", "Crediton", "EX17 2BN"),
        ),
        "",
        timedelta(weeks=3),
        Status.ADMIN,
        Origin.STAFF,
        reason="Orders by telephone",
    ),
    Trader(
        person(
            "Mara",
            "Lindqvist",
            phone="01632 960 113",
            email="mara@lindqvist.example",
            **place("9 Orchard Way", "Topsham", "EX3 0AH"),
        ),
        "mara@lindqvist.example",
        timedelta(hours=15),
    ),
    Trader(
        company(
            "Grahams Widget Co",
            SMALL,
            registration_number="04417723",
            phone="01632 960 177",
            email="orders@grahams.example",
            **place("Rope Walk", "Bideford", "EX39 1QX"),
        ),
        "orders@grahams.example",
        timedelta(hours=14),
    ),
    Trader(
        company(
            "Old Quay Café",
            "Sole trader",
            phone="01632 960 125",
            email="",
            **place("The Old Quay", "Appledore", "EX39 1QS"),
        ),
        "",
        timedelta(hours=13),
    ),
    Trader(
        company(
            "Saltmarsh Bakery Ltd",
            SMALL,
            registration_number="11208743",
            phone="01632 960 131",
            email="dough@saltmarsh.example",
            contact_given_name="Ivo",
            contact_family_name="Saltmarsh",
            **place("Mill Bakery, Station Road", "Braunton", "EX33 2AT"),
        ),
        "dough@saltmarsh.example",
        timedelta(hours=12),
    ),
    # Written down a second time at the counter: one is to be found, one was merged, one is a household of two.
    Trader(
        company(
            "Wren and Daughters",
            "Partnership",
            phone="+44 1632 960190",
            email="wren@daughters.example",
            **place("Market Row", "Crediton", "EX17 2BN"),
        ),
        "",
        timedelta(hours=11),
        Status.ADMIN,
        Origin.STAFF,
        reason="Orders by telephone",
    ),
    Trader(
        company(
            "Pellow Marine",
            LARGE,
            phone="01632 960 102",
            mobile="07700 900 102",
            email="yard@pellow.example",
            **place("Albert Dock", "Falmouth", "TR11 3TR"),
        ),
        "",
        timedelta(hours=10),
        Status.ADMIN,
        Origin.STAFF,
        reason="Orders by telephone",
        merged_into="Pellow Marine Plc",
    ),
    Trader(
        person(
            "Hanne",
            "Achterberg",
            phone="01632 960 118",
            email="hanne@achterberg.example",
            **place("3 Weir Lane", "Bideford", "EX39 2AA"),
        ),
        "",
        timedelta(hours=9),
        Status.ADMIN,
        Origin.STAFF,
        reason="Orders by telephone",
    ),
)

GUEST = "Hob & Hearth Kitchens"  # whose login of the app is in demo.json


@dataclass(frozen=True, slots=True)
class Trading:
    """A customer's account: open for so many days, up to a limit in minor units (None: unlimited), and what was posted.

    A move is how many days ago, an amount (above nothing a charge, below it a deposit), and what it was for.
    """

    name: str
    days: int
    limit: int | None
    moves: tuple[tuple[int, int, str], ...]
    limit_now: int | None = None  # where it was lowered since
    is_suspended: bool = False  # for what is overdue


ACCOUNTS = (
    Trading(
        "Hob & Hearth Kitchens",
        55,
        2500_00,
        (
            (54, 184_60, "Order 2104"),
            (51, 420_00, "Order 2117"),
            (47, 96_25, "Order 2131"),
            (44, -600_00, "Transfer 0912"),
            (40, 312_50, "Order 2150"),
            (37, 128_40, "Order 2163"),
            (33, 582_00, "Order 2179"),
            (30, -440_90, "Transfer 0926"),
            (26, 204_15, "Order 2188"),
            (23, 79_80, "Order 2194"),
            (19, 461_30, "Order 2207"),
            (16, -500_00, "Transfer 1010"),
            (12, 339_00, "Order 2221"),
            (9, 150_75, "Order 2230"),
            (5, 286_40, "Order 2246"),
            (2, 64_50, "Order 2251"),
            (1, -200_00, "Cash"),
        ),
    ),
    Trading(
        "Lantern Yard Nursery",
        48,
        None,
        ((42, 88_20, "Week 41"), (35, 91_75, "Week 42"), (28, 84_10, "Week 43"), (27, -264_05, "Transfer"),
         (21, 96_40, "Week 44"), (14, 79_95, "Week 45"), (7, 102_30, "Week 46")),
    ),
    Trading(
        "Pellow Marine Plc",
        68,
        5000_00,
        ((60, 1240_00, "Refit, first part"), (45, 980_50, "Refit, second part"), (38, -800_00, "Transfer"),
         (24, 1415_75, "Refit, third part"), (10, 1022_40, "Chandlery"), (3, 266_85, "Chandlery")),
        limit_now=3000_00,
        is_suspended=True,
    ),
    Trading("Wren & Daughters LLP", 20, 500_00, ((18, 64_80, "By telephone"), (11, -50_00, "Cash"), (6, 197_60, ""))),
)  # fmt: skip
