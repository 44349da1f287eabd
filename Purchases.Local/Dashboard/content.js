import { moment } from "./dom.js";

// What a rejected event holds, for a person to read. Bytes that are no text come as base64.

/** JSON with a member on each line; any other text as it is; bytes that are no text as well as they can be shown. */
export function readable(content) {
  const text = textOf(content);
  try {
    return JSON.rawJSON ? JSON.stringify(parse(text), null, 2) : text;
  } catch {
    return text;
  }
}

export function isJson(content) {
  try {
    parse(textOf(content));
    return content.text !== undefined;
  } catch {
    return false;
  }
}

/** What a purchase is, of both side by side. Events that agree in it are the same purchase, whenever they were written. */
export function compare(recorded, content) {
  const rejected = parse(textOf(content));
  const members = ["userId", "itemId", "quantity"].map((name) => {
    const [left, right] = [shown(recorded[name]), shown(rejected[name])];
    return { name, recorded: left, rejected: right, differs: left !== right };
  });
  return [...members, { name: "timestamp", recorded: moment(recorded.timestamp), rejected: moment(rejected.timestamp), differs: false }];
}

const shown = (value) => typeof value === "string" ? value : JSON.stringify(value);

function textOf(content) {
  if (!content) return "";
  return content.text ?? new TextDecoder().decode(Uint8Array.from(atob(content.base64), (char) => char.charCodeAt(0)));
}

// Numbers stay digit for digit where the browser can do so: what JavaScript can't hold exactly must not come back changed from a
// correction.
const parse = (text) =>
  JSON.parse(text, JSON.rawJSON && ((_, value, context) => typeof value === "number" ? JSON.rawJSON(context.source) : value));
