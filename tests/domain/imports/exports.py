"""Exports of other programs: the headings that they write, one row of ours under them, and what must come of it."""

from typing import NamedTuple


class Export(NamedTuple):
    recognised: str
    cells: list[tuple[str, str, str]]  # heading, cell, field ("" where the column is left out)
    row: dict[str, str]  # the customer's own fields, without blanks
    people: list[dict[str, str]]  # contacts after the first


def export(recognised: str, columns: str, row: dict[str, str], *people: dict[str, str]) -> Export:
    """`columns`: a line for each, heading | cell | field."""
    cells = [tuple(part.strip() for part in line.split("|")) for line in columns.strip().splitlines()]
    return Export(recognised, [(heading, cell, field) for heading, cell, field in cells], row, list(people))


EXPORTS = [
    export(
        "Xero contacts",
        """
        *ContactName | Hollin Dairy Ltd | name
        AccountNumber | HD-0017 | external_id
        EmailAddress | orders@hollin.example | email
        FirstName | Nora | given_name
        LastName | Hollin | family_name
        POAttentionTo | Accounts | contact_name
        POAddressLine1 | 17 Hollin Lane | line1
        POAddressLine2 | Unit 3 | line2
        POAddressLine3 | | line3
        POAddressLine4 | | line4
        POCity | Leeds | city
        PORegion | West Yorkshire | region
        POPostalCode | LS16 5NZ | postcode
        POCountry | United Kingdom | country
        SAAttentionTo | |
        SAAddressLine1 | The Creamery | delivery_line1
        SAAddressLine2 | | delivery_line2
        SAAddressLine3 | | delivery_line3
        SAAddressLine4 | |
        SACity | Leeds | delivery_city
        SARegion | | delivery_region
        SAPostalCode | LS16 8AA | delivery_postcode
        SACountry | United Kingdom | delivery_country
        PhoneNumber | 44 113 4960017 | phone
        FaxNumber | 44 113 4960018 |
        MobileNumber | +44 7700 900117 | mobile
        DDINumber | | other_phone
        SkypeName | |
        BankAccountName | Hollin Dairy |
        BankAccountNumber | 1.23457E+13 |
        BankAccountParticulars | |
        TaxNumberName | |
        TaxNumber | GB980780684 | tax_id
        AccountsReceivableTaxCodeName | |
        AccountsPayableTaxCodeName | |
        Website | https://hollin.example | website
        LegalName | Hollin Dairy Limited |
        Discount | |
        CompanyNumber | 00445790 | registration_number
        DueDateBillDay | 30 |
        DueDateBillTerm | of the following month |
        SalesAccount | 200 |
        PurchasesAccount | 310 |
        TrackingName1 | |
        BrandingTheme | Standard |
        Person1FirstName | Ana | contact2_given_name
        Person1LastName | Okafor | contact2_family_name
        Person1Email | ana@hollin.example | contact2_email
        Person1IncludeInEmails | TRUE |
        Person2FirstName | | contact3_given_name
        Person2LastName | | contact3_family_name
        Person2Email | | contact3_email
        Person2IncludeInEmails | |
        Person5FirstName | Tom | contact6_given_name
        Person5LastName | Weir | contact6_family_name
        Person5Email | tom@hollin.example | contact6_email
        """,
        {
            "kind": "company", "name": "Hollin Dairy Ltd", "external_id": "HD-0017", "email": "orders@hollin.example",
            "contact_given_name": "Nora", "contact_family_name": "Hollin", "line1": "17 Hollin Lane", "line2": "Unit 3",
            "city": "Leeds", "region": "West Yorkshire", "postcode": "LS16 5NZ", "country": "GB",
            "delivery_line1": "The Creamery", "delivery_city": "Leeds", "delivery_postcode": "LS16 8AA",
            "delivery_country": "GB", "phone": "44 113 4960017", "mobile": "+447700900117", "tax_id": "GB980780684",
            "website": "https://hollin.example", "registration_number": "00445790",
        },
        {"given_name": "Ana", "family_name": "Okafor", "email": "ana@hollin.example"},
        {"given_name": "Tom", "family_name": "Weir", "email": "tom@hollin.example"},
    ),
    export(
        "Xero contacts",
        """
        *ContactName | Nora Hollin | name
        AccountNumber | ASH01 | external_id
        EmailAddress | nora@post.example | email
        FirstName | Nora | given_name
        LastName | Hollin | family_name
        TaxNumber | | tax_id
        BankAccountName | |
        BankAccountNumber | |
        ContactStatus | ACTIVE |
        """,
        {
            "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin",
            "external_id": "ASH01", "email": "nora@post.example",
        },
    ),
    export(
        "Shopify customers",
        """
        Customer ID | '9013808660771 | external_id
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Email | nora@post.example | email
        Accepts Email Marketing | yes |
        Default Address Company | | name
        Default Address Address1 | 4 Weir Cottages | line1
        Default Address Address2 | | line2
        Default Address City | Bath | city
        Default Address Province Code | ENG | region
        Default Address Country Code | GB | country
        Default Address Zip | 'BA2 6NX | postcode
        Default Address Phone | '+447700900142 | other_phone
        Phone | '+31612345678 | phone
        Accepts SMS Marketing | no |
        Total Spent | 12.50 |
        Total Orders | 1 |
        Note | | notes
        Tax Exempt | no |
        Tags | dairy, wave 1 | tags
        """,
        {
            "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin",
            "external_id": "9013808660771", "email": "nora@post.example", "line1": "4 Weir Cottages", "city": "Bath",
            "region": "ENG", "country": "GB", "postcode": "BA2 6NX", "phone": "+31612345678",
            "mobile": "+447700900142", "tags": "dairy; wave 1",
        },
    ),
    export(
        "Shopify customers",
        """
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Email | nora@hollin.example | email
        Accepts Marketing | yes |
        Company | Hollin Dairy | name
        Address1 | 17 Hollin Lane | line1
        Address2 | | line2
        City | Leeds | city
        Province | England | region
        Province Code | ENG |
        Country | United Kingdom | country
        Country Code | GB |
        Zip | LS16 5NZ | postcode
        Phone | 0113 496 0017 | phone
        Total Spent | 0.00 |
        Total Orders | 0 |
        Tags | | tags
        Note | leave at the gate | notes
        Tax Exempt | no |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "email": "nora@hollin.example", "line1": "17 Hollin Lane", "city": "Leeds", "region": "England",
            "country": "GB", "postcode": "LS16 5NZ", "phone": "0113 496 0017", "notes": "leave at the gate",
        },
    ),
    export(
        "QuickBooks customers",
        """
        Customer full name | Hollin Dairy Inc | name
        Phone numbers | Phone:(555) 010-1234 Mobile:(555) 010-9999 | phone
        Email | billing@hollin.example | email
        Full name | Ann Acme | contact_name
        Bill address | 1 Main St Springfield IL 62701 | street
        Ship address | 9 Anvil Rd Marlow OH 43000 | delivery_street
        """,
        {
            "kind": "company", "name": "Hollin Dairy Inc", "phone": "(555) 010-1234", "mobile": "(555) 010-9999",
            "email": "billing@hollin.example", "contact_given_name": "Ann", "contact_family_name": "Acme",
            "line1": "1 Main St Springfield IL 62701", "delivery_line1": "9 Anvil Rd Marlow OH 43000",
        },
    ),
    export(
        "QuickBooks customers",
        """
        Customer full name | Nora Hollin | other_name
        Company name | Hollin Dairy | name
        Phone | (555) 010-1234 | phone
        Email | nora@hollin.example | email
        Full name | Nora Hollin | contact_name
        Bill address | 1 Main St | street
        Ship address | | delivery_street
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "phone": "(555) 010-1234", "email": "nora@hollin.example",
            "contact_given_name": "Nora", "contact_family_name": "Hollin", "line1": "1 Main St",
        },
    ),
    export(
        "QuickBooks customers",
        """
        Name | Nora Hollin | other_name
        Company name | | name
        Street Address | 1 Main St | street
        City | Springfield | city
        State | IL | region
        Country | USA | country
        Zip | 02701 | postcode
        Phone | (555) 010-1234 | phone
        Email | nora@post.example | email
        Attachments | 0 |
        Open Balance | 12.50 |
        Notes | | notes
        """,
        {
            "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin",
            "line1": "1 Main St", "city": "Springfield", "region": "IL", "country": "US", "postcode": "02701",
            "phone": "(555) 010-1234", "email": "nora@post.example",
        },
    ),
    export(
        "QuickBooks customers",
        """
        Full Name | Nora Hollin | full_name
        Company | Hollin Dairy | name
        Email | nora@hollin.example | email
        Phone | 0113 496 0017 | phone
        Mobile | | mobile
        Fax | |
        Website | hollin.example | website
        Street | 17 Hollin Lane | street
        City | Leeds | city
        State | | region
        ZIP | LS16 5NZ | postcode
        Country | United Kingdom | country
        Opening Balance | 0.00 |
        Opening Balance Date | 01/01/2026 |
        Resale Number | 12345 | tax_id
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "email": "nora@hollin.example", "phone": "0113 496 0017", "website": "hollin.example",
            "line1": "17 Hollin Lane", "city": "Leeds", "postcode": "LS16 5NZ", "country": "GB", "tax_id": "12345",
        },
    ),
    export(
        "QuickBooks customers",
        """
        Active Status | Active |
        Customer | Hollin:Leeds | other_name
        Balance | 0.00 |
        Balance Total | 0.00 |
        Company | Hollin Dairy | name
        Mr./Ms./... | Ms. | title
        First Name | Nora | given_name
        M.I. | | middle_name
        Last Name | Hollin | family_name
        Primary Contact | Nora Hollin | contact_name
        Main Phone | 555-010-1234 | phone
        Fax | |
        Alt. Phone | 555-010-9999 | other_phone
        Job Title | Buyer | contact_job_title
        Main Email | nora@hollin.example | email
        Bill to 1 | Hollin Dairy |
        Bill to 2 | 1 Main St | line1
        Bill to 3 | Springfield, IL 62701 | line2
        Bill to 4 | | line3
        Bill to 5 | | line4
        Ship to 1 | |
        Ship to 2 | | delivery_line1
        Customer Type | Retail | category
        Terms | Net 30 |
        Account No. | 17 | external_id
        Resale Num | | tax_id
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_title": "Ms.", "contact_given_name": "Nora",
            "contact_family_name": "Hollin", "contact_job_title": "Buyer", "phone": "555-010-1234",
            "mobile": "555-010-9999", "email": "nora@hollin.example", "line1": "1 Main St",
            "line2": "Springfield, IL 62701", "category": "Retail", "external_id": "17",
        },
    ),
    export(
        "HubSpot contacts",
        """
        Record ID | 151 | external_id
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Email | nora@hollin.example | email
        Phone Number | +44 113 496 0017 | phone
        Lead Status | New |
        Create Date | 2026-01-02 09:30 |
        Job Title | Buyer | contact_job_title
        Associated Company | Hollin Dairy | name
        Associated Company IDs | 9013808660;9013808661 | company_id
        Contact owner | Priya |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "9013808660", "email": "nora@hollin.example",
            "phone": "+441134960017", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "contact_job_title": "Buyer", "contact_email": "nora@hollin.example", "contact_phone": "+441134960017",
        },
    ),
    export(
        "HubSpot contacts",
        """
        Record ID | 152 | external_id
        First Name | Ana | given_name
        Last Name | Okafor | family_name
        Email | ana@post.example | email
        Phone Number | | phone
        Lifecycle Stage | Lead |
        Associated Company | | name
        Associated Company IDs | | company_id
        """,
        {
            "kind": "individual", "name": "Ana Okafor", "given_name": "Ana", "family_name": "Okafor",
            "external_id": "152", "email": "ana@post.example",
        },
    ),
    export(
        "HubSpot contacts",
        """
        Datensatz-ID | 151 | external_id
        Vorname | Nora | given_name
        Nachname | Hollin | family_name
        E-Mail | nora@hollin.example | email
        Telefonnummer | +44 113 496 0017 | phone
        Lead-Status | Neu |
        Erstellungsdatum | 2026-01-02 09:30 |
        Associated Company | Hollin Dairy | name
        Associated Company IDs | 9013808660 | company_id
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "9013808660", "email": "nora@hollin.example",
            "phone": "+441134960017", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "contact_email": "nora@hollin.example", "contact_phone": "+441134960017",
        },
    ),
    export(
        "HubSpot companies",
        """
        Record ID | 9013808660 | external_id
        Company name | Hollin Dairy | name
        Website URL | hollin.example | website
        Company Domain Name | hollin.example |
        Phone Number | | phone
        Street Address | 17 Hollin Lane | street
        City | Leeds | city
        State/Region | West Yorkshire | region
        Postal Code | LS16 5NZ | postcode
        Country/Region | United Kingdom | country
        Industry | FOOD_PRODUCTION |
        Company owner | Priya |
        Create Date | 2026-01-02 09:30 |
        Associated Contact IDs | 151;152 |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "9013808660", "website": "hollin.example",
            "line1": "17 Hollin Lane", "city": "Leeds", "region": "West Yorkshire", "postcode": "LS16 5NZ",
            "country": "GB",
        },
    ),
    export(
        "Zoho Books contacts",
        """
        Created Time | 2026-01-02 09:30:00 |
        Last Modified Time | 2026-01-02 09:30:00 |
        Display Name | Hollin | other_name
        Company Name | Hollin Dairy | name
        Salutation | Ms. | title
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Phone | 0113 496 0017 | phone
        Currency Code | GBP |
        Notes | before eight | notes
        Website | hollin.example | website
        Status | Active |
        Credit Limit | 500.000 |
        Customer Sub Type | business | kind
        Billing Attention | Nora Hollin | contact_name
        Billing Address | 17 Hollin Lane | street
        Billing Street2 | Unit 3 | line2
        Billing City | Leeds | city
        Billing State | West Yorkshire | region
        Billing Country | U.K. | country
        Billing Code | LS16 5NZ | postcode
        Billing Phone | | other_phone
        Billing Fax | |
        Shipping Attention | |
        Shipping Address | The Creamery | delivery_street
        Shipping Street2 | | delivery_line2
        Shipping City | Leeds | delivery_city
        Shipping State | | delivery_region
        Shipping Country | U.K. | delivery_country
        Shipping Code | LS16 8AA | delivery_postcode
        Payment Terms | 30 |
        Payment Terms Label | Net 30 |
        Owner Name | Priya |
        EmailID | nora@hollin.example | email
        MobilePhone | | mobile
        Customer ID | 2394832000000065001 | external_id
        Customer Name | Hollin |
        Contact Type | customer |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "2394832000000065001", "contact_title": "Ms.",
            "contact_given_name": "Nora", "contact_family_name": "Hollin", "phone": "0113 496 0017",
            "notes": "before eight", "website": "hollin.example", "line1": "17 Hollin Lane", "line2": "Unit 3",
            "city": "Leeds", "region": "West Yorkshire", "country": "GB", "postcode": "LS16 5NZ",
            "delivery_line1": "The Creamery", "delivery_city": "Leeds", "delivery_country": "GB",
            "delivery_postcode": "LS16 8AA", "email": "nora@hollin.example",
        },
    ),
    export(
        "Zoho Books contacts",
        """
        Display Name | Ana Okafor | other_name
        Company Name | | name
        First Name | | given_name
        Last Name | | family_name
        Customer Sub Type | individual | kind
        Billing Address | 4 Weir Cottages | street
        Billing Street2 | | line2
        Billing Code | BA2 6NX | postcode
        EmailID | ana@post.example | email
        Customer ID | 2394832000000065002 | external_id
        Contact Type | customer |
        """,
        {
            "kind": "individual", "name": "Ana Okafor", "given_name": "Ana", "family_name": "Okafor",
            "line1": "4 Weir Cottages", "postcode": "BA2 6NX", "email": "ana@post.example",
            "external_id": "2394832000000065002",
        },
    ),
    export(
        "Wave customers",
        """
        customer_name | Hollin Dairy Ltd | name
        email | orders@hollin.example | email
        contact_first_name | Nora | contact_given_name
        contact_last_name | Hollin | contact_family_name
        customer_currency | GBP |
        account_number | HD-0017 | external_id
        phone | 0113 496 0017 | phone
        fax | |
        mobile | | mobile
        toll_free | 0800 496 0017 | other_phone
        website | hollin.example | website
        country | United Kingdom | country
        province/state | West Yorkshire | region
        address_line_1 | 17 Hollin Lane | line1
        address_line_2 | | line2
        city | Leeds | city
        postal_code/zip_code | LS16 5NZ | postcode
        shipping_address | yes |
        ship-to_contact | Ana |
        ship-to_phone | |
        ship-to_country | United Kingdom | delivery_country
        ship-to_province/state | | delivery_region
        ship-to_address_line_1 | The Creamery | delivery_line1
        ship-to_address_line_2 | | delivery_line2
        ship-to_city | Leeds | delivery_city
        ship-to_postal_code/zip_code | LS16 8AA | delivery_postcode
        delivery_instructions | at the gate | notes
        """,
        {
            "kind": "company", "name": "Hollin Dairy Ltd", "email": "orders@hollin.example",
            "contact_given_name": "Nora", "contact_family_name": "Hollin", "external_id": "HD-0017",
            "phone": "0113 496 0017", "mobile": "0800 496 0017", "website": "hollin.example", "country": "GB",
            "region": "West Yorkshire", "line1": "17 Hollin Lane", "city": "Leeds", "postcode": "LS16 5NZ",
            "delivery_country": "GB", "delivery_line1": "The Creamery", "delivery_city": "Leeds",
            "delivery_postcode": "LS16 8AA", "notes": "at the gate",
        },
    ),
    export(
        "FreshBooks clients",
        """
        Organization | Hollin Dairy | name
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Email | nora@hollin.example | email
        Phone | 0113 496 0017 | phone
        Street | 17 Hollin Lane | street
        City | Leeds | city
        Province/State | West Yorkshire | region
        Country | United Kingdom | country
        Postal Code | LS16 5NZ | postcode
        Notes | | notes
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "email": "nora@hollin.example", "phone": "0113 496 0017", "line1": "17 Hollin Lane", "city": "Leeds",
            "region": "West Yorkshire", "country": "GB", "postcode": "LS16 5NZ",
        },
    ),
    export(
        "Salesforce accounts",
        """
        Id | 0015g00000XyZ12AAF | external_id
        IsDeleted | 0 |
        MasterRecordId | |
        Name | Hollin Dairy | name
        Type | Customer - Direct |
        ParentId | |
        BillingStreet | 17 Hollin Lane | street
        BillingCity | Leeds | city
        BillingState | West Yorkshire | region
        BillingPostalCode | LS16 5NZ | postcode
        BillingCountry | United Kingdom | country
        ShippingStreet | The Creamery | delivery_street
        ShippingCity | Leeds | delivery_city
        ShippingState | | delivery_region
        ShippingPostalCode | LS16 8AA | delivery_postcode
        ShippingCountry | United Kingdom | delivery_country
        Phone | 0113 496 0017 | phone
        Fax | |
        AccountNumber | CC978213 |
        Website | www.hollin.example | website
        Industry | Food |
        AnnualRevenue | 950000 |
        NumberOfEmployees | 17 |
        Description | milk | notes
        OwnerId | 0055g000000abcd |
        SystemModstamp | 2026-01-02T09:30:00.000Z |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "0015g00000XyZ12AAF", "line1": "17 Hollin Lane",
            "city": "Leeds", "region": "West Yorkshire", "postcode": "LS16 5NZ", "country": "GB",
            "delivery_line1": "The Creamery", "delivery_city": "Leeds", "delivery_postcode": "LS16 8AA",
            "delivery_country": "GB", "phone": "0113 496 0017", "website": "www.hollin.example", "notes": "milk",
        },
    ),
    export(
        "Salesforce accounts",
        """
        Account Owner | Priya |
        Account Name | Hollin Dairy | name
        Billing Street | 17 Hollin Lane | street
        Billing City | Leeds | city
        Billing State/Province | West Yorkshire | region
        Billing Zip/Postal Code | LS16 5NZ | postcode
        Billing Country | United Kingdom | country
        Last Activity | 02/01/2026 |
        Type | Customer |
        Phone | 0113 496 0017 | phone
        Account ID | 0015g00000XyZ12 | external_id
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "0015g00000XyZ12", "line1": "17 Hollin Lane",
            "city": "Leeds", "region": "West Yorkshire", "postcode": "LS16 5NZ", "country": "GB",
            "phone": "0113 496 0017",
        },
    ),
    export(
        "Salesforce contacts",
        """
        Id | 0035g00000AbC12AAF | external_id
        AccountId | 000000000000000AAA | company_id
        LastName | Hollin | family_name
        FirstName | Nora | given_name
        Salutation | Ms. | title
        Name | Nora Hollin |
        MailingStreet | 4 Weir Cottages | street
        MailingCity | Bath | city
        MailingState | | region
        MailingPostalCode | BA2 6NX | postcode
        MailingCountry | United Kingdom | country
        Phone | 0113 496 0017 | phone
        MobilePhone | +44 7700 900142 | mobile
        HomePhone | | other_phone
        ReportsToId | |
        Email | nora@post.example | email
        Title | Buyer | contact_job_title
        LeadSource | Web |
        """,
        {
            "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin", "title": "Ms.",
            "external_id": "0035g00000AbC12AAF", "line1": "4 Weir Cottages", "city": "Bath", "postcode": "BA2 6NX",
            "country": "GB", "phone": "0113 496 0017", "mobile": "+447700900142", "email": "nora@post.example",
        },
    ),
    export(
        "Salesforce contacts",
        """
        Contact ID | 0035g00000AbC12 | external_id
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Account Name | Hollin Dairy | name
        Account ID | 0015g00000XyZ12 | company_id
        Title | Buyer | contact_job_title
        Email | nora@hollin.example | email
        Phone | 0113 496 0017 | phone
        Mailing Street | 17 Hollin Lane | street
        Mailing City | Leeds | city
        Mailing State/Province | | region
        Mailing Zip/Postal Code | LS16 5NZ | postcode
        Mailing Country | United Kingdom | country
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "0015g00000XyZ12", "email": "nora@hollin.example",
            "phone": "0113 496 0017", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "contact_job_title": "Buyer", "contact_email": "nora@hollin.example", "contact_phone": "0113 496 0017",
            "line1": "17 Hollin Lane", "city": "Leeds", "postcode": "LS16 5NZ", "country": "GB",
        },
    ),
    export(
        "Salesforce leads",
        """
        City | San Diego | city
        Company | Hettinger and Sons | name
        Country | US | country
        Email | serena@hettinger.example | email
        FirstName | Serena | given_name
        Industry | Banks |
        LastName | Patterfield | family_name
        MobilePhone | +1 (619) 307-7599 | mobile
        State | CA | region
        Status | Open - Not Contacted |
        Street | 446 Glendale Place | street
        Title | VP New Markets | contact_job_title
        """,
        {
            "kind": "company", "name": "Hettinger and Sons", "city": "San Diego", "country": "US", "region": "CA",
            "email": "serena@hettinger.example", "contact_given_name": "Serena", "contact_family_name": "Patterfield",
            "contact_job_title": "VP New Markets", "mobile": "+16193077599", "line1": "446 Glendale Place",
        },
    ),
    export(
        "Salesforce leads",
        """
        Lead Owner | Priya |
        First Name | Serena | given_name
        Last Name | Patterfield | family_name
        Title | VP New Markets | contact_job_title
        Company / Account | Hettinger and Sons | name
        Email | serena@hettinger.example | email
        Lead Source | Web |
        Rating | Hot |
        Street | 446 Glendale Place | street
        State/Province | CA | region
        Zip/Postal Code | 92101 | postcode
        Lead Status | Open |
        """,
        {
            "kind": "company", "name": "Hettinger and Sons", "region": "CA", "postcode": "92101",
            "email": "serena@hettinger.example", "contact_given_name": "Serena", "contact_family_name": "Patterfield",
            "contact_job_title": "VP New Markets", "line1": "446 Glendale Place",
        },
    ),
    export(
        "Magento customers",
        """
        email | nora@post.example | email
        _website | base |
        _store | default |
        confirmation | |
        created_at | 5/6/2012 15:53 |
        created_in | Default |
        default_billing | 1 |
        default_shipping | 1 |
        dob | 12/11/1978 |
        firstname | Nora | given_name
        gender | Female |
        group_id | 1 |
        lastname | Hollin | family_name
        middlename | Jane | middle_name
        password_hash | a1b2c3d4e5f6:salt:1 |
        prefix | Ms | title
        rp_token | 0123456789abcdef |
        store_id | 1 |
        suffix | |
        taxvat | GB980780684 | tax_id
        website_id | 1 |
        password | secret |
        """,
        {
            "kind": "individual", "name": "Nora Jane Hollin", "given_name": "Nora Jane", "family_name": "Hollin",
            "title": "Ms", "email": "nora@post.example", "tax_id": "GB980780684",
        },
    ),
    export(
        "Magento customers",
        """
        ID | 17 | external_id
        Name | Nora Hollin | full_name
        Email | nora@hollin.example | email
        Group | Wholesale | category
        Phone | 0113 496 0017 | phone
        ZIP | LS16 5NZ | postcode
        Country | GB | country
        State/Province | West Yorkshire | region
        Customer Since | Jan 2, 2026 |
        Web Site | Main Website |
        Confirmed email | Confirmation Not Required |
        Account Created in | Default Store View |
        Date of Birth | |
        Tax VAT Number | | tax_id
        Gender | |
        Street Address | 17 Hollin Lane | street
        City | Leeds | city
        Fax | |
        VAT Number | |
        Company | Hollin Dairy | name
        Billing Firstname | Nora |
        Billing Lastname | Hollin |
        Account Lock | Unlocked |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "17", "contact_given_name": "Nora",
            "contact_family_name": "Hollin", "email": "nora@hollin.example", "category": "Wholesale",
            "phone": "0113 496 0017", "postcode": "LS16 5NZ", "country": "GB", "region": "West Yorkshire",
            "line1": "17 Hollin Lane", "city": "Leeds",
        },
    ),
    *[
        export(
            "DATEV Debitoren",
            f"""
            Konto | {konto} | external_id
            Name (Adressattyp Unternehmen) | {company} | name
            Unternehmensgegenstand | |
            Name (Adressattyp natürl. Person) | {family} | family_name
            Vorname (Adressattyp natürl. Person) | {given} | given_name
            Name (Adressattyp keine Angabe) | {other} | other_name
            Adressattyp | {kind} |
            Kurzbezeichnung | kurz |
            EU-Land | {land} | tax_country
            EU-UStID | {vat} | tax_id
            Anrede | {title} | title
            Titel/Akad. Grad | |
            Adressart | STR |
            Straße | Milchweg 17 | street
            Postfach | |
            Postleitzahl | 01234 | postcode
            Ort | Dresden | city
            Land | DE | country
            Versandzusatz | |
            Adresszusatz | Hinterhaus | line2
            Telefon | 0351 4960017 | phone
            Bemerkung (Telefon) | |
            Telefon GL | | other_phone
            E-Mail | post@hollin.example | email
            Internet | hollin.example | website
            Fax | |
            IBAN-Nr. 1 | DE02120300000000202051 |
            Leerfeld | |
            """,
            {
                "external_id": konto, "line1": "Milchweg 17", "line2": "Hinterhaus", "postcode": "01234",
                "city": "Dresden", "country": "DE", "phone": "0351 4960017", "email": "post@hollin.example",
                "website": "hollin.example", **row,
            },
        )
        for konto, company, family, given, other, kind, land, vat, title, row in [
            (
                "10001", "Hollin GmbH", "", "", "", "2", "DE", "136695976", "",
                {"kind": "company", "name": "Hollin GmbH", "tax_id": "DE136695976"},
            ),
            (
                "10002", "", "Hollin", "Nora", "", "1", "", "", "Frau",
                {
                    "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin",
                    "title": "Frau",
                },
            ),
            (
                "10003", "", "", "", "Hollin & Söhne", "0", "DE", "DE136695976", "",
                {"kind": "company", "name": "Hollin & Söhne", "tax_id": "DE136695976"},
            ),
        ]
    ],
    export(
        "Odoo contacts",
        """
        External ID | __export__.res_partner_17 | external_id
        Name | Hollin Dairy | name
        Is a Company | True | is_company
        Related Company | | employer
        Street | 17 Hollin Lane | street
        Street2 | Unit 3 | line2
        City | Leeds | city
        State | West Yorkshire (GB) | region
        Zip | LS16 5NZ | postcode
        Country | United Kingdom | country
        Phone | 0113 496 0017 | phone
        Email | orders@hollin.example | email
        Tax ID | GB980780684 | tax_id
        Job Position | | contact_job_title
        Tags | dairy | tags
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "__export__.res_partner_17",
            "line1": "17 Hollin Lane", "line2": "Unit 3", "city": "Leeds", "region": "West Yorkshire (GB)",
            "postcode": "LS16 5NZ", "country": "GB", "phone": "0113 496 0017", "email": "orders@hollin.example",
            "tax_id": "GB980780684", "tags": "dairy",
        },
    ),
    export(
        "Odoo contacts",
        """
        id | res_partner_18 | external_id
        name | Ana Okafor | name
        is_company | 0 | is_company
        parent_id | | employer
        street | 4 Weir Cottages | street
        street2 | | line2
        city | Bath | city
        state_id | | region
        zip | BA2 6NX | postcode
        country_id | United Kingdom | country
        phone | | phone
        mobile | +44 7700 900142 | mobile
        email | ana@post.example | email
        vat | | tax_id
        """,
        {
            "kind": "individual", "name": "Ana Okafor", "given_name": "Ana", "family_name": "Okafor",
            "external_id": "res_partner_18", "line1": "4 Weir Cottages", "city": "Bath", "postcode": "BA2 6NX",
            "country": "GB", "mobile": "+447700900142", "email": "ana@post.example",
        },
    ),
    export(
        "ERPNext customers",
        """
        ID | CUST-2026-00017 | external_id
        Customer Name | Hollin Dairy | name
        Customer Type | Company | kind
        Customer Group | Commercial | category
        Territory | United Kingdom |
        Tax ID | GB980780684 | tax_id
        Email Id | orders@hollin.example | email
        Mobile No | +44 7700 900117 | mobile
        Website | hollin.example | website
        Default Price List | Standard Selling |
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "CUST-2026-00017", "category": "Commercial",
            "tax_id": "GB980780684", "email": "orders@hollin.example", "mobile": "+447700900117",
            "website": "hollin.example",
        },
    ),
    export(
        "Akaunting customers",
        """
        name | Hollin Dairy Ltd | name
        email | orders@hollin.example | email
        tax_number | GB980780684 | tax_id
        phone | 0113 496 0017 | phone
        address | 17 Hollin Lane | street
        country | GB | country
        state | West Yorkshire | region
        zip_code | LS16 5NZ | postcode
        city | Leeds | city
        website | hollin.example | website
        currency_code | GBP |
        reference | HD-0017 | external_id
        enabled | 1 |
        user_id | |
        """,
        {
            "kind": "company", "name": "Hollin Dairy Ltd", "email": "orders@hollin.example", "tax_id": "GB980780684",
            "phone": "0113 496 0017", "line1": "17 Hollin Lane", "country": "GB", "region": "West Yorkshire",
            "postcode": "LS16 5NZ", "city": "Leeds", "website": "hollin.example", "external_id": "HD-0017",
        },
    ),
    export(
        "Krayin persons",
        """
        name | Nora Hollin | name
        emails | [{"label": "work", "value": "nora@hollin.example"}] | email
        contact_numbers | [{"label": "work", "value": "5454445454"}, {"label": "home", "value": "5454445455"}] | phone
        organization_id | 1 |
        job_title | Buyer | contact_job_title
        user_id | 1 |
        """,
        {
            "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin",
            "email": "nora@hollin.example", "phone": "5454445454", "mobile": "5454445455",
        },
    ),
    export(
        "Invoicely clients",
        """
        Client Name | Hollin Dairy Ltd | name
        Email | orders@hollin.example | email
        Phone | 0113 496 0017 | phone
        Country | United Kingdom | country
        """,
        {
            "kind": "company", "name": "Hollin Dairy Ltd", "email": "orders@hollin.example", "phone": "0113 496 0017",
            "country": "GB",
        },
    ),
    export(
        "WooCommerce customers",
        """
        customer_id | 17 | external_id
        user_email | nora@hollin.example | email
        user_pass | $P$Bhash |
        first_name | Nora | given_name
        last_name | Hollin | family_name
        billing_first_name | Nora |
        billing_last_name | Hollin |
        billing_company | Hollin Dairy | name
        billing_address_1 | 17 Hollin Lane | line1
        billing_address_2 | | line2
        billing_city | Leeds | city
        billing_state | | region
        billing_postcode | LS16 5NZ | postcode
        billing_country | GB | country
        billing_phone | 0113 496 0017 | phone
        shipping_address_1 | The Creamery | delivery_line1
        shipping_postcode | LS16 8AA | delivery_postcode
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "external_id": "17", "email": "nora@hollin.example",
            "contact_given_name": "Nora", "contact_family_name": "Hollin", "line1": "17 Hollin Lane", "city": "Leeds",
            "postcode": "LS16 5NZ", "country": "GB", "phone": "0113 496 0017", "delivery_line1": "The Creamery",
            "delivery_postcode": "LS16 8AA",
        },
    ),
    export(
        "Companies House companies",
        """
        CompanyName | ! LTD | name
        CompanyNumber | 08209948 | registration_number
        RegAddress.CareOf | | contact_name
        RegAddress.POBox | |
        RegAddress.AddressLine1 | METROHOUSE 57 PEPPER ROAD | line1
        RegAddress.AddressLine2 | HUNSLET | line2
        RegAddress.PostTown | LEEDS | city
        RegAddress.County | YORKSHIRE | region
        RegAddress.Country | | country
        RegAddress.PostCode | LS10 2RU | postcode
        CompanyCategory | Private Limited Company | category
        CompanyStatus | Active |
        CountryOfOrigin | United Kingdom |
        IncorporationDate | 11/09/2012 |
        """,
        {
            "kind": "company", "name": "! LTD", "registration_number": "08209948",
            "line1": "METROHOUSE 57 PEPPER ROAD", "line2": "HUNSLET", "city": "LEEDS", "region": "YORKSHIRE",
            "postcode": "LS10 2RU", "category": "Private Limited Company",
        },
    ),
    export(
        "Thunderbird address book",
        """
        First Name | Nora | given_name
        Last Name | Hollin | family_name
        Display Name | Nora Hollin | full_name
        Nickname | |
        Primary Email | nora@hollin.example | email
        Secondary Email | nora@post.example | other_email
        Screen Name | |
        Work Phone | 0113 496 0017 | phone
        Home Phone | 01225 496 017 | other_phone
        Fax Number | |
        Pager Number | |
        Mobile Number | | mobile
        Home Address | 4 Weir Cottages |
        Home ZipCode | BA2 6NX |
        Work Address | 17 Hollin Lane | street
        Work Address 2 | | line2
        Work City | Leeds | city
        Work State | | region
        Work ZipCode | LS16 5NZ | postcode
        Work Country | United Kingdom | country
        Job Title | Buyer | contact_job_title
        Department | |
        Organization | Hollin Dairy | name
        Web Page 1 | hollin.example | website
        Web Page 2 | |
        Birth Year | |
        Custom 1 | |
        Notes | | notes
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "contact_job_title": "Buyer", "email": "nora@hollin.example", "phone": "0113 496 0017",
            "mobile": "01225 496 017", "line1": "17 Hollin Lane", "city": "Leeds", "postcode": "LS16 5NZ",
            "country": "GB", "website": "hollin.example",
        },
    ),
    export(
        "Outlook contacts",
        """
        Title | Ms. | title
        First Name | Nora | given_name
        Middle Name | | middle_name
        Last Name | Hollin | family_name
        Company | Hollin Dairy | name
        Job Title | Buyer | contact_job_title
        Business Street | 17 Hollin Lane | street
        Business City | Leeds | city
        Business Postal Code | LS16 5NZ | postcode
        Business Country/Region | United Kingdom | country
        Home Street | |
        Business Phone | 0113 496 0017 | phone
        Mobile Phone | | mobile
        E-mail Address | nora@hollin.example | email
        E-mail 2 Address | | other_email
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_title": "Ms.", "contact_given_name": "Nora",
            "contact_family_name": "Hollin", "contact_job_title": "Buyer", "line1": "17 Hollin Lane", "city": "Leeds",
            "postcode": "LS16 5NZ", "country": "GB", "phone": "0113 496 0017", "email": "nora@hollin.example",
        },
    ),
    export(
        "Google contacts",
        """
        First Name | Nora | given_name
        Middle Name | | middle_name
        Last Name | Hollin | family_name
        Organization Name | Hollin Dairy | name
        Organization Title | Buyer | contact_job_title
        Labels | customers | tags
        E-mail 1 - Label | Work |
        E-mail 1 - Value | nora@hollin.example ::: n@hollin.example | email
        Phone 1 - Label | Work |
        Phone 1 - Value | +44 113 496 0017 ::: +44 7700 900117 | phone
        Address 1 - Street | 17 Hollin Lane | street
        Address 1 - City | Leeds | city
        Address 1 - Postal Code | LS16 5NZ | postcode
        Address 1 - Country | GB | country
        """,
        {
            "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora", "contact_family_name": "Hollin",
            "contact_job_title": "Buyer", "tags": "customers", "email": "nora@hollin.example",
            "phone": "+441134960017", "mobile": "+447700900117", "line1": "17 Hollin Lane", "city": "Leeds",
            "postcode": "LS16 5NZ", "country": "GB",
        },
    ),
]  # fmt: skip
