// Events in plain words. What only a program wants to know is left out of the list, not of the file.

import { withdrawn } from "./notes.js";
import { PHASES, nameWords } from "./words.js";

const HIDDEN = /\.(clock|trial_start|trial_end|fruit_falls|star_lit|cup_lit|home_reached|nudge|pause_reason|self_check|zero|centre|pause)$/;
const CARE = /(alarm\.raised|adverse_event|strong_pain|lost|away|other|weight_changed|failed|not_kept|gap|disorder|stepped_off|hold_lost|wall_touch|rotten_caught|sink_failed)$/;
const GOOD = /(reached|caught|held|filled|constellation|tray_done|landed)$/;

const WITHDRAWN = "session.mark_withdrawn";
const FILE = new Set(["recording.started", "recording.stopped", "recording.failed"]);

const SAID = {
  "control.taken": ({ by, before }) => `${who(by)} steers now${before === undefined ? "" : `, before it ${who(before)}`}`,
  "control.given_back": ({ by }) => `${who(by)} steers no longer`,
  "control.lapsed": ({ by }) => `${who(by)} steers no longer: it was not heard`,
  "board.zeroed": () => "The board is zeroed",
  "session.tare_failed": ({ reason }) => `Not zeroed: ${reason ?? ""}`,
  "session.start_failed": ({ reason }) => `Not started: ${reason ?? ""}`,
  "board.gap": ({ n_lost: n }) => `Gap at the board: ${n ?? "some"} samples missing`,
  "board.lost": ({ message }) => `The board is lost. ${message ?? ""}`,
  "board.away": ({ message }) => message ?? "The board is away",
  "board.other": ({ board }) => `Another board has come, ${board ?? "of no name"}; it is not used`,
  "board.back": () => "The board is back",
  "board.button": () => "The board's button was pressed",
  "board.off": ({ message }) => message ?? "The board was to be switched off",
  "session.weight_changed": () => "The load is another since the board is back",
  "board.ended": () => "The recording that is replayed has ended",
  "recording.started": () => "Recording started",
  "session.command": ({ name, by, answer, setting, value }) => `Order: ${name ?? "?"}${what(setting, value)}${from(by)}${refused(answer)}`,
  "recording.stopped": () => "Recording closed",
  "recording.failed": ({ message }) => `Recording failed. ${message ?? ""}`,
  "session.mark_withdrawn": ({ text, by }) => `Withdrawn: ${text || "the mark"}${from(by)}`,
  "session.person_attached": ({ by }) => `Somebody is attached to the session${from(by)}`,
  "session.repeat": ({ game }) => `Once more: ${nameWords(String(game ?? ""))}`,
  "session.skip": ({ game }) => `Left out: ${nameWords(String(game ?? ""))}`,
  "session.first_trial": ({ seconds, touches }) => `First scored trial: ${Math.round(seconds)} s and ${touches} ${touches === 1 ? "touch" : "touches"} after the start`,
  "alarm.raised": ({ reason }) => `Alarm: ${reason ?? "?"}`,
  "alarm.acknowledged": ({ code, by }) => `Alarm acknowledged: ${nameWords(String(code ?? "?"))}${from(by)}`,
  "safety.adverse_event": ({ kind, text }) => `Adverse event: ${kind ?? "?"}${text ? `, ${text}` : ""}`,
  "safety.foot_lifted": ({ side }) => `Foot lifted: ${side ?? "?"}`,
  "safety.foot_down": ({ side, lifted_s: s }) => `Foot down: ${side ?? "?"}, after ${s ?? "?"} s`,
  "safety.spotter_awaited": () => "A spotter has to be confirmed",
  "safety.spotter_confirmed": ({ source }) => `Spotter confirmed, by ${source ?? "?"}`,
  "wellbeing.asked": ({ scale }) => `The person is asked: ${scale ?? "?"}`,
  "wellbeing.answer": ({ scale, value, most, by }) => `${scale === "pain" ? "Pain" : "Exertion"}: ${value} of ${most}${by === "lean" ? "" : from(by)}`,
  "wellbeing.left_out": ({ scale }) => `No answer: ${scale ?? "?"}`,
  "wellbeing.strong_pain": ({ text }) => text ?? "Strong pain",
  "session.rest_extended": ({ seconds }) => `Rest: ${seconds ?? "?"} s more`,
  "session.limits": ({ source }) => `Limits taken from ${source ?? "the person"}`,
  "programme.set_begun": ({ block, set, n_sets }) => `Block ${block}, set ${set} of ${n_sets}`,
  "programme.set_ended": ({ completed, trials, successes }) => `Set ${completed ? "completed" : "broken off"}: ${successes} of ${trials}`,
  "programme.rating_asked": () => "The person is asked how hard it was",
  "programme.rating": ({ rating, by }) => (rating === null || rating === undefined ? "Rating left out" : `Rated ${rating} of 10${by === "order" ? ", by order" : ""}`),
  "session.choice": () => "The person chooses what is next",
  "session.chosen": ({ answer, game }) => chosen(answer, game),
  "session.lean_again": () => "Lean once more in this direction",
  "session.not_kept": ({ text }) => text ?? "What came of the session could not be kept",
  "session.end": ({ why }) => `Ended: ${why ?? ""}`,
  "game.rotten_caught": () => "Rotten fruit caught",
  "game.offer_rest": () => "A rest is offered",
  "screen.letters_small": ({ text }) => text ?? "Letters on the patient's screen are small",
};

function what(setting, value) {
  return setting ? ` ${String(setting).replaceAll("_", " ")} to ${value}` : "";
}

function who(by) {
  return by ? nameWords(String(by)) : "Another station";
}

function from(by) {
  return by ? `, by ${by}` : "";
}

function chosen(answer, game) {
  if (!answer) return "Nobody has chosen: the session ends";
  return game ? `Chosen: ${game.replaceAll("-", " ")}` : "Chosen: enough";
}

function refused(answer) {
  return typeof answer === "string" && answer.startsWith("rejected") ? ` (${answer})` : "";
}

const ONE_RECORDING_S = 2;

/**
 * The events that people want to read, with their words, in the order they came. A recording that
 * goes on in another file, as at the start of a session and of each game, is told once.
 */
export function told(events) {
  const files = events.filter(({ kind }) => FILE.has(kind));
  const quiet = new Set();
  files.forEach((file, i) => {
    const next = files[i + 1];
    if (next === undefined || next.kind !== "recording.started") return;
    const goesOn = file.kind === "recording.started"
      || (file.kind === "recording.stopped" && next.t_s - file.t_s <= ONE_RECORDING_S);
    if (!goesOn) return;
    if (file.kind === "recording.stopped") quiet.add(file);
    quiet.add(next);
  });
  const gone = withdrawn(events);
  return events
    .filter((event) => !quiet.has(event))
    .map((event) => ({ event, words: eventWords(event), withdrawn: gone.has((event.data || {}).mark) && event.kind !== WITHDRAWN }))
    .filter(({ words }) => words);
}

/** {text, tone} of an event to show, or null. */
export function eventWords({ kind, data }) {
  const details = data || {};
  if (kind === "mark" || kind.endsWith(".mark")) {
    return { text: details.text ? `Mark: ${details.text}` : "Mark", tone: "mark" };
  }
  // The events that these orders make say it better.
  if (kind === "session.command" && ["mark", "undo", "confirm", "rest", "repeat", "skip"].includes(details.name) && details.answer === "accepted") return null;
  if (kind === "session.phase") return phaseWords(details);
  if (HIDDEN.test(kind)) return null;
  const tone = CARE.test(kind) ? "care" : GOOD.test(kind) ? "good" : "";
  const text = kind in SAID ? SAID[kind](details).trim() : plain(kind, details);
  return { text, tone };
}

function phaseWords({ to, reason, from }) {
  const quiet = ["result", "settle", "instruct", "zero"].includes(to) && !reason;
  if (quiet || (from === "rest" && to === "limits")) return null;
  const name = PHASES[to] || to;
  return { text: reason ? `${name}: ${reason}` : name, tone: to === "paused" ? "care" : "" };
}

/** "game.star_held" becomes "Star held"; of the details only sentences are shown. */
function plain(kind, details) {
  const last = kind.split(".").pop().replaceAll("_", " ");
  const text = last.charAt(0).toUpperCase() + last.slice(1);
  const more = details.reason || details.message || details.text || details.why;
  return more ? `${text}: ${more}` : text;
}
