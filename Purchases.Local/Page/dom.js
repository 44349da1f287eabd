export const byId = (id) => document.getElementById(id);
export const number = new Intl.NumberFormat();
export const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** How a purchase's progress is called. */
export const progress = { waiting: "Waiting", recorded: "Recorded", duplicate: "Duplicate", rejected: "Rejected" };

// Whatever comes from the server is text: a purchase may hold anything, also HTML.
export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
