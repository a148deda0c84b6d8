"""One-time codes: RFC 6238's own examples, and what is no code."""

from datetime import UTC, datetime, timedelta

import pytest

from office.totp import STEP_SECONDS, enrolment_address, new_secret, step_of

# The key of the appendix, "12345678901234567890", and the last six digits of its codes for SHA-1.
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


@pytest.mark.parametrize(("seconds", "code"), RFC)
def test_codes_of_the_standard(seconds, code) -> None:
    assert step_of(KEY, code, now=at(seconds)) == seconds // STEP_SECONDS
    assert step_of(KEY, f" {code[:3]} {code[3:]} ", now=at(seconds)) == seconds // STEP_SECONDS


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    now = at(1111111109)
    off = [step_of(KEY, "081804", now=now + timedelta(seconds=30 * steps)) for steps in (-2, -1, 0, 1, 2)]
    step = 1111111109 // STEP_SECONDS
    assert off == [None, step, step, step, None]


@pytest.mark.parametrize("typed", ["", "08180", "0818041", "abcdef", "０８１８０４", "-81804", "081804 x"])
def test_what_is_no_code(typed) -> None:
    assert step_of(KEY, typed, now=at(1111111109)) is None


def test_secrets_are_long_and_differ() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert (len(secrets), {len(secret) for secret in secrets}) == (50, {32})


def test_address_names_account_and_program() -> None:
    address = enrolment_address(KEY, username="张三")
    assert address.startswith("otpauth://totp/")
    assert f"secret={KEY}" in address
