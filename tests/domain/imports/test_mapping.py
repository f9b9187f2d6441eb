import json

import pytest

from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.imports.rules.mapping import (
    Mapping,
    TwoColumns,
    UnknownColumn,
    UnknownField,
    guess_fields,
    guess_mapping,
    header_key,
    settle_streets,
)
from onaccount.domain.imports.rules.synonyms import (
    PSEUDO,
    WORDS,
    is_company_heading,
    is_known_heading,
)
from onaccount.domain.imports.rules.template import template_rows

# Headings of other programs' exports and of lists in other languages, with the field each should be given. Headings
# that are not listed must be left out.
LISTS: dict[str, str] = {
    "northwind": """customerID=external_id companyName=name contactName=contact_name contactTitle=contact_title
        address=street city=city region=region postalCode=postcode country=country phone=phone fax=""",
    "sap": """CustomerID=external_id FirstName=given_name LastName=family_name Title=title Street=street
        PostalCode=postcode
        City=city CountryCode_code=country PhoneNumber=phone EMailAddress=email""",
    "bagisto": """email=email customer_group_code=category first_name=given_name last_name=family_name phone=phone
        date_of_birth= gender=""",
    "salesforce contacts": """Email=email FirstName=given_name LastName=family_name MailingCity=city
        MailingCountry=country
        MailingPostalCode=postcode MailingState=region MailingStreet=street MobilePhone=mobile Reservation_Status=""",
    "salesforce leads": """City=city Company=name Country=country Email=email FirstName=given_name Industry=
        LastName=family_name MobilePhone=mobile State=region Status= Street=street Title=contact_job_title""",
    "superstore": """Row_ID= Order_ID= Order_Date= Customer_ID=external_id Customer_Name=name Segment=category
        Country=country City=city State=region Postal_Code=postcode Region= Product_ID= Category= Sub-Category=
        Product_Name= Sales= Quantity=""",
    "xero": """*ContactName=name AccountNumber=external_id EmailAddress=email FirstName=given_name LastName=family_name
        POAttentionTo=contact_name POAddressLine1=line1 POAddressLine2=line2 POAddressLine3=line3 POAddressLine4=line4
        POCity=city PORegion=region POPostalCode=postcode POCountry=country SAAttentionTo= SAAddressLine1=delivery_line1
        SAAddressLine2=delivery_line2 SACity=delivery_city SARegion=delivery_region SAPostalCode=delivery_postcode
        SACountry=delivery_country PhoneNumber=phone FaxNumber= MobileNumber=mobile BankAccountName= BankAccountNumber=
        TaxNumber=tax_id Website=website LegalName= Discount= CompanyNumber=registration_number
        Person1FirstName=contact_given_name Person1LastName=contact_family_name Person1Email=contact_email
        Person1IncludeInEmails= Person2FirstName= Person2LastName= Person2Email=""",
    "shopify": """Customer_ID=external_id First_Name=given_name Last_Name=family_name Email=email
        Accepts_Email_Marketing= Default_Address_Company=name Default_Address_Address1=line1
        Default_Address_Address2=line2 Default_Address_City=city Default_Address_Province_Code=region
        Default_Address_Country_Code=country Default_Address_Zip=postcode Default_Address_Phone= Phone=phone
        Total_Spent= Total_Orders= Note=notes Tax_Exempt= Tags=tags""",
    "zoho": """Created_Time= Display_Name= Company_Name=name Salutation=title First_Name=given_name
        Last_Name=family_name
        Phone=phone Currency_Code= Notes=notes Website=website Status= Credit_Limit= Customer_Sub_Type=kind
        Billing_Attention=contact_name Billing_Address=street Billing_Street2=line2 Billing_City=city
        Billing_State=region Billing_Country=country Billing_Code=postcode Billing_Phone= Shipping_Attention=
        Shipping_Address=delivery_street Shipping_Street2=delivery_line2 Shipping_City=delivery_city
        Shipping_State=delivery_region Shipping_Country=delivery_country Shipping_Code=delivery_postcode
        EmailID=email MobilePhone=mobile Customer_ID=external_id Customer_Name=full_name Contact_Type=""",
    "wave": """customer_name=name email=email contact_first_name=contact_given_name
        contact_last_name=contact_family_name
        customer_currency= account_number=external_id phone=phone fax= mobile=mobile website=website country=country
        province/state=region address_line_1=line1 address_line_2=line2 city=city postal_code/zip_code=postcode
        ship-to_country=delivery_country ship-to_address_line_1=delivery_line1 ship-to_city=delivery_city""",
    "freshbooks": """Organization=name First_Name=given_name Last_Name=family_name Email=email Phone=phone Street=street
        City=city Province/State=region Country=country Postal_Code=postcode Notes=notes""",
    "hubspot": """Record_ID=external_id First_Name=given_name Last_Name=family_name Email=email Phone_Number=phone
        Lead_Status= Create_Date= Associated_Company=name Associated_Company_IDs= Contact_owner=""",
    "quickbooks": """Full_Name=full_name Company=name Email=email Phone=phone Mobile=mobile Fax= Website=website
        Street=street City=city State=region ZIP=postcode Country=country Opening_Balance= Resale_Number=tax_id""",
    "magento": """email=email _website=website confirmation= created_at= dob= firstname=given_name gender= group_id=
        lastname=family_name middlename=middle_name password_hash= prefix=title store_id= taxvat=tax_id password=""",
    "akaunting": """name=name email=email tax_number=tax_id phone=phone address=street country=country state=region
        zip_code=postcode city=city website=website currency_code= reference=external_id enabled= user_id=""",
    "companies house": """CompanyName=name _CompanyNumber=registration_number RegAddress.CareOf=contact_name
        RegAddress.AddressLine1=line1 _RegAddress.AddressLine2=line2 RegAddress.PostTown=city RegAddress.County=region
        RegAddress.Country=country RegAddress.PostCode=postcode CompanyCategory=category CompanyStatus=
        CountryOfOrigin= URI=""",
    "thunderbird": """First_Name=given_name Last_Name=family_name Display_Name=full_name Primary_Email=email
        Secondary_Email= Work_Phone=phone Home_Phone= Fax_Number= Mobile_Number=mobile Home_Address= Home_City=
        Work_Address=street Work_Address_2=line2 Work_City=city Work_State=region Work_ZipCode=postcode
        Work_Country=country Job_Title=contact_job_title Organization=name Web_Page_1=website Notes=notes""",
    "woocommerce": """ID=external_id user_email=email first_name=given_name last_name=family_name billing_company=name
        billing_address_1=line1 billing_address_2=line2 billing_city=city billing_postcode=postcode
        billing_country=country billing_state=region billing_phone=phone shipping_address_1=delivery_line1
        shipping_city=delivery_city shipping_postcode=delivery_postcode user_pass=""",
    "classic models": """customerNumber=external_id customerName=name contactLastName=contact_family_name
        contactFirstName=contact_given_name phone=phone addressLine1=line1 addressLine2=line2 city=city state=region
        postalCode=postcode country=country salesRepEmployeeNumber= creditLimit=""",
    "febrl": """rec_id=external_id given_name=given_name surname=family_name street_number=house_number address_1=line1
        address_2=line2 suburb=city postcode=postcode state=region date_of_birth= soc_sec_id=""",
    "gleif": """LEI=external_id Entity.LegalName=name Entity.LegalAddress.Country=country Entity.EntityCategory=
        Entity.EntitySubCategory=""",
    "datev": """Konto=external_id Name_(Adressattyp_Unternehmen)=name Name_(Adressattyp_natürl._Person)=family_name
        Vorname_(Adressattyp_natürl._Person)=given_name Anrede=title Straße=street Postleitzahl=postcode Ort=city
        Land=country EU-UStID=tax_id Telefon=phone E-Mail=email Internet=website""",
    "german": """Kundennummer=external_id Firma=name Anrede=title Vorname=given_name Nachname=family_name Straße=street
        Hausnummer=house_number PLZ=postcode Ort=city Land=country Telefon=phone Mobil=mobile E-Mail-Adresse=email
        USt-IdNr.=tax_id Bemerkung=notes""",
    "german persons": """Kundennr.=external_id Name=family_name Vorname=given_name Strasse=street PLZ=postcode
        Wohnort=city Tel.=phone E-Mail=email""",
    "french": """Code_client=external_id Raison_sociale=name Civilité=title Nom=family_name Prénom=given_name
        Adresse=street Code_postal=postcode Ville=city Pays=country Téléphone=phone Portable=mobile Courriel=email
        N°_TVA=tax_id SIRET=registration_number Site_web=website Remarques=notes""",
    "spanish": """Nombre=given_name Apellidos=family_name Correo_electrónico=email Teléfono=phone Móvil=mobile
        Dirección=street Código_postal=postcode Población=city Provincia=region País=country NIF=tax_id""",
    "spanish companies": """Razón_social=name CIF=tax_id Persona_de_contacto=contact_name Dirección=street CP=postcode
        Localidad=city Provincia=region Teléfono=phone Email=email""",
    "dutch": """Klantnummer=external_id Bedrijfsnaam=name Contactpersoon=contact_name Straat=street
        Huisnummer=house_number Postcode=postcode Plaats=city Land=country Telefoonnummer=phone E-mailadres=email
        BTW-nummer=tax_id KvK-nummer=registration_number""",
    "italian": """Codice_cliente=external_id Ragione_sociale=name Partita_IVA=tax_id Codice_fiscale= Indirizzo=street
        CAP=postcode Città=city Provincia=region Telefono=phone Cellulare=mobile Email=email""",
    "swedish": """Kundnummer=external_id Företag=name Förnamn=given_name Efternamn=family_name Adress=street
        Postnummer=postcode Ort=city Land=country Telefon=phone Mobil=mobile E-post=email Org.nr=registration_number
        Momsnr=tax_id""",
    "polish": """Nazwa_firmy=name NIP=tax_id REGON=registration_number Imię=given_name Nazwisko=family_name
        Ulica=street Nr_domu=house_number Kod_pocztowy=postcode Miasto=city Kraj=country Telefon=phone E-mail=email
        Uwagi=notes""",
    "lone contact": "Contact=name Email=email Phone=phone",
    "contact's own columns": "Company=name Contact_Email=email Contact_Phone=phone",
    "only a shipping address": "Name=name Shipping_Street=street Shipping_City=city Shipping_Zip=postcode",
    "shouting": "CUSTOMERNAME=name EMAILADDRESS=email BILLINGCITY=city TELEPHONENO=phone",
    "ids of other things": "user_id= product_id= Name=name",
}


def pairs_of(text: str) -> dict[str, str]:
    """The lists above: blanks in a heading are written as _ where no _ belongs, so both are tried."""
    return dict(pair.rsplit("=", 1) for pair in text.split())


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("blank", ["_", " "])
def test_a_list_of_another_program_is_understood(name, blank):
    wanted = {heading.replace("_", blank): field or None for heading, field in pairs_of(LISTS[name]).items()}
    guess = settle_streets(guess_fields(list(wanted), []))  # without what is known of programs: their lists have kin
    assert dict(zip(wanted, guess, strict=True)) == wanted


def mapped(header: str, *rows: str) -> dict[str, str | None]:
    return guess_mapping(header.split(","), [row.split(",") for row in rows]).to_json()


@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [
        ("Name,Contact", "Hollin,dairy@hollin.example", {"Name": "name", "Contact": "email"}),
        ("Name,Field 7", "Hollin,dairy@hollin.example", {"Name": "name", "Field 7": "email"}),
        ("Title,First name,Last name", "Mrs.,Nora,Hollin", {"Title": "title"}),
        ("Title,First name,Last name", "Sales Manager,Nora,Hollin", {"Title": "contact_job_title"}),
        ("Company,Contact title", "Hollin,Owner", {"Contact title": "contact_job_title"}),
        ("Company,Contact title", "Hollin,Herr Dr.", {"Contact title": "contact_title"}),
        ("Type,Name", "Company,Hollin", {"Type": "kind"}),
        ("Type,Name", "american,Hollin", {"Type": None}),
        ("Customer Type,Name", "gold,Hollin", {"Customer Type": None}),
        ("Customer No.,Name", "17,Hollin", {"Customer No.": "number"}),
        ("Customer No.,Name", "C00017,Hollin", {"Customer No.": "external_id"}),
        (
            "OnAccount number,Customer id,Name",
            "17,C17,Hollin",
            {"OnAccount number": "number", "Customer id": "external_id"},
        ),
        ("OnAccount reason,Name", "too long,Hollin", {"OnAccount reason": None, "Name": "name"}),
        ("Email,Name", "n/a,Hollin", {"Email": "email"}),
        ("Email,Name", "12345,Hollin", {"Email": None}),
        ("Phone,Name", "call me,Hollin", {"Phone": None}),
        ("Website,Name", "Yes,Hollin", {"Website": None}),
        ("Region,State,Name", "South,Kentucky,Hollin", {"State": "region", "Region": None}),
    ],
)
def test_what_a_column_holds_confirms_its_heading_or_denies_it(header, row, wanted):
    found = mapped(header, row, row)
    assert {heading: found[heading] for heading in wanted} == wanted


def test_passwords_are_never_mapped_and_always_said():
    header = ["email", "password", "Password Hash", "user_pass", "Passwort", "cvv", "API key"]
    guess = guess_mapping(header, [])
    assert guess.columns == {"email": 0}
    assert guess.never_stored == header[1:]
    forced = Mapping.from_json(header, {"password": "notes", "email": "email"})
    assert forced.to_json()["password"] is None


def test_our_own_template_is_understood_to_the_letter():
    header, *examples = template_rows()
    assert guess_mapping(header, examples).fields == tuple(FIELDS)
    assert guess_mapping(header, []).fields == tuple(FIELDS)


def test_every_field_has_words_and_every_word_is_found():
    for field, words in WORDS.items():
        assert field in FIELDS or field in PSEUDO
        for word in words.split():
            assert is_known_heading(word), word


def test_a_field_is_given_to_one_column_only():
    guess = guess_mapping(["Email", "E-mail", "Email address", "Phone", "Telephone"], [])
    assert sorted(filter(None, guess.fields)) == ["email", "phone"]
    assert guess.fields.count(None) == 3


def test_a_mark_that_salesforce_puts_on_its_own_fields_says_nothing():
    assert guess_mapping(["Tax_Id__c", "Email__c"], []).fields == ("tax_id", "email")


@pytest.mark.parametrize(
    "heading", ["Company", "companyName", "Firma", "Raison sociale", "Default Address Company", "LegalName"]
)
def test_some_headings_hold_companies_only(heading):
    assert is_company_heading(heading)


@pytest.mark.parametrize("heading", ["Name", "Customer Name", "Contact", "Full name"])
def test_others_may_hold_anybody(heading):
    assert not is_company_heading(heading)


def test_a_corrected_mapping_is_remembered_by_its_headings():
    header = ["Kunde", "Foo", "E-Mail"]
    kept = json.dumps({"Kunde": "name", "Foo": "notes", "E-Mail": None})
    mapping = Mapping.from_json(["E-mail", "KUNDE ", "Foo", "New"], json.loads(kept))
    assert mapping.to_json() == {"E-mail": None, "KUNDE ": "name", "Foo": "notes", "New": None}
    assert Mapping.from_json(header, json.loads(kept)).to_json() == json.loads(kept)


def test_a_mapping_may_name_fields_by_their_labels():
    assert Mapping.from_json(["A", "B"], {"A": "E-mail", "B": "Registration number"}).fields == (
        "email", "registration_number",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({"A": "shoe_size"}, UnknownField),
        ({"A": "name", "B": "name"}, TwoColumns),
        ({"C": "name"}, UnknownColumn),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(data, refusal):
    with pytest.raises(refusal):
        Mapping.from_json(["A", "B"], data, is_strict=True)


def test_a_header_is_known_again_whatever_its_blanks_and_case_and_our_own_columns():
    key = header_key(["Name", "E-mail"])
    assert key == header_key([" NAME ", "e mail"]) == header_key(["Name", "E-mail", "OnAccount reason"])
    assert key != header_key(["E-mail", "Name"])
    assert key != header_key(["Name"])
