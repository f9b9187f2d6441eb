"""The template that people download: every field once, and two rows that show how to fill it in."""

from onaccount.domain.customers.rules.fields import FIELDS

COMPANY = {
    "kind": "company",
    "external_id": "HD-0017",
    "name": "Hollin Dairy Ltd",
    "category": "Ltd/Plc (under 50 employees)",
    "email": "orders@hollin-dairy.example",
    "phone": "+44 20 7946 0017",
    "website": "https://hollin-dairy.example",
    "tax_id": "GB 980 7806 84",
    "registration_number": "00445790",
    "notes": "Deliver before eight.",
    "tags": "dairy; wave 1",
    "line1": "17 Hollin Lane",
    "line2": "Unit 3",
    "city": "Leeds",
    "region": "West Yorkshire",
    "postcode": "LS16 5NZ",
    "country": "GB",
    "delivery_line1": "The Creamery, Otley Road",
    "delivery_city": "Leeds",
    "delivery_postcode": "LS16 8AA",
    "delivery_country": "GB",
    "contact_title": "Ms",
    "contact_given_name": "Nora",
    "contact_family_name": "Hollin",
    "contact_job_title": "Buyer",
    "contact_email": "nora@hollin-dairy.example",
    "contact_phone": "+44 20 7946 0018",
}
INDIVIDUAL = {
    "kind": "individual",
    "external_id": "P-0042",
    "title": "Dr",
    "given_name": "Tomás",
    "family_name": "Okafor",
    "category": "Private individual",
    "email": "tomas.okafor@post.example",
    "mobile": "+44 7700 900142",
    "tags": "wave 2",
    "line1": "4 Weir Cottages",
    "city": "Bath",
    "postcode": "BA2 6NX",
    "country": "United Kingdom",
}


def template_rows() -> list[list[str]]:
    """The header, whose labels each name one field, then a company with its contact person and an individual."""
    header = [field.label for field in FIELDS.values()]
    return [header, *([example.get(name, "") for name in FIELDS] for example in (COMPANY, INDIVIDUAL))]
