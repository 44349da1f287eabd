const answerTimeoutMs = 15000;
const stored = "key";
let functionKey = sessionStorage.getItem(stored) ?? "";

/** The function key goes into a header, never into an address, where logs and the history would keep it. */
export const withKey = (headers = {}) => functionKey ? { ...headers, "x-functions-key": functionKey } : headers;

export const hasKey = () => functionKey !== "";

/** Kept until the tab is closed. */
export function setKey(key) {
  functionKey = key;
  sessionStorage.setItem(stored, key);
}

/** Calls the app. Throws when no answer came in time, or only a part of one: what was asked for may have been done, or not. */
export async function call(method, path, body, headers) {
  const response = await fetch(path, {
    method,
    body,
    headers: withKey(body === undefined ? headers : { "content-type": "application/json", ...headers }),
    cache: "no-store",
    signal: AbortSignal.timeout(answerTimeoutMs),
  });
  return { status: response.status, location: response.headers.get("location"), body: await response.json() };
}
