// Whose session it is, said while it goes on or after it has ended: it may begin without a patient.
// The page learns that somebody is attached, and never who.

import { whyNot } from "./orders.js";

const $ = (id) => document.getElementById(id);
const BEGUN = "self_check";

/** What the events say of the newest session: whether somebody is attached to it. */
export function isAttached(events) {
  let attached = false;
  for (const { kind, data } of events) {
    if (kind === "session.phase" && data.from === BEGUN) attached = false;
    if (kind === "session.person_attached") attached = true;
  }
  return attached;
}

export class Person {
  constructor(store, give) {
    Object.assign(this, { store, give });
    $("person").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  async send() {
    const person = $("person-text").value.trim();
    if (person && await this.give("person", $("person-button"), { person })) $("person-text").value = "";
  }

  draw() {
    if ($("more").hidden) return;
    const attached = isAttached(this.store.events);
    const why = whyNot(this.store, "person") || (attached ? "somebody is attached already" : "");
    $("person-text").disabled = $("person-button").disabled = Boolean(why);
    const told = attached ? "Somebody is attached to this session." : why ? `Not now: ${why}.` : "Nobody yet: say whose the session is, now or after its end.";
    if ($("person-told").textContent !== told) $("person-told").textContent = told;
  }
}
