import { byId, clock, element } from "./dom.js";

export function showRejected(rejected) {
  const ids = rejected.map(({ id, rejectedAt }) => id + rejectedAt).join();
  if (byId("rejected").dataset.ids === ids) return;

  byId("rejected").dataset.ids = ids;
  byId("rejected").replaceChildren(...rejected.map((event) => {
    const item = document.createElement("li");
    const place = element("p", "", "hint");
    place.append(element("code", event.id), ` at ${clock.format(new Date(event.rejectedAt))}`);
    item.append(element("p", event.reason, "reason"), place);
    return item;
  }));
  byId("rejected-empty").hidden = rejected.length > 0;
}
