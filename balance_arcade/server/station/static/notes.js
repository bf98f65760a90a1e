// Notes in somebody's own words, and the way back from a mark that was none. A mark that is withdrawn
// stays in the list and in the recording, struck through.

import { whyNot } from "./orders.js";

const $ = (id) => document.getElementById(id);
const MOST = 500;
const NEARLY = 60;

/** Names of the marks that were withdrawn. */
export function withdrawn(events) {
  return new Set(events.filter(({ kind }) => kind === "session.mark_withdrawn").map(({ data }) => data.mark));
}

/** The newest mark that still holds, as {mark, words}; null where there is none. */
export function newestMark(events) {
  const gone = withdrawn(events);
  const marks = events.filter(({ kind, data }) =>
    (kind === "session.mark" || kind === "safety.adverse_event") && data.mark && !gone.has(data.mark));
  if (!marks.length) return null;
  const { data } = marks[marks.length - 1];
  return { mark: data.mark, words: [data.kind, data.text].filter(Boolean).join(", ") || "the mark" };
}

export class Notes {
  constructor(store, give, refuse) {
    Object.assign(this, { store, give, refuse });
    $("note").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    $("note-text").addEventListener("input", () => this.count());
    $("undo").addEventListener("click", () => this.undo());
  }

  /** What was typed stays until it was taken. */
  async send() {
    const field = $("note-text");
    const text = field.value.trim();
    if (!text) return;
    if (text.length > MOST) {
      this.refuse(`Note: ${MOST} characters at most, and this has ${text.length}`);
      return;
    }
    if (!(await this.give("mark", $("note-button"), { text }))) return;
    // Somebody may have typed on while the answer was on its way.
    if (field.value.trim() === text) field.value = "";
    field.blur();
    this.count();
  }

  undo() {
    const newest = newestMark(this.store.events);
    if (newest) this.give("undo", $("undo"), { mark: newest.mark });
  }

  count() {
    const left = MOST - $("note-text").value.length;
    $("note-left").textContent = left < NEARLY ? `${left} left` : "";
  }

  draw() {
    const why = whyNot(this.store, "mark");
    $("note-text").disabled = $("note-button").disabled = Boolean(why);
    const newest = newestMark(this.store.events);
    const refused = whyNot(this.store, "undo") || (newest ? "" : "there is no mark to withdraw");
    $("undo").disabled = Boolean(refused);
    const title = refused ? `Not now: ${refused}` : `Withdraw: ${newest.words}`;
    if ($("undo").title !== title) $("undo").title = title;
  }
}
