"""Colours of identities: the map's own, letter for letter; seeds; and the least difference of two."""

from pathlib import Path

import numpy as np
import pytest

from explorer.comparison.colours import SIGHTS, Palette, PaletteParams, map_colour, palette
from explorer.comparison.colours.difference import channels, ciede2000, lab
from explorer.dataset import Column, Dataset
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.store import Store

SCRIPT = Path(__file__).parents[3] / "explorer" / "ui" / "components" / "scatter" / "palette.js"


def of(n_names, seed=0, missing=None):
    codes = np.arange(n_names, dtype=np.uint16)
    column = Column("category", codes, tuple(f"p{code}" for code in range(n_names)), missing)
    vectors = np.zeros((n_names, 1), np.float32)
    data = Dataset("", np.arange(n_names, dtype=np.uint32), vectors, columns={"id": column}, identity="id")
    return palette.fit(PaletteParams(seed), dataset=data)


@pytest.mark.browser
def test_they_are_those_that_the_map_draws(browser):
    page = browser.new_page()
    source = SCRIPT.read_text(encoding="utf-8").replace('import { channels } from "./theme.js";', "")
    drawn = page.evaluate(
        """async (source) => {
            const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            const { categoryColour } = await import(url);
            return Array.from({ length: 3000 }, (_, code) => categoryColour(code, null));
        }""",
        source,
    )
    page.close()
    assert [map_colour(code) for code in range(3000)] == drawn


def test_the_least_difference_is_that_of_the_nearest_two(monkeypatch):
    found = of(60)
    colours = lab(channels(found.colours), "deuteranopia")
    table = ciede2000(colours[:, None], colours[None])
    np.fill_diagonal(table, np.inf)

    assert found.least["deuteranopia"] == pytest.approx(table.min())
    assert table[found.closest["deuteranopia"]] == pytest.approx(table.min())
    monkeypatch.setattr(palette, "BLOCK", 7)
    assert of(60) == found


def test_twelve_are_told_apart_and_a_thousand_are_not():
    assert of(12).least["normal"] > 10
    assert of(1000).least["normal"] < 3


def test_a_seed_gives_the_same_colours_again_and_another_one_others_all_farther_apart_than_the_maps():
    first, again, other = of(200, 1), of(200, 1), of(200, 2)

    assert first == again
    assert first.colours != other.colours
    assert len(set(first.colours)) == 200
    for sight in SIGHTS:
        assert first.least[sight] > of(200).least[sight]


def test_colours_that_look_alike_have_different_shapes():
    found = of(300)
    colours = lab(channels(found.colours))
    for code in range(1, 300):
        before = np.linalg.norm(colours[:code] - colours[code], axis=1)
        assert found.shapes[int(before.argmin())] != found.shapes[code]


def test_few_and_very_many():
    assert of(1).least == dict.fromkeys(SIGHTS)
    assert of(1).closest["normal"] == ()
    many = of(2500)
    assert len(many.colours) == 2500
    assert many.n_compared == 2000


def test_without_identities_it_is_said():
    plain = Dataset("", np.arange(2, dtype=np.uint32), np.zeros((2, 2), np.float32))
    with pytest.raises(InputError, match="no identity column"):
        palette.fit(PaletteParams(), dataset=plain)


def test_it_is_kept_and_read_back(tmp_path):
    store, recipe = Store(tmp_path), Recipe("comparison.palette", 1, {})
    for found in (of(1), of(20)):
        assert Palette.from_parts(found.to_parts()) == found
    store.write(recipe, of(20), 0.1)
    assert store.read(recipe, Palette) == of(20)


@pytest.mark.parametrize("n", [2, 3, 40, 400])
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_least_of_some_pairs_is_the_least_of_all(n, sight):
    colours = lab(channels([map_colour(code) for code in range(n)]), sight)
    every = ciede2000(colours[:, None], colours[None])
    every[np.arange(n), np.arange(n)] = np.inf
    least, pair = palette.nearest_two(colours)
    assert least == every.min()
    assert pair == tuple(sorted(divmod(int(every.argmin()), n)))


def test_copies_are_the_nearest_two():
    colours = np.array([[50.0, 10, 10], [60, 0, 0], [50, 10, 10], [50, 10, 10]])
    assert palette.nearest_two(colours) == (0, (0, 2))
