"""Encryption of personal data at rest, in one of two profiles; `CRYPTO_PROFILE` says which one writes.

* `gm`: SM4-GCM for the text, HMAC-SM3 for the index (the national algorithms, the default);
* `intl`: AES-256-GCM for the text, HMAC-SHA256 for the index.

This is not a certified cryptographic module (商用密码产品): it uses the algorithms of the ``cryptography`` package with
keys from a file. Where a certified module is demanded it takes the place of this one behind the same functions.

Every stored value begins with its profile and the mark of its key, ``g1:3fa94c02:``, so that values of both profiles and
of several keys stand beside each other and each is read with its own; ``s1:`` is the earlier form, without a mark. The
*context* (what the value belongs to) is authenticated, not stored: a value copied into another column or another file
does not decrypt there. Keys for text and for files are derived apart from the field key; the index has a key of its own.
"""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from office import keyring

NONCE_BYTES = 12
TAG_BYTES = 16
_FIRST_FORM = "s1:"
_HEAD = re.compile(rb"s1:|[gi]1:[0-9a-f]{8}:")
_TEXT, _FILE = "text", "file"


@dataclass(frozen=True)
class Profile:
    """Algorithms that belong together; `code` begins each value written with them."""

    code: str
    cipher: type[algorithms.SM4] | type[algorithms.AES]
    key_bytes: int
    digest: type[hashes.SM3] | type[hashes.SHA256]


PROFILES = {
    "gm": Profile("g1", algorithms.SM4, 16, hashes.SM3),
    "intl": Profile("i1", algorithms.AES, 32, hashes.SHA256),
}
_BY_CODE = {profile.code: profile for profile in PROFILES.values()}


class Tampered(ValueError):
    """The stored value was changed, belongs elsewhere, or was written with another key."""

    def __init__(self) -> None:
        super().__init__(
            "加密数据无法还原：内容被改动、被移到别处，或密钥不是写入时的那一把。请核对密钥文件，必要时从备份恢复。"
        )


def encrypt(text: str, *, context: str) -> str:
    """ASCII token: head + base64url(nonce, ciphertext, tag); the same text gives another token each time."""
    return encrypt_all([text], context=context)[0]


def encrypt_all(texts: Iterable[str], *, context: str) -> list[str]:
    """As ``encrypt`` for many texts at once: the key is looked up once."""
    head, seal = _sealing(context, use=_TEXT)
    return [head + base64.urlsafe_b64encode(seal(text.encode())).decode("ascii") for text in texts]


def decrypt(token: str, *, context: str) -> str:
    """The text that ``encrypt`` was given with the same context; raises ``Tampered``."""
    head = _head_of(token.encode())
    try:
        sealed = base64.b64decode(token[len(head) :].encode("ascii"), altchars=b"-_", validate=True)
        return _open(sealed, context, head=head, use=_TEXT).decode()
    except (binascii.Error, UnicodeError) as error:
        raise Tampered from error


def encrypt_bytes(data: bytes, *, context: str) -> bytes:
    """As ``encrypt`` for files: head + nonce, ciphertext, tag, without base64."""
    head, seal = _sealing(context, use=_FILE)
    return head.encode() + seal(data)


def decrypt_bytes(sealed: bytes, *, context: str) -> bytes:
    """The bytes that ``encrypt_bytes`` was given with the same context; raises ``Tampered``."""
    head = _head_of(sealed)
    return _open(sealed[len(head) :], context, head=head, use=_FILE)


def current_head() -> str:
    """How everything begins that is written now; whatever begins otherwise is still to be moved on."""
    return _head(PROFILES[settings.CRYPTO_PROFILE].code, keyring.keys(keyring.FIELD)[0])


def blind_index(text: str, *, context: str) -> str:
    """64 hex digits by which equal texts of one context are found without decrypting.

    The text is taken as it stands: bring it into one form with ``office.text.normalise`` first.
    """
    return blind_index_all([text], context=context)[0]


def blind_index_all(texts: Iterable[str], *, context: str) -> list[str]:
    """As ``blind_index`` for many texts at once: the key is looked up once."""
    index = _indexing(context, PROFILES[settings.CRYPTO_PROFILE], keyring.keys(keyring.INDEX)[0])
    return [index(text) for text in texts]


def blind_indexes(text: str, *, context: str) -> tuple[str, ...]:
    """Every index under which the text may stand: today's alone, but for a change of keys or profile."""
    profiles = [PROFILES[name] for name in keyring.profiles()]
    return tuple(_indexing(context, profile, key)(text) for key in keyring.keys(keyring.INDEX) for profile in profiles)


def mark_of(key: bytes) -> str:
    """Eight hex digits that tell keys apart and tell nothing of the key."""
    return hashlib.sha256(b"mark of key\0" + key).hexdigest()[:8]


def _indexing(context: str, profile: Profile, key: bytes) -> Callable[[str], str]:
    begun = hmac.HMAC(key, profile.digest())
    begun.update(context.encode() + b"\0")

    def index(text: str) -> str:
        mac = begun.copy()
        mac.update(text.encode())
        return mac.finalize().hex()

    return index


@lru_cache(maxsize=16)
def _head(code: str, key: bytes) -> str:
    return f"{code}:{mark_of(key)}:"


def _head_of(sealed: bytes) -> str:
    found = _HEAD.match(sealed)
    if found is None:
        raise Tampered
    return found[0].decode()


def _sealing(context: str, *, use: str) -> tuple[str, Callable[[bytes], bytes]]:
    """The head, and what makes of each value that which stands behind it."""
    key = keyring.keys(keyring.FIELD)[0]
    head = _head(PROFILES[settings.CRYPTO_PROFILE].code, key)
    algorithm, known = _algorithm(head, use, key), (head + context).encode()

    def seal(data: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        encryptor = Cipher(algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(known)
        return nonce + encryptor.update(data) + encryptor.finalize() + encryptor.tag

    return head, seal


def _open(sealed: bytes, context: str, *, head: str, use: str) -> bytes:
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Tampered
    nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    for key in _keys_for(head):
        decryptor = Cipher(_algorithm(head, use, key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data((head + context).encode())
        try:
            return decryptor.update(body) + decryptor.finalize()
        except InvalidTag:
            continue
    raise Tampered


def _keys_for(head: str) -> Iterator[bytes]:
    """The key whose mark the head bears; every key for the earlier form."""
    for look in (keyring.keys, keyring.keys_afresh, keyring.keys_put_aside):
        fitting = [key for key in look(keyring.FIELD) if head == _FIRST_FORM or mark_of(key) == head[3:11]]
        yield from fitting
        if fitting and head != _FIRST_FORM:
            return


def _algorithm(head: str, use: str, key: bytes) -> algorithms.SM4 | algorithms.AES:
    profile = PROFILES["gm"] if head == _FIRST_FORM else _BY_CODE[head[:2]]
    info = "sm4-gcm s1:" if head == _FIRST_FORM else f"{profile.code} {use}"
    return profile.cipher(_derived(key, profile, info))


@lru_cache(maxsize=32)
def _derived(key: bytes, profile: Profile, info: str) -> bytes:
    # Deriving uses all 32 bytes of the stored key and keeps profiles and uses apart.
    derivation = HKDF(algorithm=profile.digest(), length=profile.key_bytes, salt=None, info=info.encode())
    return derivation.derive(key)
