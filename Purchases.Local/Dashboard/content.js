// Keys and values of rejected events, as readable text. Bytes that aren't text arrive as base64.

// Numbers keep their digits where the browser supports it: a correction must not change a number that JavaScript can't hold exactly.
const keepDigits = JSON.rawJSON && ((_, value, { source }) => typeof value === "number" ? JSON.rawJSON(source) : value);

/** @throws {SyntaxError} The text isn't JSON. */
export const parse = (text) => JSON.parse(text, keepDigits);

/** JSON with a member on each line; any other text unchanged; bytes that aren't text as well as they can be shown. */
export function readable(content) {
  const text = textOf(content);
  return JSON.rawJSON && !syntaxFault(text) ? JSON.stringify(parse(text), null, 2) : text;
}

/** What is wrong with the JSON, in the browser's words; null when it is JSON. */
export function syntaxFault(text) {
  try {
    parse(text);
    return null;
  } catch (fault) {
    return fault.message;
  }
}

function textOf(content) {
  if (!content) return "";
  return content.text ?? new TextDecoder().decode(Uint8Array.from(atob(content.base64), (char) => char.charCodeAt(0)));
}
