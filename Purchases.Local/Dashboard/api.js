const stored = "key";
let functionKey = sessionStorage.getItem(stored) ?? "";

export const hasKey = () => functionKey !== "";

/** Kept until the tab is closed. The pages of this server share it, /docs too. */
export function setKey(key) {
  functionKey = key;
  sessionStorage.setItem(stored, key);
}

/**
 * Calls the app. The function key goes into a header, never into a URL, which logs and the browser's history would keep.
 * Throws when no complete answer arrived in time: the call may or may not have had its effect.
 */
export async function call(method, path, { body, headers, timeoutMs = 15_000 } = {}) {
  const response = await fetch(path, {
    method,
    body,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(functionKey ? { "x-functions-key": functionKey } : {}),
      ...headers,
    },
    cache: "no-store",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, location: response.headers.get("location"), body: await response.json() };
}
