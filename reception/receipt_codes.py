"""查询码: the sixteen signs on a receipt that `/progress/` asks for. Pure.

Thirty-two signs, so 80 bits. Of what looks alike on paper or sounds alike only one is in use: O, I, L and U are none, and
who types one of them means 0, 1, 1 and V. Whatever else stands between the signs is left out.
"""

import secrets

from office.text import normalise

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
_MEANT = str.maketrans("OILU", "011V")


def new_code() -> str:
    """A fresh code as it is stored, from the system's source of secrets."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def tidy_code(text: str) -> str:
    """The code a person typed, scanned or pasted with its whole address, as it is stored; empty if it cannot be one."""
    typed = normalise(text.rpartition("#")[2])
    code = "".join(sign for sign in typed if sign.isascii() and sign.isalnum()).translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def show_code(code: str) -> str:
    """`K7MP 3XQ2 9HTV A6BC`: in groups that can be read aloud; empty for none."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
