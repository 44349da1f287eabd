import { call, hasKey, setKey } from "./api.js";
import { setUpBuying, showBuying } from "./buy.js";
import { setUpChart, showChart } from "./chart.js";
import { byId, clock } from "./dom.js";
import { observe } from "./history.js";
import { setUpInspector } from "./inspector.js";
import { exampleBody } from "./purchase.js";
import { setUpPurchases, showPurchases } from "./purchases.js";
import { setUpRejected, showRejected } from "./rejected.js";
import { setUpTiles, showTiles } from "./tiles.js";
import { setUpTraffic, showTraffic } from "./traffic.js";

const pollMs = 500;
const timeoutMs = 5000;
let downSince = null;
let focused = null;

for (const setUp of [setUpTiles, setUpBuying, setUpChart, setUpTraffic, setUpPurchases, setUpRejected, setUpInspector]) setUp();
poll();

async function poll() {
  for (;;) {
    const { status, body } = await call("GET", "/dashboard/state", { timeoutMs }).catch(() => ({}));
    if (status === 200) show(body);
    else if (status === 401) await askForKey();
    else showDown(body?.detail);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function show(state) {
  downSince = null;
  setStatus("live", "Live");
  byId("docs").hidden = !state.functions.GetOpenApi;
  byId("problem").hidden = !state.problem;
  byId("problem").textContent = state.problem ?? "";

  observe(state);
  byId("board").hidden = false;
  enable(true);
  if (!byId("curl").textContent && state.functions.Buy) showCurl(state.functions.Buy);
  for (const part of [showTiles, showBuying, showChart, showTraffic, showPurchases, showRejected]) part(state);
}

function showDown(why) {
  downSince ??= Date.now();
  enable(false);
  setStatus("down", why ?? `The server hasn't answered since ${clock.format(downSince)}. Trying again…`);
}

// Without a server no control works. The focus comes back with the controls.
function enable(enabled) {
  if (document.body.classList.contains("stale") !== enabled) return;

  if (!enabled) focused = document.activeElement;
  document.body.classList.toggle("stale", !enabled);
  for (const controls of document.querySelectorAll("fieldset.controls")) controls.disabled = !enabled;
  if (enabled && document.activeElement === document.body) focused.focus();
}

/** Shows nothing but the question for the key, until it is answered. */
function askForKey() {
  const form = byId("key-form");
  setStatus("locked", "Waiting for the function key");
  if (hasKey()) byId("key-hint").textContent = "This key is wrong. Enter the value of FUNCTIONS_KEY.";
  byId("inspector").close();
  byId("docs").hidden = byId("problem").hidden = byId("board").hidden = true;
  form.hidden = false;
  byId("key").focus();
  return new Promise((resolve) => form.onsubmit = (event) => {
    event.preventDefault();
    setKey(byId("key").value);
    form.hidden = true;
    setStatus("connecting", "Connecting…");
    resolve();
  });
}

// Screen readers announce each change, so the same words aren't set again.
function setStatus(state, words) {
  byId("status").dataset.state = state;
  if (byId("status").textContent !== words) byId("status").textContent = words;
}

function showCurl(path) {
  byId("curl").textContent =
    `curl -X POST ${location.origin}${path} -H 'Content-Type: application/json' \\\n  ` +
    `${hasKey() ? "-H \"x-functions-key: $FUNCTIONS_KEY\" " : ""}-d '${exampleBody}'`;

  // Browsers offer the clipboard on https and localhost only.
  byId("copy").hidden = !navigator.clipboard;
  byId("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(byId("curl").textContent);
    byId("copy").textContent = "Copied";
  });
}
