// The line above the bar: what the patient reads, or what is wrong. An alarm stays until
// somebody acknowledges it, and so does a notice, such as one about what is kept of the person.

import { PHASES } from "./words.js";

const $ = (id) => document.getElementById(id);

export class MessageLine {
  constructor(store, controls, knocks, alarms) {
    Object.assign(this, { store, controls, knocks, alarms });
    this.notice = this.known = "";
    $("message-button").addEventListener("click", () => this.acknowledge());
  }

  acknowledge() {
    // What the button stood beside: an alarm goes before a notice.
    if (this.alarms.waiting().length) this.alarms.acknowledge();
    else this.known = this.notice;
  }

  draw() {
    this.alarms.look();
    const said = this.sentence(this.alarms.shown(), this.alarms.fault);
    if (said.rings) this.knocks.start(); else this.knocks.stop();
    const unheard = said.rings && this.knocks.state() === "waits" ? " No sound yet: touch this page." : "";
    this.show({ ...said, text: said.text + unheard }, said.level === "alarm");
  }

  /** What to say: an alarm that waits for somebody, or the rest. */
  sentence(alarm, fault) {
    if (alarm) return alarm;
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
