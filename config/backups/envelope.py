"""A file sealed with a passphrase, written and read in pieces, so that its size does not matter.

Head: `JFB1`, the profile's code (`g1` SM4-GCM, `i1` AES-256-GCM), 16 bytes of salt, 7 of nonce. Then pieces of 1 MiB, each
with its tag; number and "last" are part of a piece's nonce, so pieces cannot be changed places with, left out or cut off.
The key is stretched from the passphrase by scrypt (n=2¹⁷, r=8, p=1: 128 MB and some tenths of a second a guess).
"""

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from office.crypto import PROFILES, TAG_BYTES, Profile
from office.refusals import Refused

MAGIC = b"JFB1"
PIECE = 1024 * 1024
_SALT, _NONCE, _COUNTER = 16, 7, 4
_CODE = 2
_HEAD = len(MAGIC) + _CODE + _SALT + _NONCE
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
NO_BACKUP = "这不是本程序的备份文件：请选 backup 命令生成的 .jfb 文件。"
WRONG = "打不开备份：口令不对，或者文件开头已损坏。请核对环境变量 BACKUP_PASSPHRASE；口令无误的，改用另一份备份。"
DAMAGED = "备份文件已损坏或者不完整，没有还原任何内容：请改用另一份备份。"


class _Pieces:
    """The key of one file and the nonces of its pieces."""

    def __init__(self, head: bytes, passphrase: str) -> None:
        code = head[len(MAGIC) : len(MAGIC) + _CODE].decode("ascii", errors="replace")
        profile = next((each for each in PROFILES.values() if each.code == code), None)
        if len(head) < _HEAD or not head.startswith(MAGIC) or profile is None:
            raise Refused([NO_BACKUP])
        self._head, self._profile, self._number = head, profile, 0
        salt = head[len(MAGIC) + _CODE : -_NONCE]
        self._key = Scrypt(salt=salt, length=profile.key_bytes, **_SCRYPT).derive(passphrase.encode())

    def seal(self, data: bytes, *, is_last: bool) -> bytes:
        encryptor = self._cipher(None, is_last=is_last).encryptor()
        encryptor.authenticate_additional_data(self._head)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def open(self, sealed: bytes, *, is_last: bool) -> bytes:
        body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        is_first = self._number == 0
        if len(tag) < TAG_BYTES:
            raise Refused([DAMAGED])
        decryptor = self._cipher(tag, is_last=is_last).decryptor()
        decryptor.authenticate_additional_data(self._head)
        try:
            return decryptor.update(body) + decryptor.finalize()
        except InvalidTag as error:
            raise Refused([WRONG if is_first else DAMAGED]) from error

    def _cipher(self, tag: bytes | None, *, is_last: bool) -> Cipher:
        nonce = self._head[-_NONCE:] + self._number.to_bytes(_COUNTER, "big") + bytes([is_last])
        self._number += 1
        return Cipher(self._profile.cipher(self._key), modes.GCM(nonce, tag))


class SealingFile:
    """Seals what is written to it; the file is whole once `close` was called."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        profile: Profile = PROFILES[settings.CRYPTO_PROFILE]
        head = MAGIC + profile.code.encode() + os.urandom(_SALT + _NONCE)
        self._pieces, self._target, self._waiting = _Pieces(head, passphrase), target, bytearray()
        target.write(head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._target.write(self._pieces.seal(bytes(self._waiting[:PIECE]), is_last=False))
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        self._target.write(self._pieces.seal(bytes(self._waiting), is_last=True))


class OpeningFile:
    """Reads what `SealingFile` wrote; raises `Refused` at the first piece that is not as it was written."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._pieces, self._source = _Pieces(source.read(_HEAD), passphrase), source
        self._ahead, self._open, self._is_done = source.read(PIECE + TAG_BYTES), b"", False

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        while len(self._open) < size and not self._is_done:
            piece, self._ahead = self._ahead, self._source.read(PIECE + TAG_BYTES)
            self._is_done = not self._ahead
            self._open += self._pieces.open(piece, is_last=self._is_done)
        found, self._open = self._open[:size], self._open[size:]
        return found

    def read_to_the_end(self) -> None:
        """Whatever stands behind what was asked for is looked at too: a cut file shows here."""
        while self.read(PIECE):
            pass
