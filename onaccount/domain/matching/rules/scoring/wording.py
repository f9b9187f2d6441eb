"""What each level of a comparison is called: a code for machines, a sentence for people."""

from typing import NamedTuple


class Wording(NamedTuple):
    code: str
    sentence: str


WORDINGS: dict[tuple[str, str], Wording] = {
    ("given", "other"): Wording("other_given_name", "other given name"),
    ("given", "rough"): Wording("given_name_roughly_alike", "given name roughly alike"),
    ("given", "alike"): Wording("given_name_alike", "given name alike"),
    ("given", "short"): Wording("given_name_short", "given name short for the other"),
    ("given", "same"): Wording("same_given_name", "same given name"),
    ("family", "other"): Wording("other_family_name", "other family name"),
    ("family", "rough"): Wording("family_name_roughly_alike", "family name roughly alike"),
    ("family", "alike"): Wording("family_name_alike", "family name alike"),
    ("family", "same"): Wording("same_family_name", "same family name"),
    ("order", "swapped"): Wording("names_swapped", "given and family name the other way round"),
    ("generation", "other"): Wording("other_generation", "one is junior, the other is not"),
    ("generation", "one"): Wording("generation_of_one", "only one is called junior or senior"),
    ("generation", "same"): Wording("same_generation", "both junior or both senior"),
    ("name", "other"): Wording("other_name", "other name"),
    ("name", "little"): Wording("name_little_alike", "name hardly alike"),
    ("name", "partly"): Wording("name_partly_alike", "name partly alike"),
    ("name", "within"): Wording("name_within", "one name is part of the other"),
    ("name", "alike"): Wording("name_alike", "name alike"),
    ("name", "same"): Wording("same_name", "same name"),
    ("name_number", "other"): Wording("other_number_in_name", "other number in the name"),
    ("name_number", "one"): Wording("number_in_one_name", "number in only one name"),
    ("name_number", "same"): Wording("same_number_in_name", "same number in the name"),
    ("form", "other"): Wording("other_legal_form", "other legal form"),
    ("form", "one"): Wording("legal_form_of_one", "legal form in only one name"),
    ("form", "same"): Wording("same_legal_form", "same legal form"),
    ("street", "other"): Wording("other_street", "other street"),
    ("street", "rough"): Wording("street_roughly_alike", "street roughly alike"),
    ("street", "alike"): Wording("street_alike", "street alike"),
    ("street", "same"): Wording("same_street", "same street"),
    ("house", "other"): Wording("other_house_number", "other house number"),
    ("house", "alike"): Wording("house_number_alike", "house number alike"),
    ("house", "same"): Wording("same_house_number", "same house number"),
    ("unit", "other"): Wording("other_flat", "other flat or room"),
    ("unit", "same"): Wording("same_flat", "same flat or room"),
    ("locality", "other"): Wording("other_locality", "other building or locality"),
    ("locality", "alike"): Wording("locality_alike", "building or locality alike"),
    ("locality", "same"): Wording("same_locality", "same building or locality"),
    ("city", "other"): Wording("other_city", "other city"),
    ("city", "alike"): Wording("city_alike", "city alike"),
    ("city", "same"): Wording("same_city", "same city"),
    ("region", "other"): Wording("other_region", "other region"),
    ("region", "same"): Wording("same_region", "same region"),
    ("postcode", "other"): Wording("other_postcode", "other postcode"),
    ("postcode", "alike"): Wording("postcode_alike", "postcode alike"),
    ("postcode", "same"): Wording("same_postcode", "same postcode"),
    ("country", "other"): Wording("other_country", "other country"),
    ("country", "same"): Wording("same_country", "same country"),
    ("phone", "other"): Wording("other_phone", "other phone"),
    ("phone", "alike"): Wording("phone_alike", "phone alike"),
    ("phone", "tail"): Wording("same_phone_without_area", "same phone without area code"),
    ("phone", "same"): Wording("same_phone", "same phone"),
    ("email", "other"): Wording("other_email", "other e-mail"),
    ("email", "host"): Wording("same_email_domain", "same e-mail domain"),
    ("email", "rough"): Wording("email_roughly_alike", "e-mail roughly alike"),
    ("email", "alike"): Wording("email_alike", "e-mail alike"),
    ("email", "same"): Wording("same_email", "same e-mail"),
    ("website", "other"): Wording("other_website", "other website"),
    ("website", "same"): Wording("same_website", "same website"),
    ("born_on", "other"): Wording("other_birth_date", "other date of birth"),
    ("born_on", "near"): Wording("birth_date_near", "date of birth within a year"),
    ("born_on", "partly"): Wording("birth_date_partly_alike", "date of birth partly alike"),
    ("born_on", "alike"): Wording("birth_date_alike", "date of birth alike"),
    ("born_on", "same"): Wording("same_birth_date", "same date of birth"),
    ("national_id", "other"): Wording("other_national_id", "other national id"),
    ("national_id", "alike"): Wording("national_id_alike", "national id alike"),
    ("national_id", "same"): Wording("same_national_id", "same national id"),
    ("tax_id", "other"): Wording("other_tax_id", "other tax id"),
    ("tax_id", "same"): Wording("same_tax_id", "same tax id"),
    ("registration_number", "other"): Wording("other_registration_number", "other registration number"),
    ("registration_number", "same"): Wording("same_registration_number", "same registration number"),
    ("external_id", "other"): Wording("other_external_id", "other external id"),
    ("external_id", "same"): Wording("same_external_id", "same external id"),
    ("number", "other"): Wording("other_customer_number", "other customer number"),
    ("number", "same"): Wording("same_customer_number", "same customer number"),
}
RARE = {"name": Wording("rare_name", "name is rare"), "family": Wording("rare_family_name", "family name is rare")}
COMMON = {
    "name": Wording("common_name", "name is common"),
    "family": Wording("common_family_name", "family name is common"),
}
TELLING = 1.5  # bits more or less than a name of that likeness weighs by the way: then it is rare, or common
THROUGH_A_THIRD = Wording("through_a_third", "both are like a third that stands between them")
SHARED_PLACE = Wording("shared_place", "name, place and phone may be shared by a household or by sister companies")
