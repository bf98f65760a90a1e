"""When a value of the live window is batch's."""

import pytest


def is_the_same(name, live, batch, major_mm=1.0):
    """Whether two values are one but for rounding.

    Where all samples lie on a line, the small axis is the root of what rounding leaves: its square
    is what is good to 1e-12. `major_mm` says how large the ellipse is. Directions are axial, and of
    a cloud that is all but round, loose.
    """
    if name == "principal_direction_deg" or name == "ellipse_angle_deg":
        return abs((live - batch + 90.0) % 180.0 - 90.0) < 1e-9
    if name in ("axis_ratio", "ellipse_minor_mm", "eccentricity"):
        live, batch = live**2, batch**2
        return live == pytest.approx(batch, rel=1e-12, abs=1e-12 * max(1.0, major_mm**2))
    if name in ("ellipse_area_mm2", "ellipse_area_chi2_mm2"):
        return live == pytest.approx(batch, rel=1e-12, abs=1e-5 * max(1.0, major_mm**2))
    return live == pytest.approx(batch, rel=1e-12, abs=1e-12)
