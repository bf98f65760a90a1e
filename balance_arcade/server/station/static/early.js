// A Stop that is pressed before the page's modules have loaded is kept here, and given by stop.js:
// on a busy computer they take seconds, and the button is there before them.

window.earlyStop = "";

{
  const keep = () => {
    if (window.earlyStop) return;
    window.earlyStop = "pressed";
    document.getElementById("stop-text").textContent = "Stopping…";
  };
  document.addEventListener("click", (event) => { if (event.target.closest("#stop")) keep(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") keep(); });
}
