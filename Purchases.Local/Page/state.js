import { draw } from "./chart.js";
import { byId, clock, element, number, progress } from "./dom.js";

/** Shows what the feed told. */
export function show(state) {
  byId("docs").hidden = !state.docs;
  byId("problem").hidden = !state.problem;
  byId("problem").textContent = state.problem ?? "";

  for (const name of ["accepted", "recorded", "duplicates", "rejected"]) setCount(`total-${name}`, state.totals[name]);
  setCount("lag", state.lag);
  setCount("on-topic", state.onTopic);
  byId("lag").closest(".stage").classList.toggle("busy", state.lag > 0);
  const elsewhere = Object.values(state.totals).some((total) => total === null);
  byId("since").textContent =
    `Since this process started at ${clock.format(new Date(state.since))}; waiting and the lists below are the whole data directory's.` +
    (elsewhere ? " A dash stands for what another process counts." : "");

  draw(byId("chart"), byId("peak"), state.recent);
  showPurchases(state.purchases);
  showRejected(state.rejected);
}

function setCount(id, count) {
  byId(id).textContent = count === null ? "–" : number.format(count);
}

// Rows that are there already stay where they are: moving one would lose what is selected in it.
function showPurchases(purchases) {
  const body = byId("newest");
  const shown = new Map([...body.children].map((row) => [row.dataset.offset, row]));
  const isFirst = shown.size === 0;
  purchases.forEach((seen, i) => {
    const offset = `${seen.offset}`;
    const row = shown.get(offset) ?? rowOf(seen, !isFirst);
    shown.delete(offset);
    row.dataset.offset = offset;
    if (body.children[i] !== row) body.insertBefore(row, body.children[i] ?? null);
    const state = row.lastElementChild.firstElementChild;
    if (state.dataset.state === seen.progress) return;

    state.dataset.state = seen.progress;
    state.textContent = progress[seen.progress];
  });
  for (const gone of shown.values()) gone.remove();
  byId("newest-empty").hidden = purchases.length > 0;
}

function rowOf({ purchase }, isNew) {
  const row = document.createElement("tr");
  if (isNew) row.className = "new";
  const state = document.createElement("td");
  state.append(element("span", "", "state"));
  row.append(
    element("td", clock.format(new Date(purchase.timestamp))),
    element("td", purchase.userId, "text"),
    element("td", purchase.itemId, "text"),
    element("td", number.format(purchase.quantity), "number"),
    state);

  // On a phone rows are laid out as cards, which would cost them their meaning as a table.
  row.role = "row";
  ["Time", "User", "Item", "Quantity", "State"].forEach((label, i) => {
    row.children[i].role = "cell";
    row.children[i].dataset.label = label;
  });
  return row;
}

function showRejected(rejected) {
  const ids = rejected.map(({ id }) => id).join();
  if (byId("rejected").dataset.ids === ids) return;

  byId("rejected").dataset.ids = ids;
  byId("rejected").replaceChildren(...rejected.map((event) => {
    const item = document.createElement("li");
    const place = element("p", "", "hint");
    place.append(element("code", event.id), ` at ${clock.format(new Date(event.rejectedAt))}`);
    item.append(element("p", event.reason, "text"), place);
    return item;
  }));
  byId("rejected-empty").hidden = rejected.length > 0;
}
