import { byId, clock, element, number } from "./dom.js";
import { buysPerSecond } from "./history.js";

const rate = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const short = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 });
const duration = (ms) => ms < 1000 ? `${short.format(ms)} ms` : `${short.format(ms / 1000)} s`;

// Each tile has a number, what it counts, a second line, and a sentence. `by` is the function that counts it.
const tiles = [
  {
    name: "accepted", title: "Accepted", unit: "since start", by: "Buy", count: ({ totals }) => totals.accepted,
    more: () => `${rate.format(buysPerSecond())} buys/s`, hint: "Buys answered with 202: their events are on disk.",
  },
  {
    name: "refused", title: "Refused", unit: "since start", by: "Buy", count: ({ totals }) => totals.refused + totals.failed,
    more: ({ totals }) => `${number.format(totals.refused)} with 4xx, ${number.format(totals.failed)} with 5xx`,
    hint: "Buys answered with an error: nothing was accepted.",
  },
  {
    name: "waiting", title: "Waiting", unit: "now", count: ({ lag }) => lag,
    more: ({ onTopic }) => onTopic === null ? "" : `of ${number.format(onTopic)} on the topic`,
    hint: "Events that aren't processed yet: the consumer's lag.",
  },
  {
    name: "recorded", title: "Recorded", unit: "in the store", count: ({ stored }) => stored,
    more: ({ totals: { ageP50Ms, ageP99Ms } }) =>
      ageP50Ms === null ? "" : `p50 ${duration(ageP50Ms)}, p99 ${duration(ageP99Ms)}`,
    hint: "Purchases, each stored once. p50 and p99: time from accepted to recorded.",
  },
  {
    name: "duplicates", title: "Duplicates", unit: "since start", by: "RecordPurchases", count: ({ totals }) => totals.duplicates,
    more: () => "", hint: "Events whose purchase was already recorded. They change nothing.",
  },
  {
    name: "rejected", title: "Rejected", unit: "open", count: ({ rejected }) => rejected,
    more: ({ totals }) => `${number.format(totals.rejected)} since start`,
    hint: "Events that can't be recorded. Correct, replay or dismiss them.",
  },
];

export function setUpTiles() {
  byId("tiles").append(...tiles.map(({ name, title, unit, hint }) => element(
    "li", "", `tile ${name}`, element("h3", title), element("p", "", "", element("b", "", "count"), ` ${unit}`), element("p"),
    element("p", hint, "hint"))));
}

/** The numbers of the data directory, and the counts of this process since its start. */
export function showTiles(state) {
  tiles.forEach(({ by, count, more }, i) => {
    const tile = byId("tiles").children[i];
    const counted = !by || by in state.functions ? count(state) : null;
    tile.querySelector(".count").textContent = counted === null ? "–" : number.format(counted);
    tile.children[2].textContent = by && !(by in state.functions) ? "counted by another process" : more(state);
  });
  byId("started").textContent =
    `“Since start” counts what this process has done since ${clock.format(new Date(state.started))}. ` +
    "The topic also contains earlier events, replays, and events from other producers.";
}
