// Live centre of pressure from a station: node client.mjs [URL [SECONDS [BOARD]]]; prints JSON lines.

import { randomBytes } from "node:crypto";
import { get } from "node:http";

const url = process.argv[2] ?? "http://127.0.0.1:8571";
const seconds = Number(process.argv[3] ?? 5);
const board = Number(process.argv[4] ?? 1);
const TEXT = 1, CLOSE = 8, PING = 9, PONG = 10;

/** A frame of RFC 6455 as a client sends it: masked. Ours are shorter than 126 bytes. */
function frame(kind, payload) {
  const mask = randomBytes(4);
  const body = Buffer.from(payload.map((byte, i) => byte ^ mask[i % 4]));
  return Buffer.concat([Buffer.from([0x80 | kind, 0x80 | body.length]), mask, body]);
}

/** Frames from bytes as they come: [kind, payload] each; what is not whole yet waits. */
class Frames {
  bytes = Buffer.alloc(0);
  parts = [];

  *take(chunk) {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    while (this.bytes.length >= 2) {
      const [first, second] = this.bytes;
      const more = { 126: 2, 127: 8 }[second & 0x7f] ?? 0;
      if (this.bytes.length < 2 + more) return;
      const length = more ? Number(BigInt(`0x${this.bytes.subarray(2, 2 + more).toString("hex")}`)) : second & 0x7f;
      if (this.bytes.length < 2 + more + length) return;
      const payload = this.bytes.subarray(2 + more, 2 + more + length);
      this.bytes = this.bytes.subarray(2 + more + length);
      if ((first & 0x0f) >= CLOSE) {
        yield [first & 0x0f, payload];
        continue;
      }
      this.parts.push(payload);
      if (!(first & 0x80)) continue;
      yield [TEXT, Buffer.concat(this.parts)];
      this.parts = [];
    }
  }
}

let names = [];
let nRows = 0;

function show(message) {
  if (message.row_names) names = message.row_names;
  if (message.meta) console.log(JSON.stringify({ board: message.meta.board.board_id, origin: message.meta.board.origin }));
  for (const event of message.events ?? []) console.log(JSON.stringify({ event: event.kind }));
  const rows = message.rows ?? [];
  nRows += rows.length;
  if (rows.length) console.log(JSON.stringify(Object.fromEntries(names.map((name, i) => [name, rows.at(-1)[i]]))));
}

const asked = get(`${url.replace(/\/$/, "")}/ws?board=${board}`, {
  headers: {
    Connection: "Upgrade", Upgrade: "websocket", Origin: new URL(url).origin,
    "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
  },
});
asked.on("error", (error) => { console.error(`No station at ${url}: ${error.message}`); process.exit(1); });
asked.on("response", (answer) => { console.error(`The station refuses: ${answer.statusCode}`); process.exit(1); });
asked.on("upgrade", (_, socket, head) => {
  const frames = new Frames();
  const read = (chunk) => {
    for (const [kind, payload] of frames.take(chunk)) {
      if (kind === PING) socket.write(frame(PONG, payload));
      else if (kind === CLOSE) socket.end();
      else show(JSON.parse(payload.toString("utf8")));
    }
  };
  socket.on("data", read);
  socket.on("close", () => { console.log(JSON.stringify({ rows: nRows })); process.exit(0); });
  if (head.length) read(head);
  setTimeout(() => socket.end(frame(CLOSE, Buffer.from([0x03, 0xe8]))), seconds * 1000);
});
