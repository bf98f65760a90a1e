// The records' pages come whole from the station. This sends their forms: a policy without forms
// keeps other sites out, and over the network each change has to bring the visitor's token along.

import { orderHeaders } from "./visitor.js";

const UNPROCESSABLE = 422;
const theme = document.getElementById("theme");

function drawTheme() {
  theme.textContent = document.documentElement.dataset.theme === "light" ? "Dark" : "Light";
}

function tell(words) {
  let line = document.getElementById("refused");
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "refused", className: "told care" });
    line.setAttribute("role", "alert");
    document.querySelector("h1").after(line);
  }
  line.textContent = words;
  line.scrollIntoView({ block: "nearest" });
}

/** The page with what is wrong said at its field, in place of this one. */
function show(text) {
  const main = new DOMParser().parseFromString(text, "text/html").getElementById("main");
  document.getElementById("main").replaceWith(main);
  const wrong = main.querySelector("[aria-invalid]") ?? main.querySelector("h1");
  wrong.tabIndex = wrong.tabIndex < 0 ? -1 : wrong.tabIndex;
  wrong.focus();
}

function isPage(response) {
  return (response.headers.get("content-type") ?? "").startsWith("text/html");
}

function said(text) {
  const told = new DOMParser().parseFromString(text, "text/html").querySelector(".told");
  return told ? told.innerText || told.textContent : text.trim();
}

async function send(form, pressed) {
  const fields = new URLSearchParams(new FormData(form, pressed));
  const headers = { ...orderHeaders(), "Content-Type": "application/x-www-form-urlencoded" };
  const response = await fetch(form.action, { method: "POST", headers, body: fields });
  if (response.redirected || response.status === 401) location.replace("/login");
  else if (response.status === UNPROCESSABLE || (response.ok && isPage(response))) show(await response.text());
  else if (response.ok) location.assign((await response.json()).go);
  else tell(said(await response.text()));
}

function look(form) {
  const fields = [...new FormData(form)].filter(([, value]) => value);
  location.assign(`${form.getAttribute("action")}?${new URLSearchParams(fields)}`);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.method === "get") {
    look(form);
    return;
  }
  const buttons = form.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  try {
    await send(form, event.submitter);
  } catch {
    tell("The station does not answer. Nothing was changed; try again.");
  } finally {
    for (const one of buttons) one.disabled = false;
  }
});

theme.addEventListener("click", () => {
  const other = document.documentElement.dataset.theme === "light" ? "dark" : "light";
  document.documentElement.dataset.theme = other;
  try {
    localStorage.setItem("theme", other);
  } catch {
    // A browser that keeps nothing has it for this page alone.
  }
  drawTheme();
});
drawTheme();
