// The parts of the page that are text: top, game, loads, numbers, events.

import { finite } from "./paint.js";
import { FRONT, LEFT, T } from "./store.js";
import { told } from "./events.js";
import { markerWords } from "./mirror.js";
import { linkFacts } from "./link_facts.js";
import { gameBegun } from "./orders.js";
import { placeWords } from "./programme.js";
import { PHASES, age, errorWords, minutes, percent, wholePercents } from "./words.js";

const $ = (id) => document.getElementById(id);
const STAR = "M11 2.2l2.7 5.6 6.1.8-4.5 4.2 1.1 6.1L11 16l-5.4 2.9 1.1-6.1L2.2 8.6l6.1-.8z";

/** Write only what changed: the page stays quiet for screen readers and for the processor. */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function mark(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

export function drawTop(store) {
  const board = store.meta ? store.meta.board : null;
  const name = board ? board.board_id : "Waiting for a board";
  put($("board-name"), name);
  if ($("board-name").title !== name) $("board-name").title = name;
  put($("board-model"), board ? board.model : "");
  drawError(board);
  const level = store.level();
  mark($("age"), "level", level);
  mark($("board-dot"), "level", level);
  const ms = store.ageMs();
  const words = { none: "no data yet", fresh: "live", amber: "late", red: "not live", over: "over" };
  put($("age"), ms === null || level === "over" ? words[level] : `${words[level]} ${age(ms)}`);
  drawGaps(store);
  drawRecorder(store);
  const row = store.latest();
  put($("clock"), row ? minutes(row[T]) : "0:00");
  drawBanner(board);
}

/** How well this board measures: records/accuracy.py says the same in other places. */
function drawError(board) {
  const text = board ? errorWords(board) : "";
  put($("board-error-of"), text && "this board: ");
  put($("board-error-text"), text);
  mark($("board-error"), "level", board && text && !board.accuracy ? "amber" : "");
  if ($("board-error").hidden === Boolean(text)) $("board-error").hidden = !text;
}

function drawGaps(store) {
  const { gaps, filled, dropped, rate, others } = linkFacts(store);
  const parts = [gaps === 1 ? "1 gap" : `${gaps} gaps`];
  if (filled) parts.push("filled");
  if (dropped) parts.push(`${dropped} dropped`);
  // Late, held and doubled samples came: they are told, and are no cause for alarm.
  put($("gaps"), [finite(rate) ? `${rate.toFixed(0)} Hz` : "", ...parts, ...others].filter(Boolean).join(", "));
  mark($("gaps"), "level", gaps || dropped ? "amber" : "");
}

function drawRecorder(store) {
  // Heartbeats come twice a second: without them nobody knows whether anything is recorded.
  const known = store.hb && store.connected() && store.link.status === "live";
  const missing = { state: store.over() ? "idle" : "unknown", file: "" };
  const recorder = known ? store.hb.recorder : missing;
  const words = { unknown: store.hb ? "recorder: not known" : "", idle: "not recording", recording: "recording", failed: "recorder failed" };
  put($("recorder"), recorder.state in words ? words[recorder.state] : recorder.state);
  mark($("recorder"), "state", recorder.state);
  if ($("recorder").title !== recorder.file) $("recorder").title = recorder.file;
}

function drawBanner(board) {
  const words = {
    simulated: "SIMULATED: a computed person, no patient stands on this board",
    replayed: "REPLAY: recorded earlier, no patient stands on this board now",
  };
  const text = board ? words[board.origin] || "" : "";
  put($("banner"), text);
  $("banner").hidden = !text;
  document.documentElement.classList.toggle("marked", Boolean(text));
}

export function drawGame(store) {
  const state = store.state;
  const over = store.over();
  const waiting = over ? "Over" : store.ready() ? "Ready" : "Waiting";
  put($("phase"), state ? PHASES[state.phase] || state.phase : waiting);
  mark($("phase"), "phase", state ? state.phase : "");
  put($("title"), state && state.title ? state.title : over ? "No game" : "No game yet");
  const activity = state && state.n_activities ? `Activity ${state.activity_index + 1} of ${state.n_activities}` : "";
  put($("place"), [placeWords(state) || activity, markerWords(state)].filter(Boolean).join(" · "));
  if ($("place").title !== programmeName(state)) $("place").title = programmeName(state);
  put($("time-left"), state ? minutes(state.time_left_s) : "–");
  put($("score"), state && state.trials ? percent(state.score) : "–");
  put($("trials"), state && state.trials ? `${state.successes} / ${state.trials}` : "–");
  drawStars(state ? state.stars : 0);
  const begun = state !== null && gameBegun(state);
  put($("difficulty"), begun ? percent(state.difficulty) : "–");
  $("difficulty-fill").style.transform = `scaleX(${begun ? state.difficulty : 0})`;
}

function programmeName(state) {
  return state && state.programme ? state.programme.programme : "";
}

function drawStars(won) {
  const svg = $("stars");
  if (!svg.childElementCount) {
    for (let i = 0; i < 3; i += 1) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", STAR);
      path.setAttribute("transform", `translate(${22 * i} 0)`);
      svg.append(path);
    }
  }
  [...svg.children].forEach((path, i) => path.classList.toggle("won", i < won));
  svg.setAttribute("aria-label", `${won} of 3 stars`);
}

export function drawLoads(store) {
  const row = store.latest();
  drawLoad($("load-lr"), row ? 1 - row[LEFT] : NaN, row && row[LEFT] !== null);
  drawLoad($("load-fr"), row ? row[FRONT] : NaN, row && row[FRONT] !== null);
}

/** The bar grows from the middle towards the side that carries more; both figures make 100. */
function drawLoad(box, upper, known) {
  const share = known && finite(upper) ? Math.min(1, Math.max(0, upper)) : NaN;
  const [a, b] = wholePercents([1 - share, share]) || [NaN, NaN];
  put(box.querySelector(".load-a"), percent(a / 100));
  put(box.querySelector(".load-b"), percent(b / 100));
  box.querySelector(".fill").style.transform = finite(share) ? `scaleX(${(share - 0.5) * 2})` : "scaleX(0)";
}

let shownEvents = null;

export function drawEvents(store) {
  if (shownEvents === store.events) return;
  shownEvents = store.events;
  const items = told(store.events).slice(-40).reverse().map(({ event, words, withdrawn }) => {
    const { text, tone } = words;
    const item = document.createElement("li");
    const time = document.createElement("time");
    const said = document.createElement(withdrawn ? "s" : "span");
    time.textContent = minutes(event.t_s);
    said.textContent = text;
    item.className = withdrawn ? "withdrawn" : tone;
    item.append(time, said);
    return item;
  });
  if (!items.length) {
    const empty = document.createElement("li");
    empty.className = "empty";
    empty.textContent = "Events and marks appear here, newest first.";
    items.push(empty);
  }
  $("events").replaceChildren(...items);
}
