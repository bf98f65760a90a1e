// The bar at the bottom, marks and keys. Stop is always enabled.

const $ = (id) => document.getElementById(id);
const CONFIRM_MS = 1200;
const REFUSED_MS = 6000;
const PAUSABLE = new Set(["limits", "countdown", "play"]);
const NOTHING_TO_START = new Set(["self_check", "zero", "step_on", "settle", "centre", "result"]);

export class Controls {
  constructor(link, store) {
    this.link = link;
    this.store = store;
    this.order = { stopUnanswered: false, refused: "" };
    this.stopping = "";
    this.stopTimer = null;
    this.refusedTimer = null;
    this.runOrder = "start";
    $("stop").addEventListener("click", () => this.stop());
    $("run").addEventListener("click", () => this.give(this.runOrder, $("run")));
    for (const cmd of ["next", "easier", "harder"]) {
      $(cmd).addEventListener("click", () => this.give(cmd, $(cmd)));
    }
    for (const button of document.querySelectorAll("[data-mark]")) {
      button.addEventListener("click", () => this.mark(button));
    }
    addEventListener("keydown", (event) => this.key(event));
  }

  async stop() {
    this.stopping = "sent";
    clearTimeout(this.stopTimer);
    this.stopTimer = setTimeout(() => { this.order.stopUnanswered = this.stopping === "sent"; }, CONFIRM_MS);
    const answer = await this.link.order("stop");
    clearTimeout(this.stopTimer);
    const accepted = answer.status === "accepted";
    this.order.stopUnanswered = !accepted;
    this.stopping = accepted ? "accepted" : "";
  }

  async give(cmd, button, args = {}) {
    button.dataset.busy = "";
    const answer = await this.link.order(cmd, args);
    delete button.dataset.busy;
    if (answer.status === "accepted") return;
    const name = button.textContent.trim().split(/\s+/)[0];
    this.order.refused = `${name}: ${answer.reason || answer.status}`;
    clearTimeout(this.refusedTimer);
    this.refusedTimer = setTimeout(() => { this.order.refused = ""; }, REFUSED_MS);
  }

  mark(button) {
    const text = button.dataset.mark;
    this.give("mark", button, text ? { text } : {});
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.stop();
      return;
    }
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.repeat || (onButton && (event.key === " " || event.key === "Enter"))) return;
    const keys = { " ": "run", n: "next", "-": "easier", "+": "harder", "=": "harder" };
    const id = keys[event.key.toLowerCase()];
    if (id) {
      event.preventDefault();
      $(id).click();
    } else if (event.key.toLowerCase() === "m") {
      document.querySelector('[data-mark=""]').click();
    }
  }

  draw() {
    const phase = this.store.phase();
    this.runOrder = phase === "paused" ? "resume" : PAUSABLE.has(phase) ? "pause" : "start";
    const words = { start: "Start", pause: "Pause", resume: "Resume" };
    const run = $("run-text");
    if (run.textContent !== words[this.runOrder]) run.textContent = words[this.runOrder];
    const ended = phase === "ended";
    for (const id of ["next", "easier", "harder"]) $(id).disabled = ended;
    $("run").disabled = ended || NOTHING_TO_START.has(phase);
    if (!ended && this.stopping === "done") this.stopping = "";
    if (ended && this.stopping) this.stopping = "done";
    if (ended) this.order.stopUnanswered = false;
    const stop = $("stop");
    const text = { "": "STOP", sent: "Stopping…", accepted: "Stopping…", done: "Stopped" }[this.stopping];
    if ($("stop-text").textContent !== text) $("stop-text").textContent = text;
    stop.dataset.state = this.stopping === "accepted" ? "sent" : this.stopping;
  }
}
