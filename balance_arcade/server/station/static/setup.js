// What Start begins while no session is under way: a game and its time; and the board's zero.

import { figure, minutes, nameWords } from "./words.js";
import { FZ, T } from "./store.js";
import { WATCHES_ONLY } from "./visitor.js";

const $ = (id) => document.getElementById(id);
const DURATIONS_S = [10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600];
const USUAL_S = 60;
// 15 kg, as the board's program takes it: somebody, or something, stands there.
const OCCUPIED_N = 147;
const PROGRAMME = "programme:";
const ZEROING_MS = 20000;

export class Setup {
  constructor(store, now, settings) {
    Object.assign(this, { store, now, settings });
    this.place = DURATIONS_S.indexOf(USUAL_S);
    this.listed = "";
    this.zeroing = null;
    $("shorter").addEventListener("click", () => this.step(-1));
    $("longer").addEventListener("click", () => this.step(1));
    // The keys are the page's again, Space above all, once something was chosen.
    $("game").addEventListener("change", () => $("game").blur());
  }

  args() {
    if ($("game").value === PROGRAMME) return { programme: true, ...this.settings.args() };
    return { game: $("game").value, seconds: DURATIONS_S[this.place], ...this.settings.args() };
  }

  step(by) {
    this.place = Math.min(DURATIONS_S.length - 1, Math.max(0, this.place + by));
  }

  nextGame() {
    const list = $("game");
    list.selectedIndex = (list.selectedIndex + 1) % list.length;
  }

  /** The order was accepted: what comes of it is told by an event. */
  zeroOrdered() {
    const row = this.store.latest();
    this.zeroing = { sinceS: row ? row[T] : 0, at: this.now() };
  }

  /** Why the board was not zeroed, once; empty otherwise. */
  zeroRefused() {
    if (!this.zeroing) return "";
    const { sinceS, at } = this.zeroing;
    const told = this.store.events.find(({ t_s, kind }) =>
      t_s >= sinceS && (kind === "board.zeroed" || kind === "session.tare_failed"));
    if (!told && this.now() - at < ZEROING_MS && this.store.ready()) return "";
    this.zeroing = null;
    return told && told.kind === "session.tare_failed" ? `Not zeroed: ${told.data.reason}` : "";
  }

  draw() {
    this.settings.draw();
    const ready = this.store.ready();
    if ($("setup").hidden === ready) $("setup").hidden = !ready;
    if (!ready) return;
    this.list(this.store.games(), this.store.programme());
    const own = $("game").value === PROGRAMME;
    const time = own ? "own" : minutes(DURATIONS_S[this.place]);
    if ($("duration").textContent !== time) $("duration").textContent = time;
    $("shorter").disabled = own || this.place === 0;
    $("longer").disabled = own || this.place === DURATIONS_S.length - 1;
    const row = this.store.latest();
    const occupied = row !== null && row[FZ] >= OCCUPIED_N;
    const watches = WATCHES_ONLY || (this.store.otherSteers() && `${this.store.otherSteers()} steers now`);
    $("tare").disabled = Boolean(watches) || row === null || occupied || this.zeroing !== null;
    $("tare").title = watches ? `Not now: ${watches}` : occupied ? `${figure(row[FZ] / 9.80665, 0)} kg are on the board` : "";
    const text = this.zeroing ? "Zeroing…" : "Zero the board";
    if ($("tare-text").textContent !== text) $("tare-text").textContent = text;
  }

  list(games, programme) {
    const listed = [programme, ...games].join();
    if (this.listed === listed) return;
    this.listed = listed;
    const own = programme ? [new Option(`Programme: ${programme}`, PROGRAMME)] : [];
    $("game").replaceChildren(...own, ...games.map((name) => new Option(nameWords(name), name)));
  }
}
