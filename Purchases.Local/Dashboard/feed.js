import { withKey } from "./api.js";

// Server-sent events by fetch: EventSource can't send a header, and the key belongs in one.
const pauseMinMs = 500;
const pauseMaxMs = 8000;

// The state changes every 5 s at least, as time is in it. A connection that is silent for longer is broken, whatever it says itself.
const silenceMaxMs = 15000;

/** Follows the feed until told to stop; comes back by itself when it breaks. */
export function follow({ onState, onStatus }) {
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
      let why;
      const silence = watchdog();
      try {
        const either = AbortSignal.any([signal, silence.signal]);
        const response = await fetch("/events", { headers: withKey(), cache: "no-store", signal: either });
        if (response.status === 401) return onStatus("locked");
        if (response.ok) {
          onStatus("live");
          pauseMs = pauseMinMs;
          await read(response.body, onState, silence);
        } else {
          why = (await response.json()).detail;
        }
      } catch {
        // Tried again below, whatever it was.
      } finally {
        silence.end();
      }

      if (signal.aborted) return;
      onStatus("away", why);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, pauseMaxMs);
    }
  }
}

function watchdog() {
  const controller = new AbortController();
  const bite = () => setTimeout(() => controller.abort(), silenceMaxMs);
  let timer = bite();
  return {
    signal: controller.signal,
    end: () => clearTimeout(timer),
    heard() {
      clearTimeout(timer);
      timer = bite();
    },
  };
}

async function read(body, onState, silence) {
  let text = "";
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    silence.heard();
    text += part;
    const events = text.split("\n\n");
    text = events.pop();

    // Only the newest counts when several have come at once.
    const data = events.at(-1)?.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
    if (data?.length) onState(JSON.parse(data.join("\n")));
  }
}
