// Which orders make no sense now, and why. The table comes from the program at the board
// (core/order_rules.py); what the samples say besides is looked at here. Stop is never refused.

import { FZ, ML } from "./store.js";
import { WATCHES_ONLY } from "./visitor.js";

const STEERS_NOTHING = new Set(["mark", "undo", "person"]);
// Since 1.4: a program of before knows neither, and its table of orders has none of them.
const NEW = new Set(["repeat", "skip", "undo", "person"]);
const PAUSABLE = new Set(["limits", "countdown", "play"]);
const GAME_ON = new Set(["instruct", "countdown", "play", "result", "rest"]);
const DEAF = {
  connecting: "this page is not connected yet",
  waiting: "no session is published yet",
  refused: "the program at the board speaks another version",
  closed: "the session is over",
};

/** Row of the table: a phase, or what there is where no session is under way. */
export function stage(store) {
  return store.ready() ? "serving" : store.phase();
}

/** The one order of the button that begins, starts, pauses and resumes, whichever is possible. */
export function runOrder(phase) {
  if (phase === "paused") return "resume";
  return PAUSABLE.has(phase) ? "pause" : "start";
}

/** Why an order would be refused now, as a clause; empty where nothing speaks against it. */
export function whyNot(store, order) {
  if (order === "stop") return "";
  if (WATCHES_ONLY) return WATCHES_ONLY;
  if (store.over()) return DEAF.closed;
  if (!store.link) return DEAF.connecting;
  if (DEAF[store.link.status]) return DEAF[store.link.status];
  const other = STEERS_NOTHING.has(order) ? "" : store.otherSteers();
  if (other) return `${other} steers now`;
  if (NEW.has(order) && store.minor < 4) return "the program at the board is older and knows no such order";
  const row = store.refusals[order] || {};
  return row[stage(store)] || onTheBoard(store, order);
}

function onTheBoard(store, order) {
  const row = store.latest();
  if (order === "resume" && store.phase() === "paused" && row) {
    if (row[ML] === null) return "nobody is on the board";
    const weight = store.state.weight_n;
    if (weight && row[FZ] < weight / 2) return "more than half of the weight is off the board";
  }
  const sendsOn = order === "start" || order === "next";
  if (sendsOn && store.state && store.state.asks === "spotter") return "a spotter or a harness has to be confirmed first";
  const adjusts = order === "easier" || order === "harder";
  if (adjusts && store.state && !gameBegun(store.state)) return "no game is under way";
  return "";
}

/** Before the first instruction there is no game, and no difficulty either. */
export function gameBegun(state) {
  return state.difficulty > 0 || GAME_ON.has(state.phase);
}
