export const byId = (id) => document.getElementById(id);
export const number = new Intl.NumberFormat();
export const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** Date and time of a timestamp; what is none stays as it is. */
export function moment(text) {
  const date = new Date(text);
  return isNaN(date) ? text : `${date.toLocaleDateString()} ${clock.format(date)}`;
}

/** How a purchase's progress is called. */
export const progress = { waiting: "Waiting", recorded: "Recorded", duplicate: "Duplicate", rejected: "Rejected" };

// Whatever comes from the server is text: a purchase may hold anything, also HTML.
export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** Text on one line that may be cut, whole when the pointer rests on it. */
export function cut(name, text, className = "text") {
  const made = element(name, text, className);
  made.title = text;
  return made;
}

const canPoint = matchMedia("(hover: hover)");

/** While the pointer rests on a list it stays as it is. */
export const isPointedAt = (list) => canPoint.matches && list.matches(":hover");

export function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
