import { byId, clock, cut, element, isPointedAt, number, progress } from "./dom.js";

// While many come, the list moves on once a second: it would be a blur otherwise. Only one or two that come after a quiet moment stand out.
const calmMs = 1000;
const standOutMax = 2;

let newest = [];
let shownAt = -Infinity;
let later = 0;

/** The newest purchases. Rows that stay keep their element, and with it what is selected in it. */
export function showPurchases(purchases) {
  newest = purchases;
  const rows = shown();
  for (const seen of purchases) setProgress(rows.get(idOf(seen)), seen);

  clearTimeout(later);
  if (isHeld()) return;

  const restMs = shownAt + calmMs - performance.now();
  if (restMs > 0) later = setTimeout(() => showPurchases(newest), restMs);
  else arrange(rows);
}

/** While the pointer rests on the list it stays as it is. */
export function setUpHold() {
  const list = byId("newest");
  list.addEventListener("pointerenter", () => byId("held").hidden = !isHeld());
  list.addEventListener("pointerleave", () => {
    byId("held").hidden = true;
    showPurchases(newest);
  });
}

const isHeld = () => isPointedAt(byId("newest"));
const shown = () => new Map([...byId("newest").children].map((row) => [row.dataset.id, row]));

// The offset alone would not do: after a restart on other data it may be another event's.
const idOf = ({ offset, purchase }) => `${offset} ${purchase.eventId}`;

function arrange(rows) {
  const body = byId("newest");
  const fresh = newest.filter((seen) => !rows.has(idOf(seen))).length;
  const standOut = rows.size > 0 && fresh <= standOutMax && performance.now() - shownAt > 2 * calmMs;
  newest.forEach((seen, i) => {
    const id = idOf(seen);
    const row = rows.get(id) ?? rowOf(seen, standOut);
    rows.delete(id);
    if (body.children[i] === row) return;

    body.insertBefore(row, body.children[i] ?? null);
    shownAt = performance.now();
  });
  for (const gone of rows.values()) gone.remove();
  byId("newest-empty").hidden = newest.length > 0;
}

function rowOf(seen, isNew) {
  const { purchase } = seen;
  const row = document.createElement("tr");
  if (isNew) row.className = "new";
  row.dataset.id = idOf(seen);
  const state = document.createElement("td");
  state.append(element("span", "", "state"));
  row.append(
    element("td", clock.format(new Date(purchase.timestamp))),
    cut("td", purchase.userId),
    cut("td", purchase.itemId),
    element("td", number.format(purchase.quantity), "number"),
    state);

  // On a phone rows are laid out as cards, which would cost them their meaning as a table.
  row.role = "row";
  ["Time", "User", "Item", "Quantity", "State"].forEach((label, i) => {
    row.children[i].role = "cell";
    row.children[i].dataset.label = label;
  });
  setProgress(row, seen);
  return row;
}

function setProgress(row, seen) {
  const state = row?.lastElementChild.firstElementChild;
  if (!state || state.dataset.state === seen.progress) return;

  state.dataset.state = seen.progress;
  state.textContent = progress[seen.progress];
}
