import { call } from "./api.js";
import { compare, isJson, readable } from "./content.js";
import { byId, element, moment } from "./dom.js";
import { noteOf } from "./selection.js";

// One rejected event, whole: what it holds, how it differs from what is recorded, and what can be done about it.
let path = null;
let reload = null;
let shown = null;

export function setUpInspector() {
  const dialog = byId("inspector");
  byId("inspector-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => path = null);
  byId("value").addEventListener("input", label);
  byId("value-undo").addEventListener("click", () => {
    byId("value").value = shown.value;
    label();
  });
  byId("replay").addEventListener("click", () => act("replay", isChanged() ? byId("value").value : undefined));
  byId("dismiss").addEventListener("click", () => act("dismiss", noteOf(byId("note"))));
}

/** @param again Reads the list again. */
export async function inspect(eventPath, again) {
  [path, reload, shown] = [eventPath, again, null];
  byId("inspector-told").textContent = "";
  byId("note").value = "";
  if (await read()) byId("inspector").showModal();
}

/** After the list was read again, what is open may have been dealt with. */
export async function refreshInspector() {
  if (path && shown?.state === "waiting") await read();
}

async function read() {
  const { status, body } = await call("GET", path).catch(() => ({}));
  if (status !== 200) return false;

  byId("inspector-reason").textContent = body.reason;
  showFacts(body);
  showDifference(body);
  byId("event-key").textContent = readable(body.content.key);
  byId("inspector-actions").hidden = body.state !== "waiting";
  byId("value").readOnly = body.state !== "waiting";

  // What a person is correcting stays as it is being written.
  const value = readable(body.content.value);
  if (!shown) {
    byId("value").value = value;
    byId("value-hint").hidden = isJson(body.content.value);
  }
  shown = { state: body.state, value };
  label();
  return true;
}

function showFacts({ id, code, rejectedAt, state, replayedAs, dismissedAt, note }) {
  const facts = [
    ["State", { waiting: "Waits for you", replayed: `Replayed as ${replayedAs}`, dismissed: "Dismissed" }[state]],
    ["Note", note],
    ["Dismissed", dismissedAt && moment(dismissedAt)],
    ["Rejected", moment(rejectedAt)],
    ["Position", id],
    ["Code", code],
  ];
  byId("facts").replaceChildren(...facts.filter(([, text]) => text).flatMap(([name, text]) => [element("dt", name), element("dd", text)]));
}

function showDifference({ recorded, content }) {
  byId("difference").hidden = !recorded;
  if (!recorded) return;

  byId("difference-rows").replaceChildren(...compare(recorded, content.value).map(({ name, recorded, rejected, differs }) => {
    const row = element("tr", "", differs ? "differs" : "");
    row.append(element("th", name), element("td", recorded), element("td", rejected));
    row.firstElementChild.scope = "row";
    return row;
  }));
}

const isChanged = () => byId("value").value !== shown.value;

function label() {
  const changed = isChanged();
  byId("replay").textContent = changed ? "Replay as corrected" : "Replay as it was";
  byId("value-undo").hidden = !changed;
}

async function act(action, body) {
  try {
    const answer = await call("POST", `${path}/${action}`, body);
    if (answer.status >= 300) return tell("rejected", faultsOf(answer.body));

    tell("accepted", action === "replay"
      ? "It is on the topic again, and leaves this list once the recorder has dealt with it."
      : "Dismissed; it stays on record.");
    reload();
  } catch {
    tell("unsure", "No answer came. Trying again is safe: what is under way already isn't replayed twice.");
  }
}

function faultsOf({ detail, errors }) {
  const faults = Object.entries(errors ?? {}).map(([name, faults]) => `${name} ${faults.join("; ")}`);
  return faults.length > 0 ? `It would be rejected again: ${faults.join("; ")}.` : detail;
}

function tell(state, words) {
  byId("inspector-told").dataset.state = state;
  byId("inspector-told").textContent = words;
}
