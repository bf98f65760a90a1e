// What the page knows. Frames come in, questions are answered; nothing here touches the screen.

export const SHOWN_S = 30;
const SEQ = 0;
export const T = 1, ML = 2, AP = 3, LEFT = 4, FRONT = 5, FZ = 6;

export const AMBER_MS = 250;
export const RED_MS = 1000;
const SOCKET_SILENCE_MS = 1000;
const MAX_EVENTS = 100;
const NAMES = ["meta", "state", "metrics", "hb", "alarms", "latched", "link", "lease", "judged", "norm", "minor"];
// What is wrong with the room for recordings, or a battery, is no reason to call an end none.
const NO_END = new Set(["battery", "disk", "gap"]);

export class Store {
  constructor(now) {
    this.now = now;
    this.socketOpen = false;
    this.stationSaidBye = false;
    this.frameAt = null;
    this.refusals = {};
    this.revision = 0;
    this.nSessions = 0;
    this.otherSteers = () => "";
    this.forget();
  }

  forget() {
    this.rows = [];
    this.events = [];
    this.meta = null;
    this.state = null;
    this.metrics = null;
    this.hb = null;
    this.alarms = [];
    this.latched = [];
    this.judged = {};
    this.norm = "";
    this.minor = 0;
    this.link = null;
    this.lease = null;
  }

  apply(frame) {
    const before = this.phase();
    this.frameAt = this.now();
    this.revision += 1;
    // It tells everything, so what it does not name is no more.
    if (frame.type === "welcome") this.forget();
    for (const name of NAMES) {
      if (frame[name] !== undefined) this[name] = frame[name];
    }
    if (before === "ended" && this.phase() !== "ended") this.nSessions += 1;
    if (frame.events) this.events = this.events.concat(frame.events).slice(-MAX_EVENTS);
    if (frame.rows) this.addRows(frame.rows);
    if (frame.refusals) this.refusals = frame.refusals;
  }

  addRows(rows) {
    for (const row of rows) this.rows.push(row);
    if (!this.rows.length) return;
    // A second more than is shown, so that the curve reaches the left edge.
    const oldest = this.rows[this.rows.length - 1][T] - SHOWN_S - 1;
    let first = 0;
    while (this.rows[first][T] < oldest) first += 1;
    // Cut now and then only: shifting an array for every sample would cost more than it saves.
    if (first > 200) this.rows.splice(0, first);
  }

  latest() {
    return this.rows.length ? this.rows[this.rows.length - 1] : null;
  }

  /** Milliseconds since the newest sample reached the publisher; null before the first. */
  ageMs() {
    if (!this.link || this.link.age_ms === null) return null;
    return this.link.age_ms + (this.now() - this.frameAt);
  }

  connected() {
    return this.socketOpen && this.frameAt !== null && this.now() - this.frameAt < SOCKET_SILENCE_MS;
  }

  /**
   * Whether all has come to its end as it should: the program at the board said so, or it took the
   * station along while no session was under way. Nothing is live then, and nothing is wrong: an
   * end that an alarm stands over is no such end.
   */
  over() {
    if (this.link === null || this.alarms.some(({ code }) => !NO_END.has(code))) return false;
    if (this.connected()) return this.link.status === "closed" || (this.link.status === "lost" && this.phase() === "ended");
    return this.link.status === "closed" || this.phase() === "ended" || (this.stationSaidBye && this.phase() === "");
  }

  /** "none" before data, then "fresh", "amber" or "red"; "over" once nothing more is to come. */
  level() {
    const age = this.ageMs();
    if (age === null) return "none";
    if (this.over()) return "over";
    if (!this.connected() || this.link.status === "lost" || age > RED_MS) return "red";
    return age > AMBER_MS ? "amber" : "fresh";
  }

  phase() {
    return this.state ? this.state.phase : "";
  }

  /** Games that can be begun at this board; empty where it takes no such order. */
  games() {
    return (this.meta && this.meta.games) || [];
  }

  /** Name of the training programme that can be begun; empty where there is none. */
  programme() {
    return (this.meta && this.meta.programme) || "";
  }

  /** Whether no session is under way and one can be begun from here. */
  ready() {
    const phase = this.phase();
    return this.games().length > 0 && (phase === "" || phase === "ended") && !this.over();
  }

  /** Index of the first row of the last so many seconds. */
  rowsSince(seconds) {
    const rows = this.rows;
    if (!rows.length) return 0;
    const since = rows[rows.length - 1][T] - seconds;
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle][T] < since) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** Whether samples are missing between two neighbouring rows. */
  broken(before, row) {
    const rate = this.meta ? this.meta.board.nominal_rate_hz : 100;
    // The station leaves samples out of boards above 100 Hz in the same way (page_state.py).
    const every = Math.max(1, Math.round(rate / 100));
    return row[SEQ] - before[SEQ] > 1.5 * every || row[ML] === null || before[ML] === null;
  }
}
