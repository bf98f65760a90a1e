// Two low wooden knocks for an alarm; again every few seconds until somebody says OK.

const REPEAT_MS = 4000;

export class Knocks {
  constructor() {
    this.context = null;
    this.wanted = true;
    this.timer = null;
    // Browsers allow sound only after a touch or a key.
    const wake = () => {
      // The Escape key, for one, does not count as a touch.
      if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
      if (this.context === null) this.context = new AudioContext();
      if (this.context.state === "suspended") this.context.resume();
    };
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
  }

  /** "off", "on", or "waits" while the browser wants a touch first. */
  state() {
    if (!this.wanted) return "off";
    return this.context !== null && this.context.state === "running" ? "on" : "waits";
  }

  start() {
    if (this.timer !== null) return;
    this.knockTwice();
    this.timer = setInterval(() => this.knockTwice(), REPEAT_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  knockTwice() {
    if (!this.wanted || this.context === null || this.context.state !== "running") return;
    this.knock(this.context.currentTime + 0.02);
    this.knock(this.context.currentTime + 0.26);
  }

  knock(at) {
    const tone = this.context.createOscillator();
    const gain = this.context.createGain();
    tone.frequency.setValueAtTime(330, at);
    tone.frequency.exponentialRampToValueAtTime(150, at + 0.09);
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.6, at + 0.006);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.16);
    tone.connect(gain).connect(this.context.destination);
    tone.start(at);
    tone.stop(at + 0.18);
  }
}
