"""What of a row is told to the person whom it is about, and under which headings."""

# Of the tables whose own names say little to a reader. Others stand under their own.
HEADINGS = {
    "customers_customer": "customer",
    "customers_address": "addresses",
    "customers_contact": "contacts",
    "customers_location": "logins",
    "customers_mappoint": "on the map",
    "customers_note": "notes",
    "customers_replaced": "values before an import",
    "people_principal": "people who log in",
    "people_session": "browsers logged in",
    "vetting_application": "applications",
    "vetting_checklistitem": "questions asked",
    "letters_letter": "letters",
    "connectors_check": "checks",
    "connectors_contact": "contacts next door",
    "connectors_link": "links next door",
    "ledger_posting": "postings",
    "ledger_postingnote": "notes to postings",
    "ledger_hold": "amounts held",
    "accounts_customeraccount": "accounts",
    "accounts_keptverdict": "answers to tills",
    "accounts_rise": "higher limits",
    "accounts_limitask": "limits asked for",
    "tills_sale": "sales",
    "tills_saleline": "lines of sales",
    "tills_salepayment": "payments of sales",
    "tills_saleexception": "sales that were looked at",
    "billing_quote": "quotes",
    "billing_quoteline": "lines of quotes",
    "billing_invoice": "invoices",
    "billing_invoiceline": "lines of invoices",
    "billing_invoicetax": "tax of invoices",
    "billing_invoiceparty": "whom invoices were sent to",
    "billing_invoicedue": "what is due",
    "billing_funds": "payments and credits",
    "billing_allocation": "what payments paid",
    "billing_service": "services",
    "billing_serviceperiod": "periods of services",
    "billing_taxprofile": "tax",
    "orders_order": "orders",
    "orders_orderline": "lines of orders",
    "orders_standingorder": "standing orders",
    "orders_favourite": "favourites",
    "orders_routeofcustomer": "route",
    "contracts_contract": "contracts",
    "contracts_connection": "connections",
    "matching_merge": "merges",
    "files_storedfile": "papers",
}

# Workings of the program, which say nothing of the person; and what is locked, which is told under a right of its own.
NOT_TOLD = frozenset(
    {"answer", "digest", "fingerprint", "hash", "key", "path", "previous", "sealed", "search_name", "sha256"}
)
NO_TABLES = frozenset(
    {"customers_matchkey", "history_details", "ledger_line", "mfa_authenticator", "tills_knowncustomer"}
)
STAFF = "staff"  # in place of who it was: nothing of other people is told
