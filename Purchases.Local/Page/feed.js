// Server-sent events by fetch: EventSource can't send a header, and the key belongs in none but a header.
const pauseMinMs = 500;
const pauseMaxMs = 8000;

/** Follows the feed until told to stop; comes back by itself when it breaks. */
export function follow(getKey, { onState, onStatus }) {
  let stopped = new AbortController();
  run(stopped.signal);
  return {
    restart() {
      stopped.abort();
      stopped = new AbortController();
      run(stopped.signal);
    },
    stop: () => stopped.abort(),
  };

  async function run(signal) {
    let pauseMs = pauseMinMs;
    while (!signal.aborted) {
      try {
        const key = getKey();
        const response = await fetch("/events", { headers: key ? { "x-functions-key": key } : {}, cache: "no-store", signal });
        if (response.status === 401) return onStatus("locked");
        if (!response.ok) throw new Error(`${response.status}`);

        onStatus("live");
        pauseMs = pauseMinMs;
        await read(response.body, onState);
      } catch {
        // Tried again below, whatever it was.
      }

      if (signal.aborted) return;
      onStatus("away");
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, pauseMaxMs);
    }
  }
}

async function read(body, onState) {
  let text = "";
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const events = text.split("\n\n");
    text = events.pop();

    // Only the newest counts when several have come at once.
    const data = events.at(-1)?.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
    if (data?.length) onState(JSON.parse(data.join("\n")));
  }
}
