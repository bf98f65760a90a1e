// What may be set for the games and the patient's screen: kept for the next Start while nothing is
// played, ordered at once while something is. The list follows docs/protocol.md, 6.1.

import { whyNot } from "./orders.js";
import { percent } from "./words.js";

const yes = (no, is) => [[false, no], [true, is]];
const share = (label, usual, more = {}) =>
  ({ label, low: 0, high: 1, step: 0.05, usual, words: (value) => value.toFixed(2), ...more });

const SETTINGS = {
  weak_side: { label: "Weak side", choices: [["none", "None"], ["left", "Left"], ["right", "Right"]] },
  assist: { label: "A lean there counts", low: 1, high: 2, step: 0.1, usual: 1, words: (value) => `${value.toFixed(1)} ×` },
  feedback: { label: "Marker", choices: [["faded", "Fades at times"], ["full", "Always"], ["results-only", "After a trial"], ["hidden", "Hidden"], ["sound", "Heard: pulses"], ["sound-discrete", "Heard: arrival"]] },
  mode: { label: "Way of playing", before: true, choices: [["usual", "As usual"], ["sideways", "Beat, sideways"], ["forward", "Beat, forward"], ["squat", "Squats"], ["hold", "Hold a share"]] },
  target_success: share("Hits to aim at", 0.75, { low: 0.6, high: 0.85, words: percent }),
  min_difficulty: share("Never easier than", 0),
  max_difficulty: share("Never harder than", 1),
  frozen: { label: "Difficulty", choices: yes("Follows", "Stays") },
  start_difficulty: share("Starts at", null, { from: 0.25, before: true, none: "By itself" }),
  far_confirmed: { label: "Targets beyond 95 %", choices: yes("Never", "Confirmed"), before: true },
  lean_cap: { label: "No target beyond", low: 0.5, high: 0.95, step: 0.05, usual: 0.95, words: percent },
  spotter_confirmed: { label: "Spotter or harness", choices: yes("None", "Is there"), before: true },
  seated: { label: "Position", choices: yes("Standing", "Seated"), before: true },
  leg: { label: "Leg to stand on", before: true, choices: [["none", "In turn"], ["left", "Left"], ["right", "Right"]] },
  length: { label: "Length of a game", before: true, choices: [["standard", "Standard"], ["short", "Short"], ["long", "Long"]] },
  rest_after_min: { label: "A rest after", low: 1, high: 60, step: 1, usual: null, from: 15, before: true, none: "15 min", words: (value) => `${value.toFixed(0)} min` },
  quiet_s: { label: "First quiet stance", low: 5, high: 120, step: 5, usual: null, from: 30, before: true, none: "5 s", words: (value) => `${value.toFixed(0)} s` },
  ask_after: { label: "Asks for pain", before: true, choices: [["session", "At the end"], ["game", "Each game"], ["never", "Never"]] },
  pain_ends: { label: "Pain that ends it", low: 1, high: 10, step: 1, usual: 7, before: true, words: (value) => `${value.toFixed(0)} of 10` },
  high_contrast: { label: "Picture", choices: yes("Scenery", "Plain, bright") },
  reduced_motion: { label: "Movement", choices: yes("Calm", "Least") },
  music: { label: "Music of the place", usual: true, choices: [[true, "On"], [false, "Off"]] },
  voice: { label: "Instructions said aloud", usual: true, choices: [[true, "On"], [false, "Off"]] },
  screen_inches: { label: "Size of the screen", low: 5, high: 120, step: 1, usual: null, from: 24, none: "Not known", words: (value) => `${value.toFixed(0)} inches` },
  distance_m: { label: "Distance to it", low: 0.5, high: 10, step: 0.25, usual: null, from: 2, none: "Not known", words: (value) => `${value.toFixed(2)} m` },
  // Before one is pressed it is the computer's own.
  language: { label: "Language", usual: null, choices: [["en", "English"], ["de", "Deutsch"], ["es", "Español"]] },
};
// Said anew before every session.
const ONCE = ["far_confirmed", "spotter_confirmed", "seated"];

const ORDERED_MS = 1500;

function element(tag, fields = {}, ...children) {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...children);
  return made;
}

function usualOf(one) {
  return "usual" in one ? one.usual : one.choices[0][0];
}

export class Settings {
  constructor(link, store) {
    Object.assign(this, { link, store, chosen: {}, rows: new Map(), wasReady: false, ordered: new Map() });
    this.button = element("button", { id: "settings-button", className: "small", type: "button", textContent: "Settings" });
    this.button.setAttribute("aria-controls", "settings");
    this.button.addEventListener("click", () => { this.open(this.panel.hidden); this.button.blur(); });
    this.note = element("p", { id: "settings-note" });
    this.note.setAttribute("role", "status");
    const close = element("button", { className: "small", type: "button", textContent: "Close" });
    close.addEventListener("click", () => this.open(false));
    this.panel = element("section", { id: "settings", className: "panel settings", hidden: true },
      element("header", {}, element("h2", { textContent: "Settings" }), this.note, close));
    this.panel.setAttribute("aria-label", "Settings");
    for (const name of Object.keys(SETTINGS)) this.panel.append(this.row(name));
    document.querySelector(".sway").append(this.button);
    document.querySelector("main").append(this.panel);
  }

  /** What Start takes beside game and time. */
  args() {
    return { ...this.chosen };
  }

  open(wanted) {
    this.panel.hidden = !wanted;
    this.button.setAttribute("aria-expanded", String(wanted));
    this.say("");
  }

  say(text) {
    this.note.textContent = text;
  }

  row(name) {
    const one = SETTINGS[name];
    const group = element("div", { className: "setting" }, element("span", { id: `set-${name}`, textContent: one.label }));
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", `set-${name}`);
    const parts = one.choices ? this.choices(name, one) : this.stepper(name, one);
    group.append(element("div", { className: one.choices ? "choices" : "stepper" }, ...parts));
    this.rows.set(name, { group, parts });
    return group;
  }

  choices(name, one) {
    return one.choices.map(([value, text]) => {
      const button = element("button", { type: "button", textContent: text });
      button.addEventListener("click", () => { button.blur(); this.set(name, value); });
      return button;
    });
  }

  stepper(name, one) {
    const by = (text, label, sign) => {
      const button = element("button", { type: "button", textContent: text });
      button.setAttribute("aria-label", `${one.label}: ${label}`);
      button.addEventListener("click", () => { button.blur(); this.step(name, sign); });
      return button;
    };
    return [by("−", "less", -1), element("output", { className: "num" }), by("+", "more", 1)];
  }

  step(name, sign) {
    const one = SETTINGS[name];
    const ordered = this.ordered.get(name);
    const now = ordered ? ordered.value : this.value(name);
    const next = now === null ? one.from : one.step * Math.round(now / one.step + sign);
    this.set(name, Number(Math.min(one.high, Math.max(one.low, next)).toFixed(3)));
  }

  /** What holds: of the session under way, or chosen for the next one. */
  value(name) {
    const held = this.store.ready() ? this.chosen : (this.store.state && this.store.state.settings) || {};
    return name in held ? held[name] : usualOf(SETTINGS[name]);
  }

  async set(name, value) {
    this.say("");
    if (this.store.ready()) {
      this.chosen[name] = value;
      return;
    }
    // Pressed quickly, each step goes on from the one before, whatever the state shows yet.
    this.ordered.set(name, { value, at: this.store.now() });
    const answer = await this.link.order("set", { name, value });
    if (answer.status === "accepted") return;
    this.ordered.delete(name);
    this.say((answer.reason || answer.status).replaceAll("_", " "));
  }

  /** An order that the state shows, or should have shown by now, is no longer gone on from. */
  settle() {
    for (const [name, { value, at }] of this.ordered) {
      if (this.value(name) === value || this.store.now() - at > ORDERED_MS) this.ordered.delete(name);
    }
  }

  draw() {
    this.settle();
    const ready = this.store.ready();
    if (this.wasReady && !ready) for (const name of ONCE) delete this.chosen[name];
    this.wasReady = ready;
    const can = !whyNot(this.store, ready ? "start" : "set");
    this.button.hidden = !can;
    if (!can) this.panel.hidden = true;
    const names = Object.keys(SETTINGS);
    const n = names.filter((name) => this.value(name) !== usualOf(SETTINGS[name])).length;
    const text = n ? `Settings (${n})` : "Settings";
    if (this.button.textContent !== text) this.button.textContent = text;
    if (this.panel.hidden) return;
    for (const name of names) this.drawRow(name, ready);
  }

  drawRow(name, ready) {
    const one = SETTINGS[name];
    const { group, parts } = this.rows.get(name);
    const value = this.value(name);
    group.hidden = Boolean(one.before) && !ready;
    if (one.choices) {
      one.choices.forEach(([choice], i) => parts[i].setAttribute("aria-pressed", String(choice === value)));
      return;
    }
    const [less, output, more] = parts;
    const words = value === null ? one.none : one.words(value);
    if (output.textContent !== words) output.textContent = words;
    less.disabled = value !== null && value <= one.low;
    more.disabled = value !== null && value >= one.high;
  }
}
