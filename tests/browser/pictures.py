"""Real image files, made here."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

FORMATS = {".jpg": "JPEG", ".png": "PNG"}


def picture(seed: int, ending: str = ".jpg", side: int = 28) -> bytes:
    """An image of noise: no two are the same."""
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    body = io.BytesIO()
    Image.fromarray(pixels).save(body, FORMATS[ending])
    return body.getvalue()


def folder_of(root: Path, *names: str, side: int = 28) -> Path:
    """A folder with an image for each name that ends like one, and a line of text for the others."""
    for seed, name in enumerate(names):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(seed, path.suffix, side) if path.suffix in FORMATS else b"no image")
    return root
