"""Small proofs for the demo: a PDF slip with Chinese text, and a PNG that stands for a scan."""

import struct
import zlib

_SIZE = (240, 160)


def slip_pdf(*lines: str) -> bytes:
    """One page in a font every reader brings along; nothing is embedded."""
    text = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -26 Td " for line in lines)
    content = f"BT /F1 14 Tf 40 250 Td {text}ET".encode("ascii")
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>"
    system = b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font,
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo %s /FontDescriptor 7 0 R >>"
        % system,
        descriptor,
    )
    return _pdf(bodies)


def scan_png(shade: int) -> bytes:
    """A grey sheet with a darker rule every twenty lines."""
    width, height = _SIZE
    paper, rule = bytes([200 + shade % 50]) * width, bytes([120]) * width
    rows = b"".join(b"\0" + (rule if line % 20 == 0 else paper) for line in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _pdf(bodies: tuple[bytes, ...]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, entries)
    return data + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
