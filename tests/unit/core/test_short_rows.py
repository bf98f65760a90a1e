"""Short rows are added up to the last bit as NumPy adds them up."""

import numpy as np
import pytest

from balance_arcade.core.rows import row_sums, rows_with_nan


@pytest.mark.parametrize("n_columns", [1, 2, 3, 4, 7])
def test_short_rows_are_what_numpy_gives(n_columns):
    random = np.random.default_rng(n_columns)
    for n_rows in (0, 1, 2, 9, 1000):
        values = random.normal(size=(n_rows, n_columns)) * 10.0 ** random.integers(
            -9, 9, (n_rows, 1)
        )
        values[random.random(size=values.shape) < 0.1] = np.nan
        np.testing.assert_array_equal(row_sums(values), values.sum(axis=1))
        np.testing.assert_array_equal(rows_with_nan(values), np.isnan(values).any(axis=1))
