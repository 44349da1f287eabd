// What happened in the last five minutes. The server only counts. This tab keeps what the counts grew by, in buckets of server time.
export const bucketMs = 5000;
const bucketsMax = 60;

// Browsers let a hidden tab ask once a minute. After a longer gap (the computer slept) it isn't known when it happened.
const gapMaxMs = 90_000;
const stored = "history";
const names = ["accepted", "refused", "recorded", "duplicates", "rejected"];

let { buckets, last, since } = JSON.parse(sessionStorage.getItem(stored) ?? '{"buckets":{},"last":null}');
addEventListener("pagehide", () => sessionStorage.setItem(stored, JSON.stringify({ buckets, last, since })));

const bucketOf = (at) => Math.floor(at / bucketMs);

/** Adds what the server has counted since the last state. */
export function observe({ now, started, totals, lag }) {
  const at = Date.parse(now);
  const counts = { ...totals, refused: totals.refused + totals.failed };
  const watched = last && at >= last.at && at - last.at <= gapMaxMs;
  if (!watched) since = at;

  // A server that has started again counts from 0.
  const isSame = started === last?.started;
  const from = !watched ? at : isSame ? last.at : Math.min(at, Math.max(last.at, Date.parse(started)));
  spread(bucketOf(from), bucketOf(at), (name) => !watched ? 0 : counts[name] - (isSame ? last.counts[name] : 0));

  const newest = buckets[bucketOf(at)];
  if (lag !== null) newest.waiting = Math.max(newest.waiting ?? 0, lag);
  last = { at, started, counts };
  for (const bucket of Object.keys(buckets)) if (bucket <= bucketOf(at) - bucketsMax) delete buckets[bucket];
}

/** The buckets of the last five minutes, oldest first. Those that weren't watched are marked. */
export function recent() {
  const first = bucketOf(last.at) - bucketsMax + 1;
  return Array.from({ length: bucketsMax }, (_, i) => ({ from: (first + i) * bucketMs, ...(buckets[first + i] ?? { unwatched: true }) }));
}

/** Since when this tab has been watching without a gap; null when that is longer than five minutes. */
export const watchingSince = () => since > last.at - bucketMs * bucketsMax ? since : null;

/** Accepted buys per second over the last 10 to 15 seconds. */
export function buysPerSecond() {
  const from = Math.max(since, (bucketOf(last.at) - 2) * bucketMs);
  const accepted = recent().slice(-3).reduce((sum, bucket) => sum + (bucket.accepted ?? 0), 0);
  return accepted / Math.max(1, (last.at - from) / 1000);
}

// What came between two states is spread evenly over the buckets between them, in whole numbers.
function spread(first, final, grownBy) {
  const count = final - first + 1;
  for (let i = 0; i < count; i++) {
    const bucket = buckets[first + i] ??= Object.fromEntries(names.map((name) => [name, 0]));
    for (const name of names) bucket[name] += Math.floor(grownBy(name) * (i + 1) / count) - Math.floor(grownBy(name) * i / count);
  }
}
