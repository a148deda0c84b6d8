"""QR codes of papers, as a picture of its own address: the content policy allows no picture within a page."""

import io

import segno

QUIET_MODULES = 4


def qr_svg(text: str, *, border: int = QUIET_MODULES) -> bytes:
    """The text as a QR code that survives a creased sheet (error level M), scalable, black on white.

    `border` is the quiet zone in modules; less than the standard's four only where the paper around stays white.
    """
    picture = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(picture, kind="svg", border=border, scale=10, dark="#000", light="#fff", omitsize=True)
    return picture.getvalue()
