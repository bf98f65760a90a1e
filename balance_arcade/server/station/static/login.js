// The page of login: what was typed can be looked at, and one press sends once.

const $ = (id) => document.getElementById(id);

$("show").hidden = false;
$("show").addEventListener("click", () => {
  const shown = $("password").type === "password";
  $("password").type = shown ? "text" : "password";
  $("show").textContent = shown ? "Hide" : "Show";
  $("show").setAttribute("aria-pressed", String(shown));
  $("password").focus();
});

document.querySelector("form").addEventListener("submit", () => {
  $("password").type = "password";
  $("go").disabled = true;
  $("go").textContent = "Logging in…";
});

// A page that the browser keeps and shows again has to work again.
addEventListener("pageshow", () => {
  $("go").disabled = false;
  $("go").textContent = "Log in";
});

// On a tablet the keyboard would cover half of the page before anybody has read it.
if (!matchMedia("(pointer: coarse)").matches) $("name").focus();
