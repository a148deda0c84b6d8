"""What a password must be like, in the program's own words: Django's are partly English and say 你.

依据：GB/T 22239—2019 身份鉴别（口令复杂度）。
"""

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from office.models import FormerPassword, User
from office.security_profile import profile

# What somebody who knows the office tries first: its place, its name, its task, the program.
WORDS_OF_THE_PLACE = (
    "lincang", "linxiang", "yunnan", "530902", "530900", "临沧", "临翔", "云南",
    "renshe", "zhiqian", "人社", "治欠",
    "genzhi", "qianxin", "nongmingong", "jiefang", "taizhang", "根治", "欠薪", "农民工", "接访", "台账",
    "admin", "mima", "密码",
)  # fmt: skip
KINDS = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())


class LongAndMixed:
    """As long, and of as many kinds of signs, as the security profile asks for."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError naming both, if both are wanting."""
        asked, faults = profile(), []
        if len(password) < asked.password_length:
            faults.append(f"密码太短：至少 {asked.password_length} 个字符。")
        if sum(any(map(is_kind, password)) for is_kind in KINDS) < asked.password_kinds:
            faults.append(f"密码太单一：大写字母、小写字母、数字、符号中至少用 {asked.password_kinds} 种。")
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        asked = profile()
        mixed = (
            f"，大写字母、小写字母、数字、符号中至少用 {asked.password_kinds} 种" if asked.password_kinds > 1 else ""
        )
        return f"至少 {asked.password_length} 个字符{mixed}。"


class NotUsedBefore:
    """None of the passwords that the profile remembers; the present one is refused by the form, which knows it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for one of the account's latest passwords."""
        if user is None or user.pk is None or profile().remembered_passwords < 2:
            return
        latest = FormerPassword.objects.filter(account=user)[: profile().remembered_passwords]
        if any(check_password(password, former.encoded) for former in latest):
            raise ValidationError(f"最近 {profile().remembered_passwords} 次用过的密码不能再用，请换一个。")

    def get_help_text(self) -> str:
        remembered = profile().remembered_passwords
        return f"不能是最近 {remembered} 次用过的密码。" if remembered > 1 else "不能与现在的密码相同。"


class NoWordOfThePlace:
    """No word of `WORDS_OF_THE_PLACE` in it, however it is written. 依据：OWASP ASVS 5.0 V6.1.2, V6.2.11."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError without saying which word: nobody shall learn the list by trying."""
        folded = "".join(sign for sign in password.casefold() if sign.isalnum())
        if any(word in folded for word in WORDS_OF_THE_PLACE):
            raise ValidationError("密码里有地名、单位名或本系统的名称，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        return "不能含本地地名、单位名和本系统的名称。"


class NotTheOwnName(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "密码与用户名或姓名太相似，请换一个。"

    def get_help_text(self) -> str:
        return "不能与用户名或姓名相似。"


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"

    def get_help_text(self) -> str:
        return "不能是常见密码。"


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码不能全是数字，请加上字母或符号。"

    def get_help_text(self) -> str:
        return "不能全是数字。"
