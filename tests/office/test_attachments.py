"""What is kept of a file: only pixels of a picture, nothing that a scanner names, nothing that no decoder opens."""

import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from office.attachments import check_attachment
from office.models import Event, User
from office.uploads import BadUpload
from tests.office.test_uploads import chunk, header, jpeg, pdf, png, segment
from tests.scanner import HARMFUL, scanner

SECRET = b"made-up-secret-place"
GPS = {1: "N", 2: (23.0, 53.0, 0.0), 3: "E", 4: (100.0, 5.0, 0.0), 29: SECRET.decode()}


def exif(*, orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x0112], found[0x010F], found[0x9286] = orientation, SECRET.decode(), SECRET
    found.get_ifd(0x8825).update(GPS)
    return found


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Left half dark, right half light."""
    made = Image.new("L", size, 20)
    made.paste(230, (size[0] // 2, 0, size[0], size[1]))
    return made.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noted() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Location", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    info.add_text("zipped", SECRET.decode() * 50, zip=True)
    return info


TELLING: dict[str, Callable[[], bytes]] = {
    "jpg exif": lambda: saved(picture(), "JPEG", exif=exif()),
    "jpg comment": lambda: saved(picture(), "JPEG", comment=SECRET),
    "jpg xmp": lambda: saved(picture(), "JPEG", xmp=SECRET),
    "jpg profile": lambda: saved(picture(), "JPEG", icc_profile=SECRET),
    "jpg grey": lambda: saved(picture("L"), "JPEG", exif=exif()),
    "jpg cmyk": lambda: saved(picture("CMYK"), "JPEG", exif=exif()),
    "jpg progressive": lambda: saved(picture(), "JPEG", progressive=True, exif=exif()),
    "jpg second picture": lambda: saved(picture(), "JPEG") + saved(picture(), "JPEG", comment=SECRET),
    "jpg own segment": lambda: (lambda made: made[:2] + segment(0xEF, SECRET) + made[2:])(saved(picture(), "JPEG")),
    "png text": lambda: saved(picture(), "PNG", pnginfo=noted()),
    "png exif": lambda: saved(picture(), "PNG", exif=exif()),
    "png own chunk": lambda: (lambda made: made[:33] + chunk(b"prVt", SECRET) + made[33:])(saved(picture(), "PNG")),
    "png palette": lambda: saved(picture("P"), "PNG", pnginfo=noted()),
    "png alpha": lambda: saved(picture("RGBA"), "PNG", pnginfo=noted()),
    "png grey alpha": lambda: saved(picture("LA"), "PNG", pnginfo=noted()),
    "png bilevel": lambda: saved(picture("1"), "PNG", pnginfo=noted()),
    "png deep": lambda: saved(picture("I;16"), "PNG", pnginfo=noted()),
    "png see-through": lambda: saved(picture("P"), "PNG", pnginfo=noted(), transparency=0),
    "png several": lambda: saved(
        picture(), "PNG", save_all=True, append_images=[picture()], pnginfo=noted()
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_nothing_but_pixels_is_kept(name: str, db: None) -> None:
    data, kind = TELLING[name](), name[:3]
    kept = check_attachment(f"照片.{kind}", data, by=None)

    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size) == ({"jpg": "JPEG", "png": "PNG"}[kind], (40, 20))
        assert len(shown.getexif()) == 0
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert SECRET not in kept
    if name != "png deep":  # sixteen bits a pixel: the test's own picture is black in both halves there
        pixels = Image.open(io.BytesIO(kept)).convert("L")
        assert (pixels.getpixel((5, 10)) < 128, pixels.getpixel((35, 10)) > 128) == (True, True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_stays_upright(orientation: int, db: None) -> None:
    data = saved(picture(), "JPEG", exif=exif(orientation=orientation))
    with Image.open(io.BytesIO(check_attachment("照片.jpg", data, by=None))) as shown:
        assert shown.size == ((40, 20) if orientation < 5 else (20, 40))


def test_pdf_is_kept_as_it_is(db: None) -> None:
    kept = check_attachment("凭证.pdf", pdf(), by=None)
    assert (kept, kept.scanned_at) == (pdf(), None)


UNDRAWABLE = {
    "pixels that are none": png(pixels=chunk(b"IDAT", b"not deflated")),
    "pixels too few": png(before=header(4000, 3000)),
    "no real scan": jpeg(frame=0xC3),
    "table missing": jpeg(),
    "claims to be large": jpeg(size=(7000, 7000)),
    "unknown filter": png(before=header(3, 3), pixels=chunk(b"IDAT", b"x\x9cc\xfc\xff\x9f\x01\x00\x06\xfe\x01\xff")),
}


@pytest.mark.parametrize("name", UNDRAWABLE)
def test_what_no_decoder_opens_is_refused_in_time(name: str, db: None) -> None:
    started = time.monotonic()
    with pytest.raises(BadUpload, match="^“照片.jpg”不能显示为图片，可能已损坏，请另存或扫描为"):
        check_attachment("照片.jpg", UNDRAWABLE[name], by=None)
    assert time.monotonic() - started < 10


def test_bomb_is_refused_before_it_is_opened(db: None) -> None:
    for data in (png(before=header(60_000, 60_000)), jpeg(size=(65_000, 65_000))):
        started = time.monotonic()
        with pytest.raises(BadUpload, match="图片尺寸不合理"):
            check_attachment("照片.png", data, by=None)
        assert time.monotonic() - started < 1


def test_large_picture_is_drawn(db: None) -> None:
    data = saved(picture("L", (7000, 7000)), "PNG")
    with Image.open(io.BytesIO(check_attachment("照片.png", data, by=None))) as shown:
        assert shown.size == (7000, 7000)


def test_clean_file_says_when_it_was_scanned(settings: Any, db: None) -> None:
    with scanner() as clamd:
        settings.CLAMAV = clamd.address
        kept = check_attachment("凭证.pdf", pdf(), by=None)
    assert kept.scanned_at is not None
    assert clamd.seen == [pdf()]


def test_infected_file_is_refused_and_on_the_trail(settings: Any, clerk: User) -> None:
    with scanner() as clamd:
        settings.CLAMAV = clamd.address
        with pytest.raises(BadUpload, match="^“凭证.pdf”查出病毒，没有接收。请不要打开它，并告诉系统管理员。$"):
            check_attachment("凭证.pdf", pdf(body=HARMFUL), by=clerk)
    event = Event.objects.latest("number")
    assert (event.act, event.by, set(event.data)) == ("refuse_infected", clerk, {"sha256"})


def test_no_pixels_at_all(db: None) -> None:
    with pytest.raises(BadUpload):
        check_attachment("照片.png", png(pixels=b""), by=None)
