"""One encoded image -> pixels: which formats, which way up, which colours. Pillow is imported here, so workers only."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, UnidentifiedImageError

from explorer.errors import SourceError

# Named, so that Pillow never tries the others: some of them start programs.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
CHANNELS = {"L": 1, "RGB": 3, "RGBA": 4}
LARGE_PIXELS = 16_000_000  # images beyond that are decoded one at a time
_MOST_16_BITS = 0xFFFF
_CHECKED_AT = 8  # a JPEG is checked at an eighth of its sides: as thorough, and several times faster
_ORIENTATION = 0x0112
_COUNT = re.compile("[0-9]+")
_TURNS = {  # the orientations of EXIF but 1, which is upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = (5, 6, 7, 8)
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    OverflowError,
    AttributeError,
    AssertionError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_large = threading.Lock()

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
Image.init()  # here, once, and not in several threads at the same time


@dataclass(frozen=True)
class Checked:
    """An image that was decoded once, so that it is known to be whole.

    Attributes
    ----------
    data : bytes
        The file as it is kept: as it came, or as PNG where browsers can't show what came.
    height, width : int
        The right way up.
    channels : int
        1, 3 or 4.
    changed : str
        The format that was replaced by PNG, if it was.
    deep : bool
        Whether it has more than 8 bits a value.
    """

    data: bytes
    height: int
    width: int
    channels: int
    changed: str = ""
    deep: bool = False


def check(data: bytes, most_pixels: int) -> Checked:
    """Decode an image once.

    Raises
    ------
    SourceError
        With the reason why it can't be used, to follow the file's name.
    """
    with _opened(data, most_pixels) as image:
        height, width = image.height, image.width
        deep = _is_deep(image)
        image.draft(None, (max(1, width // _CHECKED_AT), max(1, height // _CHECKED_AT)))
        with _room(image):
            orientation = _orientation(image)
            plain = _plain(image)
            if image.format == "TIFF":
                return _as_png(plain, deep)
        if orientation in _ON_ITS_SIDE:
            height, width = width, height
        return Checked(data, height, width, CHANNELS[plain.mode], deep=deep)


def shrunk(data: bytes, most_pixels: int, shrink: float = 1) -> tuple[Image.Image, int]:
    """An image the right way up, of mode L, RGB or RGBA with 8 bits a value; of an animation the first frame.

    Parameters
    ----------
    data : bytes
        The encoded file.
    most_pixels : int
        Refused beyond that, before anything is decoded.
    shrink : float
        How many times smaller the sides may come out; what is shrunk so is the mean of whole pixels.

    Returns
    -------
    Image
    int
        How many times smaller its sides are, rounded up to whole pixels; at most `shrink`.

    Raises
    ------
    SourceError
        With the reason why it can't be used, to follow the file's name.
    """
    with _opened(data, most_pixels) as image:
        width, drafted = image.width, 1
        if shrink > 1:
            done = image.draft(None, (max(1, int(image.width / shrink)), max(1, int(image.height / shrink))))
            drafted = round(width / done[1][2]) if done else 1  # Pillow tells the width before it rounds it up
        with _room(image):
            turn = _TURNS.get(_orientation(image))
            plain = _plain(image)
            plain = plain if turn is None else plain.transpose(turn)
            left = max(1, int(shrink / drafted))
            return plain.reduce(left) if left > 1 else plain, drafted * left


def decoded(data: bytes, most_pixels: int) -> np.ndarray:
    """An image's pixels, uint8 of shape (height, width) or (height, width, 3 or 4); see `shrunk`."""
    return np.asarray(shrunk(data, most_pixels)[0])


def pixels_digest(data: bytes, most_pixels: int) -> bytes:
    """The same 16 bytes for images of the same size that look the same, upright, with 8 bits a colour; see `shrunk`."""
    image = shrunk(data, most_pixels)[0].convert("RGBA")
    content = hashlib.blake2b(repr(image.size).encode(), digest_size=16)
    content.update(image.tobytes())
    return content.digest()


@contextlib.contextmanager
def _opened(data: bytes, most_pixels: int) -> Iterator[Image.Image]:
    if not data:
        raise SourceError("it is empty")
    try:
        Image.MAX_IMAGE_PIXELS = most_pixels
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > most_pixels:
                raise _too_large(image.width * image.height, most_pixels)
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        said = _COUNT.search(str(problem))  # nothing else of Pillow's says how many it has
        raise _too_large(int(said[0]) if said else most_pixels + 1, most_pixels) from problem
    except UnidentifiedImageError as problem:
        raise SourceError("it is no image, or its beginning is damaged") from problem
    except _BROKEN as problem:
        raise SourceError(f"it is damaged or cut short ({str(problem) or type(problem).__name__})") from problem


def _too_large(n_pixels: int, most: int) -> SourceError:
    return SourceError(
        f"it has {n_pixels:,} pixels, more than the {most:,} that this server takes (EXPLORER_MAX_IMAGE_PIXELS); "
        "save it smaller"
    )


@contextlib.contextmanager
def _room(image: Image.Image) -> Iterator[None]:
    with _large if image.width * image.height > LARGE_PIXELS else contextlib.nullcontext():
        yield


def _orientation(image: Image.Image) -> int:
    """What EXIF says, 1 where it says nothing sensible."""
    image.load()  # in a PNG it may stand after the pixels
    if image.format == "TIFF":  # turned by loading
        return 1
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:  # what else a camera wrote into it is no reason to lose the image
        return 1


def _is_deep(image: Image.Image) -> bool:
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


def _plain(image: Image.Image) -> Image.Image:
    image.load()
    if _is_deep(image):
        return _bytes_of(image)
    wanted = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _bytes_of(image: Image.Image) -> Image.Image:
    """16 bits become 8; larger numbers and floats are spread from the smallest (at most 0) to the largest there is."""
    values = np.asarray(image).astype(np.float32)
    if not np.isfinite(values).all():
        raise SourceError("it holds values that are no numbers")
    least, most = min(0.0, float(values.min())), float(values.max())
    if image.mode == "F" and least >= 0 and most <= 1:
        most = 1.0
    elif image.mode != "F" and least >= 0 and most <= _MOST_16_BITS:
        most = float(_MOST_16_BITS)
    values = (values - least) * (255 / ((most - least) or 1))
    return Image.fromarray(np.rint(values).astype(np.uint8))


def _as_png(image: Image.Image, deep: bool) -> Checked:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", icc_profile=None)  # a profile of CMYK would no longer fit
    return Checked(buffer.getvalue(), image.height, image.width, CHANNELS[image.mode], "TIFF", deep)
