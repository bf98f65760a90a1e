// The bar at the bottom, marks and keys. What would be refused looks so; Stop is always enabled.

import { Asks } from "./asks.js";
import { Notes } from "./notes.js";
import { runOrder, whyNot } from "./orders.js";
import { Person } from "./person.js";
import { Rating } from "./programme.js";
import { Steering } from "./steering.js";
import { StopButton } from "./stop.js";

const $ = (id) => document.getElementById(id);
const REFUSED_MS = 6000;
const BOUNCE_MS = 1500;
const MARKS = "[data-mark], [data-adverse]";

const BEFORE = { " ": "run", z: "tare", "-": "shorter", "+": "longer", "=": "longer" };
const DURING = { " ": "run", n: "next", a: "repeat", k: "skip", r: "rest", "-": "easier", "+": "harder", "=": "harder" };
const ALWAYS = { w: "note-text", u: "undo", i: "more-open", q: "message-button" };

export class Controls {
  constructor(link, store, setup, now) {
    Object.assign(this, { link, store, setup, now, skipsFrom: -Infinity });
    this.order = { stopUnanswered: false, refused: "" };
    this.stopButton = new StopButton(link, store, this.order, now);
    this.steering = new Steering(link, store, now);
    this.rating = new Rating(store, (cmd, button, args) => this.give(cmd, button, args));
    this.refusedTimer = null;
    this.runOrder = "start";
    $("run").addEventListener("click", () => this.run());
    $("tare").addEventListener("click", () => this.tare());
    // In play `rest` begins a rest, in a rest it makes it longer.
    for (const cmd of ["next", "repeat", "rest", "easier", "harder"]) {
      $(cmd).addEventListener("click", () => this.give(cmd, $(cmd)));
    }
    this.person = new Person(store, (cmd, button, args) => this.give(cmd, button, args));
    $("skip").addEventListener("click", () => this.skip());
    this.notes = new Notes(store, (cmd, button, args) => this.give(cmd, button, args), (text) => this.refuse(text));
    this.asks = new Asks(store, (cmd, button, args) => this.give(cmd, button, args));
    for (const button of document.querySelectorAll(MARKS)) {
      button.addEventListener("click", () => this.mark(button));
    }
    addEventListener("keydown", (event) => this.key(event));
  }

  async give(cmd, button, args = {}) {
    button.dataset.busy = "";
    const answer = await this.link.order(cmd, args);
    delete button.dataset.busy;
    if (answer.status === "accepted") return true;
    const name = button.textContent.trim().split(/\s+/)[0];
    this.refuse(`${name}: ${answer.reason || answer.status}`);
    return false;
  }

  refuse(text) {
    this.order.refused = text;
    clearTimeout(this.refusedTimer);
    this.refusedTimer = setTimeout(() => { this.order.refused = ""; }, REFUSED_MS);
  }

  /** One button begins a session, starts, pauses and resumes it, whichever is possible. */
  run() {
    const args = this.store.ready() ? this.setup.args() : {};
    this.give(this.runOrder, $("run"), args);
  }

  /** A finger that bounces leaves out one game, not two. */
  async skip() {
    if (this.now() < this.skipsFrom) return;
    this.skipsFrom = this.now() + BOUNCE_MS;
    await this.give("skip", $("skip"));
  }

  async tare() {
    if (await this.give("tare", $("tare"))) this.setup.zeroOrdered();
  }

  mark(button) {
    const { mark: text, adverse } = button.dataset;
    this.give("mark", button, adverse ? { adverse } : text ? { text } : {});
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.stopButton.press();
      return;
    }
    // Letters that are typed are no orders.
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.repeat || (onButton && (event.key === " " || event.key === "Enter"))) return;
    const ready = this.store.ready();
    const key = event.key.toLowerCase();
    const id = (ready ? BEFORE : DURING)[key] || ALWAYS[key];
    if (id) {
      event.preventDefault();
      if (id === "note-text") $(id).focus(); else $(id).click();
    } else if (ready && key === "g") {
      this.setup.nextGame();
    } else if (key === "t") {
      this.steering.press();
    } else if (key === "m") {
      document.querySelector('[data-mark=""]').click();
    }
  }

  draw() {
    this.steering.draw();
    this.runOrder = runOrder(this.store.phase());
    const words = { start: "Start", pause: "Pause", resume: "Resume" };
    const run = $("run-text");
    if (run.textContent !== words[this.runOrder]) run.textContent = words[this.runOrder];
    this.allow($("run"), this.runOrder);
    for (const order of ["next", "repeat", "skip", "rest", "easier", "harder"]) this.allow($(order), order);
    this.notes.draw();
    this.person.draw();
    for (const button of document.querySelectorAll(MARKS)) this.allow(button, "mark");
    this.asks.draw();
    this.setup.draw();
    this.rating.draw();
    const notZeroed = this.setup.zeroRefused();
    if (notZeroed) this.refuse(notZeroed);
    this.stopButton.draw();
  }

  /** What would be refused looks so, and says why. */
  allow(button, order) {
    const why = whyNot(this.store, order);
    if (button.disabled !== Boolean(why)) button.disabled = Boolean(why);
    const hint = why && `Not now: ${why}`;
    if (button.title !== hint) button.title = hint;
  }
}
