"""The environment of the tests, set before pytest-django reads the settings, which it does before any conftest.py.

Tests keep nothing in the clone, and each process has a folder of its own. Loaded by `-p tests.environment`.
"""

import os
import tempfile

folder = tempfile.TemporaryDirectory(prefix="onaccount-tests-")
for _name in [name for name in os.environ if name.startswith("ONACCOUNT_")]:
    del os.environ[_name]
os.environ |= {
    "ONACCOUNT_DATA": folder.name,
    "SECRET_KEY": "only-for-tests-" * 3,
    "EMAIL_URL": "",
    "ONACCOUNT_SIGNUP_WORK": "4",
}
