// Light or dark, as chosen or as the system has it; and black on white while the page is printed.

const $ = (id) => document.getElementById(id);

let changed = () => {};

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  $("theme").textContent = name === "light" ? "Dark" : "Light";
  changed();
}

export function theme() {
  return document.documentElement.dataset.theme;
}

export function startTheme(onChange) {
  changed = onChange;
  const asked = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
  const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  setTheme(asked === "light" || asked === "dark" ? asked : system);
  $("theme").addEventListener("click", () => {
    const other = theme() === "light" ? "dark" : "light";
    localStorage.setItem("theme", other);
    setTheme(other);
  });
}

/**
 * Canvases follow no style sheet: the page takes the shape of the paper before it is printed, and they
 * are drawn in it, dark on white; then all is as before.
 */
export function forPrint(drawPictures) {
  let before = "";
  const paper = () => {
    if (before) return;
    before = theme();
    document.documentElement.dataset.theme = "light";
    $("paper").media = "all";
    $("printed").hidden = false;
    $("printed").textContent = `Printed ${new Date().toLocaleString()}. Research and training software, not a medical device.`;
    drawPictures();
  };
  const screen = () => {
    if (!before) return;
    document.documentElement.dataset.theme = before;
    $("paper").media = "print";
    $("printed").hidden = true;
    before = "";
    drawPictures();
  };
  addEventListener("beforeprint", paper);
  addEventListener("afterprint", screen);
}
