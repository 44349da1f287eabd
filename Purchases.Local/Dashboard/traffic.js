import { call } from "./api.js";
import { newKey } from "./calls.js";
import { byId, number } from "./dom.js";

const durationMs = 60_000;
const tickMs = 100;
const inFlightMax = 8;
const users = ["ada", "alan", "barbara", "donald", "edsger", "frances", "grace", "hedy", "katherine", "tony"];
const items = ["coffee beans", "desk lamp", "headphones", "keyboard", "monitor arm", "notebook", "pencils", "teapot", "webcam"];

let path = null;
let run = null;

/** Lets the button send a minute of purchases, and stop them. */
export function setUp() {
  byId("traffic-button").addEventListener("click", () => run ? stop("Stopped.") : start());
}

/** There is no traffic where nothing can be bought. */
export function settle(state) {
  path = state.buy;
  byId("traffic").hidden = !path;
}

function start() {
  const counts = { inFlight: 0, sent: 0, repeated: 0, contradicted: 0, bad: 0 };
  run = { until: performance.now() + durationMs, timer: setInterval(tick, tickMs), ...counts };
  byId("traffic-button").textContent = "Stop the traffic";
  tick();
}

function stop(why) {
  clearInterval(run.timer);
  byId("traffic-told").textContent = `${why} ${told(run)}`;
  byId("traffic-button").textContent = "Send traffic for a minute";
  run = null;
}

function tick() {
  const leftMs = run.until - performance.now();
  if (leftMs <= 0) return stop("The minute is over.");

  byId("traffic-told").textContent = `${Math.ceil(leftMs / 1000)} s left. ${told(run)}`;

  // It comes in waves, as traffic does: 2 to 10 calls a second.
  const share = 0.6 + 0.4 * Math.sin(leftMs / 4000);
  if (Math.random() < share && run.inFlight < inFlightMax) send(run);
}

const told = ({ sent, repeated, contradicted, bad }) =>
  `${number.format(sent)} sent, of them ${repeated} repeated, ${contradicted} contradictory, ${bad} bad.`;

async function send(mine) {
  const one = next(mine);
  mine.inFlight++;
  try {
    const { status } = await one();
    if (mine === run && (status === 401 || status >= 500)) stop(`Stopped: the app answers ${status}.`);
  } catch {
    if (mine === run) stop("Stopped: the app doesn't answer.");
  } finally {
    mine.inFlight--;
  }
}

// What comes next. Of each kind one early, so that a short run shows it all.
function next(mine) {
  mine.sent++;
  const turn = mine.sent;
  const { before } = mine;
  if (turn % 12 === 6) {
    mine.repeated++;
    return () => buy(before.purchase, before.key);
  }
  if (turn % 40 === 10) {
    mine.contradicted++;
    return () => buy({ ...before.purchase, quantity: before.purchase.quantity + 1 }, before.key);
  }
  if (turn % 40 === 14) {
    mine.bad++;
    return () => buy({ userId: any(users), itemId: any(items), quantity: 0 }, newKey());
  }
  if (turn % 40 === 18) {
    mine.bad++;
    return () => call("POST", "/bad-event");
  }

  const bought = { purchase: { userId: any(users), itemId: any(items), quantity: 1 + Math.floor(Math.random() ** 3 * 12) }, key: newKey() };
  mine.before = bought;
  return () => buy(bought.purchase, bought.key);
}

const buy = (purchase, key) => call("POST", path, JSON.stringify(purchase), { "idempotency-key": key });
const any = (list) => list[Math.floor(Math.random() * list.length)];
