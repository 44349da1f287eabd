import { byId, clock, element, number } from "./dom.js";
import { bucketMs, recent, watchingSince } from "./history.js";

// Three panels on one axis of time, in the order of the tiles: calls, the lag, outcomes. Bars of a panel are stacked.
const panels = [
  { title: "Buys each 5 s", names: ["accepted", "refused"] },
  { title: "Most events waiting", names: ["waiting"] },
  { title: "Events processed each 5 s", names: ["recorded", "duplicates", "rejected"] },
];
const words = {
  accepted: "Accepted", refused: "Refused", waiting: "Waiting", recorded: "Recorded", duplicates: "Duplicates", rejected: "Rejected",
};
const compact = new Intl.NumberFormat(undefined, { notation: "compact" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let chosen = null;

/** Lets the pointer and the arrow keys read the values of each bar. */
export function setUpChart() {
  const reader = byId("reader");
  const choose = (bar) => {
    chosen = bar;
    if (bar !== null) reader.value = bar;
    draw();
  };
  reader.addEventListener("pointermove", ({ offsetX }) => choose(Math.floor(offsetX / reader.offsetWidth * recent().length)));
  reader.addEventListener("input", () => choose(Number(reader.value)));
  reader.addEventListener("focus", () => choose(Number(reader.value)));
  reader.addEventListener("keydown", ({ key }) => key === "Escape" && choose(null));
  for (const leaving of ["pointerleave", "blur"]) reader.addEventListener(leaving, () => choose(null));
}

export function showChart({ functions, onTopic, totals }) {
  const began = onTopic > 0 || totals.refused > 0 || totals.failed > 0 || !functions.Buy;
  byId("first").hidden = began;
  byId("plot").hidden = !began;
  byId("chart-title").textContent = began ? "The last five minutes" : "Start here";
  if (began) draw();
}

function draw() {
  const buckets = recent();
  byId("panels").replaceChildren(...panels.map((panel) => panelOf(panel, buckets)), timesOf(buckets));

  const since = watchingSince();
  const period = since ? `Since ${clock.format(since)}` : "In the last five minutes";
  const sums = Object.keys(words).filter((name) => name !== "waiting").map((name) => [name, sumOf(buckets, [name])]);
  byId("panels").ariaLabel = `${period}: ${sums.map(([name, sum]) => `${number.format(sum)} ${name}`).join(", ")}`;
  const nothing = sums.every(([, sum]) => sum === 0) ? `Nothing has happened ${since ? "since" : "for five minutes"}.` : "";
  byId("period").textContent = since ? `This tab has been watching since ${clock.format(since)}. ${nothing}` : nothing;
  showValues(buckets);
}

const sumOf = (buckets, names) => buckets.reduce((sum, bucket) => sum + names.reduce((of, name) => of + (bucket[name] ?? 0), 0), 0);

function panelOf({ title, names }, buckets) {
  const peak = Math.max(...buckets.map((bucket) => sumOf([bucket], names)));
  const top = roundUp(peak);
  const bars = element("div", "", "bars", ...buckets.map((bucket, i) => {
    const bar = element("span", "", `${bucket.unwatched ? "unwatched" : ""} ${i === chosen ? "chosen" : ""}`);
    bar.append(...names.filter((name) => bucket[name]).map((name) => {
      const part = element("i", "", name);
      part.style.height = `${bucket[name] / top * 100}%`;
      return part;
    }));
    return bar;
  }));
  bars.dataset.top = peak > 0 ? compact.format(top) : "";
  return element("div", "", "panel", element("p", title, "legend", ...names.map((name) => element("span", words[name], name))), bars);
}

// Each whole minute has a label, and so has the end.
function timesOf(buckets) {
  const labels = buckets.flatMap(({ from }, i) => {
    if (from % 60_000 !== 0 || i < 3 || i > buckets.length - 6) return [];
    const label = element("span", minute.format(from));
    label.style.left = `${i / buckets.length * 100}%`;
    return [label];
  });
  return element("div", "", "times", ...labels, element("span", "now", "now"));
}

function showValues(buckets) {
  const bucket = buckets[chosen ?? buckets.length - 1];
  const time = `${clock.format(bucket.from)} to ${clock.format(bucket.from + bucketMs)}`;
  const lines = bucket.unwatched
    ? [{ word: "Not watched", value: "" }]
    : Object.entries(words).filter(([name]) => name in bucket).map(([name, word]) => ({ name, word, value: number.format(bucket[name]) }));
  byId("reader").setAttribute("aria-valuetext", `${time}: ${lines.map(({ word, value }) => `${word} ${value}`.trim()).join(", ")}`);

  const box = byId("values");
  box.hidden = chosen === null;
  box.classList.toggle("left", chosen >= buckets.length / 2);
  box.replaceChildren(element("p", time), ...lines.map(({ name, word, value }) => element("p", word, name, element("b", value))));
}

// The smallest of 1, 2, 5, 10, 20, 50 … that isn't below the value: the scale stays the same while the values hardly change.
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value);
}
