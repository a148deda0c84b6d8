"""Draws a picture anew: reads one from standard input, prints it; run by ``office.pictures`` as a child process.

It imports the decoder and of this program only its own limits, and gets no key and no database. A decoder that hangs, swells or
crashes takes only this process with it. What is not a pixel (place, camera, preview, comment, hidden part) is gone.
"""

import io
import sys

from PIL import Image, ImageOps

from office.children import limit_this_process

CPU_SECONDS = 15
MEMORY_BYTES = 1024 * 1024 * 1024
QUALITY = 88
FORMATS = {"jpg": "JPEG", "png": "PNG"}
KEPT_MODES = {"jpg": {"RGB", "L"}, "png": {"1", "L", "LA", "RGB", "RGBA"}}
ALPHA = {"P", "PA", "LA", "RGBA", "RGBa", "La"}


def drawn_anew(data: bytes, kind: str) -> bytes:
    """The same pixels, upright as the camera meant them, of the same kind (jpg, png)."""
    with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as source:
        picture = ImageOps.exif_transpose(source)
        if picture.mode not in KEPT_MODES[kind]:
            see_through = kind == "png" and (picture.mode in ALPHA or "transparency" in picture.info)
            picture = picture.convert("RGBA" if see_through else "RGB")
        # A picture made of the pixels alone: nothing of the old one's information is carried over.
        bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, FORMATS[kind], **({"quality": QUALITY} if kind == "jpg" else {}))
    return out.getvalue()


def main() -> None:
    limit_this_process(cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES)
    Image.MAX_IMAGE_PIXELS = None  # the size was judged before, from the header
    sys.stdout.buffer.write(drawn_anew(sys.stdin.buffer.read(), sys.argv[1]))


if __name__ == "__main__":
    main()
