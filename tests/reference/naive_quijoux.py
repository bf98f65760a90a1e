"""The quantities of Quijoux et al. 2021 (doi 10.14814/phy2.15067), by the names of their program.

From the paper's and the program's description, in centimetres as there; plain NumPy and SciPy,
imports nothing of the product. The record has no hole.
"""

import math

import naive_swarii
import numpy as np
from scipy import signal
from scipy.stats import f as fisher

RATE_HZ = 25.0


def samples(cop_cm, rate_hz):
    """Centred, artefacts off, SWARII to 25 Hz, order 4 at 10 Hz forwards and backwards.

    The program makes the times itself, sample over rate. This twin once took the record's own less
    the first one, so a clock that does not begin at 0 moved its grid just as it moved ours.
    """
    centred = cop_cm - cop_cm.mean(axis=0)
    t = np.arange(len(cop_cm)) / rate_hz
    kept = naive_swarii.kept(t.tolist(), (10.0 * centred).tolist())
    times = t[kept].tolist()
    columns = [naive_swarii.swarii(times, centred[kept, k].tolist())[1] for k in (0, 1)]
    b, a = signal.butter(4, 10.0, fs=RATE_HZ)
    return signal.filtfilt(b, a, np.column_stack(columns), axis=0)


def positional(x, mean):
    n = len(x)
    r = np.hypot(*x.T)
    rms = np.sqrt((x**2).mean(axis=0))
    out = {"mean_value_ML": mean[0], "mean_value_AP": mean[1]}
    for name, v in (("ML", x[:, 0]), ("AP", x[:, 1]), ("Radius", r)):
        out[f"mean_distance_{name}"] = np.abs(v).mean()
        out[f"maximal_distance_{name}"] = np.abs(v).max()
        out[f"rms_{name}"] = math.sqrt((v**2).mean())
    for k, name in enumerate(("ML", "AP")):
        out[f"range_{name}"] = np.ptp(x[:, k])
    out["range_ML_AND_AP"] = max(np.hypot(*(x - p).T).max() for p in x)
    out["range_ratio_ML_AND_AP"] = out["range_ML"] / out["range_AP"]
    out["planar_deviation_ML_AND_AP"] = math.hypot(*rms)
    both = (x[:, 0] * x[:, 1]).mean()
    out["coefficient_sway_direction_ML_AND_AP"] = both / rms.prod()
    scale = (n + 1) * (n - 1) / (n * (n - 2)) * fisher.ppf(0.95, 2, n - 2)
    area = 2.0 * math.pi * scale * math.sqrt(rms.prod() ** 2 - both**2)
    out["confidence_ellipse_area_ML_AND_AP"] = area
    axis = np.linalg.eigh(np.cov(x.T))[1][:, 1]
    out["principal_sway_direction_ML_AND_AP"] = math.degrees(math.acos(abs(axis[1])))
    return out


def velocity_peaks(v):
    """Cut at the changes of sign; the first and the last piece have no peak."""
    v = v[v != 0.0]
    pieces = np.split(v, np.flatnonzero(np.sign(v[1:]) != np.sign(v[:-1])) + 1)
    inner = pieces[1:-1]
    up = [p.max() for p in inner if p[0] > 0]
    down = [-p.min() for p in inner if p[0] < 0]
    return len(pieces) - 1, np.mean(up), np.mean(down), np.mean(up + down)


def stays(x, radius):
    """Of every sample but the last, as in the program; this twin once took the last one too."""
    out = []
    for i in range(len(x) - 1):
        inside = np.hypot(*(x - x[i]).T) <= radius
        after, before = inside[i + 1 :], inside[:i][::-1]
        out.append(sum(len(v) if v.all() else int(np.argmin(v)) for v in (after, before)))
    return np.array(out) / RATE_HZ


def dynamic(x, mean, place):
    n = len(x)
    step = np.diff(x, axis=0)
    length = np.hypot(*step.T)
    v = signal.savgol_filter(x, 5, 3, deriv=1, delta=1.0 / RATE_HZ, axis=0)
    out = {}
    for name, way, far in (
        ("ML", np.abs(step[:, 0]), place["mean_distance_ML"] * 4 * math.sqrt(2)),
        ("AP", np.abs(step[:, 1]), place["mean_distance_AP"] * 4 * math.sqrt(2)),
        ("ML_AND_AP", length, place["mean_distance_Radius"] * 2 * math.pi),
    ):
        out[f"mean_velocity_{name}"] = way.sum() * RATE_HZ / n
        out[f"mean_frequency_{name}"] = RATE_HZ * way.mean() / far
    swept = np.abs(x[1:, 0] * x[:-1, 1] - x[1:, 1] * x[:-1, 0]).sum()
    out["sway_area_per_second_ML_AND_AP"] = swept / (2 * (n - 1) / RATE_HZ)
    for k, name in enumerate(("ML", "AP")):
        square = place[f"rms_{name}"] ** 2 + np.var(v[:, k])
        out[f"phase_plane_parameter_{name}"] = math.sqrt(square)
        found = velocity_peaks(v[:, k])
        words = ("zero_crossing", "peak_velocity_pos", "peak_velocity_neg", "peak_velocity_all")
        out |= {f"{w}_SPD_{name}": value for w, value in zip(words, found, strict=True)}
    out["vfy_SPD_ML_AND_AP"] = np.var(np.hypot(*v.T)) / mean[1]
    area = place["confidence_ellipse_area_ML_AND_AP"]
    out["LFS_ML_AND_AP"] = length.sum() / area
    d = math.sqrt(4 * area / math.pi)
    out["fractal_dimension_ML_AND_AP"] = math.log(n) / math.log(n * d / length.sum())
    b, a = signal.butter(4, 2.5, fs=RATE_HZ)
    curve = signal.filtfilt(b, a, stays(x, 0.3))
    at = np.flatnonzero((curve[1:-1] > curve[:-2]) & (curve[1:-1] > curve[2:])) + 1
    out["mean_peak_Sway_Density"] = curve[at].mean()
    out["mean_distance_peak_Sway_Density"] = np.hypot(*np.diff(x[at], axis=0).T).mean()
    return out


def frequency(x):
    out = {}
    for k, name in enumerate(("ML", "AP")):
        f, p = signal.welch(
            x[:, k], RATE_HZ, "hann", nperseg=250, noverlap=125, nfft=len(x), detrend="linear"
        )
        band = (f >= 0.15) & (f <= 5.0)
        f, p = f[band], p[band]
        m0, m1, m2 = (float((f**i * p).sum()) for i in range(3))
        low, mid, high = (f <= 0.5), (f > 0.5) & (f <= 2.0), f > 2.0
        found = {
            "total_power": m0,
            "power_frequency_50": f[np.cumsum(p) >= 0.5 * m0][0],
            "power_frequency_95": f[np.cumsum(p) >= 0.95 * m0][0],
            "frequency_mode": f[np.argmax(p)],
            "centroid_frequency": math.sqrt(m2 / m0),
            "frequency_dispersion": math.sqrt(1 - m1**2 / (m0 * m2)),
            "energy_content_below_05": p[low].sum(),
            "energy_content_05_2": p[mid].sum(),
            "energy_content_above_2": p[high].sum(),
            "frequency_quotient": p[high].sum() / p[~high].sum(),
        }
        out |= {f"{word}_Power_Spectrum_Density_{name}": v for word, v in found.items()}
    return out


def regimes(msd):
    """Least root mean square of a line through each prefix, and through each suffix."""
    x, y = np.log(np.arange(1, len(msd)) / RATE_HZ), np.log(msd[1:])

    def fit(part):
        slope, start = np.polyfit(x[part], y[part], 1)
        return slope, start, math.sqrt(((y[part] - start - slope * x[part]) ** 2).mean())

    ends = range(8, 63)
    short = min((fit(slice(0, i)) for i in reversed(ends)), key=lambda found: found[2])
    long = min((fit(slice(i - 1, None)) for i in reversed(ends)), key=lambda found: found[2])
    cross = min((long[1] - short[1]) / (short[0] - long[0]), x[-1])
    return {
        "short_time_diffusion": math.exp(short[1]),
        "long_time_diffusion": math.exp(long[1]),
        "critical_time": math.exp(cross),
        "critical_displacement": math.exp(short[1] + short[0] * cross),
        "short_time_scaling": short[0] / 2,
        "long_time_scaling": long[0] / 2,
    }


def stochastic(x):
    out = {}
    for k, name in enumerate(("ML", "AP")):
        v = x[:, k]
        msd = [0.0] + [((v[i:] - v[:-i]) ** 2).mean() for i in range(1, len(v) // 3 + 1)]
        out |= {f"{word}_Diffusion_{name}": value for word, value in regimes(np.array(msd)).items()}
    return out


def everything(cop_cm, rate_hz):
    mean = cop_cm.mean(axis=0)
    x = samples(cop_cm, rate_hz)
    place = positional(x, mean)
    return place | dynamic(x, mean, place) | frequency(x) | stochastic(x)
