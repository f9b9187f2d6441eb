"""Which version of a customer somebody has read, so that nobody writes over what was changed since."""

import hashlib
import json
from collections.abc import Mapping

from onaccount.foundation.refusals import Refused


class OtherVersion(Refused):
    code = "other_version"
    sentence = "No. {customer} was changed since it was read."
    cure = "Read it again, then send the change with the version that it has now."
    status = 412


def digest_of(fields: Mapping[str, str]) -> str:
    """A short name of what stands in these fields, 32 hexadecimal digits: another as soon as one differs."""
    content = sorted(fields.items())
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
