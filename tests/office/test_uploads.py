import hashlib
import io
import struct
import zipfile
import zlib

import pytest

from office.uploads import BadUpload, clean_name, inspect

LIMIT = 10 * 1024 * 1024
HTML = b"<html><script>alert(1)</script></html>"


def chunk(kind, body=b""):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width=1, height=1):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


PNG_START = b"\x89PNG\r\n\x1a\n"
IDAT = chunk(b"IDAT", zlib.compress(b"\0\0"))
IEND = chunk(b"IEND")


def png(*, before=b"", extra=b"", pixels=IDAT, after=b""):
    return PNG_START + (before or header()) + extra + pixels + IEND + after


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*, extra=b"", frame=0xC0, size=(1, 1), scan=b"\x12\xff\x00\x34\xff\xd0\x56", end=b"\xff\xd9", after=b""):
    sof = segment(frame, struct.pack(">BHHBBBB", 8, *size, 1, 1, 0x11, 0)) if frame else b""
    sos = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + scan
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + extra + sof + sos + end + after


def pdf(
    *, before=b"", version=b"1.7", body=b"1 0 obj<</Type/Catalog>>endobj\n", end=b"startxref\n9\n%%EOF\n", after=b""
):
    return before + b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n" + body + b"trailer<</Root 1 0 R>>\n" + end + after


def archive(comment=b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("run.js", "alert(1)")
        zipped.comment = comment
    return buffer.getvalue()


GOOD = {
    "png": [
        png(),
        png(before=header(4000, 3000)),
        png(extra=chunk(b"tEXt", b"Comment\0scan")),
        png(pixels=IDAT + IDAT),
        png(extra=chunk(b"pHYs", b"\0" * 9), pixels=IDAT * 3),
    ],
    "jpg": [
        jpeg(),
        jpeg(frame=0xC2),
        jpeg(size=(3000, 4000)),
        jpeg(extra=segment(0xE1, b"Exif\0\0" + b"\xff\xd9" * 5)),  # an end marker inside a segment is data
        jpeg(extra=segment(0xFE, b"a comment")),
        jpeg(extra=b"\xff\xff" + segment(0xE2, b"fill byte")[1:]),
        jpeg(after=b"\0\0\r\n"),
        jpeg(after=jpeg()),  # preview behind the picture
        jpeg(after=b"\0" * 16 + jpeg()),
        jpeg(scan=b"\x01\xff\x00" * 500),
        jpeg(scan=b"\x01" + segment(0xC4, b"\0" * 17) + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x02"),  # progressive
    ],
    "pdf": [
        pdf(),
        pdf(version=b"1.4"),
        pdf(version=b"2.0"),
        pdf(end=b"startxref\r\n9\r\n%%EOF\r\n"),
        pdf(end=b"startxref\n0\n%%EOF"),
        pdf(after=b"\n\n  \0"),
        pdf(body=b"startxref\n9\n%%EOF\n2 0 obj<<>>endobj\n"),  # saved twice
        pdf(body=b"stream\n/JS PK\x03\x04 <script>\nendstream\n"),
    ],
}
WHOLE = {"png": png(), "jpg": jpeg(), "pdf": pdf()}
STRANGERS = [
    HTML,
    b"<!DOCTYPE html>" + HTML,
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"GIF89a" + b"\0" * 40,
    b"BM" + b"\0" * 60,
    b"RIFF\x20\0\0\0WEBPVP8 ",
    b"II*\0" + b"\0" * 20,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    b"MZ" + b"\0" * 100,
    b"\x7fELF" + b"\0" * 100,
    b"#!/bin/sh\nid\n",
    b"<?php phpinfo();",
    b"\0\0\0\x18ftypheic" + b"\0" * 40,
    b"{\\rtf1 hello}",
    b"plain text",
    b"\xef\xbb\xbf%PDF-1.7\n",
    b" " * 1000,
    b"\0" * 1000,
    b"Rar!\x1a\x07\0",
    b"%PS-Adobe-3.0\n%%EOF",
]
BROKEN = [
    *[data[:size] for data in WHOLE.values() for size in (4, 8, len(data) // 3, len(data) // 2, len(data) - 8)],
    # PNG
    PNG_START,
    PNG_START + IEND,
    PNG_START + IDAT + header() + IEND,
    PNG_START + header() + IEND,
    PNG_START + header() + header() + IDAT + IEND,
    png(before=header()[:-1] + b"?"),
    png(pixels=IDAT[:-1] + b"?"),
    png(pixels=struct.pack(">I", 2**31) + b"IDAT"),
    png(before=header(0, 1)),
    png(before=header(100_000, 100_000)),
    png(before=chunk(b"IHDR", b"short")),
    # JPEG
    b"\xff\xd8\xff",
    b"\xff\xd8\xff\xd9",
    jpeg(frame=None),
    jpeg(size=(0, 1)),
    jpeg(size=(65535, 65535)),
    jpeg(end=b""),
    jpeg(extra=b"\xff\xe1\x00\x01"),
    jpeg(extra=b"\xff\xe1\xff\xff"),
    jpeg(extra=b"\xff\xc0\x00\x04\x08\x00"),
    jpeg(extra=b"garbage"),
    jpeg(extra=b"\xff\xd8"),
    jpeg(after=jpeg()[:-2]),
    # PDF
    pdf(end=b""),
    pdf(end=b"%%EOF"),
    pdf(end=b"startxref\n%%EOF"),
    pdf(version=b"9.9"),
    pdf(version=b""),
    pdf(before=b"\n"),
    pdf(before=b"junk"),
]
PAYLOADS = [
    HTML,
    archive(),
    b"<?php phpinfo();",
    b"MZ" + b"\0" * 64,
    b"\0\0\0\x18ftypmp42",
    b"x",
    b"GIF89a",
    b"\x1f\x8b\x08",
]
POLYGLOTS = [
    *[data + payload for data in WHOLE.values() for payload in PAYLOADS],
    *[payload + data for data in WHOLE.values() for payload in PAYLOADS],
    *[data + other for data in WHOLE.values() for other in WHOLE.values() if data is not other],
    archive(comment=pdf()),
    pdf(body=archive()[:-2] + struct.pack("<H", len(pdf()) + 200)),
    png(extra=chunk(b"zIPp", archive())),
    jpeg(extra=segment(0xFE, archive())),
    pdf(body=archive()),
]
REFUSED = [*STRANGERS, *BROKEN, *POLYGLOTS]


def test_there_are_enough_cases():
    assert len(REFUSED) + sum(len(files) for files in GOOD.values()) >= 120


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, files in GOOD.items() for data in files])
def test_good_file_is_known_by_content(kind, data):
    found = inspect("anything.exe", data)
    assert (found.kind, found.size, found.sha256) == (kind, len(data), hashlib.sha256(data).hexdigest())
    assert found.content_type == {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}[kind]


@pytest.mark.parametrize("data", REFUSED, ids=range(len(REFUSED)))
@pytest.mark.parametrize("name", ["凭证.pdf"])
def test_other_file_is_refused_with_name_and_remedy(name, data):
    with pytest.raises(BadUpload) as caught:
        inspect(name, data)
    assert str(caught.value).startswith("“凭证.pdf”")
    assert str(caught.value).endswith("，请另存或扫描为 PDF、JPG 或 PNG 后重新上传。")


def test_empty_file_is_refused():
    with pytest.raises(BadUpload, match="“凭证.pdf”是空文件"):
        inspect("凭证.pdf", b"")


def test_size_limit_is_the_settings(settings):
    settings.MAX_UPLOAD_BYTES = LIMIT
    full = png(extra=chunk(b"tEXt", b"\0" * (LIMIT - len(png()) - 12)))
    assert inspect("a.png", full).size == LIMIT
    with pytest.raises(BadUpload, match="“a.png”超过 10 MB"):
        inspect("a.png", full + b"\0")
    settings.MAX_UPLOAD_BYTES = 2 * 1024 * 1024
    with pytest.raises(BadUpload, match="超过 2 MB"):
        inspect("a.png", full)


def test_every_truncation_is_refused():
    for data in WHOLE.values():
        whole = data.rstrip()
        for size in range(1, len(whole)):
            with pytest.raises(BadUpload):
                inspect("a", whole[:size])


@pytest.mark.parametrize(
    ("name", "kind", "cleaned"),
    [
        ("凭证.pdf", "pdf", "凭证.pdf"),
        ("凭证.PDF", "pdf", "凭证.pdf"),
        ("photo.jpeg", "jpg", "photo.jpg"),
        ("photo.jpg.exe", "jpg", "photo.jpg.jpg"),
        ("photo.pdf", "png", "photo.png"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\Users\\a\\凭证.pdf", "pdf", "凭证.pdf"),
        ("a\0b\r\nc\u202e.pdf", "pdf", "abc.pdf"),
        ('<b>"x"|?*.png', "png", "bx.png"),
        ("", "pdf", "附件.pdf"),
        ("...", "pdf", "附件.pdf"),
        (".htaccess", "pdf", "htaccess.pdf"),
        ("工资 2021.4月", "pdf", "工资 2021.4月.pdf"),
        ("长" * 300 + ".pdf", "pdf", "长" * 96 + ".pdf"),
        ("x" * 94 + "..y.pdf", "pdf", "x" * 94 + ".pdf"),
    ],
)
def test_clean_name(name, kind, cleaned):
    assert clean_name(name, kind) == cleaned
    assert len(clean_name(name, kind)) <= 100


def test_message_shows_no_path_and_no_control_characters():
    with pytest.raises(BadUpload, match="^“凭证.pdf”的内容不是"):
        inspect("..\\秘密\\凭\u202e证.pdf", b"text")
    with pytest.raises(BadUpload, match="^“未命名文件”"):
        inspect("\0", b"text")
