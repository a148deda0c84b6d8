"""One form for what people type in several: full-width digits and letters, stray spaces, dashes of all kinds."""

import unicodedata


def fold(text: str) -> str:
    """NFKC without any white space or invisible format character: ``２０２１ 年`` → ``2021年``."""
    if text.isascii():
        return "".join(text.split())
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def normalise(text: str) -> str:
    """``fold``, upper case, without hyphens and dashes: texts that mean the same number come out equal."""
    return "".join(c for c in fold(text).upper() if unicodedata.category(c) != "Pd" and c != "\N{MINUS SIGN}")
