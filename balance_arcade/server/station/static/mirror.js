// What the patient sees: a small picture of their screen, asked for one at a time and only while
// somebody can see it. A page that is hidden, or has the panel closed, costs the board nothing.

import { boardPlace } from "./link.js";
import { age } from "./words.js";

const STALE_MS = 1000;
const LATE_MS = 250;
const AGAIN_MS = 500;
const NEVER_AGAIN_MS = 5000;
const CLOSED = "mirror-closed";

const NONE = {
  nothing: "Nothing is shown to the patient now.",
  hidden: "The game’s window is hidden: the patient does not see it.",
  waiting: "No picture comes from the patient’s screen.",
  busy: "Too many pages look on.",
  lost: "No picture: the board’s computer does not answer.",
};

const MARKERS = {
  faded: "fades at times", "two-of-three": "fades at times", full: "always", always: "always", "results-only": "after a trial",
  hidden: "hidden", sound: "heard only", "sound-discrete": "heard only", delayed: "half a second late",
};

/** When the patient sees where they are; the page's picture of sway always shows it to the therapist. */
export function markerWords(state) {
  if (!state || !state.activity) return "";
  const schedule = (state.settings || {}).feedback || "faded";
  return `marker ${MARKERS[schedule] || schedule}`;
}

function element(tag, fields = {}, ...children) {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...children);
  return made;
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export class Mirror {
  constructor(store, now) {
    Object.assign(this, { store, now, picture: null, none: "", inView: true, wake: () => {} });
    this.canvas = element("canvas", { id: "mirror-picture", width: 16, height: 9 });
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", "Live picture of the patient’s screen");
    this.words = element("p", { id: "mirror-words", className: "mirror-words" });
    this.mark = element("b", { id: "mirror-mark", className: "mirror-mark", hidden: true });
    this.age = element("span", { id: "mirror-age", className: "num", title: "Age of the picture, from the game’s step" });
    this.size = this.button("mirror-size", "Larger", () => this.enlarge());
    this.door = this.button("mirror-door", "Close", () => this.toggle());
    this.line = element("div", { className: "mirror-line" }, element("span", { className: "mirror-name", textContent: "Patient’s screen" }),
      this.age, element("span", { className: "spacer" }), this.size, this.door);
    this.panel = element("section", { id: "mirror", className: "panel mirror", hidden: true },
      element("div", { className: "mirror-frame" }, this.canvas, this.mark, this.words), this.line);
    this.panel.setAttribute("aria-label", "What the patient sees");
    this.show(localStorage.getItem(CLOSED) === "yes");
    this.watch();
    this.run();
  }

  button(id, text, act) {
    const made = element("button", { id, className: "small", type: "button", textContent: text });
    made.addEventListener("click", () => { made.blur(); act(); });
    return made;
  }

  watch() {
    document.addEventListener("visibilitychange", () => this.wake());
    new IntersectionObserver((seen) => { this.inView = seen[seen.length - 1].isIntersecting; this.wake(); }).observe(this.panel);
    addEventListener("keydown", (event) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (plain && !this.panel.hidden && event.key.toLowerCase() === "v") this.toggle();
    });
  }

  toggle() {
    const closed = !this.closed;
    localStorage.setItem(CLOSED, closed ? "yes" : "no");
    this.show(closed);
    this.wake();
  }

  show(closed) {
    this.closed = closed;
    this.panel.classList.toggle("closed", closed);
    if (closed) this.panel.classList.remove("large");
    this.door.replaceChildren(closed ? "Patient sees " : "Close ", element("kbd", { textContent: "V" }));
    this.door.setAttribute("aria-expanded", String(!closed));
  }

  enlarge() {
    const large = this.panel.classList.toggle("large");
    put(this.size, large ? "Smaller" : "Larger");
  }

  /** The panel takes room only once there is something to see. */
  reveal() {
    if (!this.panel.isConnected) document.querySelector(".strips").after(this.panel);
    this.panel.hidden = false;
  }

  /** A panel that has never had a picture is not there yet: not in view, and with no door to open. */
  looks() {
    return !document.hidden && (this.panel.hidden || (!this.closed && this.inView));
  }

  async run() {
    for (;;) {
      if (!this.looks()) {
        await new Promise((resolve) => { this.wake = resolve; });
        continue;
      }
      const wait = await this.fetch();
      if (wait) await new Promise((resolve) => { setTimeout(resolve, wait); });
    }
  }

  /** Ask once; returns how long to wait before the next time. */
  async fetch() {
    try {
      const response = await fetch(`/api/mirror?board=${boardPlace()}`);
      const told = response.headers.get("Station-Picture");
      if (told) {
        await this.take(JSON.parse(told), this.now(), response);
        return 0;
      }
      const answer = response.ok ? await response.json() : { none: response.status === 503 ? "busy" : "lost" };
      this.none = answer.none;
    } catch {
      this.none = "lost";
    }
    if (this.none === "never") this.panel.hidden = true;
    else if (this.picture || this.none === "hidden") this.reveal();
    return this.none === "never" ? NEVER_AGAIN_MS : AGAIN_MS;
  }

  async take(told, at, response) {
    const bitmap = await createImageBitmap(await response.blob());
    const { canvas } = this;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    Object.assign(this, { picture: { ...told, at }, none: "" });
    this.reveal();
    canvas.dataset.n = told.n;
    this.draw();
  }

  ageMs() {
    return this.picture && this.picture.age_ms !== null ? this.picture.age_ms + this.now() - this.picture.at : null;
  }

  draw() {
    if (this.panel.hidden || this.closed) return;
    const ms = this.ageMs();
    const stale = !this.none && ms !== null && ms > STALE_MS;
    put(this.age, ms === null || this.none ? "" : age(ms));
    this.age.dataset.level = ms > LATE_MS ? "amber" : "";
    const words = this.none ? NONE[this.none] || NONE.waiting : stale ? `No new picture: this one is ${age(ms)} old.` : "";
    put(this.words, words);
    this.words.hidden = !words;
    this.panel.classList.toggle("old", Boolean(words));
    const unseen = this.picture !== null && !this.picture.seen;
    const { origin } = this.store.meta ? this.store.meta.board : {};
    const marks = [{ simulated: "SIMULATED", replayed: "REPLAY" }[origin] || "", unseen ? "on no screen" : ""].filter(Boolean);
    put(this.mark, marks.join(" · "));
    this.mark.hidden = !marks.length;
    this.mark.title = unseen ? "No window is open: this is drawn for the page alone" : "";
  }
}
