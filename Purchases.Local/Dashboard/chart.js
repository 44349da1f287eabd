import { byId, number, shape } from "./dom.js";
import { chosenBucket, offerToRead } from "./reader.js";
import { roundUp, ticks } from "./scale.js";

const gutter = 40;
const tops = { main: 20, lag: 40, times: 22 };
const lagHeight = 42;
const labelWidth = 44;
const compact = new Intl.NumberFormat(undefined, { notation: "compact" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let newest = null;

/** Draws again when the place for it changes. */
export function setUpChart() {
  new ResizeObserver(() => newest && draw(newest)).observe(byId("chart"));
  byId("plot").addEventListener("chosen", () => draw(newest));
}

/** Bars for what was dealt with, by outcome; a line for what was accepted; below, on the same axis of time, what waited. */
export function showChart({ held, totals, recent }) {
  const began = held.onTopic > 0 || totals.refused > 0 || totals.failed > 0;
  byId("first").hidden = began;
  byId("plot").hidden = !began;
  byId("legend").hidden = !began;
  byId("chart-title").textContent = began ? "The last five minutes" : "Start here";
  newest = recent;
  draw(recent);
  const sums = ["accepted", "recorded", "duplicates", "rejected"].map((name) =>
    `${number.format(recent.counts[name].reduce((total, count) => total + count, 0))} ${name}`);
  byId("chart").setAttribute("aria-label", `In the last five minutes: ${sums.join(", ")}`);
}

function draw(recent) {
  const chart = byId("chart");
  const { clientWidth: width, clientHeight: height } = chart;
  if (width === 0) return;

  const { accepted, recorded, duplicates, rejected } = recent.counts;
  const done = recorded.map((count, i) => count + duplicates[i] + rejected[i]);
  const step = (width - gutter) / done.length;
  const bottom = height - tops.times;
  const main = panel(tops.main, bottom - lagHeight - tops.lag, Math.max(...done, ...accepted));
  const lag = panel(bottom - lagHeight, bottom, Math.max(...recent.lag));
  byId("quiet").hidden = main.peak + lag.peak > 0;

  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.replaceChildren(
    ...axis(main, width, `Events each ${recent.bucketSeconds} s`),
    ...axis(lag, width, "Waiting"),
    ...times(recent, step, bottom),
    ...chosen(recent, step, main.top, bottom),
    shape("path", { class: "recorded", d: bars(main, step, recorded) }),
    shape("path", { class: "duplicate", d: bars(main, step, duplicates, recorded) }),
    shape("path", { class: "rejected", d: bars(main, step, rejected, recorded.map((count, i) => count + duplicates[i])) }),
    shape("path", { class: "accepted line", d: steps(main, step, accepted) }),
    shape("path", { class: "waiting", d: bars(lag, step, recent.lag.map((count) => count ?? 0)) }));
  offerToRead(recent, gutter, step);
}

function panel(top, bottom, peak) {
  const highest = roundUp(peak);
  return { top, bottom, peak, highest, y: (count) => bottom - (count / highest) * (bottom - top) };
}

// The scale is only there when there is something to measure.
function axis({ top, bottom, peak, highest, y }, width, title) {
  const shown = peak > 0 ? ticks(highest) : [0];
  return [
    text(0, top - 10, title, "start"),
    ...shown.flatMap((tick) => [
      shape("line", { class: tick === 0 ? "base" : "grid", x1: gutter, x2: width, y1: y(tick), y2: y(tick) }),
      text(gutter - 8, y(tick) + 4, compact.format(tick), "end"),
    ]),
  ];
}

// A label for each whole minute, and one for now.
function times({ bucket, bucketSeconds, lag }, step, bottom) {
  const first = bucket - lag.length + 1;
  const labels = [];
  lag.forEach((_, i) => {
    const second = (first + i) * bucketSeconds;
    const fits = i * step > labelWidth / 2 && (lag.length - i) * step > 1.5 * labelWidth;
    if (second % 60 === 0 && fits) labels.push(text(gutter + i * step, bottom + 16, minute.format(new Date(second * 1000)), "middle"));
  });
  return [...labels, text(gutter + lag.length * step, bottom + 16, "now", "end")];
}

function chosen({ bucket, lag }, step, top, bottom) {
  const i = lag.length - 1 - (bucket - chosenBucket());
  if (i < 0 || i >= lag.length) return [];

  return [shape("rect", { class: "chosen", x: gutter + i * step, width: step, y: top, height: bottom - top })];
}

function bars({ y }, step, series, floors) {
  return series.map((count, i) => {
    if (count === 0) return "";
    const floor = floors?.[i] ?? 0;
    const height = Math.max(1, y(floor) - y(floor + count));
    return `M${gutter + i * step + 0.5} ${y(floor)}v${-height}h${step - 1}v${height}z`;
  }).join("");
}

const steps = ({ y }, step, series) =>
  `M${gutter} ${y(series[0])}` + series.map((count, i) => `V${y(count)}H${gutter + (i + 1) * step}`).join("");

function text(x, y, words, anchor) {
  const made = shape("text", { x, y, "text-anchor": anchor });
  made.textContent = words;
  return made;
}
