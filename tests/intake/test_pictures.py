"""A photo is made of a picture by a child process: as it would be here, and what kills it hurts nobody."""

from io import BytesIO
from threading import Event, Thread

import pytest
from PIL import Image

from dashboard.errors import InvalidDraft
from dashboard.intake import apart, pictures
from dashboard.rules import photos
from dashboard.rules.photos import Cleaned
from tests.pictures import picture, with_gps


def refused(data: bytes) -> str:
    with pytest.raises(InvalidDraft) as error:
        pictures.cleaned(data)
    (problem,) = error.value.problems
    assert problem.name == "photo"
    return problem.code


@pytest.mark.parametrize("data", [with_gps(), picture("PNG", mode="RGBA"), picture("WEBP")])
def test_the_photo_is_the_same(data: bytes) -> None:
    assert pictures.cleaned(data) == photos.cleaned(data)


@pytest.mark.parametrize(("kind", "size"), [("PNG", (5900, 4000)), ("JPEG", (8900, 6700))])
def test_the_largest_that_are_taken_fit_the_childs_memory(kind: str, size: tuple[int, int]) -> None:
    out = BytesIO()
    Image.new("RGB", size, "brown").save(out, kind)
    with Image.open(BytesIO(pictures.cleaned(out.getvalue()).body)) as made:
        assert max(made.size) == 1600


def test_what_is_no_photo_is_refused_by_its_reason() -> None:
    assert refused(b"<svg/>") == "photo_unreadable"
    assert refused(b"x" * (photos.LARGEST_UPLOAD + 1)) == "photo_too_large"


def test_a_child_that_dies_is_a_photo_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_arguments: object, **_how: object) -> bytes:
        raise apart.TooHeavy

    monkeypatch.setattr(apart, "answer", dies)
    assert refused(picture()) == "photo_too_large"


def test_what_the_child_says_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder that was taken over says what it likes: no photo with words in it comes through."""
    monkeypatch.setattr(apart, "answer", lambda *_arguments, **_how: with_gps())
    assert refused(picture()) == "photo_unreadable"


def test_one_picture_is_unpacked_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on, running = Event(), Event(), []
    answer = apart.answer

    def slow(*arguments: str, **how) -> bytes:
        running.append(1)
        inside.set()
        assert go_on.wait(10)
        return answer(*arguments, **how)

    monkeypatch.setattr(apart, "answer", slow)
    made: list[Cleaned] = []
    both = [Thread(target=lambda: made.append(pictures.cleaned(picture()))) for _ in range(2)]
    both[0].start()
    assert inside.wait(10)
    both[1].start()
    both[1].join(0.3)
    assert len(running) == 1
    go_on.set()
    for one in both:
        one.join(10)
    assert len(running) == len(made) == 2
