import pytest
from django.core.exceptions import ImproperlyConfigured

from office.crypto import Tampered, blind_index, decrypt, decrypt_bytes, encrypt, encrypt_bytes

CONTEXT = "reception.worker.phone"
TEXTS = ["", "13800000000", "临翔区凤翔街道 1 号", "𠮷" * 500]


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.FIELD_KEY = b"f" * 32
    settings.INDEX_KEY = b"i" * 32


@pytest.mark.parametrize("text", TEXTS)
def test_encrypt_round_trip(text):
    assert decrypt(encrypt(text, context=CONTEXT), context=CONTEXT) == text


def test_encrypt_is_ascii_with_profile_and_fresh_nonce():
    first, second = (encrypt("13800000000", context=CONTEXT) for _ in range(2))
    assert first.startswith("s1:")
    assert first.isascii()
    assert first != second


def test_decrypt_every_changed_byte_is_noticed():
    token = encrypt("13800000000", context=CONTEXT)
    for position in range(len(token)):
        changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
        with pytest.raises(Tampered):
            decrypt(changed, context=CONTEXT)


@pytest.mark.parametrize("token", ["", "s1:", "s1:AAAA", "13800000000", "s2:AAAA", "s1:汉字", "s1:a b"])
def test_decrypt_refuses_what_is_no_token(token):
    with pytest.raises(Tampered):
        decrypt(token, context=CONTEXT)


def test_decrypt_refuses_another_context():
    with pytest.raises(Tampered):
        decrypt(encrypt("1", context=CONTEXT), context="reception.petitioner.phone")


def test_decrypt_refuses_another_key(settings):
    token = encrypt("1", context=CONTEXT)
    settings.FIELD_KEY = b"g" * 32
    with pytest.raises(Tampered):
        decrypt(token, context=CONTEXT)


def test_whole_field_key_counts(settings):
    token = encrypt("1", context=CONTEXT)
    settings.FIELD_KEY = b"f" * 31 + b"g"
    with pytest.raises(Tampered):
        decrypt(token, context=CONTEXT)


def test_encrypt_bytes_round_trip_and_refusals():
    sealed = encrypt_bytes(b"%PDF\x00\xff", context="file.1")
    assert sealed.startswith(b"s1:")
    assert b"%PDF" not in sealed
    assert decrypt_bytes(sealed, context="file.1") == b"%PDF\x00\xff"
    for changed, context in [(sealed, "file.2"), (sealed[:-1], "file.1"), (b"x" + sealed, "file.1"), (b"", "file.1")]:
        with pytest.raises(Tampered):
            decrypt_bytes(changed, context=context)


def test_blind_index_depends_on_text_context_and_key(settings):
    index = blind_index("530902", context="a")
    assert len(index) == 64
    assert index == blind_index("530902", context="a")
    assert index != blind_index("530903", context="a")
    assert index != blind_index("530902", context="b")
    assert blind_index("b", context="a") != blind_index("", context="ab")
    settings.INDEX_KEY = b"j" * 32
    assert index != blind_index("530902", context="a")


@pytest.mark.parametrize("key", [None, b"", b"f" * 16, "f" * 32])
def test_missing_or_short_key_is_said(settings, key):
    settings.FIELD_KEY = key
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEY 必须是 32 字节"):
        encrypt("1", context=CONTEXT)
