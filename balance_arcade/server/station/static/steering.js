// Who steers. The first order that this page gives makes it steer, and it says every second that it
// still does. While another page steers, this one watches, and may take over. Stop is for all.

import { nameWords } from "./words.js";
import { WATCHES_ONLY } from "./visitor.js";

const $ = (id) => document.getElementById(id);
const RENEW_MS = 1000;
const TOLD_MS = 6000;
const STEERS_NOTHING = new Set(["stop", "mark", "undo", "acknowledge", "person"]);

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export class Steering {
  constructor(link, store, now) {
    Object.assign(this, { link, store, now, mine: false, name: "", other: "", toldAt: -Infinity, word: null, nAsked: 0 });
    store.otherSteers = () => this.other;
    link.onAnswer = (cmd, answer) => this.answered(cmd, answer);
    link.onOrder = (cmd) => { if (!STEERS_NOTHING.has(cmd)) this.nAsked += 1; };
    $("steer").addEventListener("click", () => { $("steer").blur(); this.press(); });
    // A program of before the lease never tells of one, and is not asked.
    setInterval(() => { if (this.mine && store.lease) link.order("lease"); }, RENEW_MS);
  }

  /** Take over from another, or let go. */
  press() {
    if (WATCHES_ONLY) return;
    if (this.other) this.link.order("lease", { take_over: true });
    else if (this.mine) this.letGo();
  }

  async letGo() {
    const answer = await this.link.order("lease", { give_back: true });
    if (answer.status === "accepted") this.mine = false;
  }

  answered(cmd, answer) {
    if (answer.by) this.name = answer.by;
    if (STEERS_NOTHING.has(cmd)) return;
    this.nAsked -= 1;
    // Other orders are refused for other reasons, too; what holds then stands in the stream.
    if (answer.status === "accepted") this.mine = true;
    else if (cmd === "lease") this.mine = false;
  }

  /** Compare with what the stream says; a change is told on both pages. */
  look() {
    const { lease } = this.store;
    if (!lease || this.store.over()) {
      if (this.other) this.tell("info", "Nobody steers now: whoever gives an order does.");
      this.other = "";
      return;
    }
    // An order of this page is on its way: whoever steers now may be this page.
    const own = lease.by === this.name || (this.name === "" && this.nAsked > 0);
    if (own) {
      if (this.other) this.tell("info", "You steer now.");
      this.other = "";
      return;
    }
    const by = lease.by ? nameWords(lease.by) : "Another station";
    if (this.mine) this.tell("amber", `${by} steers now. You watch; Stop works from here as ever.`);
    else if (this.other !== by) this.tell("info", `${by} steers now. You watch; Stop works from here as ever.`);
    this.mine = false;
    this.other = by;
  }

  tell(level, text) {
    this.word = { level, text };
    this.toldAt = this.now();
  }

  /** What has just changed, for some seconds; null after that. */
  told() {
    return this.now() - this.toldAt < TOLD_MS ? this.word : null;
  }

  draw() {
    this.look();
    const shown = Boolean(this.other) || (this.mine && this.store.lease !== null);
    $("steer").hidden = !shown;
    put($("steer-who"), this.other && `${this.other} steers`);
    put($("steer-text"), this.other ? (WATCHES_ONLY ? "You watch" : "Take over") : "You steer");
    const title = this.other ? "Give the orders from here from now on" : "Press to let another steer";
    if ($("steer").title !== title) $("steer").title = title;
    $("steer").dataset.other = String(Boolean(this.other));
  }
}
