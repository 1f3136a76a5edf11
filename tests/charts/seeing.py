"""How colours are seen: contrast, distance, and by eyes that miss one kind of cone."""

import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float64]

# sRGB to XYZ and its white, D65 (IEC 61966-2-1).
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = XYZ.sum(axis=1)

# Viénot, Brettel & Mollon 1999, Color Res Appl 24:243: RGB to LMS, and the two reductions.
LMS = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
EYES = {
    "all": np.eye(3),
    "protanopia": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
    "deuteranopia": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
}


def light(colour: str) -> Light:
    """The linear light of a #rrggbb colour, each part within 0..1."""
    encoded = np.array([*bytes.fromhex(colour.removeprefix("#"))]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    darker, lighter = sorted(float(XYZ[1] @ light(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(seen: Light) -> Light:
    """CIE L*a*b* of linear light."""
    ratio = XYZ @ seen / WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def lightness(colour: str) -> float:
    """L*, 0 black to 100 white: what a print in grey keeps."""
    return float(lab(light(colour))[0])


def distance(one: str, other: str, eyes: str = "all") -> float:
    """CIE76 distance of two colours as these eyes see them; about 2 can just be told apart."""
    reduce = np.linalg.inv(LMS) @ EYES[eyes] @ LMS
    first, second = (lab(np.clip(reduce @ light(colour), 0, 1)) for colour in (one, other))
    return float(np.linalg.norm(first - second))


def blend(top: str, under: str, share: float) -> str:
    """`top` painted over `under` with this opacity, as a browser does."""
    pairs = zip(bytes.fromhex(top.removeprefix("#")), bytes.fromhex(under.removeprefix("#")), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in pairs).hex()
