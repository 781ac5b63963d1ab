"""Real images in every format, and zips of them."""

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

SAVED_AS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP", "tiff": "TIFF", "avif": "AVIF"}


def encoded(picture, form="png", **options):
    """A picture's file: an array or a Pillow image."""
    image = Image.fromarray(np.asarray(picture)) if isinstance(picture, np.ndarray) else picture
    buffer = io.BytesIO()
    image.save(buffer, SAVED_AS[form], **options)
    return buffer.getvalue()


def shaded(height, width, colours=3, seed=0):
    """Pixels that no two images share."""
    shape = (height, width, colours) if colours > 1 else (height, width)
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def turned(orientation):
    """A JPEG of 8 x 16 blocks that is seen upright as 32 wide, 16 high: red, green above blue, white."""
    quarters = np.zeros((16, 32, 3), np.uint8)
    quarters[:8, :16], quarters[:8, 16:] = (255, 0, 0), (0, 255, 0)
    quarters[8:, :16], quarters[8:, 16:] = (0, 0, 255), (255, 255, 255)
    # what undoes each turn: that of 6 is 8's, and the other way round
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    image = Image.fromarray(quarters)
    if orientation in back:
        image = image.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return image, exif


def zip_of(path: Path, files, compression=zipfile.ZIP_DEFLATED):
    """A zip of names and bytes, in this order."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in dict(files).items():
            archive.writestr(name, data)
    return path


def raw_zip(path: Path, files):
    """A zip whose names are any bytes, without the mark of UTF-8: what older programs write."""
    stand_ins = {f"{number:0{len(name)}d}": name for number, (name, _) in enumerate(files)}
    zip_of(path, zip(stand_ins, (data for _, data in files), strict=True), zipfile.ZIP_STORED)
    data = path.read_bytes()
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name)
    path.write_bytes(data)
    return path
