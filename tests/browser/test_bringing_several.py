"""Several files brought at once: joined, said how, and joined in another way where that was not meant."""

import numpy as np
import pandas as pd
from playwright.sync_api import expect

from tests.browser.brought import PERSONS, table
from tests.browser.dashboard import Dashboard
from tests.browser.test_bringing import metric

N = 120


def test_a_join_is_said_and_can_be_changed(page, tmp_path):
    vectors = table(N).drop(columns=["person", "weight"])
    vectors.assign(number=np.arange(N)).to_csv(tmp_path / "vectors.csv", index=False)
    people = pd.DataFrame({"number": np.arange(N - 4)[::-1], "person": [PERSONS[row % 4] for row in range(N - 4)]})
    people.to_csv(tmp_path / "people.csv", index=False)
    dashboard = Dashboard(page).open("Data")

    dashboard.bring(tmp_path / "vectors.csv", tmp_path / "people.csv")
    dashboard.brought("vectors.csv and 1 more")
    expect(metric(dashboard, "Rows")).to_have_text(str(N))
    expect(metric(dashboard, "Identities (person)")).to_have_text("4")
    said = "'number' = 'number': 116 of 120 rows have a match. 4 have none ('116', '117', '118', '119')."
    expect(dashboard.main.get_by_text(said)).to_be_visible()

    dashboard.choose("Joined", "left out", dashboard.main)
    dashboard.press("Join again")
    expect(dashboard.main.get_by_text("'people.csv' (2 columns) was left out.")).to_be_visible()
    expect(metric(dashboard, "Identities (person)")).to_have_count(0)
    dashboard.choose("Joined", "by a key", dashboard.main)
    dashboard.press("Join again")
    expect(metric(dashboard, "Identities (person)")).to_have_text("4")
    dashboard.unbroken()
