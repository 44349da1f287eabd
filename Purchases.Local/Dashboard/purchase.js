import { parse } from "./content.js";
import { newId } from "./dom.js";

// The only file that names a purchase's members.

/** What a buyer fills in. The form, the lists and the comparison are made from it. */
export const fields = [
  { name: "userId", label: "User", example: "u1" },
  { name: "itemId", label: "Item", example: "i99" },
  { name: "quantity", label: "Quantity", example: "2", isNumber: true },
];

export const idOf = ({ eventId }) => eventId;
export const timeOf = ({ timestamp }) => timestamp;
export const userOf = ({ userId }) => userId ?? "unknown user";
export const itemOf = ({ itemId }) => itemId ?? "";
export const queryOfUser = (userId) => `userId=${encodeURIComponent(userId)}`;

/**
 * A filled-in form as the body of POST /buy. Digits become a JSON number as typed: the server reads the number itself, not what JavaScript
 * made of it.
 */
export function bodyOf(form) {
  const members = fields.map(({ name, isNumber }) => {
    const text = isNumber ? form[name].trim() : form[name];
    const isJson = isNumber && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);
    return `"${name}":${isJson ? text : JSON.stringify(text)}`;
  });
  return `{${members.join(",")}}`;
}

export const exampleBody = bodyOf(Object.fromEntries(fields.map(({ name, example }) => [name, example])));

/** What differs between a rejected event and the purchase that is recorded under its eventId. */
export function differences(recorded, json) {
  const rejected = JSON.parse(json);
  return fields.filter(({ name }) => recorded[name] !== rejected[name])
    .map(({ name }) => `${name} ${rejected[name]}, recorded ${recorded[name]}`).join("; ");
}

/** The same event under an eventId of its own: another purchase. */
export const asNewPurchase = (json) => JSON.stringify({ ...parse(json), eventId: newId() });

const users = ["ada", "alan", "barbara", "donald", "edsger", "frances", "grace", "hedy", "katherine", "tony"];
const items = ["coffee beans", "desk lamp", "headphones", "keyboard", "monitor arm", "notebook", "pencils", "teapot", "webcam"];
const any = (list) => list[Math.floor(Math.random() * list.length)];

/** For traffic: a purchase, one that contradicts it, and one that POST /buy rejects. */
export const somePurchase = () => ({ userId: any(users), itemId: any(items), quantity: 1 + Math.floor(Math.random() ** 3 * 12) });
export const contradicting = (purchase) => ({ ...purchase, quantity: purchase.quantity + 1 });
export const invalid = () => ({ ...somePurchase(), quantity: 0 });
