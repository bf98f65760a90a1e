// A training programme: where the session stands in it, and how hard a block was, 0 to 10.

import { WATCHES_ONLY } from "./visitor.js";

const $ = (id) => document.getElementById(id);
const HARDEST = 10;
const RATED = new Set(["result", "rest"]);

/** Where the session stands, in few words; empty outside of a programme. */
export function placeWords(state) {
  const at = state && state.programme;
  if (!at) return "";
  const set = at.sets > 1 ? `, set ${at.set}/${at.sets}` : "";
  return `Week ${at.week}/${at.weeks}, session ${at.session}/${at.sessions}, block ${at.block}/${at.blocks}${set}`;
}

const ASKED = {
  pain: "Asked: pain?",
  exertion: "Asked: exertion?",
};

/** Eleven numbers and "none", while a block that is rated has just ended, or pain is asked for. */
export class Rating {
  constructor(store, give) {
    Object.assign(this, { store, give });
    const values = [...Array(HARDEST + 1).keys(), "none"];
    this.buttons = values.map((value) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: value === "none" ? "None" : String(value), disabled: Boolean(WATCHES_ONLY) });
      button.addEventListener("click", () => this.give("next", button, { rating: value }));
      return button;
    });
    $("rating-values").append(...this.buttons);
  }

  draw() {
    const state = this.store.state;
    const at = state && !this.store.over() ? state.programme : null;
    const asked = state && !this.store.over() ? ASKED[state.asks] : "";
    const shown = Boolean(asked || (at && at.rated && RATED.has(state.phase)));
    if ($("rating").hidden === shown) $("rating").hidden = !shown;
    if (!shown) return;
    const text = asked || (at.asks_rating ? "Asked: how hard was it?" : "How hard was it?");
    if ($("rating-text").textContent !== text) $("rating-text").textContent = text;
    this.buttons.forEach((button, value) => {
      const pressed = String(!asked && value === at.rating);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    });
  }
}
