"""The one table of norms we ship: facts from the public balance data set, with their citation.

Santos DA, Duarte M. A public data set of human balance evaluations. PeerJ 2016;4:e2648,
doi 10.7717/peerj.2648, CC BY 4.0. The percentiles were computed by us from the data set's own
results file (BDSinfo: COParea, COPvelo, COPmfreq): over subjects, each by the median of three
trials of 60 s at 100 Hz on a force plate. Six digits; units are the data set's: cm2, cm/s, Hz.
"""

from __future__ import annotations

from typing import NamedTuple

CITATION = "Santos and Duarte 2016, doi 10.7717/peerj.2648, CC BY 4.0; percentiles computed by us"


class NormRow(NamedTuple):
    """Percentiles of one group in one condition.

    Attributes
    ----------
    quantity : str
        Name in the data set's results file.
    age_group, vision, surface : str
        ``young`` (below 60 years) or ``old``; ``open`` or ``closed``; ``firm`` or ``foam``.
    n_subjects : int
        How many there were.
    percentiles : tuple of float
        5, 25, 50, 75 and 95 %, in the data set's unit.
    """

    quantity: str
    age_group: str
    vision: str
    surface: str
    n_subjects: int
    percentiles: tuple[float, float, float, float, float]


# fmt: off
_FACTS: tuple[tuple[str, str, str, str, int, tuple[float, float, float, float, float]], ...] = (
    ("COParea", "old", "closed", "firm", 76, (0.792599, 1.44146, 2.23406, 3.06394, 5.23169)),
    ("COPvelo", "old", "closed", "firm", 76, (0.622204, 0.920744, 1.09071, 1.41856, 2.21634)),
    ("COPmfreq", "old", "closed", "firm", 76, (0.190067, 0.244095, 0.301663, 0.397104, 0.487874)),
    ("COParea", "old", "closed", "foam", 72, (14.2743, 18.89, 23.274, 32.6715, 49.6062)),
    ("COPvelo", "old", "closed", "foam", 72, (3.03622, 3.65362, 4.2016, 4.78067, 6.2633)),
    ("COPmfreq", "old", "closed", "foam", 72, (0.242363, 0.315979, 0.357472, 0.402415, 0.470416)),
    ("COParea", "old", "open", "firm", 76, (0.85062, 1.50987, 2.17192, 3.28215, 5.52441)),
    ("COPvelo", "old", "open", "firm", 76, (0.686528, 0.853188, 1.00457, 1.25123, 2.07357)),
    ("COPmfreq", "old", "open", "firm", 76, (0.141114, 0.235472, 0.273966, 0.353934, 0.486404)),
    ("COParea", "old", "open", "foam", 73, (11.8023, 13.9914, 18.3304, 26.2566, 30.692)),
    ("COPvelo", "old", "open", "foam", 73, (2.60911, 3.10511, 3.48911, 3.98503, 4.84106)),
    ("COPmfreq", "old", "open", "foam", 73, (0.225787, 0.280741, 0.325013, 0.377902, 0.448365)),
    ("COParea", "young", "closed", "firm", 87, (0.749569, 1.33871, 2.13529, 3.57539, 6.81251)),
    ("COPvelo", "young", "closed", "firm", 87, (0.57675, 0.687278, 0.819152, 1.12639, 1.75143)),
    ("COPmfreq", "young", "closed", "firm", 87, (0.131606, 0.187403, 0.236819, 0.292108, 0.382215)),
    ("COParea", "young", "closed", "foam", 86, (6.94552, 10.9676, 13.2564, 18.2815, 28.5541)),
    ("COPvelo", "young", "closed", "foam", 86, (1.99149, 2.41319, 2.93187, 3.55886, 5.46941)),
    ("COPmfreq", "young", "closed", "foam", 86, (0.222122, 0.281418, 0.336261, 0.398978, 0.500181)),
    ("COParea", "young", "open", "firm", 87, (0.674764, 1.12611, 1.94626, 3.07565, 5.9317)),
    ("COPvelo", "young", "open", "firm", 87, (0.519078, 0.663689, 0.796646, 1.04616, 1.50954)),
    ("COPmfreq", "young", "open", "firm", 87, (0.130246, 0.184447, 0.219617, 0.285296, 0.38674)),
    ("COParea", "young", "open", "foam", 87, (5.74006, 8.63255, 11.755, 14.883, 27.6863)),
    ("COPvelo", "young", "open", "foam", 87, (1.65934, 1.93897, 2.21999, 2.63853, 3.42332)),
    ("COPmfreq", "young", "open", "foam", 87, (0.172015, 0.207491, 0.264939, 0.312692, 0.410173)),
)
# fmt: on

BDS_NORMS: tuple[NormRow, ...] = tuple(NormRow(*row) for row in _FACTS)
