"""Attachments are judged by their content: PDF, JPEG and PNG, whole from the first byte to the last, nothing else."""

import hashlib
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings

REMEDY = "请另存或扫描为 PDF、JPG 或 PNG 后重新上传"
MAX_NAME = 100
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
PDF_START = re.compile(rb"%PDF-[12]\.\d")
PDF_TAIL = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
PDF_TAIL_BYTES = 1024
MAX_PIXELS = 50_000_000
FORBIDDEN_IN_NAME = set('\\/:*?"<>|')
# JPEG markers that stand alone, without a length: TEM, RST0-7.
BARE_MARKERS = {0x01, *range(0xD0, 0xD8)}
START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
PADDING = (b"\0", b"\r", b"\n")


class BadUpload(ValueError):
    """A file that is not taken; the message names the file, the reason and the remedy."""


@dataclass(frozen=True)
class Inspected:
    """What a file is, by its content: ``kind`` pdf, jpg or png; ``sha256`` in hex."""

    kind: str
    content_type: str
    size: int
    sha256: str


def inspect(name: str, data: bytes) -> Inspected:
    """What the file is; raises ``BadUpload`` for anything but a whole PDF, JPEG or PNG within the size limit."""
    shown = shown_name(name)
    limit = settings.MAX_UPLOAD_BYTES
    if not data:
        raise BadUpload(f"“{shown}”是空文件，请检查原文件后重新上传。")
    if len(data) > limit:
        raise BadUpload(f"“{shown}”超过 {limit // (1024 * 1024)} MB，请压缩图片或分成几个文件后重新上传。")
    kind = _kind(data)
    if kind is None:
        raise BadUpload(f"“{shown}”的内容不是 PDF、JPG 或 PNG，{REMEDY}。")
    flaw = {"pdf": _pdf_flaw, "jpg": _jpeg_flaw, "png": _png_flaw}[kind](data)
    if not flaw and zipfile.is_zipfile(io.BytesIO(data)):
        flaw = "同时是一个压缩包"
    if flaw:
        raise BadUpload(f"“{shown}”{flaw}，{REMEDY}。")
    return Inspected(kind, CONTENT_TYPES[kind], len(data), hashlib.sha256(data).hexdigest())


def clean_name(name: str, kind: str) -> str:
    """The name to keep: no path, no control or reserved characters, at most 100 characters, extension by content."""
    stem = _safe_name(name)
    suffix = PurePosixPath(stem).suffix
    if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", suffix):
        stem = stem.removesuffix(suffix)
    extension = f".{kind}"
    stem = stem[: MAX_NAME - len(extension)].rstrip(". ") or "附件"
    return stem + extension


def shown_name(name: str) -> str:
    """The name as a message may repeat it."""
    return _safe_name(name) or "未命名文件"


def _safe_name(name: str) -> str:
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = (c for c in base if unicodedata.category(c)[0] != "C" and c not in FORBIDDEN_IN_NAME)
    return "".join(kept).strip(". ")[: MAX_NAME + 20]


def _kind(data: bytes) -> str | None:
    if PDF_START.match(data):
        return "pdf"
    if data.startswith(JPEG_START):
        return "jpg"
    return "png" if data.startswith(PNG_START) else None


def _pdf_flaw(data: bytes) -> str:
    return "" if PDF_TAIL.search(data[-PDF_TAIL_BYTES:]) else "不是完整的 PDF，或结尾附有其他内容"


def _png_flaw(data: bytes) -> str:
    """Walks the chunks: header first, image data present, every checksum right, nothing after the end."""
    seen: list[bytes] = []
    broken, position = "不是完整的 PNG 图片", len(PNG_START)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 12 + length
        if end > len(data):
            return broken
        kind, body = data[position + 4 : position + 8], data[position + 8 : end - 4]
        if zlib.crc32(kind + body) != struct.unpack_from(">I", data, end - 4)[0]:
            return broken
        if not seen and (kind != b"IHDR" or length != 13):
            return broken
        if kind == b"IHDR" and _too_large(*struct.unpack_from(">II", body)):
            return "的图片尺寸不合理"
        seen.append(kind)
        position = end
        if kind == b"IEND":
            break
    if not seen or seen[-1] != b"IEND" or b"IDAT" not in seen or seen.count(b"IHDR") != 1:
        return broken
    return "的图片之后附有其他内容" if position != len(data) else ""


def _jpeg_flaw(data: bytes) -> str:
    """One picture, or several whole ones in a row: phones append a preview or an HDR map (CIPA DC-007)."""
    position = 0
    while data.startswith(JPEG_START, position):
        end, flaw = _jpeg_picture(data, position + 2)
        if flaw:
            return flaw
        position = end
        while data[position : position + 1] in PADDING:
            position += 1
    return "" if position == len(data) else "的图片之后附有其他内容"


def _jpeg_picture(data: bytes, position: int) -> tuple[int, str]:
    """Walks the segments up to EOI, with a frame and a scan between: (where it ends, flaw)."""
    broken, framed, scanned = "不是完整的 JPG 图片", False, False
    while position + 2 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        position += 1 if marker == 0xFF else 2
        if marker == 0xFF or marker in BARE_MARKERS:
            continue
        if marker == EOI:
            return position, "" if framed and scanned else broken
        if marker in (0x00, SOI) or position + 2 > len(data):
            break
        (length,) = struct.unpack_from(">H", data, position)
        if length < 2 or position + length > len(data):
            break
        if marker in START_OF_FRAME:
            if length < 8 or _too_large(*struct.unpack_from(">HH", data, position + 3)):
                return position, "的图片尺寸不合理"
            framed = True
        position += length
        if marker == SOS:
            scanned = True
            position = _after_scan(data, position)
    return position, broken


def _after_scan(data: bytes, position: int) -> int:
    """The next real marker: in scan data FF is followed by 00 or by a restart marker."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            return len(data)
        following = data[position + 1]
        if following == 0x00 or following in BARE_MARKERS:
            position += 2
        else:
            return position


def _too_large(width: int, height: int) -> bool:
    return not 0 < width * height <= MAX_PIXELS
