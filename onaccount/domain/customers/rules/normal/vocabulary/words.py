"""Words of names that are written in more than one way: numbers and abbreviations. Plain facts, tables of our own."""

from onaccount.domain.customers.rules.normal.vocabulary.table import table

NUMBERS = table(
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
SHORT = table(
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
