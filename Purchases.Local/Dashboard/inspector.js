import { call } from "./api.js";
import { readable, syntaxFault } from "./content.js";
import { byId, element, moment } from "./dom.js";
import { asNewPurchase, differences, idOf, userOf } from "./purchase.js";
import { lookUp } from "./purchases.js";

// One rejected event: what it contains, how it differs from the recorded purchase, and what can be done about it.
const successors = new Map();
let path = null;
let shown = null;

export function setUpInspector() {
  byId("inspector").addEventListener("close", () => path = null);
  byId("value").addEventListener("input", label);
  byId("replay").addEventListener("click", () => act("replay", replayBody()));
  byId("dismiss").addEventListener("click", () => act("dismiss", noteOf(byId("note"))));
}

/** The body of a dismissal; undefined without a note. */
export const noteOf = (input) => input.value.trim() ? JSON.stringify({ note: input.value.trim() }) : undefined;

/** @returns Whether there is such an event. */
export async function inspect(eventPath) {
  const { status, body } = await call("GET", eventPath).catch(() => ({}));
  if (status !== 200) return false;

  path = eventPath;
  byId("value").value = readable(body.content.value);
  byId("note").value = "";
  tell("", "");
  show(body);
  if (!byId("inspector").open) byId("inspector").showModal();
  return true;
}

/** The open event may have been replayed or dismissed. The text that was typed into it stays. */
export async function refreshInspector() {
  const asked = path;
  if (!asked || shown.state !== "waiting") return;

  const { status, body } = await call("GET", asked).catch(() => ({}));
  if (status !== 200 || asked !== path) return;
  if (body.state === "replayed") tell("recorded", "The recorder has processed the replay.");
  show(body);
}

function show(event) {
  const { id, code, content, dismissedAt, note, reason, recorded, rejectedAt, replayedAs, state } = event;
  const facts = [
    ["State", replayedAs ? linkTo(replayedAs) : { waiting: "Open", dismissed: "Dismissed" }[state]],
    ["Note", note],
    ["Dismissed", dismissedAt && moment(dismissedAt)],
    ["Rejected", moment(rejectedAt)],
    ["Position", id],
    ["Code", code],
    ["Differs in", recorded && differences(recorded, content.value.text)],
    ["Key", readable(content.key)],
  ];
  shown = event;
  byId("inspector-reason").textContent = reason;
  byId("facts").replaceChildren(...facts.filter(([, fact]) => fact)
    .flatMap(([name, fact]) => [element("dt", name), element("dd", "", "", fact)]));
  byId("inspector-actions").hidden = state !== "waiting";
  byId("value").readOnly = state !== "waiting";
  label();
}

function linkTo(position) {
  const link = element("button", `Replayed as ${position}`, "link");
  link.type = "button";
  link.addEventListener("click", () => openSuccessor(position));
  return link;
}

// The successor is rejected too, or its purchase is recorded.
async function openSuccessor(position) {
  if (await inspect(path.replace(shown.id, position))) return;

  byId("inspector").close();
  lookUp(successors.get(shown.id) ?? userOf(shown));
  byId("lookup-text").focus();
}

const isChanged = () => byId("value").value !== readable(shown.content.value);

// A conflict would be rejected again under its eventId. Under a new one it is another purchase.
function replayBody() {
  if (shown.recorded) return asNewPurchase(byId("value").value);
  return isChanged() ? byId("value").value : undefined;
}

function label() {
  const fault = syntaxFault(byId("value").value);
  byId("value").setAttribute("aria-invalid", !!fault);
  byId("value-fault").textContent = fault ? `This isn't valid JSON: ${fault}` : "";
  byId("replay").disabled = !!fault;
  byId("replay").textContent = shown.recorded ? "Record as a new purchase" : isChanged() ? "Replay as corrected" : "Replay unchanged";
}

async function act(action, body) {
  const { id } = shown;
  const answer = await call("POST", `${path}/${action}`, { body }).catch(() => null);
  if (!answer) return tell("unsure", "No answer arrived. You can safely try again: a replay in progress isn't started twice.");
  if (answer.status >= 300) return tell("rejected", faultsOf(answer.body));

  if (action === "replay") successors.set(id, idOf(answer.body));
  tell("accepted", action === "replay"
    ? "The event is on the topic again. It stays open here until the recorder has processed the replay."
    : "Dismissed. The event is kept in the list of dismissed events.");
  refreshInspector();
}

function faultsOf({ detail, errors }) {
  const faults = Object.entries(errors ?? {}).map(([name, faults]) => `${name} ${faults.join("; ")}`);
  return faults.length > 0 ? `The event would be rejected again: ${faults.join("; ")}.` : detail;
}

function tell(state, words) {
  byId("inspector-told").dataset.state = state;
  byId("inspector-told").textContent = words;
}
