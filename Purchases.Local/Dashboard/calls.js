// Calls to buy that got no answer, by what the form said, with the Idempotency-Key of each. They may have been taken or not, so the same
// form is the same call until an answer comes, also after a reload: repeating it can't buy twice.
const stored = "unanswered";
const keptMax = 20;
const unanswered = new Map(JSON.parse(sessionStorage.getItem(stored) ?? "[]"));

export const isUnanswered = (form) => unanswered.has(idOf(form));

/** The form of the last one that got no answer. */
export function lastUnanswered() {
  const last = [...unanswered.keys()].at(-1);
  return last && JSON.parse(last);
}

/** The call that this form means: a new one, or the one that got no answer. Kept before it is sent, whatever happens then. */
export function begin(form) {
  const id = idOf(form);
  const call = { form, key: unanswered.get(id) ?? newKey() };
  unanswered.delete(id);
  unanswered.set(id, call.key);
  if (unanswered.size > keptMax) unanswered.delete(unanswered.keys().next().value);
  keep();
  return call;
}

export function answered({ form }) {
  unanswered.delete(idOf(form));
  keep();
}

// crypto.randomUUID is only there on https and localhost.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const idOf = ({ userId, itemId, quantity }) => JSON.stringify({ userId, itemId, quantity });
const keep = () => sessionStorage.setItem(stored, JSON.stringify([...unanswered]));
