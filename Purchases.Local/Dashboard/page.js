import { hasKey, setKey } from "./api.js";
import * as buying from "./buy.js";
import { setUpChart, showChart } from "./chart.js";
import { byId, clock } from "./dom.js";
import { follow } from "./feed.js";
import { setUpInspector } from "./inspector.js";
import { setUpHold, showPurchases } from "./purchases.js";
import { setUpRejected, showRejected } from "./rejected.js";
import { showTiles } from "./tiles.js";
import * as traffic from "./traffic.js";

const statuses = { connecting: "Connecting…", live: "Live", locked: "The key is needed", paused: "Paused" };

let since = null;
let lostAt = null;

buying.setUp();
traffic.setUp();
setUpChart();
setUpHold();
setUpInspector();
setUpRejected();
byId("curl").textContent =
  `curl -X POST ${location.origin}/buy -H 'Content-Type: application/json' \\\n  -d '{"userId":"u1","itemId":"i99","quantity":2}'`;
const feed = follow({ onState: show, onStatus: setStatus });

// A page that nobody sees costs the server nothing, and leaves the browser its few connections.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return feed.restart();
  feed.stop();
  setStatus("paused");
});

byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(byId("key").value);
  setStatus("connecting");
  feed.restart();
});

function show(state) {
  if (since && since !== state.since) buying.forget();
  since = state.since;
  lostAt = null;
  document.body.classList.remove("stale");

  byId("docs").hidden = !state.docs;
  byId("problem").hidden = !state.problem;
  byId("problem").textContent = state.problem ?? "";
  showTiles(state);
  showChart(state);
  showPurchases(state.purchases);
  showRejected(state);
  buying.settle(state);
  traffic.settle(state);
}

// The same words again would be read out again.
function tell(words) {
  if (byId("status").textContent !== words) byId("status").textContent = words;
}

function setStatus(status, why) {
  if (status === "away") {
    lostAt ??= new Date();
    document.body.classList.add("stale");
  }
  byId("status").dataset.state = status;
  tell(statuses[status] ?? why ?? `Not connected since ${clock.format(lostAt)}. What you see is from then; trying again …`);

  const asking = byId("key-form");
  if (status === "locked" && asking.hidden) {
    asking.hidden = false;
    byId("key").focus();
  }
  if (status === "locked" && hasKey()) byId("key-hint").textContent = "That key isn't the one. Which is it?";
  if (status === "live" && !asking.hidden) {
    asking.hidden = true;
    byId("userId").focus();
  }
}
