"""Tar archives: read as zips are, and nothing in them leads anywhere."""

import io
import tarfile

import pytest

from explorer import settings
from explorer.errors import LimitError, SourceError
from explorer.sources.members import paths_in
from explorer.sources.together.tar import of_either_kind, read_tar
from tests.sources.damage import survives
from tests.sources.files import npy_bytes, opened
from tests.sources.photos import encoded, shaded
from tests.sources.test_images import values
from tests.sources.together.test_archive import NAMES, PHOTOS, VECTORS, N

FILES = {f"faces/{NAMES[row]}/{row}.png": PHOTOS[f"{row}.png"] for row in range(N)}


def tar_of(path, files, form=tarfile.PAX_FORMAT, more=()):
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in more:
            archive.addfile(info)
    return path


def link(name, target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("name", ["faces.tar", "faces.tar.gz", "faces.tgz"])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_sub_folders_are_identities_as_in_a_zip(tmp_path, name, form):
    path = tar_of(tmp_path / name, {**FILES, "faces/readme.md": b"words", "faces/._1.png": b"junk"}, form)

    dataset = opened(path)

    assert dataset.identity == "folder"
    assert values(dataset, "file")[:2] == ["person 0/0.png", "person 0/3.png"]
    assert [dataset.images.read(row) for row in range(4)] == [PHOTOS[f"{row}.png"] for row in (0, 3, 6, 9)]
    assert dataset.notes == ("1 file that is no image was ignored: faces/readme.md.",)
    assert [other.name for other in tmp_path.iterdir()] == [name]
    with of_either_kind(path, settings.read({})) as packed:
        assert paths_in(packed, settings.read({}))[0] == "faces/person 0/0.png"


def test_a_pattern_and_files_that_belong_together(tmp_path):
    photos = {f"photos/{name}": data for name, data in PHOTOS.items()}
    path = tar_of(tmp_path / "all.tar", {**photos, "vectors.npy": npy_bytes(VECTORS)})

    dataset = opened(path, pattern="{number}.png", join=("images: row order",))

    assert dataset.vectors.shape == (N, 5)
    assert values(dataset, "number") == [str(row) for row in range(N)]


def test_links_devices_and_ways_out_are_left_out(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(encoded(shaded(9, 9)))
    more = [link("a.png", str(secret)), link("b.png", "0.png", tarfile.LNKTYPE), link("c.png", "", tarfile.FIFOTYPE)]
    path = tar_of(tmp_path / "hostile.tar", {"../../0.png": PHOTOS["0.png"], "/etc/1.png": PHOTOS["1.png"]}, more=more)

    dataset = opened(path)

    assert values(dataset, "file") == ["0.png", "etc/1.png"]


def test_names_in_shift_jis(tmp_path):
    path = tmp_path / "names.tar"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT, encoding="cp932") as archive:
        info = tarfile.TarInfo("山田/太郎.png")
        info.size = len(PHOTOS["0.png"])
        archive.addfile(info, io.BytesIO(PHOTOS["0.png"]))

    assert values(opened(path), "file") == ["太郎.png"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["faces.tar", "faces.tar.gz"])
def test_one_that_is_cut_short(tmp_path, name, share):
    path = tar_of(tmp_path / name, FILES)
    path.write_bytes(path.read_bytes()[: int(len(path.read_bytes()) * share * (0.5 if name.endswith(".tar") else 1))])

    with pytest.raises(SourceError, match="damaged"):
        opened(path)


def test_a_header_that_makes_no_sense_is_no_end(tmp_path):
    path = tar_of(tmp_path / "faces.tar", FILES)
    data = bytearray(path.read_bytes())
    at = data.index(b"person 1")
    data[at : at + 3] = b"xyz"
    path.write_bytes(data)

    with pytest.raises(SourceError, match="archive is damaged"):
        opened(path)


def test_a_bomb(tmp_path):
    path = tar_of(tmp_path / "bomb.tar.gz", {"zeros.png": bytes(3_000_000)})

    with pytest.raises(LimitError, match="more than 2,000,000 bytes"):
        read_tar(path, settings.read({"EXPLORER_MAX_UPLOAD_BYTES": "2000000"}), "", (), lambda *_: None)


def test_damaged_bytes_give_a_data_set_or_words(tmp_path):
    good = tar_of(tmp_path / "good.tar", dict(list(FILES.items())[:3])).read_bytes()

    survives(opened, good, tmp_path / "damaged.tar", 60)
