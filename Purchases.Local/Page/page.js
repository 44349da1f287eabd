import * as buying from "./buy.js";
import { byId } from "./dom.js";
import { follow } from "./feed.js";
import { show } from "./state.js";

const statuses = { connecting: "Connecting…", live: "Live", away: "Not connected, trying again", locked: "The key is needed", paused: "Paused" };

let key = sessionStorage.getItem("key") ?? "";

buying.setUp(() => key);
const feed = follow(() => key, {
  onState(state) {
    show(state);
    buying.settle(state);
  },
  onStatus: setStatus,
});

// A page that nobody sees costs the server nothing, and leaves the browser its few connections.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return feed.restart();
  feed.stop();
  setStatus("paused");
});

byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  key = byId("key").value;
  sessionStorage.setItem("key", key);
  setStatus("connecting");
  feed.restart();
});

function setStatus(state) {
  byId("status").dataset.state = state;
  byId("status").textContent = statuses[state];
  const asking = byId("key-form");
  if (state === "locked" && asking.hidden) {
    asking.hidden = false;
    byId("key").focus();
  }
  if (state === "locked" && key) byId("key-hint").textContent = "That key isn't the one. Which is it?";
  if (state === "live" && !asking.hidden) {
    asking.hidden = true;
    byId("userId").focus();
  }
}
