import { call } from "./api.js";
import { byId, clock, cut, element, isPointedAt, number } from "./dom.js";
import { inspect, refreshInspector } from "./inspector.js";
import { keepSelection, setUpSelection } from "./selection.js";

const pageSize = 10;
const sizeMax = 500;
const pauseMs = 1000;
const none = {
  waiting: "Nothing waits for you.",
  replayed: "Nothing was replayed yet.",
  dismissed: "Nothing was dismissed yet.",
};

let path = null;
let mark = null;
let state = "waiting";
let size = pageSize;
let loadedAt = -pauseMs;
let later = 0;

/** Lets a person go through the rejected events by state, and see more of them. */
export function setUpRejected() {
  setUpSelection(load);
  for (const choice of document.querySelectorAll("#rejected-states input")) choice.addEventListener("change", () => choose(choice.value));
  byId("rejected-more").addEventListener("click", () => {
    size = Math.min(size + pageSize, sizeMax);
    load();
  });
}

/** Reads the list again when the feed says that it is another one; at most once a second. */
export function showRejected({ rejected, newestRejected, held, since }) {
  path = rejected;
  byId("no-rejected").hidden = !!path;
  byId("rejected-panel").hidden = !path;
  byId("waiting-count").textContent = held.rejectedWaiting === null ? "" : number.format(held.rejectedWaiting);
  byId("waiting-count").classList.toggle("some", held.rejectedWaiting > 0);
  const now = `${since} ${held.rejectedWaiting} ${newestRejected}`;
  if (!path || now === mark || isPointedAt(byId("rejected"))) return;

  mark = now;
  clearTimeout(later);
  later = setTimeout(load, Math.max(0, loadedAt + pauseMs - performance.now()));
}

function choose(chosen) {
  state = chosen;
  size = pageSize;
  byId("rejected").replaceChildren();
  load();
}

async function load() {
  loadedAt = performance.now();
  const asked = state;
  try {
    const { status, body } = await call("GET", `${path}?state=${asked}&limit=${size}`);
    if (asked !== state) return;
    if (status === 200) arrange(body);
    else byId("rejected-told").textContent = body.detail;
  } catch {
    // Read again with the next state that the feed tells.
    mark = null;
  }
  refreshInspector();
}

// Rows that stay keep their element, and with it what is focused and ticked.
function arrange({ rejected, next }) {
  const list = byId("rejected");
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  rejected.forEach((event, i) => {
    const key = `${event.id} ${event.rejectedAt} ${event.state}`;
    const row = rows.get(key) ?? rowOf(event, key);
    rows.delete(key);
    if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
  });
  for (const gone of rows.values()) gone.remove();
  byId("rejected-empty").hidden = rejected.length > 0;
  byId("rejected-empty").textContent = none[state];
  byId("rejected-more").hidden = next === null || size === sizeMax;
  keepSelection(state === "waiting" && rejected.length > 0);
}

function rowOf(event, key) {
  const row = document.createElement("li");
  row.dataset.key = key;
  row.dataset.path = `${path}/${event.id}`;
  if (event.state === "waiting") row.append(tick(event));

  const open = element("button", "", "event");
  open.type = "button";
  const who = element("span", "", "who");
  const at = element("time", clock.format(new Date(event.rejectedAt)));
  who.append(cut("b", event.userId ?? "unknown user"), cut("span", event.itemId ?? ""), at);
  open.append(who, element("span", event.reason, "why"), element("code", event.id));
  open.addEventListener("click", () => inspect(row.dataset.path, load));
  row.append(open);
  return row;
}

function tick({ id, userId }) {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.ariaLabel = `Select ${id}${userId ? ` of ${userId}` : ""}`;
  const label = element("label", "", "tick");
  label.append(box);
  return label;
}
