"""Which values of a person tell of them, so that they are looked for everywhere."""

# Tables whose personal columns are the person's own words and names; the others repeat them, or speak of others too.
TELLS = frozenset(
    {
        "accounts_limitask",
        "billing_funds",
        "billing_quote",
        "billing_taxprofile",
        "accounts_rise",
        "connectors_check",
        "connectors_contact",
        "connectors_link",
        "contracts_connection",
        "contracts_contract",
        "customers_address",
        "customers_contact",
        "customers_customer",
        "customers_location",
        "customers_mappoint",
        "customers_note",
        "files_storedfile",
        "ledger_postingnote",
        "people_principal",
        "tills_saleexception",
        "vetting_application",
        "vetting_checklistitem",
    }
)

# What thousands have alike, or what says nothing of anybody.
NOT_TELLING = frozenset(
    {
        "account_state", "answer", "category", "changed_at", "city", "company_status", "country", "created_on",
        "delivery_city", "delivery_country", "delivery_region", "job_title", "kind", "period", "question", "reasons",
        "region", "sealed", "search_name", "status", "tags", "title", "why",
    }
)  # fmt: skip
