"""Words typed into the query bar, perhaps somebody's name: in an address they stand sealed, for one account alone.

依据：个人信息保护法第六条、第五十一条（最小必要、加密）。Addresses stay in histories, logs and bookmarks.
"""

from office.crypto import Tampered, decrypt, encrypt
from office.models import User

LONGEST = 60


def seal_words(words: str, *, reader: User) -> str:
    """What stands in the address instead of the words; another one each time."""
    return encrypt(words, context=_context(reader))


def open_words(sealed: str, *, reader: User) -> str | None:
    """The words again; None if the address was changed, or made for another account or with another key."""
    try:
        return decrypt(sealed, context=_context(reader))
    except Tampered:
        return None


def _context(reader: User) -> str:
    return f"ledger.query.{reader.pk}"
