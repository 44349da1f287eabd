import { call } from "./api.js";
import { byId } from "./dom.js";

// What is done with several rejected events at once. So many calls run side by side.
const sideBySide = 4;

let reload = null;

/** @param again Reads the list again. */
export function setUpSelection(again) {
  reload = again;
  byId("rejected").addEventListener("change", tell);
  byId("select-all").addEventListener("change", ({ target }) => {
    for (const box of boxes()) box.checked = target.checked;
    tell();
  });
  byId("replay-selected").addEventListener("click", () => each("replay", undefined, "replayed"));
  byId("dismiss-selected").addEventListener("click", () => each("dismiss", noteOf(byId("note-selected")), "dismissed"));
}

/** The body of a dismissal: a note, when there is one. */
export const noteOf = (input) => input.value.trim() ? JSON.stringify({ note: input.value.trim() }) : undefined;

/** After the list was read: what is gone isn't selected any more. */
export function keepSelection(offered) {
  byId("selection").hidden = !offered;
  tell();
}

const boxes = () => [...byId("rejected").querySelectorAll("input[type=checkbox]")];
const ticked = () => boxes().filter((box) => box.checked);

function tell() {
  const count = ticked().length;
  byId("select-all").checked = count > 0 && count === boxes().length;
  byId("select-all").indeterminate = count > 0 && count < boxes().length;
  byId("selected-count").textContent = count === 0 ? "Select all" : `${count} selected`;
  byId("selected-actions").hidden = count === 0;
}

async function each(action, body, done) {
  const chosen = ticked();
  const left = chosen.map((box) => box.closest("li").dataset.path);
  const problems = [];
  byId("rejected-told").textContent = `${chosen.length} ${chosen.length === 1 ? "is" : "are"} being ${done} …`;
  await Promise.all(Array.from({ length: sideBySide }, async () => {
    for (let path = left.shift(); path; path = left.shift()) {
      const problem = await tryOne(`${path}/${action}`, body);
      if (problem) problems.push(problem);
    }
  }));

  const reasons = [...new Set(problems)].join(" ");
  const failed = problems.length > 0 ? `, ${problems.length} not: ${reasons}` : ".";
  byId("rejected-told").textContent = `${chosen.length - problems.length} ${done}${failed}`;
  byId("note-selected").value = "";
  for (const box of chosen) box.checked = false;
  reload();
}

async function tryOne(path, body) {
  try {
    const answer = await call("POST", path, body);
    return answer.status < 300 ? null : answer.body.detail;
  } catch {
    return "No answer came; trying again is safe.";
  }
}
