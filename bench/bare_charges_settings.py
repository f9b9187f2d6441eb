"""The settings of the house with nothing around a view: for bench/bare_charges.py, the limits of bench/charges.py."""

from bench.bare_settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare_charges"
