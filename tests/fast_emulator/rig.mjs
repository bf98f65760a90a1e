// The fast board's own image on an emulated RP2040 (rp2040js), with the model of the converter on its
// pins and a computer on its USB. As fast as it goes, or in real time on a pseudo terminal; README.md.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const RAM = 0x20000000, SECOND_STAGE = 0x20041f00, MARK_AT = 0x1ffff0;
const PIN = { select: 17, drdy: 20, reset: 21, sync: 22 };
const VREF_V = 1.2, GAIN = 128, FULL_COUNTS = 2 ** 23;
const CYCLE_NS = 1e9 / 48e6, SPI_BYTE_NS = 1000, SLICE_NS = 500_000;
const FAULTS = { corrupt: 0, noedge: 1, stuck: 2, clock: 3, brownout: 4, resync: 5 };

function options() {
  const given = { seconds: "0", id: "1122334455667788", noise: "0.77e-6", pace: "1" };
  for (const argument of process.argv.slice(2)) {
    const [name, value = "1"] = argument.replace(/^--/, "").split(/=(.*)/s);
    given[name] = value;
  }
  return given;
}

async function emulator(tools) {
  const require = createRequire(path.resolve(tools, "node", "package.json"));
  return import(pathToFileURL(require.resolve("rp2040js")));
}

function loadModel(file) {
  const wasm = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(file)));
  const model = wasm.exports;
  model.ads_power_up(model.model(), 1);
  return model;
}

class Board {
  constructor(js, model, given) {
    this.js = js;
    this.model = model;
    this.at = model.model();
    this.mcu = new js.Simulator().rp2040;
    this.mcu.logger = new js.ConsoleLogger(js.LogLevel.Error, false);
    this.clock = this.mcu.clock;
    this.toBoard = [];
    this.wanted = null;
    this.fromBoard = () => {};
    this.nInstructions = 0;
    this.model.model_noise(Number(given.noise));
    if (given.load) this.order(`load ${given.load.replaceAll(",", " ")}`);
    this.boot(fs.readFileSync(given.image), given.id);
    this.mcu.adc.channelValues[0] = 2048; // Thermistor at 25 degrees.
    this.mcu.adc.channelValues[1] = Math.round((2.5 / 3.3) * 4095); // Excitation.
    this.mcu.gpio[PIN.sync].setInputValue(true);
    this.wireConverter();
    this.wireComputer();
  }

  // The boot ROM is not there. What stands in for it here copies the second stage to where the real
  // one does and runs it; of its functions there is one that does nothing, whatever is looked for.
  // The mark says that this is an emulation.
  boot(image, id) {
    const { mcu } = this;
    mcu.flash.set(image);
    mcu.flash.set(Buffer.from(id, "hex"), MARK_AT);
    mcu.flash.set(Buffer.from("EMUL"), MARK_AT + 8);
    const rom = { 0x14: 0x60, 0x18: 0x41, 0x40: 0x47704800, 0x44: 0x51, 0x50: 0x4770 };
    for (const [address, word] of Object.entries(rom)) mcu.bootrom[address / 4] = word;
    mcu.sram.set(image.subarray(0, 256), SECOND_STAGE - RAM);
    mcu.core.SP = SECOND_STAGE;
    mcu.core.PC = SECOND_STAGE;
  }

  wireConverter() {
    const { mcu, model, clock } = this;
    const drdy = mcu.gpio[PIN.drdy];
    let nEdges = model.model_edges();
    const showRise = () => {
      if (model.model_drdy() && !drdy.rawInputValue) drdy.setInputValue(true);
    };
    const conversion = clock.createAlarm(() => this.passTime());
    this.passTime = () => {
      model.model_advance(clock.nanos);
      if (model.model_edges() !== nEdges) {
        nEdges = model.model_edges();
        drdy.setInputValue(true); // A low DRDY rises for a moment before it falls again.
        drdy.setInputValue(false);
      }
      showRise();
      conversion.schedule(Math.max(model.model_next_ns() - clock.nanos, 1000));
    };
    mcu.gpio[PIN.select].addListener((level) => {
      model.model_advance(clock.nanos);
      model.ads_select(this.at, level === this.js.GPIOPinState.Low);
      showRise();
    });
    mcu.gpio[PIN.reset].addListener((level) => {
      this.passTime();
      model.ads_reset_pin(this.at, level === this.js.GPIOPinState.Low);
      this.passTime();
    });
    const spi = mcu.spi[0];
    let received = 0;
    const byteDone = clock.createAlarm(() => spi.completeTransmit(received));
    spi.onTransmit = (byte) => {
      model.model_advance(clock.nanos);
      received = model.ads_transfer(this.at, byte);
      byteDone.schedule(SPI_BYTE_NS);
    };
    this.passTime();
  }

  // The emulator's own computer asks for address, descriptors and configuration; but it answers each
  // wish for data at once with none, so that the board would never sleep. Ours waits until there are.
  wireComputer() {
    const usb = this.mcu.usbCtrl;
    const computer = new this.js.USBCDC(usb);
    this.computer = computer;
    computer.onDeviceConnected = () => (this.connected = true);
    computer.onSerialData = (bytes) => this.fromBoard(bytes);
    usb.onEndpointRead = (endpoint, size) => {
      if (endpoint !== computer.outEndpoint) return;
      this.wanted = size;
      this.handOver();
    };
  }

  handOver() {
    if (this.wanted === null || this.toBoard.length === 0) return;
    const bytes = Uint8Array.from(this.toBoard.splice(0, this.wanted));
    this.wanted = null;
    this.mcu.usbCtrl.endpointReadDone(this.computer.outEndpoint, bytes);
  }

  send(bytes) {
    this.toBoard.push(...bytes);
    this.handOver();
  }

  order(line) {
    const [word, ...rest] = line.trim().split(/\s+/);
    const numbers = rest.map(Number);
    if (word === "load") this.model.model_volts(...numbers.map((n) => (n / GAIN / FULL_COUNTS) * VREF_V));
    else if (word === "send") this.send(Buffer.from(rest.join(""), "hex"));
    else if (word in FAULTS) {
      this.model.model_advance(this.clock.nanos);
      this.model.model_fault(FAULTS[word], numbers[0] ?? 0);
      this.passTime();
    } else if (word) throw new Error(`unknown order: ${line}`);
  }

  runUntil(endNs) {
    const { core } = this.mcu;
    const { clock } = this;
    while (clock.nanos < endNs) {
      // An interrupt that waits already ends a WFI at once, masked or not (ARMv6-M); rp2040js
      // sleeps on until another one comes.
      if (core.waiting && core.pendingInterrupts & core.enabledInterrupts) core.waiting = false;
      if (core.waiting) {
        clock.tick(Math.min(clock.nanosToNextAlarm || 1000, endNs - clock.nanos));
      } else {
        clock.tick(core.executeInstruction() * CYCLE_NS);
        this.nInstructions++;
      }
    }
  }
}

// Orders of a file, "at SECONDS order": each is given when its time has come.
class Script {
  constructor(file) {
    const lines = file ? fs.readFileSync(file, "ascii").split("\n") : [];
    this.orders = lines.map((line) => {
      const timed = /^at (\S+) (.*)$/.exec(line);
      return timed ? [Number(timed[1]) * 1e9, timed[2]] : [0, line];
    });
    this.next = 0;
  }

  run(board, endNs) {
    for (; this.next < this.orders.length && this.orders[this.next][0] <= endNs; this.next++) {
      board.runUntil(this.orders[this.next][0]);
      board.order(this.orders[this.next][1]);
    }
    board.runUntil(endNs);
  }
}

function runScript(board, given) {
  const out = fs.openSync(given.out, "w");
  board.fromBoard = (bytes) => fs.writeSync(out, bytes);
  new Script(given.script).run(board, Number(given.seconds) * 1e9);
  fs.closeSync(out);
}

function readNow(fd, buffer) {
  try {
    return fs.readSync(fd, buffer);
  } catch (error) {
    if (error.code === "EAGAIN") return 0;
    if (error.code === "EIO" || error.code === "EOF") return -1;
    throw error;
  }
}

// In real time: orders on standard input, the line on a pseudo terminal whose descriptor is handed over.
function runLive(board, given) {
  const buffer = Buffer.alloc(4096), waiting = [], pty = Number(given.pty);
  let orders = "";
  board.fromBoard = (bytes) => waiting.push(...bytes);
  const script = new Script(given.script);
  const startMs = performance.now();
  let nDropped = 0;
  const slice = () => {
    const dueNs = (performance.now() - startMs) * 1e6 * Number(given.pace);
    // Behind: at most a slice at a time, so that orders and bytes are not kept waiting.
    for (let i = 0; i < 20 && board.clock.nanos < dueNs; i++) {
      const n = readNow(pty, buffer);
      if (n > 0) board.send(buffer.subarray(0, n));
      script.run(board, Math.min(board.clock.nanos + SLICE_NS, dueNs));
      while (waiting.length) {
        try {
          waiting.splice(0, fs.writeSync(pty, Uint8Array.from(waiting)));
        } catch (error) {
          if (error.code !== "EAGAIN") throw error;
          if (waiting.length > 65536) nDropped += waiting.splice(0).length; // Nobody reads.
          break;
        }
      }
    }
    setTimeout(slice, board.clock.nanos < dueNs ? 0 : 1);
  };
  process.stdin.on("data", (text) => {
    orders += text;
    const lines = orders.split("\n");
    orders = lines.pop();
    for (const line of lines) board.order(line);
  });
  process.stdin.on("end", () => process.exit(0));
  console.log("ready");
  slice();
}

const given = options();
const board = new Board(await emulator(given.tools), loadModel(given.model), given);
if (given.pty) runLive(board, given);
else {
  const startMs = performance.now();
  runScript(board, given);
  const seconds = (performance.now() - startMs) / 1e3;
  console.log(
    JSON.stringify({
      board_s: board.clock.nanos / 1e9,
      took_s: seconds,
      n_instructions: board.nInstructions,
      n_conversions: board.model.model_conversions(),
      n_late_reads: board.model.model_late_reads(),
      connected: Boolean(board.connected),
    }),
  );
}
