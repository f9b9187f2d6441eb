"""The settings of the house with nothing around a view: for bench/bare_api.py, the limit of bench/api.py."""

from onaccount.config import settings as house
from onaccount.config.settings import *  # noqa: F403

MIDDLEWARE = house.MIDDLEWARE[:0]
INSTALLED_APPS = [name for name in house.INSTALLED_APPS if not name.startswith("allauth")]  # it wants its middleware
ROOT_URLCONF = "bench.bare_api"
