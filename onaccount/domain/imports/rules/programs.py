"""The headings of other programs' exports: facts, gathered from their makers' pages and from files that they wrote.

`tells` are headings as people see them, in small letters, with commas between them. `columns` are headings as the
tables of synonyms spell them (folded letters and digits), each with its field; several fields stand in the order
in which they are tried, and none says that the column is nothing of ours.
"""

from typing import NamedTuple


class Fact(NamedTuple):
    program: str
    lists: str
    tells: str
    enough: int
    columns: str
    must: str = ""
    is_whole: bool = False


def numbered(pattern: str, numbers: range, first: int) -> str:
    """The pattern for each number, @ being the number and # the one of ours that stands for it."""
    return " ".join(
        pattern.replace("@", str(number)).replace("#", str(first + number - numbers.start)) for number in numbers
    )


# A place whose columns have no prefix, in the words of most programs.
PLACE = "city=city state=region region=region province=region zip=postcode postalcode=postcode country=country"

EXPORTS = (
    Fact(
        "Xero", "contacts",
        """contactname, accountnumber, emailaddress, poattentionto, poaddressline1, pocity, popostalcode,
        saaddressline1, ddinumber, skypename, bankaccountname, bankaccountparticulars, accountsreceivabletaxcodename,
        duedatebillday, person1firstname, brandingtheme""", 3,
        """contactname=name accountnumber=external_id emailaddress=email firstname=given_name lastname=family_name
        poattentionto=contact_name poaddressline1=line1 poaddressline2=line2 poaddressline3=line3 poaddressline4=line4
        pocity=city poregion=region popostalcode=postcode pocountry=country saattentionto= saaddressline1=delivery_line1
        saaddressline2=delivery_line2 saaddressline3=delivery_line3 saaddressline4= sacity=delivery_city
        saregion=delivery_region sapostalcode=delivery_postcode sacountry=delivery_country phonenumber=phone
        mobilenumber=mobile ddinumber=other_phone faxnumber= skypename= taxnumber=tax_id taxnumbername=
        companynumber=registration_number website=website legalname= discount= bankaccountname= bankaccountnumber=
        bankaccountparticulars= accountsreceivabletaxcodename= accountspayabletaxcodename= brandingtheme= contactstatus=
        contactgroup= """
        + numbered("person@firstname=contact#_given_name person@lastname=contact#_family_name "
                   "person@email=contact#_email person@includeinemails= person@includeinemail=", range(1, 6), 2),
    ),
    Fact(
        "Shopify", "customers",
        """accepts email marketing, accepts sms marketing, accepts marketing, default address company,
        default address address1, default address province code, default address country code, default address zip,
        default address phone, total spent, total orders, tax exempt, province code, country code""", 3,
        """customerid=external_id id=external_id firstname=given_name lastname=family_name email=email phone=phone
        defaultaddressphone=other_phone defaultaddresscompany=name company=name defaultaddressaddress1=line1
        defaultaddressaddress2=line2 address1=line1 address2=line2 defaultaddresscity=city city=city
        defaultaddressprovincecode=region defaultaddressprovince=region province=region provincecode=region
        defaultaddresscountrycode=country defaultaddresscountry=country country=country countrycode=country
        defaultaddresszip=postcode zip=postcode note=notes tags=tags totalspent= totalorders= taxexempt=
        acceptsemailmarketing= acceptssmsmarketing= acceptsmarketing=""",
    ),
    Fact(
        "QuickBooks", "customers",
        """customer full name, phone numbers, bill address, ship address, billing address, shipping address, full name,
        customer""", 4,
        """companyname=name company=name customerfullname=name|other_name customer=name|other_name
        fullname=contact_name phone=phone phonenumbers=phone|other_phone email=email billaddress=street
        billingaddress=street shipaddress=delivery_street shippingaddress=delivery_street customertype=category
        website=website note=notes notes=notes createdon= taxable= terms=""",
    ),
    Fact(
        "QuickBooks", "customers",
        "attachments, open balance, company name, company, street address, address, customer type, zip", 4,
        f"""companyname=name company=name name=name|other_name customer=name|other_name streetaddress=street
        address=street {PLACE} phone=phone email=email customertype=category notes=notes attachments= openbalance=
        website=website mobile=mobile""", "open balance",
    ),
    Fact(
        "QuickBooks", "customers",
        "full name, company, opening balance, opening balance date, resale number", 2,
        f"""company=name companyname=name fullname=full_name name=full_name email=email phone=phone mobile=mobile fax=
        website=website street=street streetaddress=street {PLACE} openingbalance= openingbalancedate=
        resalenumber=tax_id""",
    ),
    Fact(
        "QuickBooks", "customers",
        """active status, balance total, main phone, main email, bill to 1, bill to 2, ship to 1, alt. phone, m.i.,
        mr./ms./..., resale num, primary contact, job title""", 4,
        """company=name customer=name|other_name mrms=title firstname=given_name lastname=family_name mi=middle_name
        primarycontact=contact_name mainphone=phone altphone=other_phone mobile=mobile fax= mainemail=email
        ccemail= website=website jobtitle=contact_job_title billto1= billto2=line1 billto3=line2 billto4=line3
        billto5=line4 shipto1= shipto2=delivery_line1 shipto3=delivery_line2 shipto4=delivery_line3 shipto5=
        customertype=category accountno=external_id resalenum=tax_id note=notes activestatus= balance= balancetotal=
        secondarycontact= terms= rep= creditlimit= street1= street2= city=city state=region zip=postcode
        country=country""",
    ),
    Fact(
        "HubSpot", "contacts",
        """record id, associated company, associated company ids, associated company ids (primary), contact owner,
        lead status, lifecycle stage, marketing contact status, create date, last activity date, contact id""", 3,
        """recordid=external_id recordidcontact=external_id contactid=external_id firstname=given_name
        lastname=family_name email=email
        phonenumber=phone mobilephonenumber=mobile associatedcompany=name associatedcompanyprimary=name
        companyname=name|other_name associatedcompanyidsprimary=company_id associatedcompanyids=company_id
        associatedcompanyid=company_id jobtitle=contact_job_title streetaddress=street city=city stateregion=region
        postalcode=postcode countryregion=country websiteurl=website leadstatus= lifecyclestage= createdate=
        contactowner= lastactivitydate= marketingcontactstatus= timezone=""",
    ),
    Fact(
        "HubSpot", "contacts",
        """datensatz-id, lead-status, lifecycle-phase, zustandiger mitarbeiter, kontakt-zustandiger, erstellungsdatum,
        zuständiger mitarbeiter, kontakt-zuständiger, associated company ids, associated company""", 3,
        """datensatzid=external_id vorname=given_name nachname=family_name email=email telefonnummer=phone
        mobiltelefonnummer=mobile associatedcompany=name unternehmensname=name|other_name
        associatedcompanyidsprimary=company_id associatedcompanyids=company_id position=contact_job_title
        strasse=street ort=city stadt=city bundeslandregion=region postleitzahl=postcode landregion=country land=country
        websiteurl=website leadstatus= erstellungsdatum= lifecyclephase=""", "datensatz-id",
    ),
    Fact(
        "HubSpot", "companies",
        """record id, company name, company owner, company domain name, website url, associated contact ids,
        associated contact, create date, lifecycle stage, company id""", 3,
        """recordid=external_id companyid=external_id recordidcompany=external_id companyname=name name=name
        websiteurl=website
        companydomainname=website phonenumber=phone streetaddress=street streetaddress2=line2 city=city
        stateregion=region postalcode=postcode countryregion=country companyowner= createdate= industry= type=
        lastactivitydate= description= aboutus= associatedcontact= associatedcontactids= numberofemployees=
        annualrevenue=""", "company name",
    ),
    Fact(
        "Zoho Books", "contacts",
        """display name, customer sub type, billing attention, billing street2, billing code, contact type, emailid,
        mobilephone, payment terms label, owner name, shipping street2, shipping code, last modified time""", 4,
        """customerid=external_id contactid=external_id companyname=name displayname=other_name customername=
        contactname= salutation=title firstname=given_name lastname=family_name emailid=email email=email phone=phone
        mobilephone=mobile website=website notes=notes customersubtype=kind billingattention=contact_name
        billingaddress=street billingstreet2=line2 billingcity=city billingstate=region billingcountry=country
        billingcode=postcode billingphone=other_phone billingfax= shippingattention= shippingaddress=delivery_street
        shippingstreet2=delivery_line2 shippingcity=delivery_city shippingstate=delivery_region
        shippingcountry=delivery_country shippingcode=delivery_postcode shippingphone= shippingfax=
        taxregistrationnumber=tax_id vatregistrationnumber=tax_id gstidentificationnumbergstin=tax_id gstin=tax_id
        designation=contact_job_title contacttype= status= currencycode= creditlimit= paymentterms=
        paymenttermslabel= ownername= createdtime= lastmodifiedtime= facebook= twitter= department=""",
    ),
    Fact(
        "Wave", "customers",
        """customer_name, contact_first_name, contact_last_name, customer_currency, toll_free, province/state,
        address_line_1, postal_code/zip_code, ship-to_contact, ship-to_address_line_1, delivery_instructions""", 3,
        """companyname=name customername=name|other_name email=email contactfirstname=contact_given_name
        contactlastname=contact_family_name accountnumber=external_id phone=phone mobile=mobile tollfree=other_phone
        fax= website=website country=country provincestate=region addressline1=line1 addressline2=line2 city=city
        postalcodezipcode=postcode postalcode=postcode zipcode=postcode shippingaddress= shiptocontact= shiptophone=
        shiptocountry=delivery_country shiptoprovincestate=delivery_region shiptoaddressline1=delivery_line1
        shiptoaddressline2=delivery_line2 shiptocity=delivery_city shiptopostalcodezipcode=delivery_postcode
        deliveryinstructions=notes customercurrency=""",
    ),
    Fact(
        "FreshBooks", "clients",
        """organization, first name, last name, province/state, postal code, street, street 2, address line 1,
        late fee, currency""", 5,
        """organization=name firstname=given_name lastname=family_name email=email phone=phone mobile=mobile
        homephone=other_phone fax= street=street street2=line2 addressline1=line1 addressline2=line2 city=city
        provincestate=region country=country postalcode=postcode notes=notes vatnumber=tax_id vatname=
        language= currency=""", "organization, province/state",
    ),
    Fact(
        "Salesforce", "accounts",
        """billingstreet, billingcity, billingpostalcode, billingstate, billingcountry, shippingstreet, accountsource,
        masterrecordid, annualrevenue, numberofemployees, systemmodstamp, tickersymbol""", 3,
        """id=external_id name=name phone=phone website=website accountnumber= billingstreet=street
        billingcity=city billingstate=region billingstatecode= billingpostalcode=postcode
        billingcountry=country billingcountrycode= shippingstreet=delivery_street shippingcity=delivery_city
        shippingstate=delivery_region shippingpostalcode=delivery_postcode shippingcountry=delivery_country type=
        description=notes industry= parentid= ownerid= fax= site= rating= sic= tickersymbol= ownership=
        annualrevenue= numberofemployees= accountsource= isdeleted= masterrecordid= createddate= createdbyid=
        lastmodifieddate= lastmodifiedbyid= systemmodstamp=""",
    ),
    Fact(
        "Salesforce", "accounts",
        """account name, account id, billing street, billing city, billing state/province, billing zip/postal code,
        billing country, account owner, account number, last activity""", 4,
        """accountid=external_id accountname=name phone=phone website=website accountnumber=external_id
        billingstreet=street billingaddressline1=line1 billingaddressline2=line2 billingaddressline3=line3
        billingcity=city billingstateprovince=region billingzippostalcode=postcode
        billingcountry=country shippingstreet=delivery_street shippingcity=delivery_city
        shippingstateprovince=delivery_region shippingzippostalcode=delivery_postcode shippingcountry=delivery_country
        description=notes accountdescription=notes type= industry= accountowner= lastactivity= rating= employees=
        annualrevenue= lastmodifieddate= fax=""", "account name",
    ),
    Fact(
        "Salesforce", "contacts",
        """mailingstreet, mailingcity, mailingstate, mailingpostalcode, mailingcountry, accountid, reportstoid,
        otherstreet, assistantname, leadsource, systemmodstamp, homephone, emailbounceddate""", 3,
        """id=external_id accountid=company_id accountname=name salutation=title firstname=given_name
        lastname=family_name middlename=middle_name name= title=contact_job_title email=email phone=phone
        mobilephone=mobile homephone=other_phone otherphone= assistantphone= fax= mailingstreet=street
        mailingcity=city mailingstate=region mailingpostalcode=postcode mailingcountry=country otherstreet=
        othercity= otherstate= otherpostalcode= othercountry= description=notes department= leadsource=
        birthdate= reportstoid= ownerid= isdeleted= masterrecordid= createddate= createdbyid= lastmodifieddate=
        lastmodifiedbyid= systemmodstamp= assistantname=""",
    ),
    Fact(
        "Salesforce", "contacts",
        """mailing street, mailing city, mailing state/province, mailing zip/postal code, mailing country, contact id,
        contact owner, account name, account id""", 3,
        """contactid=external_id accountid=company_id accountname=name salutation=title firstname=given_name
        lastname=family_name fullname=full_name title=contact_job_title email=email phone=phone mobile=mobile
        homephone=other_phone mailingstreet=street mailingaddressline1=line1 mailingaddressline2=line2
        mailingaddressline3=line3 mailingcity=city mailingstateprovince=region mailingzippostalcode=postcode
        mailingcountry=country description=notes contactdescription=notes department= leadsource= contactowner=
        accountowner= fax= reportsto= birthdate= lastactivity= lastmodifieddate=""", "last name",
    ),
    Fact(
        "Salesforce", "leads",
        """firstname, industry, street, mobilephone, leadsource, isconverted, convertedaccountid, convertedcontactid,
        isunreadbyowner, rating""", 3,
        """id=external_id company=name salutation=title firstname=given_name lastname=family_name name=
        title=contact_job_title email=email phone=phone mobilephone=mobile fax= website=website street=street
        city=city state=region postalcode=postcode country=country description=notes status= industry= leadsource=
        rating= annualrevenue= numberofemployees= ownerid= isconverted= converteddate= convertedaccountid=
        convertedcontactid= convertedopportunityid= isunreadbyowner= createddate= systemmodstamp=""",
        "company, status, lastname",
    ),
    Fact(
        "Salesforce", "leads",
        """company / account, lead owner, lead status, lead source, lead id, state/province, zip/postal code,
        first name, unread by owner, converted""", 3,
        """leadid=external_id companyaccount=name company=name salutation=title firstname=given_name
        lastname=family_name title=contact_job_title email=email phone=phone mobile=mobile fax= website=website
        street=street city=city stateprovince=region zippostalcode=postcode country=country description=notes
        leadowner= leadstatus= leadsource= rating= industry= createdate= annualrevenue= noofemployees=""", "last name",
    ),
    Fact(
        "Magento", "customers",
        """_website, _store, confirmation, created_in, default_billing, default_shipping, group_id, password_hash,
        taxvat, rp_token, website_id, store_id, disable_auto_group_change""", 4,
        """email=email entityid=external_id firstname=given_name middlename=middle_name lastname=family_name
        prefix=title suffix= taxvat=tax_id addresscompany=name addressstreet=street addresscity=city
        addressregion=region addresspostcode=postcode addresscountryid=country addresstelephone=phone website= store=
        confirmation= createdat= createdin= dob= gender= groupid= storeid= websiteid= defaultbilling= defaultshipping=
        addressfirstname= addresslastname= addressvatid= addressfax= updatedat=""",
    ),
    Fact(
        "Magento", "customers",
        """customer since, web site, confirmed email, account created in, tax vat number, account lock,
        billing firstname, billing lastname, street address""", 3,
        """id=external_id company=name name=name|full_name email=email group=category phone=phone zip=postcode
        country=country stateprovince=region streetaddress=street city=city taxvatnumber=tax_id vatnumber=tax_id
        customersince= website= confirmedemail= accountcreatedin= billingaddress= shippingaddress= dateofbirth=
        gender= fax= billingfirstname= billinglastname= accountlock=""",
    ),
    Fact(
        "DATEV", "Debitoren",
        """name (adressattyp unternehmen), name (adressattyp natürl. person), vorname (adressattyp natürl. person),
        name (adressattyp natürliche person), name (adressattyp keine angabe), adressattyp, unternehmensgegenstand,
        eu-ustid, kurzbezeichnung""", 3,
        """konto=external_id nameadressattypunternehmen=name nameadressattypnaturlperson=family_name
        nameadressattypnaturlicheperson=family_name vornameadressattypnaturlperson=given_name
        vornameadressattypnaturlicheperson=given_name nameadressattypkeineangabe=other_name euland=tax_country
        euustid=tax_id anrede=title strasse=street adresszusatz=line2 postleitzahl=postcode ort=city land=country
        telefon=phone telefongl=other_phone telefongeschaftsleitung=other_phone email=email internet=website
        ansprechpartner=contact_name adressattyp= unternehmensgegenstand= kurzbezeichnung= titelakadgrad= adelstitel=
        namensvorsatz= adressart= postfach= versandzusatz= fax= telefax= sonstige= steuernummer= leerfeld=
        bemerkungtelefon= bemerkungtelefongl= bemerkungemail= bemerkunginternet= bemerkungfax= bemerkungsonstige=""",
    ),
    Fact(
        "Odoo", "contacts",
        """external id, is a company, related company, related company/external id, related company/id, company type,
        complete name, address type, tax id, job position, related company/name""", 3,
        """externalid=external_id id=external_id name=name completename= displayname=other_name isacompany=is_company
        companytype=kind relatedcompanyexternalid=company_id relatedcompanyid=company_id relatedcompany=employer
        relatedcompanyname=employer companyname= street=street street2=line2 city=city state=region zip=postcode
        country=country phone=phone mobile=mobile email=email website=website websitelink=website taxid=tax_id
        vat=tax_id companyid=registration_number notes=notes tags=tags jobposition=contact_job_title title=title
        reference= salesperson= activities= addresstype= company= language=""",
    ),
    Fact(
        "Odoo", "contacts",
        """is_company, parent_id, parent_id/id, parent_id/name, company_type, country_id, country_id/id, state_id,
        street2, vat, category_id, .id""", 3,
        """id=external_id name=name displayname= iscompany=is_company companytype=kind parentidid=company_id
        parentid=employer parentidname=employer companyname= street=street street2=line2 city=city stateid=region
        zip=postcode countryid=country phone=phone mobile=mobile email=email website=website vat=tax_id
        companyregistry=registration_number comment=notes categoryid=tags function=contact_job_title title=title ref=
        userid= lang= type=""",
    ),
    Fact(
        "Odoo", "contacts",
        """externe id, ist ein unternehmen, zugehöriges unternehmen, ust-idnr., steuernummer, stelle, externe kennung,
        verbundenes unternehmen""", 2,
        """externeid=external_id externekennung=external_id name=name istunternehmen=is_company
        isteinunternehmen=is_company zugehorigesunternehmen=employer verbundenesunternehmen=employer strasse=street
        strasse2=line2 ort=city stadt=city bundesland=region plz=postcode land=country telefon=phone mobil=mobile
        email=email website=website ustidnr=tax_id ustid=tax_id notizen=notes stichworte=tags
        stelle=contact_job_title anrede=title""", "name",
    ),
    Fact(
        "ERPNext", "customers",
        """id, customer name, customer type, customer group, territory, tax category, default price list,
        customer_name, customer_type, customer_group, account manager, is internal customer""", 3,
        """id=external_id customername=name name=external_id customertype=kind customergroup=category taxid=tax_id
        emailid=email email=email mobileno=mobile phone=phone website=website customerdetails=notes
        primaryaddress=street customerprimaryaddress= customerprimarycontact= territory= taxcategory=
        defaultpricelist= defaultcurrency= accountmanager= series= language= leadname= salutation=title gender=""",
        "territory",
    ),
    Fact(
        "Akaunting", "customers",
        "tax_number, zip_code, currency_code, reference, enabled, user_id, can_login, created_from", 4,
        """name=name email=email taxnumber=tax_id phone=phone address=street country=country state=region
        zipcode=postcode city=city website=website reference=external_id currencycode= enabled= userid= type=
        canlogin= createdfrom=""",
    ),
    Fact(
        "Krayin", "persons",
        "emails, contact_numbers, organization_id, job_title, user_id", 3,
        """id=external_id name=name emails=email contactnumbers=phone organizationid=
        jobtitle=contact_job_title userid=""", "contact_numbers",
    ),
    Fact(
        "Invoicely", "clients", "client name, email, phone, country", 3,
        "clientname=name email=email phone=phone country=country", "client name", is_whole=True,
    ),
    Fact(
        "WooCommerce", "customers",
        """user_email, billing_first_name, billing_company, billing_address_1, billing_postcode, billing_phone,
        shipping_address_1, shipping_postcode, customer_id, user_registered""", 4,
        """id=external_id customerid=external_id useremail=email billingemail=email|other_email
        billingcompany=name firstname=given_name lastname=family_name billingfirstname=given_name
        billinglastname=family_name billingaddress1=line1 billingaddress2=line2 billingcity=city billingstate=region
        billingpostcode=postcode billingcountry=country billingphone=phone shippingcompany= shippingfirstname=
        shippinglastname= shippingaddress1=delivery_line1 shippingaddress2=delivery_line2 shippingcity=delivery_city
        shippingstate=delivery_region shippingpostcode=delivery_postcode shippingcountry=delivery_country
        displayname= userlogin= usernicename= role= userregistered= userpass=""",
    ),
    Fact(
        "Companies House", "companies",
        """companynumber, regaddress.careof, regaddress.pobox, regaddress.addressline1, regaddress.posttown,
        regaddress.postcode, companycategory, incorporationdate, countryoforigin""", 3,
        """companyname=name companynumber=registration_number regaddresscareof=contact_name regaddresspobox=
        regaddressaddressline1=line1 regaddressaddressline2=line2 regaddressposttown=city regaddresscounty=region
        regaddresscountry=country regaddresspostcode=postcode companycategory=category companystatus=
        countryoforigin= dissolutiondate= incorporationdate= uri=""",
    ),
    Fact(
        "Thunderbird", "address book",
        """primary email, secondary email, screen name, work zipcode, home zipcode, web page 1, web page 2, birth year,
        pager number, custom 1""", 3,
        """firstname=given_name lastname=family_name displayname=full_name nickname= primaryemail=email
        secondaryemail=other_email screenname= workphone=phone homephone=other_phone faxnumber= pagernumber=
        mobilenumber=mobile homeaddress= homeaddress2= homecity= homestate= homezipcode= homecountry=
        workaddress=street workaddress2=line2 workcity=city workstate=region workzipcode=postcode workcountry=country
        jobtitle=contact_job_title department= organization=name webpage1=website webpage2= birthyear= birthmonth=
        birthday= custom1= custom2= custom3= custom4= notes=notes""",
    ),
    Fact(
        "Outlook", "contacts",
        """business street, business city, business postal code, business country/region, e-mail address,
        business phone, home street, e-mail 2 address, company main phone, business phone 2""", 3,
        """title=title firstname=given_name middlename=middle_name lastname=family_name suffix= company=name
        department= jobtitle=contact_job_title businessstreet=street businessstreet2=line2 businessstreet3=line3
        businesscity=city businessstate=region businesspostalcode=postcode businesscountryregion=country
        homestreet= homecity= homestate= homepostalcode= homecountryregion= otherstreet= othercity= otherstate=
        otherpostalcode= othercountryregion= businessphone=phone businessphone2=other_phone companymainphone=
        homephone= mobilephone=mobile emailaddress=email email2address=other_email webpage=website notes=notes
        businessfax= homefax= otherphone= primaryphone= categories=tags""",
    ),
    Fact(
        "Google", "contacts",
        """e-mail 1 - value, e-mail 2 - value, phone 1 - value, phone 2 - value, organization name, organization title,
        organization 1 - name, address 1 - street, address 1 - city, given name, labels, group membership""", 3,
        """nameprefix=title firstname=given_name givenname=given_name middlename=middle_name
        additionalname=middle_name lastname=family_name familyname=family_name name=full_name
        organizationname=name organization1name=name organizationtitle=contact_job_title
        organization1title=contact_job_title email1value=email email2value=other_email phone1value=phone
        phone2value=other_phone address1street=street address1city=city address1region=region
        address1postalcode=postcode address1country=country address1formatted= website1value=website notes=notes
        labels=tags groupmembership=tags email1label= email2label= phone1label= phone2label= photo= birthday=
        nickname= fileas= address1label= organizationdepartment= address1extendedaddress= address1pobox=""",
    ),
)  # fmt: skip
