// The way back to all boards, where the station follows several; it turns red when another needs a look.

import { boardPlace } from "./link.js";
import { openSocket } from "./visitor.js";
import { boardNames } from "./words.js";

const $ = (id) => document.getElementById(id);
const AGAIN_MS = 2000;

function draw(boards) {
  const way = $("boards-way");
  way.hidden = boards.length < 2;
  if (way.hidden) return;
  const here = boardPlace() - 1;
  const names = boardNames(boards);
  const wrong = names.filter((_, i) => i !== here && boards[i].trouble);
  const text = wrong.length ? `▲ ${wrong.join(", ")}` : "Boards";
  way.dataset.level = wrong.length ? "red" : "";
  if ($("boards-text").textContent !== text) $("boards-text").textContent = text;
  way.title = boards.map((board, i) => `${names[i]}: ${board.trouble || board.status}`).join("\n");
}

/** A station of one board is asked once, and nothing more comes of it. */
export async function watchOthers() {
  try {
    const { boards } = await (await fetch("/api/boards")).json();
    draw(boards);
    if (boards.length < 2) return;
  } catch {
    setTimeout(watchOthers, AGAIN_MS);
    return;
  }
  connect();
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "b" && !event.ctrlKey && !event.metaKey && !event.altKey) location.assign("/");
  });
}

function connect() {
  const socket = openSocket("/ws/boards");
  socket.onmessage = (event) => draw(JSON.parse(event.data).boards);
  socket.onclose = () => setTimeout(connect, AGAIN_MS);
}
