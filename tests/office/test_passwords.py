"""What a password must be like, under each of the security profiles."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from office.actions.accounts import change_own_password, reset_password
from office.models import FormerPassword, User
from office.passwords import WORDS_OF_THE_PLACE

SHORT, PLAIN = "密码太短：至少 10 个字符。", "密码太单一：大写字母、小写字母、数字、符号中至少用 3 种。"
USED = "最近 5 次用过的密码不能再用，请换一个。"


def faults(password: str, user: User | None = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("zheng-qian-lao-dong", [PLAIN]),
        ("Zheng-Qian-Lao", []),
        ("zheng-qian-7", []),
        ("ZhengQian2021", []),
        ("zhengqian2021", [PLAIN]),
        ("Zq-7", [SHORT]),
        ("上山种树上山种树上山", [PLAIN]),
        ("zq", [SHORT, PLAIN]),
    ],
)
def test_long_and_mixed_under_djbh(settings, password: str, found: list[str]) -> None:
    settings.SECURITY_PROFILE = "djbh"
    assert faults(password) == found


@pytest.mark.parametrize(
    ("password", "found"), [("zheng-qian-lao-dong", []), ("上山种树上山种树上山", []), ("zheng", [SHORT])]
)
def test_long_under_the_default(password: str, found: list[str]) -> None:
    assert faults(password) == found


def test_the_page_says_what_the_profile_asks_for(settings) -> None:
    plain = password_validators_help_texts()
    settings.SECURITY_PROFILE = "djbh"
    mixed = password_validators_help_texts()
    assert set(plain) - set(mixed) == {"至少 10 个字符。", "不能与现在的密码相同。"}
    assert set(mixed) - set(plain) == {
        "至少 10 个字符，大写字母、小写字母、数字、符号中至少用 3 种。",
        "不能是最近 5 次用过的密码。",
    }


def test_last_five_are_not_taken_again(settings, clerk) -> None:
    settings.SECURITY_PROFILE = "djbh"
    clerk.set_password("Zheng-Qian-0")
    clerk.save()
    for number in range(1, 6):
        change_own_password(account=clerk, password=f"Zheng-Qian-{number}")
    said = [faults(f"Zheng-Qian-{number}", clerk) for number in range(6)]
    assert said == [[], *[[USED]] * 5]
    assert FormerPassword.objects.count() == 5
    assert "Zheng-Qian" not in str(list(FormerPassword.objects.values()))


def test_the_one_before_counts_from_the_first_change_on(settings, clerk) -> None:
    settings.SECURITY_PROFILE = "djbh"
    clerk.set_password("Zheng-Qian-0")
    clerk.save()
    change_own_password(account=clerk, password="Zheng-Qian-1")
    assert (faults("Zheng-Qian-0", clerk), faults("Zheng-Qian-1", clerk)) == ([USED], [USED])


def test_one_time_passwords_are_not_remembered_others_are(settings, clerk, secadmin) -> None:
    settings.SECURITY_PROFILE = "djbh"
    change_own_password(account=clerk, password="Zheng-Qian-1")
    reset_password(account=clerk, by=secadmin)
    clerk.refresh_from_db()
    change_own_password(account=clerk, password="Zheng-Qian-2")
    assert (faults("Zheng-Qian-1", clerk), FormerPassword.objects.filter(account=clerk).count()) == ([USED], 2)


def test_another_account_may_use_the_same(settings, clerk, head) -> None:
    settings.SECURITY_PROFILE = "djbh"
    change_own_password(account=clerk, password="Zheng-Qian-1")
    assert faults("Zheng-Qian-1", head) == []


def test_the_default_remembers_none_and_forgets_those_of_before(settings, clerk) -> None:
    settings.SECURITY_PROFILE = "djbh"
    change_own_password(account=clerk, password="Zheng-Qian-1")
    settings.SECURITY_PROFILE = "default"
    change_own_password(account=clerk, password="Zheng-Qian-2")
    assert (FormerPassword.objects.count(), faults("Zheng-Qian-1", clerk)) == (0, [])


@pytest.mark.parametrize(
    "password",
    ["Linxiang2021!x", "lin-CANG-2021-zz", "我在临翔区人社局上班", "GenZhi_QianXin9", "x530902zqzqzq", "Admin-2021-zq"],
)
@pytest.mark.parametrize("name", ["default", "djbh"])
def test_words_of_the_place_are_refused_without_naming_them(settings, name: str, password: str) -> None:
    settings.SECURITY_PROFILE = name
    assert "密码里有地名、单位名或本系统的名称，容易被猜到，请换一个。" in faults(password)
    assert [said for said in faults(password) if password[:4] in said] == []


def test_words_are_looked_for_in_the_form_they_are_written_in() -> None:
    assert [word for word in WORDS_OF_THE_PLACE if word != word.casefold() or not word.isalnum()] == []
