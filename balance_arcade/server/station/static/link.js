// The websocket, and orders over it. A Stop goes two ways at once and is repeated until answered.

import { openSocket, orderHeaders } from "./visitor.js";

const RECONNECT_MS = [250, 500, 1000, 2000];
const REPEAT_MS = 500;
const STOP_TRIES = 20;
const ANSWER_MS = 3000;
// What a server that is ended on purpose sends last.
const GOING_AWAY = new Set([1001, 1012]);

/** Place of the board that this page shows: its address says it, and without a word it is the first. */
export function boardPlace() {
  const found = location.pathname.match(/^\/board\/(\d+)$/);
  return found ? Number(found[1]) : 1;
}

export class Link {
  constructor({ onFrame, onOpen, onClose }, place = boardPlace()) {
    this.handlers = { onFrame, onOpen, onClose };
    this.board = `?board=${place}`;
    // The secret name under which this page steers; another page, or this one loaded anew, has another.
    this.lease = newId();
    this.onOrder = () => {};
    this.onAnswer = () => {};
    this.waiting = new Map();
    this.failures = 0;
    this.socket = null;
  }

  connect() {
    const socket = openSocket(`/ws${this.board}`);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      this.handlers.onOpen();
    };
    socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    socket.onclose = ({ code }) => {
      this.handlers.onClose(GOING_AWAY.has(code));
      // Waits grow, so that a station that is gone for long is not asked four times a second.
      const wait = RECONNECT_MS[Math.min(this.failures, RECONNECT_MS.length - 1)];
      this.failures += 1;
      setTimeout(() => this.connect(), wait);
    };
  }

  receive(message) {
    if (message.type !== "answer") {
      this.handlers.onFrame(message);
      return;
    }
    this.take(message, message.cmd);
  }

  /** Take an answer; a Stop that failed on one way goes on being repeated on both. */
  take(answer, cmd) {
    if (answer.status !== "error" || cmd !== "stop") this.settle(answer.id, answer);
  }

  settle(id, answer) {
    const resolve = this.waiting.get(id);
    if (!resolve) return;
    this.waiting.delete(id);
    resolve(answer);
  }

  isOpen() {
    return this.socket !== null && this.socket.readyState === WebSocket.OPEN;
  }

  /** Give an order; the promise always resolves to {status, reason}. */
  order(cmd, args = {}) {
    const order = { id: newId(), cmd, args, lease: this.lease };
    this.onOrder(cmd);
    return new Promise((resolve) => {
      this.waiting.set(order.id, (answer) => { this.onAnswer(cmd, answer); resolve(answer); });
      if (cmd === "stop") {
        this.insist(order, STOP_TRIES);
        return;
      }
      if (!this.sendBySocket(order)) this.post(order);
      setTimeout(() => this.settle(order.id, unanswered(order.id)), ANSWER_MS);
    });
  }

  sendBySocket(order) {
    if (!this.isOpen()) return false;
    this.socket.send(JSON.stringify(order));
    return true;
  }

  async post(order) {
    try {
      const response = await fetch(`/api/order${this.board}`, {
        method: "POST",
        headers: orderHeaders(),
        body: JSON.stringify(order),
      });
      const answer = await response.json();
      this.take({ ...answer, id: order.id }, order.cmd);
    } catch {
      // The station does not answer at all; whoever waits is told when the time is up.
    }
  }

  /** The same id every time: the session carries it out once however often it arrives. */
  insist(order, tries) {
    if (!this.waiting.has(order.id)) return;
    if (tries === 0) {
      this.settle(order.id, unanswered(order.id));
      return;
    }
    this.sendBySocket(order);
    this.post(order);
    setTimeout(() => this.insist(order, tries - 1), REPEAT_MS);
  }
}

function unanswered(id) {
  return { id, status: "error", reason: "no answer from the station" };
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
