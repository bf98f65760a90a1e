// The bar at the bottom, marks and keys. Stop is always enabled.

const $ = (id) => document.getElementById(id);
const CONFIRM_MS = 1200;
const REFUSED_MS = 6000;
const PAUSABLE = new Set(["limits", "countdown", "play"]);
const NOTHING_TO_START = new Set(["", "self_check", "zero", "step_on", "settle", "centre", "result", "ended"]);
const NO_NEXT = new Set(["", "self_check", "step_on", "centre", "countdown", "ended"]);
const NO_GAME = new Set(["", "self_check", "zero", "step_on", "settle", "centre", "limits", "ended"]);
const STOPPED_MS = 4000;

export class Controls {
  constructor(link, store, setup, now) {
    Object.assign(this, { link, store, setup, now });
    this.doneAt = 0;
    this.order = { stopUnanswered: false, refused: "", ended: false };
    this.stopping = "";
    this.stopTimer = null;
    this.refusedTimer = null;
    this.runOrder = "start";
    $("stop").addEventListener("click", () => this.stop());
    $("run").addEventListener("click", () => this.run());
    $("tare").addEventListener("click", () => this.tare());
    for (const cmd of ["next", "easier", "harder"]) {
      $(cmd).addEventListener("click", () => this.give(cmd, $(cmd)));
    }
    for (const button of document.querySelectorAll("[data-mark]")) {
      button.addEventListener("click", () => this.mark(button));
    }
    addEventListener("keydown", (event) => this.key(event));
  }

  async stop() {
    const ready = this.store.ready();
    this.stopping = "sent";
    clearTimeout(this.stopTimer);
    this.stopTimer = setTimeout(() => { this.order.stopUnanswered = this.stopping === "sent"; }, CONFIRM_MS);
    const answer = await this.link.order("stop");
    clearTimeout(this.stopTimer);
    const accepted = answer.status === "accepted";
    this.order.stopUnanswered = !accepted;
    this.stopping = accepted ? "accepted" : "";
    this.order.ended = accepted && ready;
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
    if (event.target instanceof HTMLSelectElement) return;
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.repeat || (onButton && (event.key === " " || event.key === "Enter"))) return;
    const ready = this.store.ready();
    const keys = ready
      ? { " ": "run", z: "tare", "-": "shorter", "+": "longer", "=": "longer" }
      : { " ": "run", n: "next", "-": "easier", "+": "harder", "=": "harder" };
    const id = keys[event.key.toLowerCase()];
    if (id) {
      event.preventDefault();
      $(id).click();
    } else if (ready && event.key.toLowerCase() === "g") {
      this.setup.nextGame();
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
    const ready = this.store.ready();
    this.able({
      run: ready || !NOTHING_TO_START.has(phase),
      next: !NO_NEXT.has(phase),
      easier: !NO_GAME.has(phase),
      harder: !NO_GAME.has(phase),
    });
    for (const button of document.querySelectorAll("[data-mark]")) button.disabled = !phase && !ready;
    this.setup.draw();
    const notZeroed = this.setup.zeroRefused();
    if (notZeroed) this.refuse(notZeroed);
    if (!ready) this.order.ended = false;
    this.drawStop(phase === "ended", ready);
  }

  /** What would be refused looks so. */
  able(buttons) {
    for (const [id, can] of Object.entries(buttons)) {
      if ($(id).disabled === can) $(id).disabled = !can;
    }
  }

  drawStop(ended, ready) {
    if (!ended && this.stopping === "done") this.stopping = "";
    if (ended && this.stopping && this.stopping !== "done") {
      this.stopping = "done";
      this.doneAt = this.now();
    }
    // What has stopped is the session; the next Stop ends the program at the board.
    if (ready && this.stopping === "done" && this.now() - this.doneAt > STOPPED_MS) this.stopping = "";
    if (ended) this.order.stopUnanswered = false;
    const stop = $("stop");
    const text = { "": "STOP", sent: "Stopping…", accepted: "Stopping…", done: "Stopped" }[this.stopping];
    if ($("stop-text").textContent !== text) $("stop-text").textContent = text;
    const meaning = ready ? "Stop: end the program at the board, and its recording" : "";
    if (stop.title !== meaning) stop.title = meaning;
    stop.dataset.state = this.stopping === "accepted" ? "sent" : this.stopping;
  }
}
