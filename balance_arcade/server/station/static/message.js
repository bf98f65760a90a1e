// The line above the bar: what the patient reads, or what is wrong. An alarm stays until OK, and so
// does a notice, such as one about what is kept of the person.

import { PHASES, span } from "./words.js";
import { pastWords, worstFault } from "./faults.js";

const $ = (id) => document.getElementById(id);

export class MessageLine {
  constructor(store, controls, knocks, now) {
    Object.assign(this, { store, controls, knocks, now });
    this.latched = null;
    this.quietKey = "";
    this.notice = this.known = "";
    $("message-button").addEventListener("click", () => this.acknowledge());
  }

  acknowledge() {
    // What the button stood beside: an alarm goes before a notice.
    if (!this.latched) this.known = this.notice;
    this.quietKey = this.latched ? this.latched.key : "";
    this.latched = null;
    this.knocks.stop();
  }

  draw() {
    const fault = worstFault(this.store, this.controls.order);
    const isAlarm = fault !== null && fault.level === "alarm";
    if (isAlarm && fault.key !== this.quietKey) {
      this.latched = { ...fault, overAt: null };
      this.knocks.start();
    }
    if (!isAlarm) {
      if (this.latched && this.latched.overAt === null) this.latched.overAt = this.now();
      this.quietKey = "";
      this.knocks.stop();
    }
    this.show(this.sentence(fault, isAlarm), isAlarm);
  }

  /** What to say: an alarm now, an alarm that has passed but nobody acknowledged, or the rest. */
  sentence(fault, isAlarm) {
    if (isAlarm) return { ...fault, button: fault.key === this.quietKey ? "" : "Quiet" };
    if (this.latched) {
      const ago = span((this.now() - this.latched.overAt) / 1000);
      return { level: "amber", text: `${pastWords(this.latched)} That was ${ago} ago.`, button: "OK" };
    }
    const handOver = this.controls.steering.told();
    if (handOver) return { ...handOver, button: "" };
    if (fault) return { ...fault, button: "" };
    // It stays through prompts and the session's end until somebody has seen it; another is new.
    const told = this.store.state;
    this.notice = (told && told.notice) || "";
    if (this.notice && this.notice !== this.known) return { level: "amber", text: this.notice, button: "OK" };
    // Nothing is wrong with a station that was started first.
    const link = this.store.link;
    if (link && link.status === "waiting") return { level: "info", text: link.reason, button: "" };
    if (this.store.over()) return { level: "over", text: this.over(), button: "" };
    if (this.store.ready()) return { level: "info", text: this.readiness(), button: "" };
    const state = this.store.state;
    if (state && state.phase === "ended") return { level: "over", text: this.over(), button: "" };
    const phase = state ? PHASES[state.phase] || state.phase : "No session is under way yet.";
    const title = state && state.phase === "play" ? state.title : "";
    const prompt = state && state.prompt ? `Patient reads: “${state.prompt}”` : "";
    return { level: "info", text: [phase, title, prompt].filter(Boolean).join(" · "), button: "" };
  }

  over() {
    const state = this.store.state;
    const why = state && state.phase === "ended" ? state.reason : "";
    return ["The session is over.", why].filter(Boolean).join(" ");
  }

  /** Nothing is under way: how the last session ended, and what can be done now. */
  readiness() {
    if (this.controls.setup.zeroing) return "Zeroing: keep the board empty and still.";
    const ended = this.store.state ? this.over() : "";
    return [ended, "Choose a game and press Start."].filter(Boolean).join(" ");
  }

  show({ level, text, button }, isAlarm) {
    $("message").dataset.level = level;
    if ($("message-text").textContent !== text) $("message-text").textContent = text;
    // Read aloud once, not with every new second in the sentence.
    const spoken = isAlarm ? text.replace(/\d+(\.\d+)? m?s\b/, "some time") : "";
    if ($("message-alarm").textContent !== spoken) $("message-alarm").textContent = spoken;
    $("message-button").hidden = !button;
    if (button && $("message-button").textContent !== button) $("message-button").textContent = button;
  }
}
