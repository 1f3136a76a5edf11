"""What becomes of an uploaded picture: decoded, turned upright, made small, stripped of all it says."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, JpegImagePlugin

from dashboard.errors import InvalidDraft, Problem

FORMATS = ("JPEG", "PNG", "WEBP")
MIME = "image/jpeg"
LARGEST_UPLOAD = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""Of a plain JPEG, whose decoder makes it smaller while it reads."""
MOST_UNPACKED = 24_000_000
"""Of every picture that must be unpacked whole."""
MOST_SCANS = 64
"""Of a progressive JPEG, which is unpacked once for each of them; cameras write about ten."""
LONG_SIDE = 1600
LARGEST = 2 * 1024 * 1024
QUALITIES = (82, 70, 55, 40)
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation (EXIF 2.3, 4.6.4 A); 1 is upright."""


@dataclass(frozen=True)
class Cleaned:
    """A picture that `cleaned` has made."""

    body: bytes


class _TooLarge(Exception):
    """More pixels or scans than are unpacked."""


def cleaned(data: bytes) -> Cleaned:
    """The picture as a JPEG of at most 2 MB, 1600 pixels on its long side, without any metadata.

    The format is read from the bytes, never from a name. What a stranger sends is cleaned in a child process
    (`intake.pictures`). Raises InvalidDraft on `photo`.
    """
    if len(data) > LARGEST_UPLOAD:
        raise _refused("photo_too_large")
    try:
        image = _decoded(data)
    except (_TooLarge, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused("photo_too_large") from None
    except Exception:  # noqa: BLE001  # a decoder raises whatever a broken file makes it stumble over
        raise _refused("photo_unreadable") from None
    for quality in QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST:
            return Cleaned(out.getvalue())
    raise _refused("photo_too_large")


def require_clean(picture: Cleaned) -> None:
    """Raise InvalidDraft unless it is a small JPEG that says nothing of itself; reads its head only."""
    try:
        with Image.open(BytesIO(picture.body), formats=("JPEG",)) as image:
            silent = isinstance(image, JpegImagePlugin.JpegImageFile) and all(
                name == "APP0" for name, _told in image.applist
            )
            fits = max(image.size) <= LONG_SIDE and len(picture.body) <= LARGEST
    except Exception:  # noqa: BLE001  # as above
        raise _refused("photo_unreadable") from None
    if not (silent and fits):
        raise _refused("photo_unreadable")


def _decoded(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        _fits(image, data)
        image.verify()
    # `verify` leaves the picture unusable: open it again.
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
        if image.width * image.height > MOST_UNPACKED:
            raise _TooLarge
        turn = UPRIGHT.get(_orientation(image))
        image.load()
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        return _alone(image if turn is None else image.transpose(turn))


def _fits(image: Image.Image, data: bytes) -> None:
    """Refuse by the head alone what would take too much memory or time to unpack."""
    pixels = image.width * image.height
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        most = MOST_UNPACKED
    elif "progressive" in image.info:
        # Its coefficients are all kept until the last scan, whatever size is asked for.
        most = MOST_UNPACKED if data.count(b"\xff\xda") <= MOST_SCANS else 0
    else:
        most = MOST_PIXELS
    if pixels > most:
        raise _TooLarge


def _orientation(image: Image.Image) -> int:
    """1 to 8; 1 where the picture does not say it in a way that can be read."""
    try:
        told = image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001  # a picture with a broken EXIF is still a picture
        return 1
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def _alone(image: Image.Image) -> Image.Image:
    """A new picture: Pillow would carry comments and profiles of the old one into the file."""
    alone = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        alone.paste(clear, mask=clear.getchannel("A"))
    else:
        alone.paste(image.convert("RGB"))
    return alone


def _refused(code: str) -> InvalidDraft:
    return InvalidDraft((Problem("photo", code),))
