"""Is it a company or an individual? By a column that says so, by the column its name stands in, by the name itself."""

import re
from collections.abc import Collection, Sequence

from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.customers.rules.words import clean_kind
from onaccount.foundation.text import fold

COMPANY, INDIVIDUAL = Kind.COMPANY.value, Kind.INDIVIDUAL.value
CONTACTS = "contacts"
AS_KINDS = ("auto", "companies", CONTACTS, "individuals", "mixed")
FORCED = {"companies": COMPANY, "contacts": COMPANY, "individuals": INDIVIDUAL}

# Fields that only a list of companies has.
EVIDENCE = frozenset({"registration_number", "tax_id", "contact_name", "contact_given_name", "contact_family_name"})

# Legal forms as they stand at the end of a name, folded and without dots. GLEIF knows 3,000; these are the common ones.
FORMS = """
    ltd limited llc llp lp plc inc incorporated corp corporation co company cic cio ltda pty pte pvt bhd gmbh
    mbh ug ag kg
    kgaa ohg gbr ev eg ek se kommanditgesellschaft stiftung verein sa sas sasu sarl eurl sarlu sci snc scs sca
    scop spa srl
    srls sapa sl slu sll slne cb bv nv vof cv bvba cvba vzw asbl ab hb kb as asa ans aps oy oyj ky tmi ry sro
    kft zrt nyrt
    bt ood eood ad ead doo dd sia uab ou lda eireli me epp ooo oao zao pao too kk gk trust foundation
    association fund bank
""".split()
FORMS_OF_SEVERAL_WORDS = (
    "pty ltd", "pte ltd", "pvt ltd", "private limited", "sdn bhd", "co ltd", "company limited",
    "public company limited",
    "ug haftungsbeschrankt", "e v", "gmbh & co kg", "& co kg", "co kg", "s a", "s a s", "s a r l", "s p a",
    "s r l", "s l",
    "s l u", "s a u", "sociedad limitada", "sociedad anonima", "sa de cv", "b v", "n v", "v o f", "a b", "a s", "i s",
    "sp z oo", "sp z o o", "spolka z oo", "sp k", "sp j", "s r o", "spol s ro", "spol s r o", "d o o", "d d",
    "unipessoal lda", "ltd sti", "anonim sirketi", "k k",
)  # fmt: skip
LEGAL_FORMS = frozenset(tuple(form.split()) for form in (*FORMS, *FORMS_OF_SEVERAL_WORDS))

WORDS_OF_TRADE = frozenset(
    """
    and & sons bros brothers group holding holdings partners associates services service solutions systems technologies
    technology consulting consultants management international global industries industrie enterprises trading trade
    supplies supply foods food wholesale retail store stores shop market markt supermarket bakery dairy farm farms
    restaurant cafe coffee bar grill deli kitchen bistro pizzeria pizza diner inn hotel pub tavern house club school
    academy college university institute center centre church hospital clinic pharmacy apotheke praxis kanzlei dental
    garage motors autohaus transport logistics spedition bau elektro media design studio studios print druck verlag
    publishing press software data digital energy power electric electronics semiconductor network telecom insurance
    capital investments finance properties immobilien estate estates council city county ministry department office
    society federation union cooperative coop genossenschaft werke werk fabrik factory manufacturing products
    handel handels gesellschaft handelsgesellschaft maison boulangerie ferme etablissements ets societe compagnie
    hermanos hijos comercial distribuciones importaciones exportaciones azienda fratelli figli tienda panaderia
    markets market's imports exports traders beverages brewery winery cellars wine wines seafood fish meats produce
    """.split()
)  # fmt: skip
NAME_ENDS = re.compile(r"[.,()/'’\"]")
# Forms of up to three letters that people write like a word. Others so written are a family name: Jim Epp, Ana Sa.
LIKE_A_WORD = frozenset(
    {"ltd", "inc", "llc", "llp", "plc", "co", "oy", "pty", "bhd", "spa", "srl", "lda", "kft", "zrt", "aps"}
)
MOST_WORDS_OF_A_PERSON = 4
# Of the names in a list, for the list to be one of companies; fewer will do where many others are of one word.
A_LOT, SOME = 0.4, 0.15


def decide_kind(
    *,
    as_kind: str,
    typed: str = "",
    name: str = "",
    persons: Sequence[str] = (),
    name_is_company: bool = False,
    is_business: bool = False,
    is_of_people: bool = False,
) -> str:
    """The kind of a row. `name` stands in the column of names, `persons` are the full names that stand in others.

    `is_of_people`: the list has columns for persons' names only, so a row without any lacks a person's.
    """
    if as_kind in FORCED:
        return FORCED[as_kind]
    if typed and (kind := typed_kind(typed)):
        return kind
    if not name:
        return INDIVIDUAL if persons or is_of_people else COMPANY
    if name_is_company:
        return COMPANY
    if any(fold(person) == fold(name) for person in persons):
        return INDIVIDUAL
    if persons or has_legal_form(name):
        return COMPANY
    return COMPANY if is_business and as_kind != "mixed" else INDIVIDUAL


CONTACT_WORDS = frozenset(
    "contact contacts contactperson employee kontakt kontaktperson ansprechpartner contacto".split()
)


def names_contact(text: str) -> bool:
    """Whether a cell of the column of kinds says that the row is a company's contact person."""
    return fold(text).replace(" ", "") in CONTACT_WORDS


def typed_kind(text: str) -> str:
    """The kind that a cell names; "" where it names none (the field's own rule refuses it later)."""
    try:
        return str(clean_kind(text))
    except Unusable:
        return ""


def has_legal_form(name: str) -> bool:
    """Whether the name ends in a legal form, perhaps with a country or "i.L." after it."""
    typed = NAME_ENDS.sub(" ", name).split()
    words = [fold(word) for word in typed]
    for end in (len(words), len(words) - 1):
        for start in range(max(1, end - 4), end):
            if tuple(words[start:end]) in LEGAL_FORMS and not is_like_family_name(typed[start:end]):
                return True
    return False


def is_like_family_name(words: Sequence[str]) -> bool:
    word = words[0]
    return len(words) == 1 and len(word) <= 3 and word.istitle() and word.lower() not in LIKE_A_WORD


def is_list_of_companies(columns: Collection[str], names: Sequence[str]) -> bool:
    """Whether names that could be anybody's are companies' here: by other columns, or by how the names look."""
    if EVIDENCE & set(columns):
        return True
    filled = [name for name in names if name.strip()]
    alike = sum(map(looks_like_company, filled))
    alone = sum(len(name.split()) == 1 and not looks_like_company(name) for name in filled)
    return alike > A_LOT * len(filled) or (alike > SOME * len(filled) and alike + alone > A_LOT * len(filled))


def looks_like_company(name: str) -> bool:
    words = NAME_ENDS.sub(" ", fold(name)).split()
    if has_legal_form(name) or len(words) > MOST_WORDS_OF_A_PERSON or any(map(str.isdigit, words)):
        return True
    return any(word in WORDS_OF_TRADE for word in words)
