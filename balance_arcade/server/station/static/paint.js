// Canvas basics shared by all drawings: colours of the theme, sharp pixels, lines and labels.

const NAMES = [
  "text", "text-2", "panel", "grid", "grid-strong", "you", "you-ring", "goal", "trail", "ml", "ap",
  "ellipse", "limits", "board", "edge", "good-shape",
];

export const colours = {};

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of NAMES) colours[name] = style.getPropertyValue(`--${name}`).trim();
  colours.scale = Number(style.getPropertyValue("--text-scale")) || 1;
  colours.font = style.getPropertyValue("--font").trim();
}

/** Clear a canvas that fills its box and give {ctx, width, height} in CSS pixels. */
export function begin(canvas) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.lineJoin = ctx.lineCap = "round";
  return { ctx, width, height };
}

export function line(ctx, points, colour, width) {
  ctx.beginPath();
  points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

export function label(ctx, text, x, y, { colour = colours["text-2"], size = 13, align = "left", weight = 500 } = {}) {
  ctx.font = `${weight} ${size * colours.scale}px ${colours.font}`;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.lineWidth = 4;
  ctx.strokeStyle = colours.panel;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

export function disc(ctx, x, y, radius, fill, ring, ringWidth = 2) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill();
  }
  if (ring) {
    ctx.strokeStyle = ring;
    ctx.lineWidth = ringWidth;
    ctx.stroke();
  }
}

export function finite(value) {
  return typeof value === "number" && Number.isFinite(value);
}
