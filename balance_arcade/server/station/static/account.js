// Who is logged in, the way out, and what is said before a page that nobody touches is logged out.
// The station's door puts this script into its pages; on this computer's own page it is not there.

import { orderHeaders, WATCHES_ONLY } from "./visitor.js";

const TOLD_EVERY_MS = 20000;
const WARN_S = 60;
const ASK_MS = 15000;

const name = document.querySelector('meta[name="station-name"]').content;
const made = (tag, fields) => Object.assign(document.createElement(tag), fields);

const who = made("span", { id: "visitor", className: "visitor", textContent: WATCHES_ONLY ? "Watching" : name });
who.title = WATCHES_ONLY ? `${name}: ${WATCHES_ONLY}. Stop always works.` : `${name} steers`;
const out = made("button", { id: "logout", className: "small", type: "button" });
out.append(who, " Log out");
document.querySelector(".top, .head").append(out);

const warning = made("section", { id: "idle", className: "idle", hidden: true });
warning.setAttribute("aria-label", "Log-out");
const spoken = made("p", { className: "sr" });
spoken.setAttribute("role", "alert");
const words = made("p", { id: "idle-text" });
const stay = made("button", { type: "button", textContent: "Stay here" });
warning.append(words, stay);
document.body.append(spoken, warning);

let endsAt = Infinity;
let toldAt = -Infinity;

function leave() {
  location.replace("/login");
}

async function ask(path, options = {}) {
  try {
    const response = await fetch(path, options);
    if (response.status === 401) leave();
    else if (response.ok) endsAt = performance.now() + 1000 * (await response.json()).left_s;
  } catch {
    // The station does not answer; the page says so already.
  }
}

/** Somebody is there; said at most three times a minute, and at once while the warning stands. */
function touched() {
  if (performance.now() - toldAt < TOLD_EVERY_MS && warning.hidden) return;
  toldAt = performance.now();
  ask("/api/here", { method: "POST", headers: orderHeaders() }).then(draw);
}

function draw() {
  const left = Math.ceil((endsAt - performance.now()) / 1000);
  warning.hidden = left > WARN_S;
  // Read aloud once, not with every second.
  const aloud = warning.hidden ? "" : "Nobody has touched this page for a while. It logs out soon.";
  if (spoken.textContent !== aloud) spoken.textContent = aloud;
  if (warning.hidden) return;
  words.textContent = left > 0 ? `Nobody has touched this page for a while. It logs out in ${left} s.` : "Logging out…";
  if (left <= 0) ask("/api/me");
}

out.addEventListener("click", async () => {
  out.disabled = true;
  try {
    await fetch("/logout", { method: "POST", headers: orderHeaders() });
  } finally {
    leave();
  }
});
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { capture: true, passive: true });
setInterval(() => ask("/api/me"), ASK_MS);
setInterval(draw, 1000);
ask("/api/me");
