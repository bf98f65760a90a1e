// The button for the sound of alarms. A browser gives none before somebody has touched the page, and
// the button says so.

const TEXTS = { on: "Sound on", off: "Sound off", waits: "Sound?" };
const TITLES = {
  on: "Alarms knock; press to be silent",
  off: "Alarms are silent; press to hear them",
  waits: "Browsers give no sound before the first touch of a page or a key: press here",
};
const LOOK_MS = 250;

/** A telephone has room for the question mark alone. */
function touch() {
  return Object.assign(document.createElement("span"), { className: "long", textContent: " touch" });
}

export function watchSound(knocks) {
  const button = document.getElementById("sound");
  let waited = false;
  // The touch that lets the browser give sound is no wish for silence.
  const look = () => { waited = knocks.state() === "waits"; };
  button.addEventListener("pointerdown", look);
  button.addEventListener("keydown", look);
  button.addEventListener("click", () => {
    if (!waited) knocks.wanted = !knocks.wanted;
    waited = false;
    draw();
  });
  const draw = () => {
    const state = knocks.state();
    if (button.dataset.state === state) return;
    button.dataset.state = state;
    button.replaceChildren(TEXTS[state], ...(state === "waits" ? [touch()] : []));
    button.title = TITLES[state];
    button.setAttribute("aria-pressed", String(state !== "off"));
  };
  setInterval(draw, LOOK_MS);
  draw();
}
