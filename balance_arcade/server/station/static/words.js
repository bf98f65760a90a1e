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

/** Names of boards; two of one name are told apart by the port at which they are. */
export function boardNames(boards) {
  return boards.map((board, i) => {
    const name = board.board || `Board ${i + 1}`;
    const twice = boards.filter((other) => other.board && other.board === board.board).length > 1;
    return twice ? `${name} (${board.ctl.split(":").pop()})` : name;
  });
}

/** "star-reach" becomes "Star Reach". */
export function nameWords(name) {
  return name.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}

export function figure(value, digits) {
  if (!finite(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
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

/**
 * Shares as whole per cent that add up to 100: each is rounded down, and what is left goes to the
 * largest remainders (Hamilton's method). Null where a share is not known, or all are nothing.
 */
export function wholePercents(shares) {
  const sum = shares.reduce((all, share) => all + share, 0);
  if (!shares.every((share) => finite(share) && share >= 0) || !(sum > 0)) return null;
  const exact = shares.map((share) => (100 * share) / sum);
  const whole = exact.map(Math.floor);
  const left = 100 - whole.reduce((all, n) => all + n, 0);
  const order = exact.map((value, i) => [value - whole[i], i]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, i] of order.slice(0, left)) whole[i] += 1;
  return whole;
}

/** A figure with its sign; what rounds to nothing has none. */
export function signed(value, digits = 0) {
  if (!finite(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** A stretch of time for people: "12 s", then "3 min". */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min`;
}

export function age(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** What feeds a board, [name, words]: its battery, or the supply that it measures. */
export function powerWords({ battery_bars: bars, supply_mv: mv }) {
  if (finite(bars)) return ["Battery", `${bars} of 4`];
  return finite(mv) ? ["Supply", `${(mv / 1000).toFixed(2)} V`] : ["Battery", "–"];
}
