// Plain words and figures for what the stream says.

import { finite } from "./paint.js";

export const PHASES = {
  self_check: "Checking the board", zero: "Zeroing: board empty", step_on: "Step on",
  settle: "Settling", centre: "Finding the centre", limits: "Measuring limits",
  instruct: "Instructions", countdown: "Countdown", play: "Playing", paused: "Paused",
  rest: "Rest", result: "Result", ended: "Ended",
};

export const NUMBERS = [
  ["mean_velocity_mm_s", "Mean velocity", "mm/s", 1],
  ["ellipse_area_mm2", "95 % ellipse", "mm²", 0],
  ["rms_ml_mm", "RMS left–right", "mm", 1],
  ["rms_ap_mm", "RMS front–rear", "mm", 1],
  ["sway_path_mm", "Sway path", "mm", 0],
  ["range_ml_mm", "Range left–right", "mm", 0],
  ["range_ap_mm", "Range front–rear", "mm", 0],
];

const STANDARD_GRAVITY = 9.80665;

const REFERENCE_KG = 60;

/** Twice the standard uncertainty of a centre of pressure at the middle: docs/uncertainty.md. */
export function errorWords(board) {
  const cell = board.accuracy;
  if (!cell) return board.origin === "real" || board.calibration_id ? "error unknown, calibrate it" : "";
  const side = Math.max(board.geometry.width_mm, board.geometry.length_mm);
  const newtons = Math.hypot(cell.noise_sd_n, cell.residual_n);
  const mm = (2 * newtons * side) / (REFERENCE_KG * STANDARD_GRAVITY);
  return finite(mm) ? `±${mm.toFixed(mm >= 1 ? 1 : 2)} mm at ${REFERENCE_KG} kg` : "error unknown";
}

/** "star-reach" becomes "Star Reach". */
export function nameWords(name) {
  return name.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}

export function figure(value, digits) {
  return finite(value) ? value.toFixed(digits) : "–";
}

export function kilograms(newtons) {
  return finite(newtons) ? newtons / STANDARD_GRAVITY : NaN;
}

export function minutes(seconds) {
  if (!finite(seconds)) return "–";
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function percent(part) {
  return finite(part) ? `${Math.round(part * 100)}\u2009%` : "–";
}

export function age(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
