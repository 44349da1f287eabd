import { call } from "./api.js";
import { answered, begin, isUnanswered, lastUnanswered } from "./calls.js";
import { byId, element, progress } from "./dom.js";

const names = ["userId", "itemId", "quantity"];
const passedByMs = 1000;
let path = "/buy";
let last = null;
let sending = false;

/** Lets the form buy. */
export function setUp() {
  const left = lastUnanswered();
  if (left) {
    for (const name of names) byId(name).value = left[name];
    tellUnanswered();
  }

  byId("buy").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sending) buy(begin(formNow()));
  });
  byId("again").addEventListener("click", () => {
    if (!sending) buy(last.call);
  });

  // A double click means one purchase.
  byId("buy-button").addEventListener("click", (event) => {
    if (event.detail > 1) event.preventDefault();
  });
  byId("buy").addEventListener("input", (event) => {
    showError(event.target.name);
    label();
  });
  label();
}

/** Says what became of the last purchase, once the feed knows. */
export function settle(state) {
  path = state.buy;
  byId("buy").hidden = !path;
  byId("no-buy").hidden = !!path;
  if (!last || last.settled || last.repeated) return;

  const seen = state.purchases.find(({ purchase }) => purchase.eventId === last.eventId);
  const agoMs = Math.round(performance.now() - last.acceptedAt);
  if (!seen && agoMs > passedByMs) return ask(last);
  if (!seen || seen.progress === "waiting") return;

  last.settled = true;
  tell(seen.progress, `${progress[seen.progress]}, seen ${agoMs} ms later`);
}

// When so many come that the newest no longer show it, its Location tells.
async function ask(mine) {
  const { status } = await call("GET", mine.location).catch(() => ({}));
  if (status !== 200 || mine !== last || mine.settled) return;

  mine.settled = true;
  tell("recorded", progress.recorded);
}

/** Forgets what was told: it is of an app that has ended since. */
export function forget() {
  if (!isUnanswered(formNow())) byId("outcome").replaceChildren();
  last = null;
  byId("again").disabled = true;
}

async function buy(one) {
  names.forEach((name) => showError(name));
  setSending(true);
  const startedAt = performance.now();
  try {
    const { status, location, body } = await call("POST", path, bodyOf(one.form), { "idempotency-key": one.key });

    // After a 5xx the event may yet be there, as after no answer at all. Any other answer is final.
    if (status < 500) answered(one);
    if (status === 202) accept(one, body.eventId, location, startedAt);
    else refuse(body);
  } catch {
    tellUnanswered();
  } finally {
    setSending(false);
  }
}

function accept(one, eventId, location, startedAt) {
  last = { call: one, eventId, location, acceptedAt: performance.now(), settled: false, repeated: last?.eventId === eventId };
  byId("again").disabled = false;
  byId("outcome").replaceChildren();
  tell("accepted", `Accepted in ${Math.round(last.acceptedAt - startedAt)} ms`, eventId);
  if (last.repeated) tell("duplicate", "The same call, so the same purchase: it is recorded once");
}

function refuse(problem) {
  byId("outcome").replaceChildren();
  tell("rejected", problem.errors ? "The purchase can't be taken." : problem.detail);
  for (const name of names) showError(name, problem.errors?.[name]);
  byId(names.find((name) => problem.errors?.[name]))?.focus();
}

function tellUnanswered() {
  byId("outcome").replaceChildren();
  tell("unsure", "No answer came, so it may have been taken or not. Sending it again is safe: " +
    "it is the same call under the same key, and is recorded once. A changed form is another purchase.");
}

function tell(state, text, code) {
  const line = element("p", text, "step");
  line.dataset.state = state;
  if (code) line.append(element("code", code));
  byId("outcome").append(line);
}

function setSending(now) {
  sending = now;
  byId("buy-button").ariaDisabled = now;
  label();
}

function label() {
  byId("buy-button").textContent = sending ? "Sending…" : isUnanswered(formNow()) ? "Send it again" : "Buy";
}

function showError(name, errors) {
  byId(`${name}-error`).textContent = errors?.join("; ") ?? "";
  byId(name).setAttribute("aria-invalid", !!errors);
}

const formNow = () => Object.fromEntries(names.map((name) => [name, byId(name).value]));

// Digits go into the JSON as they were typed, so that the server reads the number itself and not what JavaScript made of it.
function bodyOf({ userId, itemId, quantity }) {
  const typed = quantity.trim();
  const written = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(typed) ? typed : JSON.stringify(typed);
  return `{"userId":${JSON.stringify(userId)},"itemId":${JSON.stringify(itemId)},"quantity":${written}}`;
}
