// What this computer's own page offers while the station is on the network: pairing of tablets, the
// fingerprint of the certificate, the list of who is paired. It lies beside Stop, never over it.

const POLL_MS = 1000;

function made(tag, fields = {}, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

function button(text, press, fields = {}) {
  const one = made("button", { type: "button", textContent: text, ...fields });
  one.addEventListener("click", () => { one.blur(); press(); });
  return one;
}

async function ask(path, body) {
  const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const response = await fetch(`/desk/${path}`, options);
  return response.json();
}

/** "1:05" of seconds. */
function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function span(seconds) {
  return seconds >= 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.max(1, Math.round(seconds / 60))} min`;
}

const open = button("Tablets", () => show(panel.hidden), { id: "desk-open", className: "small" });
open.setAttribute("aria-controls", "desk");
open.setAttribute("aria-expanded", "false");
const label = made("input", { id: "desk-label", maxLength: 40, placeholder: "tablet", autocomplete: "off" });
// Letters that are typed here are no orders; Escape goes on being Stop.
label.addEventListener("keydown", (event) => { if (event.key !== "Escape") event.stopPropagation(); });
const choose = made("div", { className: "desk-choose" },
  made("label", { htmlFor: "desk-label", textContent: "Pair a tablet. What is it called?" }), label,
  made("div", { className: "desk-roles" },
    button("Watch only", () => offer("viewer"), { id: "desk-viewer" }),
    button("Watch and steer", () => offer("controller"), { id: "desk-controller" })));
const code = made("div", { className: "desk-code" });
const left = made("p", { id: "desk-left", className: "num" });
left.setAttribute("role", "status");
const link = made("p", { className: "desk-link" });
const offered = made("div", { className: "desk-offer", hidden: true },
  made("p", { textContent: "Scan this with the tablet's camera and open the page." }), code, left, link,
  button("Cancel", withdraw, { className: "small" }));
const told = made("p", { id: "desk-told", className: "desk-told" });
told.setAttribute("role", "status");
const print = made("p", { id: "desk-fingerprint", className: "desk-print" });
const words = made("p", { className: "desk-words" });
const list = made("ul", { id: "desk-devices" });
const panel = made("section", { id: "desk", className: "desk", hidden: true },
  made("header", {}, made("h2", { textContent: "Tablets" }), button("Close", () => show(false), { className: "small" })),
  told, choose, offered,
  made("h3", { textContent: "The certificate a tablet asks about" }),
  made("p", { textContent: "Its SHA-256 fingerprint, to compare with what the tablet's browser shows:" }), print, words,
  made("h3", { textContent: "Paired tablets" }), list);
panel.setAttribute("aria-label", "Tablets");
document.querySelector(".top, .head").append(open);
document.body.append(panel);

let known = null;
let endsAt = 0;
let timer = null;

function show(wanted) {
  panel.hidden = !wanted;
  open.setAttribute("aria-expanded", String(wanted));
  clearInterval(timer);
  if (!wanted) return;
  timer = setInterval(look, POLL_MS);
  look();
}

async function offer(role) {
  told.textContent = "";
  const answer = await ask("offer", { role, label: label.value });
  const drawn = new DOMParser().parseFromString(answer.svg, "text/html").querySelector("svg");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", "QR code of the pairing page");
  code.replaceChildren(drawn);
  link.textContent = answer.link.split("#")[0];
  endsAt = performance.now() + 1000 * answer.left_s;
  offered.hidden = false;
  choose.hidden = true;
  drawLeft();
}

function drawLeft() {
  left.textContent = `Good for one tablet, ${clock((endsAt - performance.now()) / 1000)} left`;
}

async function withdraw() {
  await ask("withdraw", {});
  end("");
}

function end(text) {
  told.textContent = text;
  offered.hidden = true;
  choose.hidden = false;
  code.replaceChildren();
  label.value = "";
}

async function look() {
  const asked = performance.now();
  let state;
  try {
    state = await ask("state");
  } catch {
    return; // The page says by itself that the station is lost.
  }
  const ids = new Set(state.devices.map(({ id }) => id));
  const fresh = known && state.devices.find(({ id }) => !known.has(id));
  if (!offered.hidden) {
    drawLeft();
    if (fresh) end(`Paired: ${fresh.label}.`);
    else if (!state.offer_s && asked > endsAt - 120000 + POLL_MS) end("The code has ended. Press again for a new one.");
  }
  print.replaceChildren(...lines(state.fingerprint));
  words.textContent = state.words;
  drawList(state.devices);
  known = ids;
}

function lines(fingerprint) {
  const groups = fingerprint.split("-");
  return [0, 4, 8, 12].map((at) => made("span", { textContent: groups.slice(at, at + 4).join(" ") }));
}

function drawList(devices) {
  const look = JSON.stringify(devices.map(({ id, left_s: s }) => [id, span(s)]));
  if (list.dataset.look === look) return;
  list.dataset.look = look;
  list.replaceChildren(...devices.map((device) => {
    const does = device.role === "viewer" ? "watches" : "steers";
    const text = made("span", {}, made("b", { textContent: device.label }), ` ${does}, for ${span(device.left_s)} more`);
    const remove = button("Remove", async () => { await ask("revoke", { id: device.id }); lookAgain(); }, { className: "small" });
    remove.setAttribute("aria-label", `Remove ${device.label}`);
    return made("li", {}, text, remove);
  }));
  if (!devices.length) list.append(made("li", { className: "empty", textContent: "None." }));
}

function lookAgain() {
  list.dataset.look = "";
  look();
}
