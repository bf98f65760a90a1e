// Shapes in millimetres on the board: limits, feet, ellipse. They give points, they do not draw.

const EIGHTH = Math.PI / 4;
const STEPS = 12;

/**
 * Outline of the limits: reach in eight directions, clockwise from forward, joined by a periodic
 * monotone cubic, so that no bulge appears that was not measured.
 */
export function petals(limits, [ml0, ap0]) {
  const n = limits.length;
  const rise = limits.map((_, i) => limits[(i + 1) % n] - limits[i]);
  const slope = limits.map((_, i) => {
    const a = rise[(i + n - 1) % n], b = rise[i];
    return a * b <= 0 ? 0 : (2 * a * b) / (a + b);
  });
  const points = [];
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < STEPS; k += 1) {
      const u = k / STEPS, v = 1 - u;
      const next = (i + 1) % n;
      const reach = (1 + 2 * u) * v * v * limits[i] + u * v * v * slope[i]
        + u * u * (3 - 2 * u) * limits[next] - u * u * v * slope[next];
      const angle = (i + u) * (2 * Math.PI / n);
      points.push([ml0 + reach * Math.sin(angle), ap0 + reach * Math.cos(angle)]);
    }
  }
  return points;
}

export function spokes(limits, [ml0, ap0]) {
  return limits.map((reach, i) => [
    ml0 + reach * Math.sin(i * EIGHTH),
    ap0 + reach * Math.cos(i * EIGHTH),
  ]);
}

export function ellipse([ml, ap, major, minor, angle], n = 64) {
  const points = [];
  const c = Math.cos(angle), s = Math.sin(angle);
  for (let i = 0; i < n; i += 1) {
    const u = major * Math.cos((2 * Math.PI * i) / n), v = minor * Math.sin((2 * Math.PI * i) / n);
    points.push([ml + u * c - v * s, ap + u * s + v * c]);
  }
  return points;
}

// Half widths of a right foot at parts of its length from the heel: [part, inner, outer].
const SOLE = [
  [0.0, 0.14, 0.14], [0.02, 0.27, 0.28], [0.1, 0.34, 0.34], [0.24, 0.31, 0.34], [0.42, 0.25, 0.37],
  [0.58, 0.3, 0.43], [0.72, 0.42, 0.47], [0.83, 0.46, 0.42], [0.92, 0.42, 0.28], [0.98, 0.28, 0.1],
  [1.0, 0.12, 0.0],
];

/** Outline of a foot of 255 mm beside the middle line; side is -1 left, +1 right. */
export function foot(side, apart) {
  const length = 255, width = 105;
  const turn = side * 0.1;
  const place = (across, along) => {
    const x = side * (apart + across), y = along - length * 0.48;
    return [x * Math.cos(turn) + y * Math.sin(turn), -x * Math.sin(turn) + y * Math.cos(turn)];
  };
  const outer = SOLE.map(([part, , o]) => place(o * width, part * length));
  const inner = SOLE.map(([part, i]) => place(-i * width, part * length)).reverse();
  return outer.concat(inner);
}

export function smoothPath(ctx, points) {
  const n = points.length;
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const start = middle(points[n - 1], points[0]);
  ctx.beginPath();
  ctx.moveTo(start[0], start[1]);
  for (let i = 0; i < n; i += 1) {
    const end = middle(points[i], points[(i + 1) % n]);
    ctx.quadraticCurveTo(points[i][0], points[i][1], end[0], end[1]);
  }
  ctx.closePath();
}
