// Live numbers, each with what it is worth on this board: how far it may be off (95 %), or that a dead
// weight could have given it. Norms are told where there are any for what is measured.

import { finite } from "./paint.js";
import { FZ } from "./store.js";
import { NUMBERS, figure, kilograms } from "./words.js";

const $ = (id) => document.getElementById(id);

// Those whose error is derived (docs/uncertainty.md); of the others nothing is said.
const JUDGED = new Set(["mean_velocity_mm_s", "sway_path_mm", "ellipse_area_mm2"]);

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function number(name, unit) {
  const box = document.createElement("div");
  const dt = document.createElement("dt");
  const dd = document.createElement("dd");
  const small = document.createElement("small");
  const worth = document.createElement("dd");
  dt.textContent = name;
  dd.className = "num";
  small.textContent = unit;
  dd.append("–", small);
  worth.className = "worth num";
  box.append(dt, dd, worth);
  return box;
}

/** Digits of an error: two that count, as many as the number beside it has at most. */
export function errorText(error, digits) {
  if (!finite(error) || !(error > 0)) return "";
  const least = 10 ** -digits;
  return error < least ? `± < ${least.toFixed(digits)}` : `± ${error.toFixed(digits)}`;
}

/** What is said below a number; why there is no norm, or which the result has, the panel says. */
export function worthWords(judged, digits, norm = "no norm") {
  const error = judged ? judged.below || errorText(judged.error, digits) : "";
  return [error, norm].filter(Boolean).join(", ");
}

export function drawNumbers(store) {
  const list = $("numbers");
  if (!list.childElementCount) {
    for (const [, name, unit] of NUMBERS) list.append(number(name, unit));
    list.append(number("Load", "kg"));
  }
  // A norm is of a test's result, never of these seconds.
  const isOfResult = store.norm.startsWith("Norm of the result");
  $("norm").classList.toggle("of-result", isOfResult);
  const norm = isOfResult ? "" : "no norm";
  const values = store.metrics ? store.metrics.values : {};
  NUMBERS.forEach(([key, , , digits], i) => {
    const [, dd, worth] = list.children[i].children;
    putFigure(dd, figure(values[key], digits));
    const judged = store.judged[key];
    put(worth, finite(values[key]) && JUDGED.has(key) ? worthWords(judged, digits, norm) : "");
    list.children[i].classList.toggle("below", Boolean(judged && judged.below));
  });
  const row = store.latest();
  putFigure(list.children[NUMBERS.length].children[1], figure(kilograms(row ? row[FZ] : null), 1));
  put($("norm"), store.norm);
}

function putFigure(dd, text) {
  const node = dd.firstChild;
  if (node.data !== text) node.data = text;
}
