"""What each text column holds, of every table of the database: the one place where it is said (I25).

A column is text when it may hold words that somebody typed: Char, Text, JSON, Binary, File and GenericIPAddress fields.
tests/domain/privacy/test_columns.py compares this with Django's models, and names the column that is missing here.
"""

from enum import Enum


class Holds(Enum):
    """What a column holds, and so what becomes of it when a person is erased."""

    PERSONAL = "personal"  # said of a person or a customer: erased with them, by the room that owns the table
    SECRET = "secret"  # noqa: S105 - a hash, a token, something locked: never exported, and of no use once its owner is gone
    OURS = "ours"  # codes, states, currencies, settings, ids: the business's own, and about nobody
    KEPT = "kept"  # it may name somebody, and has to stay: the reason stands in KEPT_BECAUSE


PERSONAL, SECRET, OURS, KEPT = Holds

ACTORS = "by_kind by_key"  # who did it, by the key of a principal: the principal loses its name

COLUMNS: dict[str, dict[Holds, str]] = {
    # --- not ours: allauth, Django ---
    "account_emailaddress": {PERSONAL: "email"},
    "account_emailconfirmation": {SECRET: "key"},
    "auth_group": {OURS: "name"},
    "auth_permission": {OURS: "name codename"},
    "django_content_type": {OURS: "app_label model"},
    "django_session": {SECRET: "session_key session_data"},
    "mfa_authenticator": {OURS: "type", SECRET: "data"},
    # --- history ---
    "history_delivery": {OURS: "handler", PERSONAL: "last_error"},
    "history_details": {PERSONAL: "changes why"},
    "history_event": {OURS: "name actor_kind actor_key subject_kind subject_key"},
    # --- business ---
    "business_business": {
        OURS: "name currency time_zone login_letter ask_whom signups_told_to vets accent logo categories"
    },
    # --- people ---
    "people_approval": {OURS: f"right {ACTORS} subject_kind subject_key"},
    "people_counterpin": {SECRET: "hash"},
    "people_group": {OURS: "name role levels front"},
    "people_keptanswer": {SECRET: "id digest", OURS: "headers", PERSONAL: "body"},
    "people_link": {OURS: "purpose", SECRET: "token_hash"},
    "people_managercode": {SECRET: "hash"},
    "people_principal": {OURS: "kind", SECRET: "password", PERSONAL: "name email"},
    "people_session": {SECRET: "session_key session_data", PERSONAL: "address agent"},
    "people_token": {SECRET: "token_hash", OURS: "levels"},
    # --- files, letters ---
    "files_storedfile": {PERSONAL: "name", OURS: f"path sha256 {ACTORS}"},
    "letters_letter": {
        OURS: "key kind subject_kind subject_key state",
        PERSONAL: "to recipient subject text values server_words",
    },
    "letters_lettertext": {OURS: f"kind subject text {ACTORS}"},
    # --- ledger, partners ---
    "ledger_closing": {OURS: ACTORS},
    "ledger_hold": {OURS: f"kind digest state {ACTORS} source", KEPT: "key"},
    "ledger_account": {OURS: "kind code currency"},
    "ledger_posting": {
        OURS: f"previous hash digest reason currency {ACTORS} approved_by source",
        KEPT: "key verdict",
    },
    "ledger_postingnote": {PERSONAL: "text"},
    "partners_partner": {OURS: "code", KEPT: "name"},
    "partners_partneruser": {OURS: "right"},
    # --- customers ---
    "customers_address": {OURS: "use", PERSONAL: "line1 line2 line3 city region postcode country"},
    "customers_contact": {PERSONAL: "title given_name family_name job_title email phone"},
    "customers_customer": {
        OURS: "kind status stage origin",
        PERSONAL: "name search_name title given_name family_name category external_id tax_id registration_number "
        "credit_reference billing_reference void_references email phone mobile website notes fingerprint",
    },
    "customers_location": {PERSONAL: "name login_email"},
    "customers_mappoint": {PERSONAL: "label"},
    "customers_matchkeyswritten": {OURS: "recipe"},
    "customers_note": {PERSONAL: "text", OURS: ACTORS},
    "customers_replaced": {PERSONAL: "before"},
    "customers_tag": {OURS: "name"},
    # --- accounts ---
    "accounts_accountpolicy": {OURS: "counts over_limit_in_app over_limit_in_office"},
    "accounts_customeraccount": {OURS: "suspended_why"},
    "accounts_keptverdict": {OURS: f"door verb answer code inputs {ACTORS}"},
    "accounts_limitask": {OURS: f"digest {ACTORS} state ended_kind ended_key", PERSONAL: "why", KEPT: "key"},
    "accounts_postedelsewhere": {KEPT: "key"},
    "accounts_rise": {OURS: f"digest {ACTORS}", PERSONAL: "why", KEPT: "key"},
    # --- matching ---
    "matching_merge": {PERSONAL: "before after", OURS: f"shut {ACTORS} undone_by_kind undone_by_key"},
    "matching_pair": {OURS: "answer decision decided_by_kind decided_by_key", PERSONAL: "reasons"},
    "matching_scan": {OURS: f"state worker {ACTORS}"},
    # --- vetting ---
    "vetting_application": {
        OURS: "origin state",
        PERSONAL: "values login_email answers sealed",
        SECRET: "password",
    },
    "vetting_checklistitem": {OURS: "what outcome", PERSONAL: "words answer"},
    "vetting_firstyes": {OURS: f"{ACTORS} version"},
    "vetting_paper": {OURS: "kind"},
    "vetting_spentproof": {SECRET: "token_hash"},
    "vetting_wave": {OURS: f"name name_key state {ACTORS} why"},
    "vetting_wavemember": {PERSONAL: "why_not"},
    # --- catalogue ---
    "catalogue_category": {OURS: "name"},
    "catalogue_pricelevel": {OURS: "name"},
    "catalogue_product": {OURS: "sku sku_key name search_name description unit currency barcode"},
    "catalogue_productprice": {OURS: "currency"},
    "catalogue_replacedproduct": {OURS: "before"},
    "catalogue_taxclass": {OURS: "name exempt_reason"},
    # --- tills ---
    "tills_customercard": {SECRET: "code"},
    "tills_knowncustomer": {OURS: "digest"},
    "tills_lease": {OURS: "currency state"},
    "tills_paymentmenu": {OURS: "name"},
    "tills_paymentmethod": {OURS: "name type"},
    "tills_publication": {OURS: f"content digest {ACTORS}"},
    "tills_sale": {OURS: "kind digest currency account"},
    "tills_saleexception": {OURS: f"code currency state {ACTORS}", PERSONAL: "values why"},
    "tills_saleline": {OURS: "sku", KEPT: "name"},
    "tills_salepayment": {OURS: "type"},
    "tills_shift": {OURS: "rights"},
    "tills_till": {OURS: "name state report_key", SECRET: "code_hash token_hash"},
    "tills_tillday": {OURS: "report by_key approved_by"},
    "tills_tillpolicy": {OURS: "footer"},
    # --- billing ---
    "billing_billingterms": {
        OURS: "name line1 line2 city postcode country tax_id registration_number email iban bic "
        "invoice_prefix credit_note_prefix"
    },
    "billing_funds": {OURS: "kind method currency", PERSONAL: "note"},
    "billing_invoice": {OURS: f"kind series label currency {ACTORS}"},
    "billing_invoicedue": {OURS: "currency"},
    "billing_invoiceline": {OURS: "unit tax_category", KEPT: "name tax_reason"},
    "billing_invoiceparty": {OURS: "seller", KEPT: "buyer words"},
    "billing_invoicetax": {OURS: "tax_category", KEPT: "tax_reason"},
    "billing_numberseries": {OURS: "code"},
    "billing_quote": {
        OURS: "state currency answered_how answered_kind answered_key",
        SECRET: "link_digest",
        PERSONAL: "words",
    },
    "billing_quoteline": {OURS: "unit tax_category", PERSONAL: "name", KEPT: "tax_reason"},
    "billing_service": {
        OURS: "currency unit agreed_how agreed_kind agreed_key suspended_why suspended_kind suspended_key",
        PERSONAL: "name",
    },
    "billing_taxprofile": {PERSONAL: "reason certificate buyer_reference"},
    # --- orders ---
    "orders_order": {
        OURS: f"digest state door {ACTORS} currency code",
        PERSONAL: "ship_to own_number notes",
        KEPT: "key",
    },
    "orders_orderline": {OURS: "sku unit", KEPT: "name"},
    "orders_route": {OURS: "name"},
    "orders_standingorder": {
        OURS: f"door {ACTORS} lines refused",
        PERSONAL: "own_number notes ship_to",
        KEPT: "key",
    },
    # --- contracts, connectors ---
    "contracts_connection": {PERSONAL: "name"},
    "contracts_contract": {OURS: "state", PERSONAL: "words"},
    "connectors_check": {
        OURS: "source state asked_by_kind asked_by_key outcome limit_currency",
        PERSONAL: "question asked_about why reference reasons found answer",
    },
    "connectors_connection": {
        OURS: "system state choices tenant_id tenant_name connection_id refused_why trouble",
        SECRET: "secrets refresh_lease mirror_lease",
    },
    "connectors_contact": {
        OURS: "contact_id status merged_to",
        PERSONAL: "contact_number account_number name name_key email tax_id registration_number values",
    },
    "connectors_link": {OURS: "contact_id former_id state wish", PERSONAL: "why ours theirs"},
    "connectors_policy": {OURS: "rules rehearsed"},
    "connectors_service": {OURS: "source address trouble test_words", SECRET: "secrets token"},
    "connectors_task": {OURS: "kind contact_id settled_by_kind settled_by_key outcome", PERSONAL: "values"},
    # --- imports ---
    "imports_alikesaid": {OURS: f"says {ACTORS}"},
    "imports_import": {
        OURS: f"state options {ACTORS} approved_by_kind approved_by_key format recognised encoding delimiter header "
        "mapping undone_by_kind undone_by_key cure",
        PERSONAL: "sheet sheets samples remarks columns error",
    },
    "imports_keptrow": {PERSONAL: "said"},
    "imports_leftout": {OURS: ACTORS},
    "imports_mend": {PERSONAL: "text", OURS: ACTORS},
    "imports_rememberedmapping": {OURS: "header_key mapping as_kind"},
    "imports_schedule": {
        OURS: "name source place user token_header host_key offered_host_key cron time_zone options when_clean "
        "tell_to tell_when",
        SECRET: "secret",
    },
    "imports_schedulerun": {OURS: "state file_sha256", PERSONAL: "said file_name"},
}

# Why a column that may name somebody stays. The sentence is shown to whoever erases.
KEPT_BECAUSE: dict[str, str] = {
    "ledger_hold.key": "The key of a machine, by which the same request is known again.",
    "ledger_posting.key": "The key is sealed in the chain of postings: the books would no longer verify.",
    "ledger_posting.verdict": "What a charge stood on, in numbers, is sealed in the chain of postings.",
    "partners_partner.name": "A partner is a party to the business of its own.",
    "accounts_limitask.key": "The key of a machine, by which the same request is known again.",
    "accounts_postedelsewhere.key": "The key of a machine, by which the same request is known again.",
    "accounts_rise.key": "The key of a machine, by which the same request is known again.",
    "billing_invoiceline.name": "What was invoiced stands on an invoice, which the law has kept.",
    "billing_invoiceline.tax_reason": "Why no tax was charged stands on an invoice, which the law has kept.",
    "billing_invoiceparty.buyer": "An invoice that was issued names its buyer, and the law has it kept as it was sent.",
    "billing_invoiceparty.words": "What was written on an invoice is a part of it, which the law has kept.",
    "billing_invoicetax.tax_reason": "Why no tax was charged stands on an invoice, which the law has kept.",
    "billing_quoteline.tax_reason": "It says why no tax was charged, as the invoice does.",
    "orders_order.key": "The key of a device, by which the same order is known again.",
    "orders_orderline.name": "What was ordered is what was charged for, and a product is named by its seller.",
    "orders_standingorder.key": "The key of a device, by which the same standing order is known again.",
    "tills_saleline.name": "What was sold stands on a receipt, which the law has kept.",
}


def held() -> dict[str, Holds]:
    """What each "table.column" holds."""
    return {
        f"{table}.{column}": holds
        for table, said in COLUMNS.items()
        for holds, columns in said.items()
        for column in columns.split()
    }
