// All boards at a glance. Each card is a way to its board in full, and has a Stop of its own.

import { Link } from "./link.js";
import { finite } from "./paint.js";
import { openSocket } from "./visitor.js";
import { PHASES, age, boardNames, nameWords, powerWords } from "./words.js";

const $ = (id) => document.getElementById(id);
const SILENT_MS = 1500;
const TICK_MS = 250;
const ORIGINS = { simulated: "SIMULATED: no patient", replayed: "REPLAY: recorded earlier" };
const LEVELS = { none: "no data yet", fresh: "live", amber: "late", red: "not live", over: "over" };

const cards = [];
let frameAt = null;

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function make(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

class Card {
  constructor(place) {
    this.place = place;
    this.box = make("article", "card");
    this.way = Object.assign(make("a"), { href: `/board/${place}` });
    this.dot = make("span", "dot");
    this.name = make("h2");
    this.age = make("span", "age num");
    const head = make("header");
    head.append(make("span", "place num", String(place)), this.dot, this.name, this.age);
    this.mark = make("span", "mark");
    this.game = make("p", "game");
    this.facts = make("dl", "facts");
    this.values = {};
    for (const name of ["Rate", "Trial", "Battery", "Steered by", "Gaps", "Recording"]) this.fact(name);
    this.way.append(head, this.mark, this.game, this.facts);
    this.trouble = make("p", "trouble");
    this.stop = Object.assign(make("button", "stop", "STOP"), { type: "button" });
    this.said = Object.assign(make("span", "said"), { role: "status" });
    const foot = make("div", "foot");
    foot.append(this.stop, this.said);
    this.box.append(this.way, this.trouble, foot);
    this.link = new Link({}, place);
    this.stop.addEventListener("click", () => this.giveStop());
  }

  fact(name) {
    const box = make("div");
    this.values[name] = make("dd", "num", "–");
    box.append(make("dt", "", name), this.values[name]);
    this.facts.append(box);
  }

  async giveStop() {
    put(this.said, "Stopping…");
    const answer = await this.link.order("stop");
    put(this.said, answer.status === "accepted" ? "Stop is taken." : `Stop is not confirmed (${answer.reason}). Look at the patient.`);
  }

  /** `since` is how long ago the station told this. */
  draw(board, title, since) {
    const silent = since > SILENT_MS;
    const level = silent ? "red" : board.level;
    const ms = board.age_ms === null ? null : board.age_ms + since;
    for (const element of [this.box, this.dot, this.age]) element.dataset.level = level;
    put(this.name, title);
    this.name.title = `${title} at ${board.ctl}`;
    this.way.setAttribute("aria-label", `${title}, ${LEVELS[level]}. Show in full.`);
    this.stop.setAttribute("aria-label", `Stop ${title}`);
    put(this.age, ms === null || level === "over" ? LEVELS[level] : `${LEVELS[level]} ${age(ms)}`);
    put(this.mark, ORIGINS[board.origin] || "");
    this.mark.hidden = !this.mark.textContent;
    const phase = PHASES[board.phase] || board.phase;
    put(this.game, [board.title, phase].filter(Boolean).join(" · ") || (board.board ? "No game" : ""));
    this.drawFacts(board);
    const trouble = silent ? "The station is silent: this card is old." : board.trouble;
    put(this.trouble, trouble);
    this.trouble.hidden = !trouble;
    return trouble && `${title}: ${trouble}`;
  }

  drawFacts(board) {
    const { values } = this;
    const wanted = board.nominal_rate_hz;
    put(values.Rate, finite(board.rate_hz) ? `${board.rate_hz.toFixed(board.rate_hz < 10 ? 1 : 0)} Hz` : "–");
    values.Rate.dataset.level = finite(board.rate_hz) && finite(wanted) && board.rate_hz < 0.9 * wanted ? "amber" : "";
    put(values.Trial, board.trial ? board.trial.slice(0, 8) : "–");
    const [power, words] = powerWords(board);
    put(values.Battery.previousSibling, power);
    put(values.Battery, words);
    values.Battery.dataset.level = board.battery_bars !== null && board.battery_bars < 2 ? "amber" : "";
    put(values["Steered by"], board.steers ? nameWords(board.steers) : "nobody");
    const dropped = board.n_dropped ? `, ${board.n_dropped} dropped` : "";
    put(values.Gaps, `${board.n_gaps}${dropped}`);
    values.Gaps.dataset.level = board.n_gaps || board.n_dropped ? "amber" : "";
    put(values.Recording, { recording: "yes", idle: "no", failed: "failed" }[board.recorder] || "–");
    values.Recording.dataset.level = board.recorder === "failed" ? "amber" : "";
  }
}

let boards = [];

function draw() {
  const since = frameAt === null ? 0 : performance.now() - frameAt;
  while (cards.length < boards.length) {
    cards.push(new Card(cards.length + 1));
    $("boards").append(cards[cards.length - 1].box);
  }
  const names = boardNames(boards);
  const troubles = boards.map((board, i) => cards[i].draw(board, names[i], since)).filter(Boolean);
  const silent = frameAt !== null && since > SILENT_MS;
  $("told").dataset.level = troubles.length || silent ? "red" : "";
  const live = boards.filter((board) => board.level === "fresh").length;
  if (frameAt === null) return;
  put($("told"), silent ? "The station is silent. Trying again…" : `${live} of ${boards.length} live. ${troubles.length ? `${troubles.length} with an alarm.` : "No alarm."}`);
  // Read aloud once, not with every new second in the sentence.
  put($("alarm"), troubles.join(" ").replace(/\d+ s\b/g, "some time"));
}

function connect() {
  const socket = openSocket("/ws/boards");
  socket.onmessage = (event) => {
    boards = JSON.parse(event.data).boards;
    frameAt = performance.now();
    draw();
  };
  socket.onclose = () => setTimeout(connect, 1000);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  put($("theme"), name === "light" ? "Dark" : "Light");
}

const asked = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
setTheme(asked === "light" || asked === "dark" ? asked : system);
$("theme").addEventListener("click", () => {
  const other = document.documentElement.dataset.theme === "light" ? "dark" : "light";
  localStorage.setItem("theme", other);
  setTheme(other);
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const card = cards[Number(event.key) - 1];
  if (card) location.assign(card.way.href);
});
setInterval(draw, TICK_MS);
connect();
