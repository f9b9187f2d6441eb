"""Words that are written in more than one way: abbreviations, numbers, nicknames. Plain facts, tables of our own."""


def _table(text: str) -> dict[str, str]:
    """{way of writing: word} of lines "word: way, way"."""
    lines = (line.split(":") for line in text.strip().splitlines())
    return {way.strip(): word.strip() for word, ways in lines for way in ways.split(",")}


NUMBERS = _table(
    """
    1: one, first, 1st, uno, eins, un
    2: two, second, 2nd, ii, dos, zwei, deux
    3: three, third, 3rd, iii, tres, drei, trois
    4: four, fourth, 4th, iv
    5: five, fifth, 5th
    6: six, sixth, 6th, vi
    7: seven, seventh, 7th, vii
    8: eight, eighth, 8th, viii
    9: nine, ninth, 9th, ix
    10: ten, tenth, 10th
    11: eleven, eleventh, 11th, xi
    12: twelve, twelfth, 12th, xii
    13: thirteenth, xiii
    14: fourteenth, xiv
    15: fifteenth, xv
    20: twenty, twentieth
    """
)
# In names of companies and places.
SHORT = _table(
    """
    international: intl, internatl, int, intnl, internacional
    national: natl, nat
    manufacturing: mfg, manuf, mfrs, manufacturers, mfrg
    engineering: eng, engr, engrg, engg, engineers
    brothers: bros, bro, gebr, gebruder
    center: centre, ctr, cntr, cent, cen, centers, centres
    association: assn, assoc, associates, assocs, assocation, asn
    department: dept
    university: univ, universitat, universite
    institute: inst, institution
    college: coll
    school: sch, schl
    academy: acad
    management: mgmt, mgt, mngmt
    technology: tech, technologies, technol
    systems: sys, system, syst
    services: svcs, svc, serv, service, srvcs, servs
    solutions: soln, solns, solution, sols
    components: comps, comp, component
    company: co, cos, cie, cia
    group: grp, gruppe, groupe, grupo
    holdings: hldgs, holding, hldg
    industries: ind, inds, industry, indus
    products: prods, prod, product
    development: dev, devel, developments
    construction: constr, const, constrn
    distribution: distrib, distr, distributors, distributor, dist
    equipment: equip, eqpt
    electric: elec, elect, electrical
    electronics: electr, electronic
    enterprises: ent, ents, enterprise
    environmental: env, environ
    financial: fin, fincl
    food: foods
    general: gen, genl
    government: govt, gov
    hospital: hosp
    insurance: ins
    investments: inv, invest, investment, invs
    laboratory: lab, labs, laboratories
    library: lib
    logistics: log, logistic
    marketing: mktg, mkt
    market: mkts
    medical: med
    memorial: meml, mem
    partners: ptnrs, partner, prtnrs
    pharmacy: pharm
    pharmaceuticals: pharma, pharmaceutical
    printing: ptg, printers
    properties: props, property, prop
    publishing: pub, publ, publishers
    restaurant: rest, restaurants, rst, ristorante
    shop: shoppe, shops
    store: stores
    supplies: supply, supp, suppl
    telecommunications: telecom, telecomm, telecoms
    trading: trdg, traders
    transport: transp, trans, transportation
    community: comm, cmty, commty
    children: childrens, child, childs
    saint: st, ste, sankt, snt
    mount: mt
    fort: ft
    doctor: dr
    junior: jr
    senior: sr
    chicago: chgo
    york: ny
    avenue: ave
    street: str
    and: und, et, e, y, n, og, och, en
    cafe: caffe, coffee
    grill: grille
    theater: theatre
    color: colour
    daycare: daycares
    limited: ltd
    """
)
# They say next to nothing: left out of a name's words, unless nothing else is there.
UNSAID = frozenset(
    "and the of for a an in on at by de du des der die das dem den la le les los las el il lo gli del della di da do "
    "dos van von".split()
)

STREETS = _table(
    """
    street: st, str, strt, stret, streets
    avenue: ave, av, aven, avn, avenu
    road: rd, roads
    boulevard: blvd, blv, boul, bd, bvd
    drive: dr, drv, drives
    lane: ln, la
    court: ct, crt
    place: pl, plc
    square: sq, sqr
    crescent: cres, cr, cresc, crsnt
    terrace: ter, terr, tce, trce
    parkway: pkwy, pky, pkway, pwy
    highway: hwy, hiway, hghwy
    circle: cir, circl
    circuit: cct, crct, circ
    close: cl
    gardens: gdns, gdn, garden
    grove: gr, grv
    way: wy
    alley: aly
    trail: trl
    plaza: plz, plza
    expressway: expy, expwy
    freeway: fwy
    turnpike: tpke
    parade: pde
    esplanade: esp
    green: grn
    hill: hl
    heights: hts
    mews: mws
    rise: ris
    row: rw
    walk: wlk
    yard: yd
    loop: lp
    retreat: rtt
    pass: ps
    strasse: strasze
    """
)
# A sort of street by itself tells no two streets apart, and is left out as often as not.
SORTS = frozenset(STREETS.values()) | frozenset("strasse platz weg gasse allee rue via calle laan straat".split())
DIRECTIONS = _table(
    """
    n: north, no, nth
    s: south, so, sth
    e: east
    w: west
    ne: northeast
    nw: northwest
    se: southeast
    sw: southwest
    """
) | {way: way for way in "n s e w ne nw se sw".split()}
PLACES = _table(
    """
    saint: st, ste, snt
    mount: mt
    fort: ft
    north: nth, n
    south: sth, s
    east: e
    west: w
    point: pt
    village: vlge, vill, vlg
    retirement: retrmnt, retmnt, ret
    station: stn, sta
    building: bldg, bld
    centre: center, ctr
    heights: hts
    beach: bch
    park: pk
    property: prop
    farm: fm
    """
)
UNITS = frozenset(
    "apt apartment suite ste unit flat room rm floor fl fls level lvl lot shop number box whg wohnung etage stock "
    "piso bte".split()
)
# Where the way is told instead of the address: nothing behind it is part of it.
NEAR = frozenset("near between off opposite opp behind beside".split())

# One person's names: the short ones and the full one that they come from. A short name may come from several.
NICKNAMES = """
abigail: abby, abbie, gail
albert: al, bert, bertie
alexander: alex, alec, sandy, xander, sasha, lex
alexandra: alex, sandra, sandy, lexi, sasha, alexa
alfred: alf, alfie, fred
alison: ali, ally
amanda: mandy, amy
andrew: andy, drew
angela: angie
ann: annie, anna, anne, nan, nancy
anthony: tony, ant, anton, antonio
antonio: tony, toni
arthur: art, artie
barbara: barb, babs, barbie
benjamin: ben, benny, benji
bernard: bernie
bradley: brad
calvin: cal
cameron: cam
carolyn: carol, caroline, carrie
catherine: cathy, cath, kate, katie, kathy, kitty, cat, katherine, kathryn, kathleen, cate
charles: charlie, chuck, chas, charley
charlotte: charlie, lottie, char
christina: tina, chris, chrissy, christine, christy
christopher: chris, kit, topher
claudia: claud
clifford: cliff
curtis: curt
cynthia: cindy
daniel: dan, danny
david: dave, davey, davie
deborah: deb, debbie, debra
dennis: den, denny
dominic: dom, nick
donald: don, donny, donnie
dorothy: dot, dottie, dolly
douglas: doug
edward: ed, eddie, ted, teddy, ned
edwin: ed, eddie
eleanor: ellie, nell, nellie, nora, ella
elizabeth: liz, lizzie, beth, betty, eliza, elsie, libby, bess, lisa, betsy, liza, lily
emily: em, emmy, millie
emma: em, emmy
eugene: gene
evelyn: evie, eve
ferdinand: ferdi
florence: flo, florrie, flossie
frances: fran, frankie, fanny
francis: frank, fran, frankie
francisco: paco, pancho, curro, francesco
franklin: frank
frederick: fred, freddie, freddy, rick, fritz
gabriel: gabe
gabrielle: gabby
geoffrey: geoff, jeff
george: georgie
gerald: gerry, jerry
gertrude: gertie, trudy
gregory: greg
guillermo: memo
harold: harry, hal
harriet: hattie, harry
heinrich: heinz, heiner
helen: nell, nellie, lena
henry: harry, hank, hal
herbert: herb, bert
hugh: hughie, hugo
ignacio: nacho
isaac: ike
isabella: bella, izzy, isabel, isabelle, belle
jacob: jake, jack
jacqueline: jackie
james: jim, jimmy, jamie, jem, jimmie
jane: janie, jenny, janet
jason: jay
jeffrey: jeff
jennifer: jen, jenny, jenn, jennie
jeremy: jerry, jez
jessica: jess, jessie
joan: joanie
johannes: hans, johann, jan
john: jack, johnny, jon, johnnie
jonathan: jon, jonny, nathan
josef: sepp
joseph: joe, joey, jos
josephine: jo, josie
jose: pepe, chepe
joshua: josh
joyce: joy
juan: juanito
judith: judy, judi
julia: julie, jules
karen: kari
katharina: kathi, katja, kati
kenneth: ken, kenny
kevin: kev
kimberly: kim
laura: laurie, lori
lawrence: larry, laurie, lawrie, laurence
leonard: len, lenny, leo
leslie: les
lewis: lew, louis
lillian: lily, lil
louis: lou, louie
louise: lou
lucas: luke
lucy: lu, lucille
luis: lucho
madeline: maddie, maddy
manuel: manny, manolo
margaret: maggie, meg, peggy, madge, marge, margie, greta, daisy, rita, peg
maria: mary, mimi, mia
martha: marty, mattie
martin: marty
mary: molly, polly, mamie, may
matilda: tilly, mattie, tilda
matthew: matt, matty, mat
maximilian: max
maxwell: max
megan: meg
melanie: mel
melissa: mel, missy, lissa
michael: mike, mick, mickey, micky, mikey, mitch
mildred: millie
mohammed: mohamed, muhammad, mohammad, mo, mohd, muhammed
nancy: nan
natalie: nat, nattie
nathan: nat, nate
nathaniel: nat, nate, nathan
nicholas: nick, nicky, nico, klaus, nicolas
nicole: nicki, nikki, nicky
oliver: ollie, olly
olivia: liv, livvy
oscar: ossie
pamela: pam
patricia: pat, patty, trish, tricia, patsy, tricia
patrick: pat, paddy, rick
paul: paulie
peter: pete
philip: phil, pip, phillip
phoebe: phebe
rachel: rach, rae
ralph: ralphie
randall: randy
raymond: ray
rebecca: becky, becca, beck
reginald: reg, reggie
richard: rick, dick, rich, richie, ricky, dickie
robert: bob, rob, bobby, robbie, bert, robin
roberta: bobbie
rodney: rod
roger: rog
ronald: ron, ronnie
rosemary: rosie, rose
russell: russ
ryan: ry
samantha: sam, sammy
samuel: sam, sammy
sandra: sandy
sarah: sally, sadie, sara
sebastian: seb, bastian
sharon: shari
sidney: sid
sophia: sophie, sofia
stanley: stan
stephanie: steph, stephie
stephen: steve, steven, stevie, stefan
susan: sue, susie, suzy, susanna, suzanne
sylvia: syl
terence: terry, terrance
teresa: terry, tess, theresa, tessa
theodore: ted, teddy, theo
thomas: tom, tommy, thom
timothy: tim, timmy
valerie: val
veronica: ronnie, vera
victor: vic
victoria: vicky, vicki, tori, vic
vincent: vince, vinny
virginia: ginny
walter: walt, wally
wilhelm: willi, willy
william: bill, will, billy, willie, liam, wil
winston: win
zachary: zach, zack, zac
"""


def _families() -> dict[str, frozenset[str]]:
    """{name: the full names that it may be short for, itself among them}."""
    found: dict[str, set[str]] = {}
    for line in NICKNAMES.strip().splitlines():
        full, short = line.split(":")
        for name in (full, *short.split(",")):
            found.setdefault(name.strip(), {name.strip()}).add(full.strip())
    return {name: frozenset(fulls) for name, fulls in found.items()}


FULL_NAMES = _families()
TITLES = frozenset(
    "mr mrs ms miss dr prof sir dame rev herr frau mme mlle sr sra srta don dona fr hon esq mag dipl ing".split()
)
GENERATIONS = {
    "jr": "junior", "junior": "junior", "jnr": "junior", "sr": "senior", "senior": "senior", "snr": "senior",
    "ii": "2", "iii": "3", "iv": "4", "2nd": "2", "3rd": "3", "4th": "4",
}  # fmt: skip
