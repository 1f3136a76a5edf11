"""Cleaning an uploaded picture: small, upright, silent; whatever is no picture is refused."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from dashboard.errors import InvalidDraft
from dashboard.rules import photos
from tests.pictures import PLACE, picture, with_gps


def cleaned(data: bytes) -> bytes:
    return photos.cleaned(data).body


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def refused(data: bytes) -> str:
    with pytest.raises(InvalidDraft) as error:
        cleaned(data)
    (problem,) = error.value.problems
    assert problem.name == "photo"
    return problem.code


def test_nothing_is_left_of_what_a_photo_says_of_its_taking():
    data = with_gps()
    before = opened(data)
    assert before.getexif().get_ifd(0x8825)[2] == (25.0, 1.0, 40.8)
    assert PLACE.encode() in data
    out = cleaned(data)
    after = opened(out)
    assert dict(after.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(after.info)
    for canary in (b"Canary", b"Exif", b"canary profile", PLACE.encode(), "甄可疑".encode()):
        assert canary not in out


def test_it_is_turned_upright_before_the_turning_is_forgotten():
    after = opened(cleaned(with_gps()))
    assert after.size == (300, 400)
    top, bottom = after.getpixel((150, 20)), after.getpixel((150, 380))
    assert top[1] < 100 < bottom[1]


@pytest.mark.parametrize(
    ("size", "made"), [((3200, 800), (1600, 400)), ((900, 3600), (400, 1600)), ((40, 30), (40, 30))]
)
def test_the_long_side_is_1600_at_most(size, made):
    assert opened(cleaned(picture(size=size))).size == made


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_formats_become_one(kind):
    after = opened(cleaned(picture(kind)))
    assert (after.format, after.mode) == ("JPEG", "RGB")


def test_what_is_clear_becomes_white():
    after = opened(cleaned(picture("PNG", mode="RGBA", colour=(200, 0, 0, 255))))
    assert min(after.getpixel((390, 150))) > 240
    assert after.getpixel((20, 150))[0] > 150 > after.getpixel((20, 150))[1]


def test_a_noisy_picture_still_fits_into_two_megabytes():
    noise = Image.effect_noise((3000, 3000), 200).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=75)
    assert len(cleaned(out.getvalue())) <= 2 * 1024 * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xe0 no picture",
        picture()[:300],
        picture("PNG")[:200],
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
    ],
    ids=["nothing", "svg", "html", "pretends", "cut jpeg", "cut png", "gif", "bmp", "tiff"],
)
def test_what_is_no_photo_is_refused(data):
    assert refused(data) == "photo_unreadable"


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 20_000
    assert refused(bomb.getvalue()) == "photo_too_large"
    monkeypatch.setattr(photos, "LARGEST_UPLOAD", 100)
    assert refused(picture()) == "photo_too_large"
    monkeypatch.undo()
    huge = BytesIO()
    Image.new("1", (14000, 14000)).save(huge, "PNG")
    assert refused(huge.getvalue()) == "photo_too_large"


QUIET = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


@QUIET
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_picture_is_a_picture_or_is_refused_and_nothing_else(kind):
    """400 pictures whose head, with its EXIF, was mutated; Pillow's own turning stumbles over some."""
    whole = with_gps() if kind == "JPEG" else picture(kind, exif=opened(with_gps()).getexif().tobytes())
    taken = 0
    for seed in range(400):
        dice, data = random.Random(seed), bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(min(len(data), 700))] = dice.randrange(256)
        try:
            assert opened(cleaned(bytes(data[: dice.choice([len(data), len(data), 900])]))).mode == "RGB"
            taken += 1
        except InvalidDraft:
            continue
    # The checksums of a PNG give each of them away.
    assert taken == 0 if kind == "PNG" else 0 < taken < 400


@QUIET
@pytest.mark.parametrize("seed", [184, 254])
def test_a_photo_whose_exif_is_broken_is_a_photo(seed):
    """Two of those that raised TypeError and struct.error."""
    dice, data = random.Random(seed), bytearray(with_gps())
    for _ in range(dice.randint(1, 8)):
        data[dice.randrange(min(len(data), 700))] = dice.randrange(256)
    with pytest.raises(Exception, match=r".") as stumble, Image.open(BytesIO(bytes(data))) as image:
        ImageOps.exif_transpose(image)
    assert not isinstance(stumble.value, OSError | SyntaxError | ValueError)
    assert opened(cleaned(bytes(data))).mode == "RGB"


@pytest.mark.parametrize("orientation", [*range(10), 65535])
def test_each_orientation_is_turned_as_pillow_turns_it(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.new("RGB", (60, 40), "white")
    image.paste("black", (0, 0, 20, 10))
    out = BytesIO()
    image.save(out, "PNG", exif=exif.tobytes())
    meant = ImageOps.exif_transpose(Image.open(BytesIO(out.getvalue())))
    got = opened(cleaned(out.getvalue()))
    assert got.size == meant.size
    corners = [(x, y) for x in (3, meant.width - 4) for y in (3, meant.height - 4)]
    assert [got.getpixel(at)[0] < 99 for at in corners] == [meant.getpixel(at)[0] < 99 for at in corners]


@pytest.mark.parametrize(
    ("kind", "size", "given", "fits"),
    [
        ("PNG", (6100, 4000), {}, False),
        ("WEBP", (6100, 4000), {"quality": 0, "method": 0}, False),
        ("PNG", (5900, 4000), {}, True),
        ("JPEG", (8900, 6700), {}, True),
        ("JPEG", (6100, 4000), {"progressive": True}, False),
        ("JPEG", (60000, 900), {}, False),
    ],
    ids=["png", "webp", "small png", "jpeg", "progressive jpeg", "long jpeg"],
)
def test_what_takes_much_memory_is_refused_by_its_head(kind, size, given, fits):
    out = BytesIO()
    Image.new("L", size).save(out, kind, **given)
    if fits:
        assert max(opened(cleaned(out.getvalue())).size) == 1600
    else:
        assert refused(out.getvalue()) == "photo_too_large"


def test_a_photo_of_a_thousand_scans_is_refused():
    """Each scan of a progressive JPEG costs a few bytes to send and the whole picture to unpack."""
    data = picture(progressive=True, size=(64, 64))
    last = data.rindex(b"\xff\xda")
    assert cleaned(data)
    assert refused(data[:-2] + data[last:-2] * 100 + data[-2:]) == "photo_too_large"
