"""Encryption of personal data at rest: SM4-GCM for the text, HMAC-SM3 for the index.

This is not a certified cryptographic module (商用密码产品): it uses the SM4 and SM3 of the ``cryptography`` package
with keys from a file. Where a certified module is demanded it takes the place of this one behind the same functions.

Every stored value begins with a profile such as ``s1:``, so that later keys or algorithms can stand beside the
values that are already there. The *context* (what the value belongs to) is authenticated, not stored: a value
copied into another column or another file does not decrypt there.
"""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PROFILE = "s1:"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class Tampered(ValueError):
    """The stored value was changed, belongs elsewhere, or was written with another key."""

    def __init__(self) -> None:
        super().__init__(
            "加密数据无法还原：内容被改动、被移到别处，或密钥不是写入时的那一把。请核对密钥文件，必要时从备份恢复。"
        )


def encrypt(text: str, *, context: str) -> str:
    """ASCII token ``s1:`` + base64url(nonce, ciphertext, tag); the same text gives another token each time."""
    return PROFILE + base64.urlsafe_b64encode(_seal(text.encode(), context)).decode("ascii")


def decrypt(token: str, *, context: str) -> str:
    """The text that ``encrypt`` was given with the same context; raises ``Tampered``."""
    if not token.startswith(PROFILE):
        raise Tampered
    try:
        sealed = base64.b64decode(token[len(PROFILE) :].encode("ascii"), altchars=b"-_", validate=True)
        return _open(sealed, context).decode()
    except (binascii.Error, UnicodeError) as error:
        raise Tampered from error


def encrypt_bytes(data: bytes, *, context: str) -> bytes:
    """As ``encrypt`` for files: ``s1:`` + nonce, ciphertext, tag, without base64."""
    return PROFILE.encode() + _seal(data, context)


def decrypt_bytes(sealed: bytes, *, context: str) -> bytes:
    """The bytes that ``encrypt_bytes`` was given with the same context; raises ``Tampered``."""
    if not sealed.startswith(PROFILE.encode()):
        raise Tampered
    return _open(sealed[len(PROFILE) :], context)


def blind_index(text: str, *, context: str) -> str:
    """64 hex digits by which equal texts of one context are found without decrypting.

    The text is taken as it stands: bring it into one form with ``office.text.normalise`` first.
    """
    mac = hmac.HMAC(_key("INDEX_KEY"), hashes.SM3())
    mac.update(context.encode() + b"\0" + text.encode())
    return mac.finalize().hex()


def _seal(data: bytes, context: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(_sm4_key(_key("FIELD_KEY"))), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_associated(context))
    return nonce + encryptor.update(data) + encryptor.finalize() + encryptor.tag


def _open(sealed: bytes, context: str) -> bytes:
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Tampered
    nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(_sm4_key(_key("FIELD_KEY"))), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_associated(context))
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag as error:
        raise Tampered from error


def _associated(context: str) -> bytes:
    return (PROFILE + context).encode()


@lru_cache(maxsize=8)
def _sm4_key(field_key: bytes) -> bytes:
    # SM4 takes 16 bytes; deriving them uses all 32 of the stored key and keeps profiles apart.
    return HKDF(algorithm=hashes.SM3(), length=16, salt=None, info=b"sm4-gcm " + PROFILE.encode()).derive(field_key)


def _key(name: str) -> bytes:
    key = getattr(settings, name, None)
    if not isinstance(key, bytes) or len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} 必须是 {KEY_BYTES} 字节的密钥。请运行 python manage.py init 生成密钥文件。")
    return key
