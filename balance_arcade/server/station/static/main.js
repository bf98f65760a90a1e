// Joins the parts. The station sends 30 frames a second, and each is drawn at the next chance the
// browser gives: no clock of this computer decides how often. A hidden page is not drawn, but its
// alarms go on.

import { Alarms } from "./alarms.js";
import { Controls } from "./controls.js";
import { Knocks } from "./knocks.js";
import { Link } from "./link.js";
import { MessageLine } from "./message.js";
import { Mirror } from "./mirror.js";
import { More } from "./more.js";
import { drawNumbers } from "./numbers.js";
import { watchOthers } from "./others.js";
import { colours, readColours } from "./paint.js";
import { drawEvents, drawGame, drawLoads, drawTop } from "./panels.js";
import { Settings } from "./settings.js";
import { Setup } from "./setup.js";
import { AP, ML, Store } from "./store.js";
import { StripView } from "./strip.js";
import { watchSound } from "./sound.js";
import { SwayView } from "./sway.js";
import { forPrint, startTheme, theme } from "./theming.js";
import { age } from "./words.js";

const $ = (id) => document.getElementById(id);
const now = () => performance.now();
// While no frames come, words and ages go on all the same.
const TICK_MS = 200;
const HIDDEN_FRAMES = 6;

const store = new Store(now);
const link = new Link({
  onFrame: (frame) => { store.apply(frame); framed(); },
  onOpen: () => { store.socketOpen = true; },
  onClose: (saidBye) => {
    Object.assign(store, { socketOpen: false, stationSaidBye: saidBye });
    if (document.hidden) drawWords();
  },
});
const controls = new Controls(link, store, new Setup(store, now, new Settings(link, store)), now);
const knocks = new Knocks();
const message = new MessageLine(store, controls, knocks, new Alarms(store, controls.order, link, now));
const more = new More(store, link);
const sway = new SwayView($("sway"), now);
const mirror = new Mirror(store, now);
const strips = [
  new StripView($("strip-ml"), { column: ML, axis: 0, colour: "ml", up: "right ↑", down: "left ↓" }),
  new StripView($("strip-ap"), { column: AP, axis: 1, colour: "ap", up: "front ↑", down: "rear ↓", timed: true }),
];

watchSound(knocks);
$("zoom").addEventListener("click", () => {
  sway.wholeBoard = !sway.wholeBoard;
  $("zoom").textContent = sway.wholeBoard ? "Zoom in" : "Whole board";
  $("zoom").setAttribute("aria-pressed", String(sway.wholeBoard));
});

/** Data that is old never looks fresh: the picture greys and says how old it is. */
function drawFreshness() {
  const level = store.level();
  const old = level === "red" || level === "over";
  for (const name of ["sway", "strips", "loads", "numbers"]) {
    document.querySelector(`.${name}`).classList.toggle("grey", old);
  }
  // What was reached may be read after the end.
  document.querySelector(".game").classList.toggle("grey", level === "red");
  const late = old || level === "amber";
  $("stale").hidden = !late;
  if (!late) return;
  $("stale").dataset.level = level;
  const ms = age(store.ageMs());
  const words = { red: `Not live: ${ms} old`, amber: `Late: ${ms}`, over: "The session is over" };
  if ($("stale").textContent !== words[level]) $("stale").textContent = words[level];
}

let waiting = false;
let drawn = "";
let nHidden = 0;

/** Ask the browser once for the next chance to draw, however many frames come until then. */
function ask() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(draw);
}

/** A page that is hidden gets no chance to draw; who listens hears its alarms all the same. */
function framed() {
  ask();
  if (!document.hidden) return;
  nHidden += 1;
  if (nHidden % HIDDEN_FRAMES === 0) drawWords();
}

function drawWords() {
  drawTop(store);
  drawFreshness();
  controls.draw();
  message.draw();
  mirror.draw();
  more.draw();
}

function draw() {
  waiting = false;
  drawWords();
  drawPictures();
}

function drawPictures() {
  // The same data in the same place is the same picture.
  const { clientWidth: width, clientHeight: height } = $("sway");
  const look = [store.revision, width, height, theme(), colours.scale, sway.wholeBoard].join(" ");
  if (look === drawn) return;
  drawn = look;
  sway.draw(store);
  for (const strip of strips) strip.draw(store);
  drawGame(store);
  drawLoads(store);
  drawNumbers(store);
  drawEvents(store);
}

startTheme(readColours);
forPrint(() => { readColours(); drawPictures(); });
link.connect();
watchOthers();
new ResizeObserver(() => { readColours(); ask(); }).observe(document.querySelector("main"));
setInterval(() => { if (document.hidden) drawWords(); else ask(); }, TICK_MS);
ask();
