import { call } from "./api.js";
import { byId, newId, number } from "./dom.js";
import { contradicting, invalid, somePurchase } from "./purchase.js";

const durationMs = 60_000;
const tickMs = 100;

// A browser has six connections to a server. The dashboard needs some, too.
const inFlightMax = 4;
let path = null;
let run = null;

/** Lets the button send traffic for a minute, and stop it. */
export function setUpTraffic() {
  byId("traffic-button").addEventListener("click", () => run ? stop("Stopped.") : start());
}

/** A process that can't buy has no traffic. */
export function showTraffic({ functions }) {
  path = functions.Buy;
  byId("traffic").hidden = !path;
}

function start() {
  const counts = { inFlight: 0, sent: 0, repeated: 0, contradictory: 0, bad: 0 };
  run = { until: performance.now() + durationMs, timer: setInterval(tick, tickMs), ...counts };
  byId("traffic-button").textContent = "Stop the traffic";
  tick();
}

function stop(why) {
  clearInterval(run.timer);
  tell(why);
  byId("traffic-button").textContent = "Send traffic for a minute";
  run = null;
}

function tick() {
  const leftMs = run.until - performance.now();
  if (leftMs <= 0) return stop("The minute is over.");

  tell(`${Math.ceil(leftMs / 1000)} s left.`);

  // In waves, like real traffic: 2 to 10 calls a second.
  const share = 0.6 + 0.4 * Math.sin(leftMs / 4000);
  if (Math.random() < share && run.inFlight < inFlightMax) send(run);
}

const tell = (words) => byId("traffic-told").textContent =
  `${words} ${number.format(run.sent)} sent: ${run.repeated} repeated, ${run.contradictory} contradictory, ${run.bad} bad.`;

async function send(mine) {
  mine.inFlight++;
  try {
    const { status } = await next(mine, ++mine.sent % 40);
    if (mine === run && (status === 401 || status >= 500)) stop(`Stopped: the server answered ${status}.`);
  } catch {
    if (mine === run) stop("Stopped: the server didn't answer.");
  } finally {
    mine.inFlight--;
  }
}

// One of each kind comes early, so that a short run shows them all.
function next(mine, turn) {
  const { before } = mine;
  if (turn % 12 === 6) return count("repeated", before);
  if (turn === 10) return count("contradictory", { ...before, purchase: contradicting(before.purchase) });
  if (turn === 14) return count("bad", { purchase: invalid(), key: newId() });
  if (turn === 20) {
    mine.bad++;
    return call("POST", "/dashboard/bad-event");
  }

  return buy(mine.before = { purchase: somePurchase(), key: newId() });

  function count(kind, one) {
    mine[kind]++;
    return buy(one);
  }
}

const buy = ({ purchase, key }) => call("POST", path, { body: JSON.stringify(purchase), headers: { "idempotency-key": key } });
