// Light or dark, as chosen at the station's page or as the system has it; before anything is drawn.

{
  let asked = new URLSearchParams(location.search).get("theme");
  try {
    asked = asked || localStorage.getItem("theme");
  } catch {
    // A browser that keeps nothing goes by the system.
  }
  const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  document.documentElement.dataset.theme = asked === "light" || asked === "dark" ? asked : system;
}
