// What is wrong right now, said in one sentence; the worst first. No screen in here.
// Each fault has its words for the time after it, too: what has passed is never told as present.

import { age } from "./words.js";

const MODERN = 4;
const OWN_WORD_MS = 2500;
const PLAIN_END = /^(stopped|all activities are done|the recording is over|the time is up|it was enough|nobody has chosen)/i;

const PAST = {
  stop: () => "A Stop was not confirmed in time.",
  socket: () => "The connection to the station was lost.",
  lost: () => "Nothing came from the board's computer.",
  refused: () => "The messages of the board's computer could not be read.",
  board: () => "The board was lost.",
  away: () => "The board was away and is back.",
  recorder: () => "Nothing was recorded.",
  stream: () => "A listener got no more data.",
  "step-off": () => "The person had stepped off the board.",
  stale: () => "The board was silent.",
  battery: () => "The battery of the board was low.",
  disk: () => "The disk was nearly full.",
  age: () => "The board was silent.",
};

/** The worst fault as {level, key, text}, or null. Level is "alarm" or "amber". */
export function worstFault(store, order) {
  if (order.stopUnanswered) {
    return alarm("stop", "Stop is not confirmed. Hold the patient; press Esc at the patient's computer.");
  }
  const [item] = byNews(store.alarms);
  if (item) return alarm(item.code, [item.reason, waits(store, item)].join(" ").trim());
  if (store.over()) return order.refused ? amber("order", order.refused) : unplannedEnd(store);
  const far = unreachable(store);
  if (far) return far;
  if (store.hb && store.hb.recorder.state === "failed") {
    return alarm("recorder", `Nothing is recorded: ${store.hb.recorder.reason || "the recorder failed"}.`);
  }
  const ended = store.phase() === "ended";
  // The board's own program says so a little later, and for every page; here for when it cannot.
  const said = store.minor >= MODERN && store.ageMs() < OWN_WORD_MS;
  if (store.level() === "red" && !ended && !said) {
    return alarm("age", `No new data for ${age(store.ageMs())}: the board is silent.`);
  }
  const state = store.state;
  if (state && state.phase === "paused" && state.reason) {
    return amber("state", led("Paused", state.reason));
  }
  if (ended && !store.ready()) return unplannedEnd(store);
  if (order.refused) return amber("order", order.refused);
  if (store.hb && store.hb.health.warnings.length) {
    return amber("health", `Board: ${store.hb.health.warnings.join("; ")}`);
  }
  return null;
}

/** Present alarms that are to be told (a step-off that is known is told by its pause), those first that nobody has acknowledged. */
function byNews(alarms) {
  const told = alarms.filter((one) => one.acknowledged_by === undefined || one.code !== "step-off");
  return [...told.filter((one) => one.acknowledged_by === undefined), ...told.filter((one) => one.acknowledged_by !== undefined)];
}

/** How long a board that is away is still waited for; it is lost after that. */
function waits(store, { code }) {
  const left = store.state && store.state.away ? Math.ceil(store.state.time_left_s) : NaN;
  return code === "away" && left >= 0 ? `${left} s left.` : "";
}

/** Station or board's computer cannot be heard, and nobody said that this was to come. */
function unreachable(store) {
  if (!store.connected()) {
    if (store.frameAt === null) return amber("socket", "Connecting to the station…");
    if (store.stationSaidBye) {
      return amber("bye", "The station was ended while a session was under way. Look at the patient.");
    }
    return alarm("socket", "Connection to the station lost. The picture is old. Trying again…");
  }
  const link = store.link;
  return link.status === "lost" || link.status === "refused" ? alarm(link.status, link.reason) : null;
}

/** An end that was not planned is worth a look; the end of a session alone is no fault. */
function unplannedEnd(store) {
  const state = store.state;
  if (!state) return null;
  if (state.phase !== "ended") {
    return state.phase ? amber("state", "The program at the board was ended while a session was under way.") : null;
  }
  // The state says how it ended; of a board with an older program only the reason does.
  const plain = state.outcome ? state.outcome !== "fault" : !state.reason || PLAIN_END.test(state.reason);
  if (plain) return null;
  return amber("state", led("Ended", state.reason));
}

/** What an alarm was about, once it has passed. */
export function pastWords({ key, text }) {
  return PAST[key] ? PAST[key]() : `There was an alarm: “${text}”`;
}

function led(word, reason) {
  return reason.toLowerCase().startsWith(word.toLowerCase()) ? reason : `${word}: ${reason}`;
}

function alarm(key, text) {
  return { level: "alarm", key, text };
}

function amber(key, text) {
  return { level: "amber", key, text };
}
