"""What other programs and people call the fields of a product, in eight languages; a heading is compared as a key."""

from onaccount.domain.catalogue.rules.products import FIELDS
from onaccount.domain.imports.rules.synonyms import is_secret, key_of

# Not fields of a product, but of a row: they are joined with one, or turned round, before it is cleaned.
PSEUDO = {
    "categories": "Categories of an export, parted by / and ,",
    "subcategory": "Category within the category",
    "is_discontinued": "Discontinued: yes or no",
}
LEVEL = "level_"  # level_7 is the price at the level whose key is 7
# In the order of how surely they mean it.
WORDS: dict[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "sku": """
            sku productsku itemsku variantsku productcode itemcode articlecode articlenumber articleno itemnumber itemno
            productnumber productno partnumber partno stockcode stockkeepingunit productid itemid articleid product_id
            artikelnummer artikelnr artnr artikelcode bestellnummer referenceproduit referencearticle codearticle
            codeproduit codigoproducto codigoarticulo codicearticolo artikelnummer varenummer kodproduktu symbol
            handle ref reference code number nr no id
        """,
        "name": """
            productname itemname articlename producttitle itemtitle name title product item article
            artikelbezeichnung bezeichnung artikelname produktname artikel produkt libelle designation nomproduit
            nomduproduit nombre nombreproducto producto descripcioncorta nome nomeprodotto prodotto
            naam productnaam omschrijving benamning produktnamn nazwa nazwaproduktu nom
        """,
        "description": """
            description longdescription productdescription itemdescription fulldescription bodyhtml details body
            shortdescription beschreibung langtext descripcion descrizione beschrijving beskrivning opis
        """,
        "unit": """
            unit unitofmeasure uom quantityperunit unitname salesunit sellingunit measure packsize packaging
            einheit mengeneinheit me unite unidad unita eenheid enhet jednostka jm
        """,
        "price": """
            unitprice price sellingprice salesprice saleprice listprice retailprice regularprice variantprice rrp
            netprice grossprice priceexcltax priceincltax defaultprice unitcost
            preis verkaufspreis einzelpreis vkpreis vk stuckpreis nettopreis bruttopreis prix prixunitaire prixdevente
            prixht prixttc precio precioventa preciounitario prezzo prezzounitario prijs verkoopprijs stukprijs pris
            cena cenasprzedazy cenanetto cenabrutto
        """,
        "category": """
            category categoryname productcategory productgroup itemcategory itemgroup group department family
            categorypath producttype
            kategorie warengruppe artikelgruppe categorie famille rayon categoria familia gruppo categorieen
            productgroep varugrupp kategoria grupa
        """,
        "categories": "categories productcategories categorien kategorien",
        "subcategory": "subcategory subcategoryname subgroup unterkategorie souscategorie subcategoria",
        "tax_class": """
            taxclass taxcategory taxcategoryname taxrate vatrate vat vatcode taxcode salestax tax vatpercent taxpercent
            steuersatz mwst mwstsatz ust ustsatz steuerklasse tva tauxtva iva tipoiva aliquotaiva btw btwtarief moms
            momssats stawkavat gstrate gst
        """,
        "barcode": """
            barcode ean ean13 gtin gtin13 gtin14 upc upca variantbarcode eancode isbn globaltradeitemnumber strichcode
            codebarre codebarres codigodebarras codiceabarre streckkod kodkreskowy
        """,
        "is_available": """
            available isavailable instock stockstatus active isactive enabled status published sellable verfugbar aktiv
            disponible actif activo attivo beschikbaar actief aktiv dostepny
        """,
        "is_discontinued": "discontinued isdiscontinued archived inactive disabled obsolete ausgelaufen gesperrt",
    }.items()
}
MEANINGS: dict[str, tuple[str, int]] = {}
for _name, _words in WORDS.items():
    for _place, _word in enumerate(_words):
        MEANINGS.setdefault(_word, (_name, _place))
MEANINGS |= {key_of(field.label): (name, 0) for name, field in FIELDS.items()}


def meaning_of(heading: str) -> tuple[str, int] | None:
    """The field that a heading means, with how surely: 0 is best."""
    key = key_of(heading)
    if is_secret(heading):
        return None
    return MEANINGS.get(key) or MEANINGS.get(key.removeprefix("product")) or MEANINGS.get(key.removeprefix("item"))
