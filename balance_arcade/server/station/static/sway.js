// The statokinesigram: the board from above, toes up, with trail, ellipse, limits and target.

import { begin, colours, disc, finite, label, line } from "./paint.js";
import { ellipse, foot, petals, smoothPath, spokes } from "./shapes.js";
import { AP, ML } from "./store.js";

const TRAIL_S = 10;
const HALF_RANGES_MM = [20, 30, 40, 60, 80, 100, 125, 150, 200, 250, 300, 400];
const SHRINK_AFTER_MS = 3000;
const FADES = 12;
// Somebody who steps on or off makes a huge ellipse; the picture does not follow that one.
const ELLIPSE_TO_MM = 130;
const FEET_FROM_MM = 125;

/** Quiet ground under the legend, so that no line of the board strikes its words out. */
function legendPlate(ctx, texts) {
  ctx.font = `500 ${13 * colours.scale}px ${colours.font}`;
  const width = 34 + Math.max(...texts.map((text) => ctx.measureText(text).width));
  ctx.globalAlpha = 0.86;
  ctx.fillStyle = colours.panel;
  ctx.beginPath();
  ctx.roundRect(6, 6, width + 4, 5 + 19 * texts.length, 7);
  ctx.fill();
  ctx.globalAlpha = 1;
}

export class SwayView {
  constructor(canvas, now) {
    this.canvas = canvas;
    this.now = now;
    this.half = null;
    this.smallSince = null;
    this.wholeBoard = false;
  }

  draw(store) {
    const { ctx, width, height } = begin(this.canvas);
    const board = store.meta ? store.meta.board.geometry : null;
    const state = store.state;
    const centre = state && state.centre_mm.every(finite) ? state.centre_mm : [0, 0];
    const origin = this.wholeBoard ? [0, 0] : centre;
    const trail = store.rows.slice(store.rowsSince(TRAIL_S));
    this.zoom(store, trail, origin, board);
    const scale = Math.min(width, height) / (2 * (this.half || 100));
    const view = {
      ctx, width, height, scale,
      x: (ml) => width / 2 + (ml - origin[0]) * scale,
      // Toes are up: ap grows upwards and the canvas downwards.
      y: (ap) => height / 2 - (ap - origin[1]) * scale,
    };
    view.at = ([ml, ap]) => [view.x(ml), view.y(ap)];
    const step = this.grid(view, origin);
    if (board) this.plate(view, board);
    if (state && state.limits_mm.length === 8) this.limits(view, state.limits_mm, centre);
    if (store.metrics && store.metrics.ellipse_mm.every(finite)) this.ellipse(view, store.metrics.ellipse_mm);
    if (state) this.target(view, state);
    this.trail(view, trail, store);
    this.you(view, store.latest());
    this.words(view, step, state);
    if (board && this.half < FEET_FROM_MM) this.inset(view, board, store, origin);
  }

  /** Half the side of what is shown: grows at once, shrinks after a while, in steps. */
  zoom(store, trail, [ml0, ap0], board) {
    let need = 15;
    const reach = (ml, ap, more = 0) => {
      if (finite(ml) && finite(ap)) need = Math.max(need, Math.abs(ml - ml0) + more, Math.abs(ap - ap0) + more);
    };
    if (this.wholeBoard && board) {
      reach(board.width_mm / 2 + 30, board.length_mm / 2 + 30);
    } else {
      for (const row of trail) reach(row[ML], row[AP]);
      const shape = store.metrics ? store.metrics.ellipse_mm : [];
      if (shape[2] < ELLIPSE_TO_MM) for (const [ml, ap] of ellipse(shape, 8)) reach(ml, ap);
      const state = store.state;
      if (state) {
        if (state.limits_mm.length === 8) for (const [ml, ap] of spokes(state.limits_mm, [ml0, ap0])) reach(ml, ap);
        reach(state.target_mm[0], state.target_mm[1], finite(state.target_radius_mm) ? state.target_radius_mm : 0);
      }
    }
    if (!trail.length) return;
    const half = HALF_RANGES_MM.find((h) => need * 1.1 <= h) || HALF_RANGES_MM[HALF_RANGES_MM.length - 1];
    if (this.half === null || half >= this.half || this.wholeBoard) {
      this.half = half;
      this.smallSince = null;
    } else if (this.smallSince === null) {
      this.smallSince = this.now();
    } else if (this.now() - this.smallSince > SHRINK_AFTER_MS) {
      this.half = half;
      this.smallSince = null;
    }
  }

  grid({ ctx, width, height, scale, x, y }, origin) {
    const half = this.half || 100;
    const step = half <= 30 ? 5 : half <= 100 ? 10 : half <= 200 ? 25 : 50;
    ctx.lineWidth = 1;
    for (const [axis, place, size] of [[0, x, width], [1, y, height]]) {
      const reach = size / 2 / scale;
      const first = Math.ceil((origin[axis] - reach) / step);
      for (let k = first; k * step <= origin[axis] + reach; k += 1) {
        const p = Math.round(place(k * step)) + 0.5;
        ctx.strokeStyle = k % 5 === 0 ? colours["grid-strong"] : colours.grid;
        ctx.beginPath();
        ctx.moveTo(axis ? 0 : p, axis ? p : 0);
        ctx.lineTo(axis ? width : p, axis ? p : height);
        ctx.stroke();
      }
    }
    return step;
  }

  plate(view, board) {
    const { ctx, at } = view;
    // Close up the outlines of the feet would be lines without meaning; the inset has them then.
    for (const side of this.half >= FEET_FROM_MM ? [-1, 1] : []) {
      smoothPath(ctx, foot(side, Math.min(90, board.width_mm / 4.6)).map(at));
      ctx.globalAlpha = 0.13;
      ctx.fillStyle = colours.board;
      ctx.fill();
      ctx.globalAlpha = 0.5;
      ctx.strokeStyle = colours.board;
      ctx.lineWidth = 1.5;
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
    const [x0, y0] = at([-board.width_mm / 2, board.length_mm / 2]);
    ctx.strokeStyle = colours.board;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.roundRect(x0, y0, board.width_mm * view.scale, board.length_mm * view.scale, 10);
    ctx.stroke();
  }

  limits({ ctx, at }, limits, centre) {
    smoothPath(ctx, petals(limits, centre).map(at));
    ctx.globalAlpha = 0.14;
    ctx.fillStyle = colours.limits;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = colours.limits;
    ctx.lineWidth = 2;
    ctx.setLineDash([7, 6]);
    ctx.stroke();
    ctx.setLineDash([]);
    for (const [x, y] of spokes(limits, centre).map(at)) disc(ctx, x, y, 3.5, colours.limits);
    const [cx, cy] = at(centre);
    line(ctx, [[cx - 8, cy], [cx + 8, cy]], colours["text-2"], 1.5);
    line(ctx, [[cx, cy - 8], [cx, cy + 8]], colours["text-2"], 1.5);
  }

  ellipse({ ctx, at }, values) {
    smoothPath(ctx, ellipse(values).map(at));
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = colours.ellipse;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = colours.ellipse;
    ctx.lineWidth = 2.5;
    ctx.stroke();
  }

  target({ ctx, at, scale }, state) {
    if (!state.target_mm.every(finite)) return;
    const [x, y] = at(state.target_mm);
    const radius = finite(state.target_radius_mm) ? Math.max(9, state.target_radius_mm * scale) : 14;
    disc(ctx, x, y, radius, null, colours.goal, 4);
    disc(ctx, x, y, 3, colours.goal);
  }

  trail({ ctx, at }, rows, store) {
    if (rows.length < 2) return;
    ctx.strokeStyle = colours.trail;
    ctx.lineWidth = 2;
    // A path has one opacity, so the fading trail is drawn in a few paths.
    const chunk = Math.ceil(rows.length / FADES);
    for (let first = 0; first < rows.length - 1; first += chunk) {
      ctx.globalAlpha = 0.18 + 0.8 * ((first + chunk) / rows.length) ** 1.5;
      ctx.beginPath();
      let down = false;
      for (let i = first; i <= Math.min(first + chunk, rows.length - 1); i += 1) {
        if (i > first && store.broken(rows[i - 1], rows[i])) down = false;
        if (!finite(rows[i][ML])) continue;
        const [x, y] = at([rows[i][ML], rows[i][AP]]);
        if (down) ctx.lineTo(x, y); else ctx.moveTo(x, y);
        down = true;
      }
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  you({ ctx, at, width, height }, row) {
    if (!row) return;
    if (!finite(row[ML])) {
      label(ctx, "Nobody on the board", width / 2, height / 2, { align: "center", size: 20, weight: 650, colour: colours.text });
      return;
    }
    const [x, y] = at([row[ML], row[AP]]);
    disc(ctx, x, y, 9, colours.you, colours["you-ring"], 2.5);
  }

  words({ ctx, width, height }, step, state) {
    label(ctx, "toes", width / 2, 14, { align: "center" });
    // Above the line through the middle, which would cross them out.
    label(ctx, "left", 10, height / 2 - 11);
    label(ctx, "right", width - 10, height / 2 - 11, { align: "right" });
    label(ctx, `grid ${step} mm`, 12, height - 16);
    const source = state ? state.limits_source : "";
    const keys = [["95 % ellipse", colours.ellipse], [source ? `limits: ${source}` : "limits", colours.limits], ["target", colours.goal]];
    legendPlate(ctx, keys.map(([text]) => text));
    keys.forEach(([text, colour], i) => {
      line(ctx, [[12, 18 + 19 * i], [28, 18 + 19 * i]], colour, 3);
      label(ctx, text, 34, 18 + 19 * i);
    });
  }

  /** Small picture of the whole board: where on it the large picture is. */
  inset({ ctx, width, height, scale }, board, store, origin) {
    const w = 112, h = (w * board.length_mm) / board.width_mm;
    const s = w / board.width_mm;
    const cx = width - w / 2 - 12, cy = height - h / 2 - 12;
    const at = ([ml, ap]) => [cx + ml * s, cy - ap * s];
    ctx.globalAlpha = 0.92;
    ctx.fillStyle = colours.panel;
    ctx.strokeStyle = colours.board;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.roundRect(cx - w / 2, cy - h / 2, w, h, 7);
    ctx.fill();
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.save();
    ctx.clip();
    for (const side of [-1, 1]) {
      smoothPath(ctx, foot(side, Math.min(90, board.width_mm / 4.6)).map(at));
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = colours.board;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    const half = (Math.min(width, height) / 2 / scale) * s;
    const [ox, oy] = at(origin);
    ctx.strokeStyle = colours["text-2"];
    ctx.lineWidth = 1;
    ctx.strokeRect(ox - half, oy - half, 2 * half, 2 * half);
    const row = store.latest();
    if (row && finite(row[ML])) disc(ctx, ...at([row[ML], row[AP]]), 4, colours.you, colours["you-ring"], 1.5);
    ctx.restore();
  }
}
