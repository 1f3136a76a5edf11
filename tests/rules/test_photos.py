"""Cleaning an uploaded picture: small, upright, silent; whatever is no picture is refused."""

from io import BytesIO

import pytest
from PIL import Image

from dashboard.errors import InvalidDraft
from dashboard.rules import photos
from dashboard.rules.photos import cleaned
from tests.pictures import PLACE, picture, with_gps


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
