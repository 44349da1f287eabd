import { call } from "./api.js";
import { arrange, byId, clock, cut, element, isPointedAt, moment, number } from "./dom.js";
import { fields, idOf, queryOfUser, timeOf } from "./purchase.js";

const progressWords = { waiting: "Waiting", recorded: "Recorded", duplicate: "Duplicate", rejected: "Rejected" };
const foundMax = 50;
let newest = [];
let found = null;
let paths = {};

/** The newest purchases, and the lookup that takes their place. */
export function setUpPurchases() {
  byId("newest-head").append(...["Time", ...fields.map(({ label }) => label), "State"].map((label, i) => {
    const head = element("th", label, fields[i - 1]?.isNumber ? "number" : "");
    return Object.assign(head, { role: "columnheader", scope: "col" });
  }));
  byId("newest").addEventListener("pointerleave", () => show());
  byId("lookup").addEventListener("submit", (event) => {
    event.preventDefault();
    lookUp(byId("lookup-text").value);
  });
  byId("lookup-end").addEventListener("click", () => lookUp(""));
}

export function showPurchases(state) {
  newest = state.newest ?? newest;
  paths = state.functions;
  byId("lookup").hidden = !paths.GetPurchases;
  if (!isPointedAt(byId("newest"))) show();
}

/** Shows the recorded purchase with this eventId, or else those of this user; for an empty text the newest purchases. */
export async function lookUp(text) {
  byId("lookup-text").value = text;
  found = text ? { text, purchases: [], words: "Searching…" } : null;
  const mine = found;
  show();
  if (!text) return;

  try {
    const one = paths.GetPurchase && await call("GET", paths.GetPurchase.replace(/\{.*\}/, encodeURIComponent(text)));
    const { status, body } = one?.status === 200 ? one : await call("GET", `${paths.GetPurchases}?${queryOfUser(text)}&limit=${foundMax}`);
    mine.purchases = status !== 200 ? [] : body.purchases ?? [body];
    mine.words = status === 200 ? "No recorded purchase has this eventId or user." : body.detail;
  } catch {
    mine.words = "No answer arrived. Try again.";
  }
  if (mine === found) show();
}

function show() {
  const seen = found?.purchases.map((purchase) => ({ offset: "found", progress: "recorded", purchase })) ?? newest;
  arrange(byId("newest"), seen, keyOf, rowOf);
  byId("newest-title").textContent = found ? `${seen.length === foundMax ? "The newest " : ""}${seen.length} found` : "Newest purchases";
  byId("newest-empty").textContent = found?.words ?? "No purchases yet.";
  byId("newest-empty").hidden = seen.length > 0;
  byId("lookup-end").hidden = !found;
}

// An offset alone isn't enough: with another data directory it belongs to another event.
const keyOf = ({ offset, progress, purchase }) => `${offset} ${progress} ${idOf(purchase)}`;

function rowOf({ progress, purchase }) {
  const at = new Date(timeOf(purchase));
  const isToday = at.toDateString() === new Date().toDateString();
  const time = element("td", isToday ? clock.format(at) : at.toLocaleDateString());
  time.title = `${moment(at)}, eventId ${idOf(purchase)}`;
  const state = element("span", progressWords[progress], "state");
  state.dataset.state = progress;
  const row = element("tr", "", "", time, ...fields.map(({ name, isNumber }) =>
    isNumber ? element("td", number.format(purchase[name]), "number") : cut("td", purchase[name])), element("td", "", "", state));

  // In a narrow list rows are laid out as cards, which would cost them their meaning as a table.
  row.role = "row";
  for (const cell of row.children) cell.role = "cell";
  return row;
}
