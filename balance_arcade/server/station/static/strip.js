// A strip chart: one axis of sway over the last 30 seconds, newest at the right. Time is that of the
// stream, as in the list of events; no clock of this computer is in it.

import { begin, colours, finite, label, line } from "./paint.js";
import { SHOWN_S, T } from "./store.js";
import { minutes, signed } from "./words.js";

const RANGES_MM = [10, 20, 40, 60, 100, 150, 250, 400];
const NOW_S = 12;
const FAR = 3;
const LEFT_MARGIN = 46;
const RIGHT_MARGIN = 64;
const AXIS_HEIGHT = 18;
const TICK_S = 5;
// Of a word such as "12:35", with air beside it.
const TICK_WIDTH = 58;

export class StripView {
  /**
   * @param canvas where to draw
   * @param options column of a row, index in centre and target, colour, names of both ends, and
   *   whether the time stands below
   */
  constructor(canvas, { column, axis, colour, up, down, timed = false }) {
    Object.assign(this, { canvas, column, axis, colour, up, down, timed });
  }

  draw(store) {
    const { ctx, width, height: whole } = begin(this.canvas);
    const height = whole - (this.timed ? AXIS_HEIGHT * colours.scale : 0);
    const rows = store.rows.slice(store.rowsSince(SHOWN_S));
    const centre = this.centre(store.state);
    const range = this.range(rows, centre);
    const left = LEFT_MARGIN * colours.scale, right = width - RIGHT_MARGIN * colours.scale;
    const newest = rows.length ? rows[rows.length - 1][T] : 0;
    const x = (t) => right - ((newest - t) / SHOWN_S) * (right - left);
    const y = (mm) => height / 2 - ((mm - centre) / range) * (height / 2 - 9);
    const plot = { x, y, left, right, width, height, newest, centre, range };
    this.grid(ctx, plot);
    this.target(ctx, store.state, plot);
    this.curve(ctx, rows, plot, store);
    this.words(ctx, rows, plot);
    if (this.timed && rows.length) this.ticks(ctx, plot);
  }

  centre(state) {
    const value = state ? state.centre_mm[this.axis] : null;
    return finite(value) ? value : 0;
  }

  /**
   * Everything shown fits, unless something older is far outside of what happens now (stepping
   * on): that leaves the picture instead of flattening the rest of it.
   */
  range(rows, centre) {
    let all = 0, now = 0;
    const since = rows.length ? rows[rows.length - 1][T] - NOW_S : 0;
    for (const row of rows) {
      if (!finite(row[this.column])) continue;
      const mm = Math.abs(row[this.column] - centre);
      all = Math.max(all, mm);
      if (row[T] >= since) now = Math.max(now, mm);
    }
    const need = all > FAR * Math.max(now, RANGES_MM[1]) ? now : all;
    return RANGES_MM.find((r) => need * 1.05 <= r) || RANGES_MM[RANGES_MM.length - 1];
  }

  grid(ctx, { x, y, left, right, height, newest, centre, range }) {
    for (let s = Math.ceil((newest - SHOWN_S) / TICK_S) * TICK_S; s <= newest; s += TICK_S) {
      const p = Math.round(x(s)) + 0.5;
      line(ctx, [[p, 4], [p, height - 4]], colours.grid, 1);
    }
    for (const part of [-1, -0.5, 0, 0.5, 1]) {
      const p = Math.round(y(centre + part * range)) + 0.5;
      line(ctx, [[left, p], [right, p]], part === 0 ? colours["grid-strong"] : colours.grid, part === 0 ? 1.5 : 1);
    }
    for (const part of [-1, 1]) {
      label(ctx, `${part > 0 ? "+" : "−"}${range}`, left - 6, y(centre + part * range) + part * 4, { align: "right", size: 12 });
    }
  }

  target(ctx, state, { y, left, right, height }) {
    const value = state ? state.target_mm[this.axis] : null;
    if (!finite(value)) return;
    // A target outside of the range stays visible at the edge.
    const p = Math.min(height - 3, Math.max(3, y(value)));
    ctx.setLineDash([8, 6]);
    line(ctx, [[left, p], [right, p]], colours.goal, 1.5);
    ctx.setLineDash([]);
  }

  curve(ctx, rows, { x, y, left, height }, store) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, 0, ctx.canvas.width, height);
    ctx.clip();
    ctx.beginPath();
    let before = null;
    for (const row of rows) {
      if (finite(row[this.column])) {
        const px = x(row[T]);
        const py = y(row[this.column]);
        if (before && !store.broken(before, row)) ctx.lineTo(px, py); else ctx.moveTo(px, py);
      }
      before = row;
    }
    ctx.strokeStyle = colours[this.colour];
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.restore();
  }

  /** The figure counts from the person's centre, as the scale does. */
  words(ctx, rows, { left, width, height, centre }) {
    label(ctx, this.up, left + 6, 12, { size: 13 });
    label(ctx, this.down, left + 6, height - 11, { size: 13 });
    const place = rows.length ? rows[rows.length - 1][this.column] : null;
    const value = finite(place) ? place - centre : NaN;
    label(ctx, signed(value), width - 10, height / 2 - 8 * colours.scale, { align: "right", size: 21, weight: 650, colour: colours[this.colour] });
    label(ctx, "mm", width - 10, height / 2 + 12 * colours.scale, { align: "right", size: 12 });
  }

  /** Time on the stream's clock, as many ticks as have room; the newest moment is the right end. */
  ticks(ctx, { x, left, right, height, newest }) {
    const wide = ((right - left) / SHOWN_S) * TICK_S >= TICK_WIDTH * colours.scale;
    const step = wide ? TICK_S : 2 * TICK_S;
    const half = (TICK_WIDTH / 2) * colours.scale - 8;
    for (let s = Math.max(0, Math.ceil((newest - SHOWN_S) / step)) * step; s <= newest; s += step) {
      const p = x(s);
      line(ctx, [[p, height - 4], [p, height + 2]], colours["text-2"], 1);
      if (p - half >= left - 10) label(ctx, minutes(s), p, height + 10 * colours.scale, { align: "center", size: 12 });
    }
    label(ctx, "min:s", right + 14 * colours.scale + half, height + 10 * colours.scale, { align: "center", size: 12 });
  }
}
