"""The code on a receipt, by which anybody who holds it can ask the books whether it is true (B-07). Pure.

The 16 bytes of the posting's id and the first 4 of its hash, in Crockford's base 32 (no I, L, O or U), in groups of
four: 32 digits. The id finds the posting, and the piece of the hash cannot be made up by who only counts ids.
"""

from typing import ClassVar
from uuid import UUID

from onaccount.foundation.refusals import Refused

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
LENGTH = 32
CHECKED = 4  # bytes of the hash


class NotAReceipt(Refused):
    code = "not_a_receipt"
    sentence = "This is no code of a receipt of ours."
    cure = "Type it as it stands there: 32 letters and digits."
    status: ClassVar[int] = 404


def receipt_code(posting: UUID, hash_: str) -> str:
    """The code of a posting, by its id and its hash of 64 hexadecimal digits."""
    value = int.from_bytes(posting.bytes + bytes.fromhex(hash_)[:CHECKED])
    digits = "".join(DIGITS[value >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(digits[start : start + 4] for start in range(0, LENGTH, 4))


def read_receipt(code: str) -> tuple[UUID, str]:
    """The posting's id, and the first hexadecimal digits of its hash. Whatever case or blanks. Raises NotAReceipt."""
    digits = code.upper().translate(READ_AS)
    if len(digits) != LENGTH or not all(digit in DIGITS for digit in digits):
        raise NotAReceipt
    value = 0
    for digit in digits:
        value = value << 5 | DIGITS.index(digit)
    found = value.to_bytes(LENGTH * 5 // 8)
    return UUID(bytes=found[:16]), found[16:].hex()
