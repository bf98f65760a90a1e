// Alarms stay until somebody has acknowledged them, also when their cause has gone. Those of the
// board come with the stream, and are acknowledged for every page at once; those that only this
// page can know of (its link, its Stop) are kept here.

import { pastWords, worstFault } from "./faults.js";
import { span } from "./words.js";

const MODERN = 4;

export class Alarms {
  constructor(store, order, link, now) {
    Object.assign(this, { store, order, link, now });
    this.kept = new Map();
    this.quiet = new Set();
  }

  /** Whether the board's program keeps its alarms itself. */
  modern() {
    return this.store.minor >= MODERN;
  }

  isOfStream(key) {
    return this.modern() && this.store.alarms.some(({ code }) => code === key);
  }

  /** Keep what this page alone knows; call it before `shown`. */
  look() {
    const fault = worstFault(this.store, this.order);
    const isAlarm = fault !== null && fault.level === "alarm";
    if (isAlarm && !this.isOfStream(fault.key) && !this.quiet.has(fault.key)) {
      this.kept.set(fault.key, { ...fault, overAt: null });
    }
    const present = isAlarm ? fault.key : "";
    for (const one of this.kept.values()) {
      if (one.key !== present && one.overAt === null) one.overAt = this.now();
    }
    for (const key of this.quiet) {
      const held = key === present || this.store.latched.some(({ code }) => code === key);
      if (!held) this.quiet.delete(key);
    }
    this.fault = fault;
  }

  /** Alarms that nobody has acknowledged, the worst first. */
  waiting() {
    const here = [...this.kept.values()];
    const latched = this.modern() ? this.store.latched : [];
    const far = latched.map(({ code, reason, over_t_s: over }) =>
      ({ key: code, text: reason, over: over !== undefined, overS: over }));
    const near = here.map(({ key, text, overAt }) => ({ key, text, over: overAt !== null, overAt }));
    const all = [...near, ...far.filter(({ key }) => !this.kept.has(key))];
    return [...all.filter((one) => !one.over), ...all.filter((one) => one.over)];
  }

  /** What the line says of alarms: {level, text, button, rings}; null where there are none. */
  shown() {
    const waiting = this.waiting();
    if (waiting.length) return this.sentence(waiting);
    const fault = this.fault;
    if (!fault || fault.level !== "alarm") return null;
    return { ...fault, button: "", rings: false };
  }

  sentence([first, ...others]) {
    const more = others.length ? ` (and ${others.length} more)` : "";
    const rings = [first, ...others].some(({ key }) => !this.quiet.has(key));
    // The newest words of a fault that is present, with what is left of a wait.
    const present = this.fault && this.fault.key === first.key ? this.fault.text : first.text;
    const text = first.over ? this.past(first) : present;
    return { level: first.over ? "amber" : "alarm", key: first.key, text: text + more, button: "Acknowledge", rings };
  }

  past({ key, text, overAt, overS }) {
    const row = this.store.latest();
    const seconds = overAt === undefined ? (row ? row[1] - overS : 0) : (this.now() - overAt) / 1000;
    return `${pastWords({ key, text })} That was ${span(seconds)} ago.`;
  }

  /** Somebody knows of the alarm that is shown. */
  async acknowledge() {
    const [first] = this.waiting();
    if (!first) return;
    this.quiet.add(first.key);
    if (this.kept.delete(first.key)) return;
    const answer = await this.link.order("acknowledge", { code: first.key });
    // Who may only watch, or is not heard: it is silent here, and stays to be read.
    if (answer.status !== "accepted") this.order.refused = `Acknowledge: ${answer.reason || answer.status}`;
  }
}
