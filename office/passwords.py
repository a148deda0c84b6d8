"""What a password must be like, in the program's own words: Django's are partly English and say 你.

依据：GB/T 22239—2019 身份鉴别（口令复杂度）。
"""

from django.contrib.auth import password_validation


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短：至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


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
