// The Stop button: given by two ways until answered, always in reach, and its words belong to the
// session that was stopped: with that they go.

const $ = (id) => document.getElementById(id);
const CONFIRM_MS = 1200;
const STOPPED_MS = 4000;
const TEXTS = { "": "STOP", sent: "Stopping…", accepted: "Stopping…", done: "Stopped", idle: "STOP", host: "End program" };
const TITLES = {
  idle: "No session is under way",
  host: "No session is under way: this ends the program at the board, and its recording",
};

export class StopButton {
  constructor(link, store, order, now) {
    Object.assign(this, { link, store, order, now });
    this.given = "";
    this.session = "";
    this.stopsHost = false;
    this.toldAt = 0;
    this.timer = null;
    if (window.earlyStop === "pressed") this.press();
    window.earlyStop = "over";
    $("stop").addEventListener("click", () => this.press());
  }

  async press() {
    this.given = "sent";
    this.session = this.sessionNow();
    this.stopsHost = this.store.ready();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.order.stopUnanswered = this.given === "sent"; }, CONFIRM_MS);
    const answer = await this.link.order("stop");
    clearTimeout(this.timer);
    const accepted = answer.status === "accepted";
    this.order.stopUnanswered = !accepted;
    // A session may have gone, and its word with it, before the answer came.
    if (this.given !== "sent") return;
    this.given = accepted ? "accepted" : "";
    this.toldAt = this.now();
  }

  /** Which session there is: the start of the program, and how many sessions it has begun. */
  sessionNow() {
    const { link, nSessions: n } = this.store;
    return link ? `${link.boot_id} ${n}` : this.session;
  }

  isUnderWay() {
    const phase = this.store.phase();
    return phase !== "" && phase !== "ended" && !this.store.over();
  }

  draw() {
    // Given before the first message told which session there is.
    if (this.given && !this.session) this.session = this.sessionNow();
    if (this.given && this.sessionNow() !== this.session) {
      this.given = "";
      this.order.stopUnanswered = false;
    }
    this.follow();
    const shown = this.given || (this.isUnderWay() ? "" : this.store.ready() ? "host" : "idle");
    const stop = $("stop");
    if ($("stop-text").textContent !== TEXTS[shown]) $("stop-text").textContent = TEXTS[shown];
    if (stop.dataset.state !== shown) stop.dataset.state = shown;
    const title = TITLES[shown] || "";
    if (stop.title !== title) stop.title = title;
  }

  /** A Stop that was given is done once its session has ended, and is told for a while. */
  follow() {
    const over = this.store.phase() === "ended" || this.store.over();
    if (over) this.order.stopUnanswered = false;
    const waits = this.given === "accepted" || this.given === "sent";
    // With no session under way the Stop is meant for the program, which has yet to end; it does
    // not where the Stop was taken for a second press on the one before.
    const hostEnds = this.stopsHost && !this.store.over();
    if (over && waits && !hostEnds) {
      this.given = "done";
      this.toldAt = this.now();
    }
    const told = this.given === "done" || (this.given === "accepted" && hostEnds);
    if (told && this.now() - this.toldAt > STOPPED_MS) this.given = "";
  }
}
