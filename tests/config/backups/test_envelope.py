"""The sealed file by itself: any length comes back, and no byte can be changed, moved or left out."""

from io import BytesIO
from typing import Any, cast

import pytest

from config.backups.envelope import DAMAGED, NO_BACKUP, PIECE, WRONG, OpeningFile, SealingFile
from office.refusals import Refused

WORDS = "临翔 2021 备份口令"
HEAD, SEALED = 29, PIECE + 16


def sealed(data: bytes, passphrase: str = WORDS) -> bytes:
    target = BytesIO()
    file = SealingFile(target, passphrase)
    for start in range(0, len(data), 700_000):
        file.write(data[start : start + 700_000])
    file.close()
    return target.getvalue()


def opened(found: bytes, passphrase: str = WORDS) -> bytes:
    file, data = OpeningFile(BytesIO(found), passphrase), bytearray()
    while block := file.read(300_000):
        data += block
    return bytes(data)


def refused(found: bytes, passphrase: str = WORDS) -> str:
    with pytest.raises(Refused) as caught:
        opened(found, passphrase)
    return cast(str, caught.value.missing[0])


def bytes_of(length: int) -> bytes:
    return (b"0123456789abcdef" * (length // 16 + 1))[:length]


@pytest.fixture(scope="module")
def three_pieces() -> bytes:
    return sealed(bytes_of(2 * PIECE + 100))


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_every_length_comes_back(length: int) -> None:
    assert opened(sealed(bytes_of(length))) == bytes_of(length)


@pytest.mark.parametrize("profile", ["gm", "intl"])
def test_each_profile_opens_under_the_other(settings: Any, profile: str) -> None:
    settings.CRYPTO_PROFILE = profile
    found = sealed(b"x" * 1000)
    settings.CRYPTO_PROFILE = "gm"
    assert opened(found) == b"x" * 1000
    assert found[4:6] == {"gm": b"g1", "intl": b"i1"}[profile]


def test_nothing_of_what_was_written_shows_and_twice_is_not_alike() -> None:
    one, other = sealed(b"A530902-2021-0001" * 100), sealed(b"A530902-2021-0001" * 100)
    assert b"A530902" not in one
    assert one[HEAD:] != other[HEAD:]


@pytest.mark.parametrize("place", [6, 21, 28, HEAD, HEAD + PIECE // 2, HEAD + SEALED - 1])
def test_a_changed_bit_of_head_or_first_piece_is_seen_before_anything_is_given_out(
    three_pieces: bytes, place: int
) -> None:
    changed = bytearray(three_pieces)
    changed[place] ^= 1
    assert refused(bytes(changed)) == WRONG


@pytest.mark.parametrize("place", [HEAD + SEALED, HEAD + 2 * SEALED - 1, HEAD + 2 * SEALED + 5, -1])
def test_a_changed_bit_later_is_seen(three_pieces: bytes, place: int) -> None:
    changed = bytearray(three_pieces)
    changed[place] ^= 0x80
    assert refused(bytes(changed)) == DAMAGED


@pytest.mark.parametrize("length", [HEAD + SEALED, HEAD + SEALED + 3, HEAD + 2 * SEALED, -1])
def test_a_cut_file_is_seen(three_pieces: bytes, length: int) -> None:
    assert refused(three_pieces[:length]) in (WRONG, DAMAGED)


def test_pieces_cannot_change_places_nor_be_left_out(three_pieces: bytes) -> None:
    head, first, second, last = (
        three_pieces[:HEAD], three_pieces[HEAD : HEAD + SEALED], three_pieces[HEAD + SEALED : HEAD + 2 * SEALED],
        three_pieces[HEAD + 2 * SEALED :],
    )  # fmt: skip
    assert refused(head + second + first + last) == WRONG
    assert refused(head + first + last) == DAMAGED
    assert refused(head + first + second + last + last) == DAMAGED


def test_another_passphrase_and_another_file_are_told_apart(three_pieces: bytes) -> None:
    assert refused(three_pieces, "another passphrase") == WRONG
    for other in (b"", b"PK\x03\x04" + bytes(100), three_pieces[:10], b"JFB1zz" + bytes(100)):
        assert refused(other) == NO_BACKUP
