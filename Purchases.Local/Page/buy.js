import { byId, element, progress } from "./dom.js";

const fields = ["userId", "itemId", "quantity"];
let path = "/buy";
let last = null;

/** Lets the form buy. */
export function setUp(getKey) {
  byId("buy").addEventListener("submit", (event) => {
    event.preventDefault();
    buy({ body: bodyOf(new FormData(event.target)), name: newName() }, getKey());
  });
  byId("again").addEventListener("click", () => buy(last.call, getKey()));
}

/** Says what became of the last purchase, once the feed knows. */
export function settle(state) {
  path = state.buy;
  byId("buy").hidden = !path;
  byId("no-buy").hidden = !!path;
  if (!last || last.settled || last.repeated) return;

  const seen = state.purchases.find(({ purchase }) => purchase.eventId === last.eventId);
  if (!seen || seen.progress === "waiting") return;

  last.settled = true;
  tell(seen.progress, `${progress[seen.progress]}, seen ${Math.round(performance.now() - last.acceptedAt)} ms later`);
}

async function buy(call, key) {
  showErrors({});
  const startedAt = performance.now();
  const headers = { "content-type": "application/json", "idempotency-key": call.name };
  if (key) headers["x-functions-key"] = key;
  try {
    const response = await fetch(path, { method: "POST", headers, body: call.body });
    const answer = await response.json();
    if (response.status !== 202) return refuse(answer);

    last = { call, eventId: answer.eventId, acceptedAt: performance.now(), settled: false, repeated: last?.eventId === answer.eventId };
    byId("again").disabled = false;
    tell("accepted", `Accepted in ${Math.round(last.acceptedAt - startedAt)} ms`, answer.eventId);
    if (last.repeated) tell("duplicate", "The same call, so the same purchase: it is recorded once");
  } catch {
    refuse({ detail: "The app doesn't answer." });
  }
}

// Digits go into the JSON as they were typed, so that the server judges the number itself and not what JavaScript made of it.
function bodyOf(form) {
  const quantity = form.get("quantity").trim();
  const written = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(quantity) ? quantity : JSON.stringify(quantity);
  return `{"userId":${JSON.stringify(form.get("userId"))},"itemId":${JSON.stringify(form.get("itemId"))},"quantity":${written}}`;
}

// The call's Idempotency-Key. crypto.randomUUID is only there on https and localhost.
function newName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell(state, text, code) {
  const line = element("p", text, "step");
  line.dataset.state = state;
  if (code) line.append(element("code", code));
  if (state === "accepted") byId("outcome").replaceChildren(line);
  else byId("outcome").append(line);
}

function refuse(problem) {
  const line = element("p", problem.errors ? "The purchase can't be taken." : problem.detail, "step");
  line.dataset.state = "rejected";
  byId("outcome").replaceChildren(line);
  showErrors(problem.errors ?? {});
}

function showErrors(errors) {
  for (const name of fields) {
    byId(`${name}-error`).textContent = errors[name]?.join("; ") ?? "";
    byId(name).setAttribute("aria-invalid", name in errors);
  }
  const first = fields.find((name) => name in errors);
  if (first) byId(first).focus();
}
