"""Names of persons: short ones and what they are short for, titles, generations. Plain facts, tables of our own."""

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
