import { call } from "./api.js";
import { byId, element, newId, step } from "./dom.js";
import { bodyOf, fields, idOf } from "./purchase.js";

// A buy without an answer may or may not have been accepted. Until an answer arrives, also after a reload, the same form is the same call
// under the same Idempotency-Key, so sending it again can't buy twice.
const unanswered = "unanswered buy ";

// Short, since a browser has six connections to a server, and an earlier buy may still be waiting.
const waitSeconds = 1;
const retryMs = 1000;
let paths = {};
let last = null;
let sending = false;

/** Builds the form and lets it buy. */
export function setUpBuying() {
  byId("fields").append(...fields.map(fieldOf));
  const left = Object.keys(sessionStorage).find((key) => key.startsWith(unanswered));
  if (left) {
    for (const [name, value] of Object.entries(JSON.parse(left.slice(unanswered.length)))) byId(name).value = value;
    tellUnanswered();
  }

  byId("buy").addEventListener("submit", (event) => {
    event.preventDefault();
    buy(formNow());
  });
  byId("again").addEventListener("click", () => buy(last.form, last.key));

  // A double click means one purchase.
  byId("buy-button").addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
  byId("buy").addEventListener("input", ({ target }) => {
    showError(target.name);
    label();
  });
  label();
}

/** A process without the function can't buy. */
export function showBuying({ functions }) {
  paths = functions;
  byId("buy").hidden = !paths.Buy;
  byId("no-buy").hidden = !!paths.Buy;
}

async function buy(form, repeatedKey) {
  if (sending) return;

  const kept = unanswered + JSON.stringify(form);
  const key = repeatedKey ?? sessionStorage.getItem(kept) ?? newId();
  sessionStorage.setItem(kept, key);
  for (const { name } of fields) showError(name);
  setSending(true);
  const startedAt = performance.now();
  try {
    const { status, location, body } = await call("POST", paths.Buy, { body: bodyOf(form), headers: { "idempotency-key": key } });

    // After a 5xx the event may still be on the topic, as after no answer. Any other answer is final.
    if (status < 500) sessionStorage.removeItem(kept);
    if (status !== 202) refuse(body);
    else accept({ form, key, id: idOf(body), acceptedAt: performance.now() }, location, startedAt);
  } catch {
    tellUnanswered();
  } finally {
    setSending(false);
  }
}

async function accept(mine, location, startedAt) {
  const isRepeat = last?.id === mine.id;
  last = mine;
  byId("again").disabled = false;
  byId("outcome").replaceChildren(
    step("accepted", `Accepted in ${Math.round(mine.acceptedAt - startedAt)} ms`, element("code", mine.id)));
  if (isRepeat) return byId("outcome").append(step("duplicate", "The same call again: its purchase is recorded once."));

  while (paths.GetPurchase && mine === last) {
    const { status } = await call("GET", `${location}?wait=${waitSeconds}`).catch(() => ({}));
    if (status === 200 && mine === last)
      return byId("outcome").append(step("recorded", `Recorded ${Math.round(performance.now() - mine.acceptedAt)} ms later`));
    if (status !== 404) await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

function refuse(problem) {
  byId("outcome").replaceChildren(step("rejected", problem.errors ? "The purchase isn't valid." : problem.detail));
  for (const { name } of fields) showError(name, problem.errors?.[name]);
  byId(fields.find(({ name }) => problem.errors?.[name])?.name)?.focus();
}

function tellUnanswered() {
  byId("outcome").replaceChildren(step("unsure", "No answer arrived, so the purchase may or may not have been accepted. " +
    "You can safely send it again: the call keeps its Idempotency-Key and is recorded once. A changed form is another purchase."));
}

function setSending(now) {
  sending = now;
  byId("buy-button").ariaDisabled = now;
  label();
}

function label() {
  const isUnanswered = sessionStorage.getItem(unanswered + JSON.stringify(formNow())) !== null;
  byId("buy-button").textContent = sending ? "Sending…" : isUnanswered ? "Send again" : "Buy";
}

function fieldOf({ name, label, example, isNumber }) {
  const title = element("label", label);
  const input = element("input");
  const error = element("p", "", "error");
  title.htmlFor = name;
  error.id = `${name}-error`;
  Object.assign(input, { id: name, name, value: example, autocomplete: "off", inputMode: isNumber ? "numeric" : "text" });
  input.setAttribute("aria-describedby", error.id);
  return element("div", "", "field", title, input, error);
}

function showError(name, errors) {
  byId(`${name}-error`).textContent = errors?.join("; ") ?? "";
  byId(name).setAttribute("aria-invalid", !!errors);
}

const formNow = () => Object.fromEntries(fields.map(({ name }) => [name, byId(name).value]));
