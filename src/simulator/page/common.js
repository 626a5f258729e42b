/* What all parts of the page use. */

/** The first element inside another that fits. */
export const find = (root, selector) => root.querySelector(selector);
/** A fresh copy of what a template holds. */
export const copyOf = (template) => find(document, template).content.firstElementChild.cloneNode(true);

/** Asks the simulator; throws in words for the person at the page, with the `status` of a refusal. */
export async function json(url, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, body && { method: "POST", headers, body: JSON.stringify(body) });
  const { status, ok } = response;
  if (!ok) throw Object.assign(new Error(`The gateway refused this (${status}).`), { status });
  return response.json();
}

/** Says at the foot of the page what went wrong. */
export function notice(error) {
  const isAway = error instanceof TypeError;
  find(document, "#notice").textContent = isAway ? "The gateway does not answer. Is it still running?" : error.message;
}

/** Scrolls a list to its last line. */
export function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}
