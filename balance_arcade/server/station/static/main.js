// Joins the parts: frames come in by the link, everything is drawn at most 30 times a second.

import { Controls } from "./controls.js";
import { Knocks } from "./knocks.js";
import { Link } from "./link.js";
import { MessageLine } from "./message.js";
import { readColours } from "./paint.js";
import { drawEvents, drawGame, drawLoads, drawNumbers, drawTop } from "./panels.js";
import { Setup } from "./setup.js";
import { AP, ML, Store } from "./store.js";
import { StripView } from "./strip.js";
import { SwayView } from "./sway.js";
import { age } from "./words.js";

const $ = (id) => document.getElementById(id);
const now = () => performance.now();
const DRAW_MS = 31;

const store = new Store(now);
const link = new Link({
  onFrame: (frame) => store.apply(frame),
  onOpen: () => { store.socketOpen = true; },
  onClose: () => { store.socketOpen = false; },
});
const controls = new Controls(link, store, new Setup(store, now), now);
const knocks = new Knocks();
const message = new MessageLine(store, controls, knocks);
const sway = new SwayView($("sway"), now);
const strips = [
  new StripView($("strip-ml"), { column: ML, axis: 0, colour: "ml", up: "right ↑", down: "left ↓" }),
  new StripView($("strip-ap"), { column: AP, axis: 1, colour: "ap", up: "front ↑", down: "rear ↓" }),
];

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = theme === "light" ? "Dark" : "Light";
  readColours();
}

function startTheme() {
  const asked = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
  const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  setTheme(asked === "light" || asked === "dark" ? asked : system);
  $("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "light" ? "dark" : "light";
    localStorage.setItem("theme", theme);
    setTheme(theme);
  });
}

$("sound").addEventListener("click", () => {
  knocks.wanted = !knocks.wanted;
  $("sound").textContent = knocks.wanted ? "Sound on" : "Sound off";
  $("sound").setAttribute("aria-pressed", String(knocks.wanted));
});
$("zoom").addEventListener("click", () => {
  sway.wholeBoard = !sway.wholeBoard;
  $("zoom").textContent = sway.wholeBoard ? "Zoom in" : "Whole board";
  $("zoom").setAttribute("aria-pressed", String(sway.wholeBoard));
});

/** Data that is old never looks fresh: the picture greys and says how old it is. */
function drawFreshness() {
  const level = store.level();
  for (const name of ["sway", "game", "strips", "loads", "numbers"]) {
    document.querySelector(`.${name}`).classList.toggle("grey", level === "red");
  }
  const late = level === "red" || level === "amber";
  $("stale").hidden = !late;
  if (late) {
    $("stale").dataset.level = level;
    $("stale").textContent = level === "red" ? `Not live: ${age(store.ageMs())} old` : `Late: ${age(store.ageMs())}`;
  }
}

let drawnAt = 0;
let drawnRevision = -1;

function frame(at) {
  requestAnimationFrame(frame);
  if (at - drawnAt < DRAW_MS) return;
  drawnAt = at;
  drawTop(store);
  drawFreshness();
  controls.draw();
  message.draw();
  if (drawnRevision === store.revision && store.level() === "red") return;
  drawnRevision = store.revision;
  sway.draw(store);
  for (const strip of strips) strip.draw(store);
  drawGame(store);
  drawLoads(store);
  drawNumbers(store);
  drawEvents(store);
}

startTheme();
link.connect();
requestAnimationFrame(frame);
