"""Outcomes as a FHIR bundle: person by pseudonym, device, an observation for each outcome.

Release R4B (4.3.0), or R5 (5.0.0). No code of LOINC or SNOMED is claimed: the codes are ours, and
the bundle brings their code system with it. Units are UCUM's. A value that was refused is absent,
with the reason in words.

What was simulated or replayed has no subject, so that it cannot be filed as anybody's.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from balance_arcade import __version__
from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.about import About
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording

Release = Literal["R4B", "R5"]

BASE: Final = "https://balance-arcade.example/fhir"
"""Beginning of our codes and identifiers. A placeholder: ``.example`` is reserved (RFC 2606), so
that nobody else answers there; see docs/exchange.md."""

_FIRMWARE: Final = re.compile(r"\b(?:firmware|controller) ([0-9][0-9A-Za-z.\-]*)")
"""In the description of a board: an Arduino's firmware, the program of a plate's controller."""

_CODES: Final = f"{BASE}/CodeSystem/outcomes"
_KINDS: Final = f"{BASE}/CodeSystem/kinds"
_ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_UCUM: Final = "http://unitsofmeasure.org"
_NAMES: Final = uuid.UUID("0e0a3c4e-52a8-5b1a-a9d3-2f6f2c3f8f11")

UCUM: Final = {
    "": "1", "%": "%", "%/s": "%/s", "1/mm": "/mm", "1/s": "/s", "Hz": "Hz", "N": "N", "N/s": "N/s",
    "deg": "deg", "deg/s": "deg/s", "kg": "kg", "m": "m", "mm": "mm", "mm/s": "mm/s",
    "mm/s2": "mm/s2", "mm2": "mm2", "mm2/Hz": "mm2/Hz", "mm2/s": "mm2/s", "ms": "ms", "s": "s",
}  # fmt: skip
"""Codes of UCUM for the units of outcomes; another unit is told in words alone."""


def fhir_bundle(
    trials: Sequence[ReadRecording], release: Release = "R4B", *, about: About | None = None
) -> bytes:
    """Write the outcomes of trials as a collection.

    Parameters
    ----------
    trials : sequence of ReadRecording
        Of one person, or of none.
    release : {"R4B", "R5"}
        Which FHIR; the two say a device's name in different ways.
    about : About, optional
        Year of birth and sex, where they are known: of the birth date only the year is told.

    Returns
    -------
    bytes
        JSON. The same trials give the same bytes.

    Raises
    ------
    RecordsError
        There is no outcome, or the trials are of several people.
    """
    people = {one.person for one in trials if one.origin == "real"}
    if len(people) > 1:
        raise RecordsError("The trials are of several people.", hint="Export each by itself.")
    outcomes = [one for trial in trials for one in trial.outcomes]
    if not outcomes:
        raise RecordsError(
            "There is no outcome to export.",
            hint="Score a test first (balance-arcade assess); --simulated exports simulated ones.",
        )
    person = next(iter(people), "")
    resources = [_code_system(outcomes)]
    resources += [_patient(person, about)] if person else []
    devices: dict[str, dict[str, Any]] = {}
    found: list[dict[str, Any]] = []
    for trial in trials:
        device = _device(trial, release)
        devices.setdefault(device["id"], device)
        found += [_observation(trial, one, device["id"]) for one in trial.outcomes]
    entries = [
        {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
        for one in (*resources, *devices.values(), *found)
    ]
    bundle = {
        "resourceType": "Bundle",
        "id": _id("bundle", release, *(trial.sha256 for trial in trials)),
        "type": "collection",
        "entry": entries,
    }
    return (json.dumps(bundle, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_NAMES, "\n".join(parts)))


def _reference(identity: str) -> dict[str, str]:
    return {"reference": f"urn:uuid:{identity}"}


def _patient(pseudonym: str, about: About | None) -> dict[str, Any]:
    born = {} if about is None or about.birth_year is None else {"birthDate": str(about.birth_year)}
    sex = {} if about is None or not about.sex else {"gender": about.sex}
    return {
        "resourceType": "Patient",
        "id": _id("person", pseudonym),
        "identifier": [{"system": f"{BASE}/pseudonym", "value": pseudonym}],
        **sex,
        **born,
    }


def _device(trial: ReadRecording, release: Release) -> dict[str, Any]:
    name: dict[str, Any] = (
        {"deviceName": [{"name": trial.board, "type": "model-name"}]}
        if release == "R4B"
        else {"name": [{"value": trial.board, "type": "registered-name"}]}
    )
    # R4B has texts among a device's properties only as a concept without a code.
    value: dict[str, Any] = (
        {"valueCode": [{"text": trial.calibration}]}
        if release == "R4B"
        else {"valueString": trial.calibration}
    )
    calibration = {"type": _concept(_KINDS, "calibration", "Calibration in use"), **value}
    versions = [
        {"type": _concept(_KINDS, kind, display), "value": value}
        for kind, display, value in (
            ("software", "Balance Arcade", trial.app_version),
            ("firmware", "Firmware of the board", firmware_in(trial.board)),
        )
        if value
    ]
    return {
        "resourceType": "Device",
        "id": _id("device", trial.board, trial.calibration, trial.app_version, trial.origin),
        **_marked(trial),
        **(name if trial.board else {}),
        **({"version": versions} if versions else {}),
        **({"property": [calibration]} if trial.calibration else {}),
    }


def firmware_in(board: str) -> str:
    """Version of a board's own program, as its description in the records says it; else empty.

    Examples
    --------
    >>> firmware_in("Arduino board (HX711, firmware 1.1.0)"), firmware_in("Wii Balance Board")
    ('1.1.0', '')
    """
    return " + ".join(dict.fromkeys(_FIRMWARE.findall(board)))


def _marked(trial: ReadRecording) -> dict[str, Any]:
    if trial.origin == "real":
        return {}
    about = {"system": _KINDS, "code": trial.origin, "display": f"{trial.origin}, no person"}
    return {"meta": {"tag": [about]}}


def _observation(trial: ReadRecording, one: ReadOutcome, device: str) -> dict[str, Any]:
    said = [trial.file.name, f"Trial: {trial.label}"]
    if trial.origin != "real":
        said.append(f"{trial.origin.capitalize()} samples: no person stood on the board.")
    if not trial.complete:
        said.append("The recording was interrupted.")
    category = "activity" if one.source == "game" else "exam"
    identity = _id("outcome", trial.sha256, one.source, one.name, one.method)
    parts = [_component(value, one.unit) for value in one.repeats]
    return {
        "resourceType": "Observation",
        "id": identity,
        **_marked(trial),
        "identifier": [{"system": f"{BASE}/outcome", "value": identity}],
        "status": "final",
        "category": [_concept(_CATEGORY, category, category.capitalize())],
        "code": {**_concept(_CODES, one.name, one.name), "text": one.definition or one.name},
        **({"subject": _reference(_id("person", trial.person))} if _is_person(trial) else {}),
        "device": _reference(device),
        **_when(trial),
        **_value(one),
        **({"method": {"text": one.method}} if one.method else {}),
        "note": [{"text": ". ".join(text.rstrip(".") for text in said) + "."}],
        **({"component": parts} if parts else {}),
    }


def _is_person(trial: ReadRecording) -> bool:
    return trial.origin == "real" and bool(trial.person)


def _when(trial: ReadRecording) -> dict[str, Any]:
    if trial.seconds is None:
        return {"effectiveDateTime": _utc(trial.began)}
    end = trial.began + dt.timedelta(seconds=trial.seconds)
    return {"effectivePeriod": {"start": _utc(trial.began), "end": _utc(end)}}


def _utc(moment: dt.datetime) -> str:
    text = moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _value(one: ReadOutcome) -> dict[str, Any]:
    if one.value is not None:
        return {"valueQuantity": _quantity(one.value, one.unit)}
    return {
        "dataAbsentReason": {
            "coding": [{"system": _ABSENT, "code": "unknown", "display": "Unknown"}],
            "text": one.refused or "There is no value, and no reason was kept.",
        }
    }


def _quantity(value: float, unit: str) -> dict[str, Any]:
    code = UCUM.get(unit)
    told = {"unit": unit or "1", **({"system": _UCUM, "code": code} if code else {})}
    return {"value": value, **told}


def _component(value: float, unit: str) -> dict[str, Any]:
    about = _concept(_KINDS, "single-trial", "Value of a single trial")
    return {"code": about, "valueQuantity": _quantity(value, unit)}


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _code_system(outcomes: Iterable[ReadOutcome]) -> dict[str, Any]:
    concepts: dict[str, dict[str, str]] = {}
    for one in outcomes:
        about = {"definition": one.definition} if one.definition else {}
        concepts.setdefault(one.name, {"code": one.name, "display": one.name, **about})
    return {
        "resourceType": "CodeSystem",
        "id": _id("codes", __version__, *concepts),
        "url": _CODES,
        "version": __version__,
        "name": "BalanceArcadeOutcomes",
        "title": "Outcomes of Balance Arcade, as far as this bundle holds them",
        "status": "draft",
        "experimental": True,
        "caseSensitive": True,
        "content": "fragment",
        "concept": list(concepts.values()),
    }
