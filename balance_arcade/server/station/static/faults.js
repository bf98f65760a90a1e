// What is wrong right now, said in one sentence; the worst first. No screen in here.

import { age } from "./words.js";

const CARRIED_REASONS = new Set(["paused", "ended"]);

/** The worst fault as {level, key, text}, or null. Level is "alarm" or "amber". */
export function worstFault(store, order) {
  if (order.stopUnanswered) {
    return alarm("stop", "Stop is not confirmed. Hold the patient; press Esc at the patient's computer.");
  }
  if (!store.connected()) {
    const first = store.frameAt === null;
    // A program that has ended takes the station that it started with it: nobody is in danger.
    if (!first && (order.ended || store.phase() === "ended")) {
      return amber("socket", "The station has ended; no session is under way.");
    }
    return first
      ? amber("socket", "Connecting to the station…")
      : alarm("socket", "Connection to the station lost. The picture is old. Trying again…");
  }
  const link = store.link;
  if (link.status === "lost" || link.status === "refused") return alarm(link.status, link.reason);
  if (link.status === "waiting" || link.status === "closed") return amber(link.status, link.reason);
  for (const item of store.alarms) return alarm(item.code, item.reason);
  if (store.hb && store.hb.recorder.state === "failed") {
    return alarm("recorder", `Nothing is recorded: ${store.hb.recorder.reason || "the recorder failed"}.`);
  }
  if (store.level() === "red" && store.phase() !== "ended") {
    return alarm("age", `No new data for ${age(store.ageMs())}: the board is silent.`);
  }
  const state = store.state;
  if (state && CARRIED_REASONS.has(state.phase) && state.reason && !store.ready()) {
    const word = state.phase === "paused" ? "Paused" : "Ended";
    const said = state.reason.toLowerCase().startsWith(word.toLowerCase());
    return amber("state", said ? state.reason : `${word}: ${state.reason}`);
  }
  if (order.refused) return amber("order", order.refused);
  if (store.hb && store.hb.health.warnings.length) {
    return amber("health", `Board: ${store.hb.health.warnings.join("; ")}`);
  }
  return null;
}

function alarm(key, text) {
  return { level: "alarm", key, text };
}

function amber(key, text) {
  return { level: "amber", key, text };
}
