import { byId, clock, element, number } from "./dom.js";

// The values of one bar of the chart: for the pointer that rests on it, and for arrow keys.
const names = { accepted: "Accepted", refused: "Refused", recorded: "Recorded", duplicates: "Duplicates", rejected: "Rejected" };
const looks = { duplicates: "duplicate" };
let shown = null;
let chosen = null;

export const chosenBucket = () => chosen;

/** Lays the reader over the chart's bars. */
export function offerToRead(recent, left, step) {
  const reader = byId("reader");
  if (!shown) listen(reader);
  shown = { recent, left, step };
  reader.hidden = false;
  reader.style.left = `${left}px`;
  tell(reader);
}

function listen(reader) {
  reader.addEventListener("pointermove", ({ offsetX }) => choose(firstBucket() + Math.floor(offsetX / shown.step)));
  reader.addEventListener("pointerleave", () => choose(null));
  reader.addEventListener("focus", () => choose(chosen ?? shown.recent.bucket));
  reader.addEventListener("blur", () => choose(null));
  reader.addEventListener("keydown", (event) => {
    const last = shown.recent.bucket;
    const at = chosen ?? last;
    const [back, on] = [at - 1, at + 1];
    const ways = { ArrowLeft: back, ArrowDown: back, ArrowRight: on, ArrowUp: on, Home: firstBucket(), End: last, Escape: null };
    const to = ways[event.key];
    if (to === undefined) return;

    event.preventDefault();
    choose(to);
  });
}

const firstBucket = () => shown.recent.bucket - shown.recent.lag.length + 1;

function choose(bucket) {
  chosen = bucket === null ? null : Math.min(shown.recent.bucket, Math.max(firstBucket(), bucket));
  byId("plot").dispatchEvent(new Event("chosen"));
}

function tell(reader) {
  const { recent, left, step } = shown;
  if (chosen !== null && chosen < firstBucket()) chosen = firstBucket();
  const i = (chosen ?? recent.bucket) - firstBucket();
  const from = (firstBucket() + i) * recent.bucketSeconds;
  const time = `${clock.format(new Date(from * 1000))} to ${clock.format(new Date((from + recent.bucketSeconds) * 1000))}`;
  const values = valuesAt(recent, i);

  reader.ariaValueMin = 0;
  reader.ariaValueMax = recent.lag.length - 1;
  reader.ariaValueNow = i;
  reader.ariaValueText = `${time}: ${values.map(({ name, value }) => `${name} ${value}`).join(", ")}`;

  const box = byId("values");
  box.hidden = chosen === null;
  if (box.hidden) return;

  box.replaceChildren(element("p", time), ...values.map(({ key, name, value }) => {
    const line = element("p", name, looks[key] ?? key);
    line.append(element("b", value));
    return line;
  }));
  const x = left + (i + 0.5) * step;
  box.style.left = `${x < left + 30 * step ? x + step : x - step - box.offsetWidth}px`;
}

function valuesAt({ counts, lag }, i) {
  const countOf = (key) => key === "refused" ? counts.refused[i] + counts.failed[i] : counts[key][i];
  const values = Object.keys(names).map((key) => ({ key, name: names[key], value: number.format(countOf(key)) }));
  return [...values, { key: "waiting", name: "Waiting, at most", value: lag[i] === null ? "not seen" : number.format(lag[i]) }];
}
