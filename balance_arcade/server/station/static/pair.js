// The page that the QR code leads to. The code stands behind the #, which no browser sends; it is
// sent when somebody presses the button, and is worth nothing from then on.

import { orderHeaders } from "./visitor.js";

const $ = (id) => document.getElementById(id);
const code = location.hash.slice(1);
// Whoever looks over the shoulder, or into the history, finds nothing.
history.replaceState(null, "", "/pair");

function refuse(reason) {
  $("told").textContent = "This tablet is not paired.";
  $("refused").textContent = `${reason} Ask for a new code at the station's screen.`;
  $("refused").hidden = false;
  $("go").hidden = true;
  $("steps").hidden = true;
}

async function pair() {
  $("go").disabled = true;
  $("go").textContent = "Pairing…";
  try {
    const response = await fetch("/pair", { method: "POST", headers: orderHeaders(), body: JSON.stringify({ code }) });
    const answer = await response.json();
    if (response.ok) location.replace("/");
    else refuse(answer.reason);
  } catch {
    refuse("The station did not answer.");
  }
}

if (code) {
  $("told").textContent = "The station's screen has given you a code. One press, and this tablet shows its boards.";
  $("go").hidden = false;
  $("steps").hidden = false;
  $("go").addEventListener("click", pair);
} else {
  $("told").textContent = "Press “Tablets” on the station's own screen and scan the code that it shows with this tablet's camera.";
}
