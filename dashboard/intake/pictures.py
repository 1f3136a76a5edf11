"""An uploaded picture made into a photo of ours by a child process: the server itself decodes no picture.

The child prints the photo, or a line that begins with `REFUSED` and the code of the reason.
"""

import sys
from threading import Lock

from dashboard.errors import InvalidDraft, Problem
from dashboard.intake import apart
from dashboard.rules import photos
from dashboard.rules.photos import LARGEST_UPLOAD, Cleaned

SECONDS = 20
REFUSED = b"refused "
_ONE_AT_A_TIME = Lock()


def cleaned(data: bytes) -> Cleaned:
    """The picture as `rules.photos.cleaned` makes it; raises InvalidDraft on `photo`, as that does.

    Slow (up to a second, one at a time): call it before a transaction begins.
    """
    if len(data) > LARGEST_UPLOAD:
        raise _refused("photo_too_large")
    with _ONE_AT_A_TIME:
        try:
            told = apart.answer(__name__, data=data, seconds=SECONDS)
        except apart.TooHeavy:
            raise _refused("photo_too_large") from None
    if told.startswith(REFUSED):
        code = "photo_unreadable" if told.endswith(b"photo_unreadable") else "photo_too_large"
        raise _refused(code)
    picture = Cleaned(told)
    photos.require_clean(picture)
    return picture


def _refused(code: str) -> InvalidDraft:
    return InvalidDraft((Problem("photo", code),))


def _child() -> None:
    """Read, clean, print; a refusal is printed as one."""
    try:
        told = photos.cleaned(sys.stdin.buffer.read()).body
    except InvalidDraft as refused:
        told = REFUSED + refused.problems[0].code.encode()
    except MemoryError:
        told = REFUSED + b"photo_too_large"
    sys.stdout.buffer.write(told)


if __name__ == "__main__":
    apart.limit(SECONDS)
    _child()
