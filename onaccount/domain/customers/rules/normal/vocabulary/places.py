"""Words of addresses: streets, directions, regions, units. Plain facts, tables of our own."""

from onaccount.domain.customers.rules.normal.vocabulary.table import table

STREETS = table(
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
DIRECTIONS = table(
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
PLACES = table(
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
