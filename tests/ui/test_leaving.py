import csv
import io

import numpy as np

from explorer.dataset import Dataset
from explorer.ui.leaving import as_csv


def test_the_list_of_rows_left_out_is_a_csv_that_no_spreadsheet_runs():
    reasons = ((3, "the vector has 'a, \"b\"' in it, which is no number"), (12, "=1+1: cut short"))
    found = Dataset("", np.array([0], np.uint32), np.ones((1, 2), np.float32), left_out=reasons, n_left_out=2)

    rows = list(csv.reader(io.StringIO(as_csv(found).decode(), newline="")))

    assert rows == [["row", "why"], ["3", reasons[0][1]], ["12", "'=1+1: cut short"]]
