// The bar at the bottom, marks and keys. What would be refused looks so; Stop is always enabled.

import { Asks } from "./asks.js";
import { runOrder, whyNot } from "./orders.js";
import { Rating } from "./programme.js";
import { Steering } from "./steering.js";
import { StopButton } from "./stop.js";

const $ = (id) => document.getElementById(id);
const REFUSED_MS = 6000;
const MARKS = "[data-mark], [data-adverse]";

export class Controls {
  constructor(link, store, setup, now) {
    Object.assign(this, { link, store, setup });
    this.order = { stopUnanswered: false, refused: "" };
    this.stopButton = new StopButton(link, store, this.order, now);
    this.steering = new Steering(link, store, now);
    this.rating = new Rating(store, (cmd, button, args) => this.give(cmd, button, args));
    this.refusedTimer = null;
    this.runOrder = "start";
    $("run").addEventListener("click", () => this.run());
    $("tare").addEventListener("click", () => this.tare());
    // In play `rest` begins a rest, in a rest it makes it longer.
    for (const cmd of ["next", "rest", "easier", "harder"]) {
      $(cmd).addEventListener("click", () => this.give(cmd, $(cmd)));
    }
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
    if (event.target instanceof HTMLSelectElement) return;
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.repeat || (onButton && (event.key === " " || event.key === "Enter"))) return;
    const ready = this.store.ready();
    const keys = ready
      ? { " ": "run", z: "tare", "-": "shorter", "+": "longer", "=": "longer" }
      : { " ": "run", n: "next", r: "rest", "-": "easier", "+": "harder", "=": "harder" };
    const id = keys[event.key.toLowerCase()];
    if (id) {
      event.preventDefault();
      $(id).click();
    } else if (ready && event.key.toLowerCase() === "g") {
      this.setup.nextGame();
    } else if (event.key.toLowerCase() === "t") {
      this.steering.press();
    } else if (event.key.toLowerCase() === "m") {
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
    for (const order of ["next", "rest", "easier", "harder"]) this.allow($(order), order);
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
