"""What other programs and people call our fields, in eight languages.

A heading is compared as a key: folded, letters and digits only ("E-Mail-Adresse" is emailadresse). Words stand in the
order of how surely they mean the field. Prefixes of a heading say whose field it is: an address block, a person.
"""

import functools
import re
from dataclasses import dataclass
from enum import Enum

from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.foundation.text import fold

NOT_A_LETTER = re.compile(r"[\W_]+")
CUSTOM = re.compile(r"__c\Z", re.IGNORECASE)  # Salesforce marks fields of one's own

# Not fields of a customer, but of a row: they are taken apart or put together before the fields are cleaned.
PSEUDO = {
    "number": "OnAccount number",
    "full_name": "Full name of a person",
    "contact_name": "Full name of the contact person",
    "street": "Street, on one line or several",
    "house_number": "House number",
    "line4": "Address line 4",
    "middle_name": "Middle name",
    "delivery_street": "Delivery street, on one line or several",
    "other_name": "Name where the other column of names is blank",
    "other_phone": "Further phone",
    "other_email": "E-mail where the other column of e-mails is blank",
    "is_company": "Whether it is a company: yes or no",
    "tax_country": "Country that stands before the tax id",
    "company_id": "Id of the company a person works for",
    "employer": "Name of the company a person works for",
}
# The persons of a row after the first, who has the fields of the table. They are columns of contacts, not fields.
FURTHER_PEOPLE = range(2, 7)
FURTHER = {
    f"contact{number}_{name}": f"Contact {number}: {label}"
    for number in FURTHER_PEOPLE
    for name, label in (
        ("name", "full name"),
        ("title", "title"),
        ("given_name", "given name"),
        ("family_name", "family name"),
        ("job_title", "job title"),
        ("email", "e-mail"),
        ("phone", "phone"),
    )
}

# A column that names companies and nothing else.
COMPANY = """
    company companyname nameofcompany organisation organization organisationname organizationname business businessname
    firm firmname legalname registeredname tradingname tradename accountname employer corporatename entityname
    associatedcompany sitename shopname storename venuename dba practicename schoolname
    firma firmenname unternehmen unternehmensname nameadressattypunternehmen firmenbezeichnung
    entreprise nomentreprise nomdelentreprise raisonsociale societe nomsociete nomdelasociete denomination
    empresa razonsocial nombreempresa nombredelaempresa bedrijf bedrijfsnaam organisatie firmanaam
    azienda ragionesociale nomeazienda societa denominazione foretag foretagsnamn bolag firmanamn nazwafirmy firmanazwa
    agency associatedcompanyname parentcompany src_name
""".split()

WORDS: dict[str, str] = {
    "kind": """
        kind customersubtype customertype contacttype accounttype clienttype partytype entitytype typeofcustomer type
        kundenart kundentyp typ typeclient typedeclient tipodecliente tipocliente tipo klanttype soort tipocliente
        kundtyp typklienta rodzaj companytype
    """,
    "number": "onaccountnumber onaccountno onaccountid customerno",
    "external_id": """
        externalid customerid clientid accountid custid customercode clientcode accountcode customernumber clientnumber
        accountnumber accountno custno custcode customerkey customerref customerreference clientref contactid personid
        recordid partnerid debtornumber debtorcode debtorno supplierid vendorid vendorcode employeeid memberid
        membernumber externalreference uniqueid recid lei uuid guid reference ref id code key no nr number
        kundennummer kundennr kundenid debitorennummer debitorennr debitor debitorenkonto konto kontonummer
        numeroclient numclient noclient nclient codeclient idclient referenceclient numerocliente
        codigocliente idcliente
        ncliente codigo klantnummer klantnr klantcode debiteurnummer debiteurennummer relatienummer codicecliente
        kundnummer kundnr numerklienta nrklienta idklienta kodklienta passengerid dunsnumber
    """,
    "name": """
        name customername clientname customer client contactname displayname accountholder debtorname debtor partyname
        fullcompanyname vendorname suppliername supplier vendor partner nickname description1
        kundenname kunde name1 bezeichnung nameadressattypkeineangabe nom nomclient nomduclient client nombre
        nombrecliente nombredelcliente cliente naam klantnaam klant nome nomecliente namn kundnamn kund
        nazwa nazwaklienta
        klient kontrahent title1 entity
    """,
    "full_name": """
        fullname personname nameofperson completename firstandlastname contactfullname passengername displayedname
        vollername vollstandigername nomcomplet nometprenom prenometnom nomprenom nombrecompleto nombreyapellidos
        volledigenaam nomecompleto nomeecognome fullstandigtnamn imieinazwisko nazwiskoiimie membername guestname
        nameadressattypnaturlpersonvollstandig
    """,
    "title": """
        titleofcourtesy salutation courtesytitle honorific nametitle prefix title nameprefix personaltitle
        anrede civilite tratamiento aanhef titolo tilltal zwrotgrzecznosciowy formofaddress titel
    """,
    "given_name": """
        givenname firstname forename christianname fname first givennames forenames firstnames
        vorname rufname vornameadressattypnaturlperson vornameadressattypnaturlicheperson prenom prenoms nombredepila
        primernombre voornaam roepnaam fornamn imie
    """,
    "family_name": """
        familyname lastname surname lname last secondname
        nachname familienname zuname nameadressattypnaturlperson nameadressattypnaturlicheperson nomdefamille
        apellido apellidos primerapellido achternaam cognome efternamn nazwisko
    """,
    "middle_name": "middlename middlenames mname zweitername deuxiemeprenom segundonombre tussenvoegsel",
    "category": """
        category customercategory customergroup customergroupcode accountcategory group groupcode customerclass
        kategorie kundengruppe categorie groupe categoria grupo categorieklant klantgroep gruppo kundgrupp kategoria
        grupa customersegment segment
    """,
    "email": """
        email emailaddress mail mailaddress primaryemail emailid useremail emails emailaddresses loginemail contactemail
        emailadresse mailadresse epost epostadress epostadresse courriel adresseemail adressemail adressecourriel mel
        correo correoelectronico direcciondecorreo mailadres emailadres indirizzoemail postaelettronica adresemail
        accountemail invoiceemail
    """,
    "phone": """
        phone phonenumber telephone telephonenumber tel telno telnumber phoneno telephoneno contactnumber contactno
        landline mainphone primaryphone contactnumbers phones directphone ddi ddinumber tollfree phonework daytimephone
        telefon telefonnummer telefonnr rufnummer festnetz telnr numerodetelephone telfixe telephonefixe telefono
        numerodetelefono telefoonnummer telefoon vastetelefoon numeroditelefono numertelefonu nrtelefonu fasttelefon tfn
    """,
    "mobile": """
        mobile mobilephone mobilenumber mobileno cell cellphone cellnumber cellular mobilephonenumber smsnumber gsm
        handy handynummer mobil mobiltelefon mobilnummer mobilnr mobilfunk portable telephoneportable telportable
        movil telefonomovil celular mobielnummer mobiel mobieltje cellulare telefoncellulare telefonkomorkowy komorka
    """,
    "website": """
        website websiteurl web webaddress url homepage www internet site companydomainname domain domainname webpage
        internetadresse webseite siteweb siteinternet paginaweb sitioweb sitoweb hemsida webbplats stronawww
        stronainternetowa companywebsite
    """,
    "tax_id": """
        taxid taxnumber vatnumber vatno vatid vat vatregistrationnumber vatregno taxregistrationnumber taxvat taxno
        gstin gstnumber gst abn ein tin taxidentificationnumber taxpayerid taxcode resalenumber eutin vatcode
        ustid ustidnr umsatzsteuerid umsatzsteueridentifikationsnummer uid uidnummer steuernummer euustid
        numerotva numtva tva tvaintracommunautaire notva nif cif nifcif niffcif rfc cuit btwnummer btwnr btw partitaiva
        piva codicefiscale ntva notva notvaintracommunautaire momsnummer momsnr momsregnr
        momsregistreringsnummer nip vatue
    """,
    "registration_number": """
        registrationnumber companynumber companyregistrationnumber registrationno companyno companyregno regno regnumber
        companyregistration businessnumber registernumber crn acn companieshousenumber registeredid organisationnumber
        organizationnumber handelsregisternummer handelsregister hrb registernummer siren siret numerosiren numerosiret
        rcs kvk kvknummer numerorea rea orgnr organisationsnummer orgnummer regon krs cvr registromercantil
    """,
    "notes": """
        notes note comments comment remarks remark memo description additionalinformation internalnotes
        notizen notiz bemerkung bemerkungen anmerkung anmerkungen kommentar remarques commentaire commentaires
        observaciones notas comentarios opmerking opmerkingen notities osservazioni anteckningar anteckning kommentarer
        uwagi notatki
    """,
    "tags": "tags tag labels label keywords schlagworte schlagworter etiquettes etiquetas tagg taggar "
    "etykiety trefwoorden",
    "street": """
        street streetaddress address addressstreet addresslines fulladdress streetname postaladdress addr mailingstreet
        strasse str anschrift adresse strassehausnummer strasseundhausnummer strassehnr rue voie calle
        direccion domicilio
        via indirizzo straat adres straatnaam adress gata gatuadress ulica
    """,
    "line1": """
        line1 address1 addressline1 addr1 street1 streetaddress1 streetline1 adresse1 adresszeile1 anschrift1 strasse1
        adresseligne1 ligne1 direccion1 adres1 adresregel1 indirizzo1 adress1 adressrad1 addressstreetline1
        address1street
    """,
    "line2": """
        line2 address2 addressline2 addr2 street2 streetaddress2 streetline2 adresse2 adresszeile2 anschrift2 strasse2
        adresseligne2 ligne2 direccion2 adres2 adresregel2 indirizzo2 adress2 adressrad2 adresszusatz adresszusatz1
        apartment apt suite unit building complementadresse complementdadresse complement toevoeging
    """,
    "line3": """
        line3 address3 addressline3 addr3 street3 streetline3 adresse3 adresszeile3 ligne3 direccion3 adres3 adress3
        adresszusatz2 locality district ortsteil
    """,
    "line4": "line4 address4 addressline4 addr4 street4 adresse4 ligne4",
    "house_number": """
        housenumber houseno streetnumber streetno hausnummer hausnr huisnummer huisnr numerocivico civico husnummer
        nrdomu numerorue
    """,
    "city": """
        city town posttown towncity citytown municipality suburb village
        ort stadt wohnort ville commune ciudad poblacion localidad plaats stad woonplaats citta comune localita
        postort miasto miejscowosc
    """,
    "region": """
        state province county region stateprovince provincestate statecounty statecode provincecode regioncode
        countystate stateregion bundesland kanton departement provincia estado comunidadautonoma provincie regione
        prov lan landskap wojewodztwo
    """,
    "postcode": """
        postcode postalcode zip zipcode zippostcode postcodezip postalzip zippostalcode postalcodezipcode
        postcodezipcode
        zippostal pincode eircode postnumber
        code plz postleitzahl codepostal cp codigopostal cpostal cap codiceavviamentopostale postnummer
        postnr kodpocztowy
    """,
    "country": """
        country countrycode countryname countryregion nation countrycodecode isocountry countryiso countryoforigin
        land landcode lander staat pays codepays pais codigopais paese nazione kraj kodkraju landskod
    """,
    "contact_name": """
        contactperson contact maincontact primarycontact attention attentionto attn careof contactpersonname
        ansprechpartner kontaktperson kontakt personnedecontact contactprincipal personadecontacto contacto
        contactpersoon personadicontatto referente contatto osobakontaktowa director manager owner executivedirector
        zhd tav
    """,
    "contact_job_title": """
        jobtitle contacttitle jobposition position role jobrole function jobfunction occupation designation
        contactjobtitle
        funktion beruf stellung fonction poste cargo puesto functie ruolo befattning stanowisko
    """,
    "delivery_street": "shippingaddress shiptoaddress deliveryaddress lieferadresse lieferanschrift adressedelivraison",
    "contact_email": "contactpersonemail ansprechpartneremail",
    "contact_phone": "contactpersonphone ansprechpartnertelefon",
}  # fmt: skip

# Never stored, whatever a file says.
SECRETS = """
    password passwd pwd passwordhash passwordhashed passwordsalt hash salt secret secretkey token apikey accesstoken
    passwort kennwort motdepasse contrasena wachtwoord losenord haslo creditcard creditcardnumber
    cardnumber ccnumber cvv
    cvc pin rptoken rptokencreatedat userpassword encryptedpassword hashedpassword userpass pass
""".split()

# Headings that look like one of ours, and are something else.
OTHERS = """
    rowid orderid orderno ordernumber productid productname producttype productcode productcategory invoiceno
    invoicenumber transactionid itemid stockcode sku customercurrency currencycode statuscode leadstatus status
    organizationid organisationid parentid ownerid ownername companyowner contactowner userid gender
    entitycategory entitysubcategory storeid websiteid groupid priceid addressid contactids associatedcompanyids
""".split()

# Columns that only a list of orders or of goods has: there "Category" and "Description" speak of goods.
GOODS = """
    orderid orderno ordernumber productid productname productcode sku stockcode quantity unitprice invoiceno
    invoicenumber invoicedate orderdate price subcategory itemname
""".split()


class Block(Enum):
    """Whose address, phone or e-mail a heading speaks of. The order is that of preference for the main address."""

    PLAIN = ""
    MAIN = "main primary default defaultaddress customeraddress adresse"
    BILLING = """billing billto invoice invoicing bill rechnung rechnungs rechnungsadresse facturation
        facturacion factuur
        fatturazione faktura faktur po"""
    REGISTERED = "registered registeredoffice registeredaddress reg regaddress legaladdress headoffice head hq"
    MAILING = "mailing mailingaddress postal postaladdress mail correspondence post"
    WORK = "work office businessaddress workaddress business company"
    HOME = "home homeaddress residential private privat permanent"
    DELIVERY = """shipping shipto ship delivery deliveryaddress shippingaddress deliver dispatch sa liefer lieferung
        lieferadresse lieferanschrift livraison entrega aflever bezorg levering spedizione consegna leverans dostawa"""
    OTHER = "other alternate alternative secondary second previous correspondence2 headquarters"


# Words before a heading that say a person of the company is meant, and words that say nothing new.
PERSON = frozenset(
    """
    contact contactperson person person1 contact1 primarycontact maincontact primaryperson keycontact
    primarycontactperson ansprechpartner kontakt kontaktperson contacto contactpersoon contatto
    """.split()
)
NEUTRAL = frozenset(
    """
    customer client account debtor entity src cust acct user member party partner field address addr adresse contactinfo
    supplier vendor the
    """.split()
)

BLOCK_OF = {word: block for block in Block for word in block.value.split()}
LONGEST_PREFIX = max(map(len, (*PERSON, *NEUTRAL, *BLOCK_OF)))
LONGEST_KEY = 50
EXACT, LESS, LEAST = 1.0, 0.8, 0.6  # how sure: the heading itself; behind a prefix; numbered, or a stretch


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean: the field, whose it is, and how sure that is (0 to 1)."""

    field: str
    block: Block = Block.PLAIN
    is_person: bool = False
    sureness: float = EXACT


def key_of(heading: str) -> str:
    """The heading as the tables spell it: folded letters and digits."""
    return NOT_A_LETTER.sub("", fold(CUSTOM.sub("", heading)))


@functools.cache
def vocabulary() -> dict[str, list[tuple[str, float]]]:
    """Key -> fields it may mean. A field's label comes first; later words of a list are a little less sure."""
    found: dict[str, list[tuple[str, float]]] = {}
    for field, words in WORDS.items():
        keys = [key_of(word) for word in words.split()]
        for place, key in enumerate(keys):
            found.setdefault(key, []).append((field, EXACT - 0.1 * place / len(keys)))
    for key in map(key_of, COMPANY):
        found.setdefault(key, []).append(("name", EXACT))
    labels = {each.name: each.label for each in FIELDS.values()} | PSEUDO
    for field, label in labels.items():
        found.setdefault(key_of(label), []).insert(0, (field, EXACT + 0.1))
        if field not in PSEUDO and field not in dict(found.get(key_of(field), [])):
            found.setdefault(key_of(field), []).append((field, EXACT))
    return found


COMPANY_KEYS = frozenset(map(key_of, COMPANY))
SECRET_KEYS = frozenset(map(key_of, SECRETS))
OTHER_KEYS = frozenset(map(key_of, OTHERS))
GOODS_KEYS = frozenset(map(key_of, GOODS))


@functools.lru_cache(maxsize=4096)
def meanings_of(heading: str) -> tuple[Meaning, ...]:
    """Everything a heading may mean, surest first; nothing for a secret, or for a column of other things."""
    key = key_of(heading)
    if not key or len(key) > LONGEST_KEY or is_secret(heading):
        return ()
    found = sorted(read_key(key), key=lambda meaning: -meaning.sureness)
    return tuple({(each.field, each.block, each.is_person): each for each in reversed(found)}.values())[::-1]


def read_key(key: str, block: Block = Block.PLAIN, is_person: bool = False, depth: int = 0) -> list[Meaning]:
    """A key as it stands, or behind a prefix that says whose it is, or without the number at its end."""
    if key in OTHER_KEYS:
        return []
    found = [
        Meaning(field, block, is_person, sureness * (EXACT, LESS, LESS, LEAST)[depth])
        for field, sureness in vocabulary().get(key, [])
    ]
    if depth < 3:
        for length in range(2, min(len(key), LONGEST_PREFIX + 1)):
            prefix, rest = key[:length], key[length:]
            if prefix in PERSON:
                found += read_key(rest, block, True, depth + 1)
            elif prefix in BLOCK_OF and block is Block.PLAIN:
                found += read_key(rest, BLOCK_OF[prefix], is_person, depth + 1)
            elif prefix in NEUTRAL:
                found += read_key(rest, block, is_person, depth + 1)
    if not found and key[-1] == "1" and len(key) > 2:
        found = read_key(key[:-1], block, is_person, depth)
    return found


def is_known_heading(text: str) -> bool:
    return len(text) <= 80 and bool(meanings_of(text) or is_secret(text))


def is_secret(heading: str) -> bool:
    key = key_of(heading)
    return key in SECRET_KEYS or "password" in key or "passwort" in key


def is_company_heading(heading: str) -> bool:
    """Whether a column of names can hold only names of companies."""
    key = key_of(heading)
    if key in COMPANY_KEYS:
        return True
    prefixes = (*NEUTRAL, *BLOCK_OF)
    return any(key.startswith(prefix) and key[len(prefix) :] in COMPANY_KEYS for prefix in prefixes)
