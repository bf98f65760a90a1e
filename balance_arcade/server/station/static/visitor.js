// Who looks at this page. On this computer that is whoever sits here, and nothing is asked; over the
// network the station's door writes into the page's head what the visitor may do, and the token
// that every order and every websocket has to bring along.

function told(name) {
  const meta = document.querySelector(`meta[name="station-${name}"]`);
  return meta ? meta.content : "";
}

// What the station closes a websocket with when its visitor is no longer let in.
const LOGGED_OUT = 4401;

const token = told("token");

/** Why this visitor's orders are refused, as a clause; empty for who may steer. Stop is for all. */
export const WATCHES_ONLY = told("role") === "viewer" ? "you are here to watch; ask a controller" : "";

/** Open a websocket of the station; the token goes as a subprotocol, for nothing else can carry it. */
export function openSocket(path) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const url = `${scheme}://${location.host}${path}`;
  if (!token) return new WebSocket(url);
  const socket = new WebSocket(url, ["station", `token.${token}`]);
  socket.addEventListener("close", ({ code }) => { if (code === LOGGED_OUT) location.replace("/login"); });
  return socket;
}

/** Headers of a request that changes something. */
export function orderHeaders() {
  const headers = { "Content-Type": "application/json" };
  if (token) headers["X-Station-Token"] = token;
  return headers;
}
