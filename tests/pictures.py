"""Pictures as telephones and tricksters send them."""

from io import BytesIO

from PIL import Image

PLACE = "25.028,102.727 甄大爷家"


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (400, 300), colour: str = "brown", **given
) -> bytes:
    """A plain picture: the left half coloured, the right half white."""
    mode = given.pop("mode", "RGB")
    image = Image.new(mode, size, "white" if mode == "RGB" else (255, 255, 255, 0))
    image.paste(Image.new(mode, (size[0] // 2, size[1]), colour), (0, 0))
    out = BytesIO()
    image.save(out, kind, **given)
    return out.getvalue()


def with_gps(**given) -> bytes:
    """A photo that tells where it was taken, by whom, with what; and which way up it is to be held."""
    exif = Image.Exif()
    exif[0x010F] = "Canary Phones"
    exif[0x013B] = "甄可疑"
    exif[0x0112] = 6  # to be turned a quarter clockwise
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (25.0, 1.0, 40.8)
    place[3], place[4] = "E", (102.0, 43.0, 37.2)
    place[29] = "2026:10:31"
    return picture(exif=exif.tobytes(), comment=PLACE.encode(), icc_profile=b"canary profile" * 9, **given)
