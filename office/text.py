"""One form for what people type in several: full-width digits and letters, stray spaces, dashes of all kinds."""

import unicodedata


def fold(text: str) -> str:
    """NFKC without any white space or invisible format character: ``２０２１ 年`` → ``2021年``."""
    if text.isascii():
        return "".join(text.split())
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    # Format characters do not print; few texts hold any, and looking at each character takes long.
    return folded if folded.isprintable() else "".join(c for c in folded if unicodedata.category(c) != "Cf")


def normalise(text: str) -> str:
    """``fold``, upper case, without hyphens and dashes: texts that mean the same number come out equal."""
    folded = fold(text).upper()
    if folded.isascii():
        return folded.replace("-", "")
    return "".join(c for c in folded if unicodedata.category(c) != "Pd" and c != "\N{MINUS SIGN}")
