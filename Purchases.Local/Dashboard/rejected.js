import { call } from "./api.js";
import { arrange, byId, clock, cut, element, isPointedAt, number } from "./dom.js";
import { inspect, noteOf, refreshInspector } from "./inspector.js";
import { itemOf, userOf } from "./purchase.js";

const readMax = 500;
const none = { waiting: "No open rejected events.", replayed: "No event has been replayed.", dismissed: "No event has been dismissed." };
let path = null;
let mark = null;
let state = "waiting";
let events = [];

/** Lists the rejected events by state and code, and lets several be replayed or dismissed at once. */
export function setUpRejected() {
  for (const choice of document.querySelectorAll("#states input")) choice.addEventListener("change", () => {
    [state, events] = [choice.value, []];
    load();
  });
  byId("code").addEventListener("change", show);
  byId("rejected").addEventListener("change", label);
  byId("select-all").addEventListener("change", ({ target: { checked } }) => {
    for (const box of boxes()) box.checked = checked;
    label();
  });
  byId("replay-selected").addEventListener("click", () => each("replay", "replayed"));
  byId("dismiss-selected").addEventListener("click", () => each("dismiss", "dismissed", noteOf(byId("note-selected"))));
}

/** Reads the list again when the state shows that it has changed. */
export function showRejected({ functions, rejected, newestRejected, started }) {
  path = functions.GetRejectedEvents;
  byId("no-rejected").hidden = !!path;
  byId("rejected-panel").hidden = !path;
  byId("open-count").textContent = rejected === null ? "" : number.format(rejected);
  const now = `${started} ${rejected} ${newestRejected}`;
  if (!path || now === mark || isPointedAt(byId("rejected"))) return;

  mark = now;
  load();
}

async function load() {
  const asked = state;
  const { status, body } = await call("GET", `${path}?state=${asked}&limit=${readMax}`).catch(() => ({}));
  if (asked !== state) return;

  // What couldn't be read is read again with the next state.
  if (status === 200) events = body.rejected;
  else mark = null;
  byId("rejected-cut").hidden = !body?.next;
  show();
  refreshInspector();
}

function show() {
  const select = byId("code");
  const codes = [...new Set(["", select.value, ...events.map(({ code }) => code)])].sort();
  arrange(select, codes, (code) => code, (code) => new Option(code ? code.replaceAll("_", " ") : "All codes", code));
  select.hidden = codes.length < 3;

  const listed = events.filter(({ code }) => !select.value || code === select.value);
  arrange(byId("rejected"), listed, (event) => `${event.id} ${event.rejectedAt} ${event.state}`, rowOf);
  byId("rejected-empty").hidden = listed.length > 0;
  byId("rejected-empty").textContent = none[state];
  byId("selection").hidden = state !== "waiting" || listed.length === 0;
  label();
}

function rowOf(event) {
  const [at, eventPath] = [new Date(event.rejectedAt), `${path}/${event.id}`];
  const open = element("button", "", "event",
    element("span", "", "who", cut("b", userOf(event)), cut("span", itemOf(event)), element("time", clock.format(at))),
    element("span", event.reason, "why"),
    element("code", event.id));
  open.type = "button";
  open.addEventListener("click", () => inspect(eventPath));
  if (event.state !== "waiting") return element("li", "", "", open);

  const box = Object.assign(element("input"), { type: "checkbox", value: eventPath, ariaLabel: `Select ${event.id} of ${userOf(event)}` });
  return element("li", "", "", element("label", "", "tick", box), open);
}

const boxes = () => [...byId("rejected").querySelectorAll("input")];
const ticked = () => boxes().filter((box) => box.checked);

function label() {
  const [count, all] = [ticked().length, boxes().length];
  byId("select-all").checked = count > 0 && count === all;
  byId("select-all").indeterminate = count > 0 && count < all;
  byId("selected-count").textContent = count === 0 ? `Select all ${all}` : `${count} selected`;
  byId("selected-actions").hidden = count === 0;
}

async function each(action, done, body) {
  const problems = [];
  const chosen = ticked();
  for (const box of chosen) {
    const answer = await call("POST", `${box.value}/${action}`, { body }).catch(() => null);
    box.checked = answer === null || answer.status >= 300;
    if (box.checked) problems.push(answer?.body.detail ?? "No answer arrived. You can safely try again.");
  }

  const failed = problems.length > 0 ? ` ${problems.length} failed and stay selected. The first: ${problems[0]}` : "";
  byId("rejected-told").textContent = `${chosen.length - problems.length} ${done}.${failed}`;
  load();
}
