// A sheet beside Stop, never over it: the link in figures, how long it took to begin, light and
// paper, and the keys.

import { linkRows } from "./link_facts.js";
import { minutes } from "./words.js";

const $ = (id) => document.getElementById(id);
const ASK_MS = 3000;

const KEYS = [
  ["Esc", "Stop, at any time"],
  ["Space", "Start, pause, resume"],
  ["N", "Next"],
  ["A", "Again: the same game once more"],
  ["K", "Skip this game"],
  ["R", "Rest"],
  ["− +", "Easier, harder; before Start the playing time"],
  ["G", "Another game, before Start"],
  ["Z", "Zero the board, before Start"],
  ["M", "Mark this moment"],
  ["W", "Write a note; Enter sends it"],
  ["U", "Undo the newest mark"],
  ["Q", "Acknowledge the alarm"],
  ["T", "Take over, or let go"],
  ["V", "The patient's screen, open or closed"],
  ["B", "All boards"],
  ["I", "This sheet"],
];

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function rows(list, pairs) {
  pairs.forEach(([name, words], i) => {
    if (list.children.length <= 2 * i) list.append(document.createElement("dt"), document.createElement("dd"));
    const [dt, dd] = [list.children[2 * i], list.children[2 * i + 1]];
    put(dt, name);
    put(dd, words);
  });
}

export class More {
  constructor(store) {
    Object.assign(this, { store, pageMs: NaN, timer: null });
    $("more-open").addEventListener("click", () => { $("more-open").blur(); this.toggle(); });
    $("more-close").addEventListener("click", () => this.toggle());
    $("print").addEventListener("click", () => window.print());
    rows($("keys"), KEYS);
  }

  toggle() {
    const wanted = $("more").hidden;
    $("more").hidden = !wanted;
    $("more-open").setAttribute("aria-expanded", String(wanted));
    clearInterval(this.timer);
    if (!wanted) return;
    this.ask();
    this.timer = setInterval(() => this.ask(), ASK_MS);
    this.draw();
    $("more-close").focus();
  }

  /** The way from this page to the station and back, by the smallest file there is. */
  async ask() {
    const asked = performance.now();
    try {
      await fetch("/static/icon.svg", { method: "HEAD", cache: "no-store" });
      this.pageMs = performance.now() - asked;
    } catch {
      this.pageMs = NaN; // The line that speaks says that the station is lost.
    }
  }

  draw() {
    if ($("more").hidden) return;
    rows($("link-rows"), linkRows(this.store, this.pageMs));
    put($("begun"), this.begun());
    put($("norm-more"), this.store.norm);
  }

  begun() {
    const beat = this.store.hb;
    if (!beat) return "Nothing is known yet.";
    const first = beat.first_trial;
    if (!first) return `No trial has been scored yet; the board has been on the stream for ${minutes(beat.uptime_s)}.`;
    const touches = first.touches === 1 ? "1 touch" : `${first.touches} touches`;
    return `From the start of the program to the first scored trial: ${Math.round(first.seconds)} s and ${touches}.`;
  }
}
