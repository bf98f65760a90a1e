// How good the way from the board to this page is, in figures.

import { finite } from "./paint.js";
import { powerWords } from "./words.js";

/** Counters of the board and of the way here. */
export function linkFacts(store) {
  const link = store.link || { gaps: 0, missing: 0 };
  const counted = store.hb ? store.hb.health : {};
  const gaps = link.gaps + (counted.n_gaps || 0);
  const others = ["late", "held", "doubled"]
    .filter((kind) => counted[`n_${kind}`])
    .map((kind) => `${counted[`n_${kind}`]} ${kind}`);
  return {
    gaps,
    filled: Boolean(gaps) && !link.missing && gaps === link.gaps,
    dropped: store.hb ? store.hb.dropped.samples || 0 : 0,
    rate: store.connected() && link.status === "live" ? link.rate_hz : NaN,
    others,
  };
}

function ms(value) {
  return finite(value) ? `${value < 10 ? value.toFixed(1) : Math.round(value)} ms` : "–";
}

/** Rows for people to read: [name, words]. */
export function linkRows(store, pageMs) {
  const { gaps, filled, dropped, rate, others } = linkFacts(store);
  const link = store.link || {};
  const nominal = store.meta ? store.meta.board.nominal_rate_hz : NaN;
  const lost = store.hb ? store.hb.health.n_lost : 0;
  return [
    ["Age of the newest sample", ms(store.ageMs())],
    ["Rate", finite(rate) ? `${rate.toFixed(1)} of ${finite(nominal) ? nominal.toFixed(0) : "?"} samples/s` : "–"],
    ["Gaps", `${gaps}${filled ? ", filled" : ""}${lost ? `, ${lost} samples lost` : ""}`],
    ["Late, held, doubled, dropped", [...others, dropped ? `${dropped} dropped` : ""].filter(Boolean).join(", ") || "none"],
    ["Round trip, station to board", ms(link.round_trip_ms)],
    ["Round trip, page to station", ms(pageMs)],
    ...(store.hb ? [powerWords(store.hb.health)].filter(([, words]) => words !== "–") : []),
  ];
}
