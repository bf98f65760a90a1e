// That a spotter is there, which the session waits to be told; and more rest. It stands there only
// while it can be said. Questions to the person are in programme.js.

import { whyNot } from "./orders.js";

const $ = (id) => document.getElementById(id);
const REST_S = 30;

function button(text, title = "") {
  return Object.assign(document.createElement("button"), { type: "button", textContent: text, title });
}

export class Asks {
  constructor(store, give) {
    Object.assign(this, { store, give, shown: null });
  }

  /** "spotter", the name of a question, "rest", or nothing. */
  asked() {
    const state = this.store.state;
    if (!state || this.store.over() || this.store.ready()) return "";
    if (state.asks === "spotter") return "spotter";
    return state.phase === "rest" ? "rest" : "";
  }

  draw() {
    const asked = this.asked();
    if (asked !== this.shown) {
      this.shown = asked;
      $("asks").hidden = !asked;
      $("asks-text").textContent = this.words(asked);
      $("asks-buttons").replaceChildren(...this.buttons(asked));
    }
    const order = asked === "spotter" ? "confirm" : "rest";
    const why = asked && whyNot(this.store, order);
    for (const one of $("asks-buttons").children) one.disabled = Boolean(why);
  }

  words(asked) {
    if (asked === "spotter") return "Class C: is a spotter beside the person, or a harness on?";
    return asked === "rest" ? "Rest" : "";
  }

  buttons(asked) {
    if (!asked) return [];
    if (asked === "spotter") return [this.one("Spotter is there", "confirm", {}, "wide")];
    return [this.one(`${REST_S} s more`, "rest", { seconds: REST_S })];
  }

  one(text, order, args, kind = "") {
    const made = button(text);
    made.className = kind;
    made.addEventListener("click", () => { made.blur(); this.give(order, made, args); });
    return made;
  }
}
