"""What becomes of an uploaded picture: decoded, turned upright, made small, stripped of all it says."""

from io import BytesIO

from PIL import Image, ImageOps

from dashboard.errors import InvalidDraft, Problem

FORMATS = ("JPEG", "PNG", "WEBP")
MIME = "image/jpeg"
LARGEST_UPLOAD = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONG_SIDE = 1600
LARGEST = 2 * 1024 * 1024
QUALITIES = (82, 70, 55, 40)


def cleaned(data: bytes) -> bytes:
    """The picture as a JPEG of at most 2 MB, 1600 pixels on its long side, without any metadata.

    The format is read from the bytes, never from a name. Raises InvalidDraft on `photo`.
    """
    if len(data) > LARGEST_UPLOAD:
        raise _refused("photo_too_large")
    try:
        image = _decoded(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused("photo_too_large") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError):
        # Pillow's decoders raise whatever a broken file makes them stumble over.
        raise _refused("photo_unreadable") from None
    for quality in QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise _refused("photo_too_large")


def _decoded(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.verify()
    # `verify` leaves the picture unusable: open it again.
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
        upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    # A new picture: Pillow would carry comments and profiles of the old one into the file.
    plain = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        plain.paste(clear, mask=clear.getchannel("A"))
    else:
        plain.paste(upright.convert("RGB"))
    return plain


def _refused(code: str) -> InvalidDraft:
    return InvalidDraft((Problem("photo", code),))
