import { byId, clock, number } from "./dom.js";

/** What the data directory holds, and beside it what this process has counted since its start. */
export function showTiles({ totals, held, since }) {
  setCount("on-topic", held.onTopic);
  setCount("lag", held.lag);
  setCount("stored", held.purchases);
  setCount("rejected-waiting", held.rejectedWaiting);
  setCount("duplicates", totals.duplicates);
  setCount("refused", totals.refused === null ? null : totals.refused + totals.failed);
  byId("lag").closest(".stage").classList.toggle("busy", held.lag > 0);

  setSince("since-accepted", totals.accepted, "since start");
  setSince("since-recorded", totals.recorded, "since start");
  setSince("since-rejected", totals.rejected, "since start");
  byId("refused-by").textContent = totals.refused === null
    ? elsewhere
    : `${number.format(totals.refused)} with 4xx, ${number.format(totals.failed)} with 5xx`;
  byId("since").textContent =
    `This process started at ${clock.format(new Date(since))}. ` +
    "Counts since start begin anew with each process; the topic and the store keep what they hold.";
}

const elsewhere = "counted by another process";

function setCount(id, count) {
  byId(id).textContent = count === null ? "–" : number.format(count);
}

function setSince(id, count, words) {
  byId(id).textContent = count === null ? elsewhere : `${number.format(count)} ${words}`;
}
