import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from office import keyring
from office.crypto import (
    Tampered,
    blind_index,
    blind_indexes,
    current_head,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
)
from office.key_files import note_settled_profile

CONTEXT = "reception.worker.phone"
TEXTS = ["", "13800000000", "临翔区凤翔街道 1 号", "𠮷" * 500]


@pytest.fixture(autouse=True)
def _keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    settings.FIELD_KEY = b"f" * 32
    settings.INDEX_KEY = b"i" * 32


@pytest.mark.parametrize("text", TEXTS)
def test_encrypt_round_trip(text):
    assert decrypt(encrypt(text, context=CONTEXT), context=CONTEXT) == text


def test_encrypt_is_ascii_with_profile_and_fresh_nonce():
    first, second = (encrypt("13800000000", context=CONTEXT) for _ in range(2))
    assert first.startswith(current_head())
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
    assert sealed.startswith(current_head().encode())
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


FIRST_FORM = "s1:dnicOZBAvK0B6X0IJg6TPOsPa392_-KLxAUEZgJFY-8QZAcvYcLL"


@pytest.mark.parametrize("profile", ["gm", "intl"])
def test_each_profile_reads_what_the_other_wrote(settings, profile, tmp_path):
    settings.CRYPTO_PROFILE = profile
    token, sealed = encrypt("530902", context=CONTEXT), encrypt_bytes(b"%PDF", context="file.1")
    index = blind_index("530902", context="a")
    note_settled_profile(profile, tmp_path)
    settings.CRYPTO_PROFILE = {"gm": "intl", "intl": "gm"}[profile]

    assert not token.startswith(current_head())
    assert (decrypt(token, context=CONTEXT), decrypt_bytes(sealed, context="file.1")) == ("530902", b"%PDF")
    assert blind_index("530902", context="a") != index
    assert blind_indexes("530902", context="a") == (blind_index("530902", context="a"), index)
    note_settled_profile(settings.CRYPTO_PROFILE, tmp_path)
    keyring.keys_afresh(keyring.INDEX)
    assert blind_indexes("530902", context="a") == (blind_index("530902", context="a"),)


def test_token_names_profile_and_key(settings):
    first = encrypt("1", context=CONTEXT)
    settings.FIELD_KEY = b"g" * 32
    second = encrypt("1", context=CONTEXT)
    settings.CRYPTO_PROFILE = "intl"
    third = encrypt("1", context=CONTEXT)

    assert first[:3] == second[:3] == "g1:"
    assert first[3:12] != second[3:12]
    assert third[:3] == "i1:"
    assert third[3:12] == second[3:12]


def test_token_of_the_first_form_is_still_read():
    assert decrypt(FIRST_FORM, context=CONTEXT) == "13800000000"


def test_text_does_not_open_as_file():
    sealed = encrypt_bytes(b"1", context=CONTEXT)
    head = current_head()
    with pytest.raises(Tampered):
        decrypt(head + base64.urlsafe_b64encode(sealed[len(head) :]).decode(), context=CONTEXT)
