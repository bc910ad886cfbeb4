"""Join codes that can be read out aloud, and the secrets that bring a device back to its seat."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable

from workbench.errors import InputError

# Those of Open Location Codes: no two look or sound alike, and they spell no words.
ALPHABET = "23456789CFGHJMPQRVWX"
LENGTH = 6
OP_ID_MIN = 16


def drawn_code(draw: Callable[[int], bytes]) -> str:
    """Six characters out of twenty: one of 64 million.

    >>> drawn_code(lambda count: bytes(count))
    '222222'
    """
    number, code = int.from_bytes(draw(16)), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def free_code(draw: Callable[[int], bytes], is_taken: Callable[[str], bool]) -> str:
    """A code that no room has yet. Raises InputError where chance gives none."""
    for _ in range(50):
        code = drawn_code(draw)
        if not is_taken(code):
            return code
    raise InputError("No code is free for another room. Try again.")


def read_code(text: str) -> str:
    """The code as somebody typed it: small letters, spaces and dashes do not matter.

    Raises InputError where it cannot be a code.

    >>> read_code(" qr4-7wx ")
    'QR47WX'
    """
    code = "".join(text.split()).replace("-", "").upper()
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise InputError(
            f"A code of a room has {LENGTH} characters out of {ALPHABET}. Look at the screen in the room and type it again."
        )
    return code


def drawn_token(draw: Callable[[int], bytes]) -> str:
    """A secret of 256 bits, as text for an address or a cookie."""
    return urlsafe_b64encode(draw(32)).decode().rstrip("=")


def token_sha256(token: str) -> str:
    """What is stored of a token. It holds too much chance to be guessed from that."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def op_sha256(*parts: str) -> str:
    """What is stored of an operation that gives a seat: whoever knows its ``op_id`` may ask for the seat again.

    Raises InputError for one that is so short that it could be guessed.
    """
    if len(parts[-1]) < OP_ID_MIN:
        raise InputError(
            f"An operation that gives a seat needs an op_id of at least {OP_ID_MIN} characters drawn by chance."
        )
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()
