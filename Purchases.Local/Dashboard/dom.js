export const byId = (id) => document.getElementById(id);
export const number = new Intl.NumberFormat();
export const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** Date and time of a timestamp. */
export const moment = (text) => `${new Date(text).toLocaleDateString()} ${clock.format(new Date(text))}`;

// Everything from the server is shown as text: a purchase may contain anything, HTML too.
export function element(name, text = "", className = "", ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Text on one line. What doesn't fit is cut off; the pointer shows all of it. */
export function cut(name, text) {
  const made = element(name, text, "text");
  made.title = text;
  return made;
}

/** The outcome of a call in words, with the mark of its state. */
export function step(state, words, ...children) {
  const line = element("p", words, "step", ...children);
  line.dataset.state = state;
  return line;
}

const canPoint = matchMedia("(hover: hover)");

/** A list doesn't move while the pointer is on it. */
export const isPointedAt = (list) => canPoint.matches && list.matches(":hover");

/** Shows a row for each item. Items never change places. A row that stays keeps its element, with focus, tick and selected text. */
export function arrange(list, items, keyOf, rowOf) {
  const keys = items.map(keyOf);
  for (const row of [...list.children]) if (!keys.includes(row.dataset.key)) row.remove();
  items.forEach((item, i) => {
    if (list.children[i]?.dataset.key === keys[i]) return;
    const row = rowOf(item);
    row.dataset.key = keys[i];
    list.insertBefore(row, list.children[i] ?? null);
  });
}

// crypto.randomUUID exists only on https and localhost.
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
