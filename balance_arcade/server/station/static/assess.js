// Begins a prepared test on its board by the station's own order, and leads to the board's page.

import { Link } from "./link.js";

const start = document.getElementById("start");
const said = document.getElementById("said");
const spotter = document.getElementById("spotter");
const quiet = () => {};

const link = new Link({ onFrame: quiet, onOpen: quiet, onClose: quiet }, Number(start.dataset.board));

for (const button of document.querySelectorAll("[data-reason]")) {
  button.addEventListener("click", async () => {
    const answer = await link.order("mark", { text: button.dataset.reason });
    said.textContent = answer.status === "accepted"
      ? `Marked: ${button.dataset.reason}` : `Not marked: ${answer.reason || answer.status}`;
  });
}

start.addEventListener("click", async () => {
  start.disabled = true;
  said.textContent = "Starting…";
  const args = { game: start.dataset.game };
  if (start.dataset.seated) args.seated = true;
  if (spotter && spotter.checked) args.spotter_confirmed = true;
  const answer = await link.order("start", args);
  start.disabled = false;
  if (answer.status === "accepted") location.assign(start.dataset.live);
  else said.textContent = `Not started: ${answer.reason || answer.status}`;
});
