"""What the demo sells: a wholesaler for kitchens, in words of our own."""

from typing import NamedTuple


class Ware(NamedTuple):
    """A product; `chefs` is what the level of restaurants asks, where it asks anything of its own."""

    sku: str
    name: str
    unit: str
    price: str
    category: str
    chefs: str = ""
    is_food: bool = True


PANS, KNIVES, LINEN = "Kitchen / Pots and pans", "Kitchen / Knives", "Table / Linen"
GLASS, OIL, GRAIN, DAIRY = "Table / Glass", "Larder / Oil and vinegar", "Larder / Grains and pulses", "Larder / Cheese"
WARES = (
    Ware("PAN-20", "Steel frying pan, 20 cm", "each", "24.50", PANS, "21.00", is_food=False),
    Ware("PAN-28", "Steel frying pan, 28 cm", "each", "34.50", PANS, "29.50", is_food=False),
    Ware("PAN-32", "Steel frying pan, 32 cm", "each", "42.00", PANS, "36.00", is_food=False),
    Ware("POT-05", "Stock pot with lid, 5 l", "each", "39.00", PANS, is_food=False),
    Ware("POT-10", "Stock pot with lid, 10 l", "each", "58.00", PANS, is_food=False),
    Ware("POT-20", "Stock pot with lid, 20 l", "each", "89.00", PANS, "79.00", is_food=False),
    Ware("SAU-16", "Saucepan, 16 cm", "each", "27.00", PANS, is_food=False),
    Ware("KNI-15", "Paring knife, 9 cm", "each", "8.90", KNIVES, "7.50", is_food=False),
    Ware("KNI-21", "Cook's knife, 21 cm", "each", "46.00", KNIVES, "41.00", is_food=False),
    Ware("KNI-25", "Bread knife, 25 cm", "each", "31.00", KNIVES, is_food=False),
    Ware("KNI-ST", "Sharpening steel", "each", "19.80", KNIVES, is_food=False),
    Ware("LIN-NA", "Napkin, white linen", "pack of 10", "28.00", LINEN, is_food=False),
    Ware("LIN-TC", "Tablecloth, 150 x 150 cm", "each", "36.00", LINEN, is_food=False),
    Ware("LIN-TT", "Tea towel, striped", "pack of 6", "17.40", LINEN, is_food=False),
    Ware("GLA-WI", "Wine glass, 35 cl", "box of 12", "41.00", GLASS, "36.50", is_food=False),
    Ware("GLA-TU", "Tumbler, 30 cl", "box of 24", "38.00", GLASS, is_food=False),
    Ware("GLA-CA", "Carafe, 1 l", "box of 6", "44.00", GLASS, is_food=False),
    Ware("OIL-OV", "Olive oil, extra virgin", "5 l can", "46.50", OIL, "43.00"),
    Ware("OIL-RA", "Rapeseed oil", "10 l can", "31.00", OIL, "28.50"),
    Ware("OIL-SU", "Sunflower oil", "10 l can", "27.50", OIL),
    Ware("VIN-CI", "Cider vinegar", "5 l can", "12.90", OIL),
    Ware("GRA-RI", "Long grain rice", "10 kg bag", "19.80", GRAIN, "17.90"),
    Ware("GRA-OA", "Rolled oats", "5 kg bag", "8.40", GRAIN),
    Ware("GRA-PO", "Polenta, coarse", "5 kg bag", "11.20", GRAIN),
    Ware("PUL-LE", "Green lentils", "5 kg bag", "14.60", GRAIN),
    Ware("PUL-CH", "Chickpeas", "5 kg bag", "13.80", GRAIN),
    Ware("FLO-ST", "Strong white flour", "16 kg bag", "15.90", GRAIN, "14.50"),
    Ware("CHE-CA", "Camembert", "250 g", "3.60", DAIRY),
    Ware("CHE-CH", "Farmhouse cheddar, mature", "kg", "11.80", DAIRY, "10.90"),
    Ware("CHE-BL", "Blue cheese, whole", "kg", "13.40", DAIRY),
    Ware("CHE-GO", "Goat's cheese log", "kg", "14.20", DAIRY),
    Ware("BUT-UN", "Butter, unsalted", "case of 20", "42.00", DAIRY, "39.90"),
)
AWAY = "LIN-TC"  # not available just now
CASES = ("OIL-OV", "10", "41.00")  # from so many on, for restaurants
