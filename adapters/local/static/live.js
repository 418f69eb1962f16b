// Keeps a page up to date: fetches it anew and changes only what differs, so that focus, scroll and typed text stay.

import { startClock } from "./clock.js";
import { $, $$, enhance } from "./dom.js";

let token = document.body.dataset.token;
const served = new WeakMap(); // what the server sent for a node, whatever happened to it since

export function remember(root) {
  for (const node of $$("[id]", root)) served.set(node, node.outerHTML);
}

let last = Promise.resolve();
let waiting = null;

/** The ids of all entries that the page shows. */
export const entries = () => new Set($$(".entry").map((entry) => entry.id));

/** The last entry that was not among these, whoever fetched it: a change may be heard of before one's own answer. */
export const newest = (known) => $$(".entry").filter((entry) => !known.has(entry.id)).at(-1);

/** Fetch a page and take over what is new in it, one at a time. */
export function refresh(url = location.href) {
  waiting ??= { url };
  waiting.url = url;
  waiting.done ??= last = last.catch(() => {}).then(() => {
    const next = waiting.url;
    waiting = null;
    return renew(next);
  });
  return waiting.done;
}

async function renew(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const known = entries();
  token = fresh.body.dataset.token;
  document.title = fresh.title;
  document.body.classList.toggle("with-thread", fresh.body.classList.contains("with-thread"));
  for (const id of ["press-thread", "dismiss-press-thread"]) $(`#${id} [name=thread]`).value = $(`#${id} [name=thread]`, fresh).value;
  for (const region of $$("[data-live]", fresh)) merge($(`#${region.id}`), region);
  startClock();
  enhance(document);
  announce(known);
}

// Children with ids are matched by id; a child whose served HTML is the same is left alone, with its focus and state.
function merge(old, fresh) {
  if (!old || served.get(old) === fresh.outerHTML) return;
  const children = [...fresh.children];
  if (!children.length || !children.every((child) => child.id)) return swap(old, fresh);
  served.set(old, fresh.outerHTML);
  old.className = fresh.className;
  const wanted = new Set(children.map((child) => child.id));
  for (const child of [...old.childNodes]) if (!wanted.has(child.id)) child.remove();
  let before = null;
  for (const child of children) {
    const mine = [...old.children].find((one) => one.id === child.id);
    if (mine) merge(mine, child);
    const place = before ? before.nextElementSibling : old.firstElementChild;
    const here = mine ? $(`#${CSS.escape(child.id)}`) : adopt(child);
    if (here !== place) old.insertBefore(here, place);
    before = here;
  }
}

function adopt(node) {
  const made = document.importNode(node, true);
  served.set(made, node.outerHTML);
  remember(made);
  return made;
}

function swap(old, fresh) {
  const focus = focusIn(old);
  const made = adopt(fresh);
  if (old.tagName === "DETAILS" || $("details[open]", old)) for (const open of $$("details[open]", old.parentNode)) keepOpen(open, made);
  old.replaceWith(made);
  if (focus) refocus(made, focus);
}

function keepOpen(open, made) {
  const twin = made.id === open.id ? made : $(`#${open.id}`, made);
  if (twin) twin.open = true;
}

function focusIn(old) {
  const active = document.activeElement;
  if (!old.contains(active)) return null;
  return { id: active.id, name: active.name, value: active.value, href: active.getAttribute("href"), at: $$("a, button, summary, textarea", old).indexOf(active), text: active.tagName === "TEXTAREA" ? active.value : null };
}

function refocus(made, focus) {
  const all = [made, ...$$("a, button, summary, textarea", made)];
  const same = all.find((one) => (focus.id && one.id === focus.id) || (focus.name && one.name === focus.name && one.value === focus.value) || (focus.href && one.getAttribute("href") === focus.href));
  const target = same || $$("a, button, summary, textarea", made)[focus.at] || made;
  if (focus.text && target.tagName === "TEXTAREA") target.value = focus.text;
  target.focus({ preventScroll: true });
}

function announce(known) {
  const fresh = $$(".entry").filter((entry) => !known.has(entry.id));
  if (!fresh.length) return;
  for (const entry of fresh) entry.classList.add("fresh");
  $("#spoken").textContent = fresh.slice(-3).map((entry) => entry.dataset.notice).join(". ");
}

/* ---- The stream of changes ---- */

// A browser opens only six connections to one server, so all its pages share one stream: whoever holds the lock
// listens, and tells the others. A page that nobody looks at neither listens nor waits; what arrives there is not read
// yet. Whoever is shown again asks for the newest token, so that nothing in between is missed.
const pages = new BroadcastChannel("drumbeat pages");
const STREAM = "drumbeat stream";
let turn = null;

export function listen() {
  turn?.abort();
  turn = null;
  if (document.hidden) return;
  const mine = turn = new AbortController();
  navigator.locks.request(STREAM, { signal: mine.signal }, () => hold(mine.signal)).catch(() => {}); // given up waiting
  pages.postMessage({ asks: true });
}

/** Listen for every page of this browser, until the signal. */
function hold(signal) {
  if (signal.aborted) return;
  const stream = new EventSource("/local/events");
  let newest = "";
  stream.addEventListener("changed", (event) => { newest = event.data; pages.postMessage({ newest }); take(newest); });
  pages.addEventListener("message", ({ data }) => { if (data.asks && newest) pages.postMessage({ newest }); }, { signal });
  return new Promise((done) => signal.addEventListener("abort", () => { stream.close(); done(); }));
}

function take(newest) {
  if (newest !== token && !document.hidden) refresh().catch(() => {});
}

pages.addEventListener("message", ({ data }) => { if (data.newest) take(data.newest); });
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => turn?.abort());
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

/** What the server sent is what stands here now. */
export function begin() {
  remember(document);
  for (const region of $$("[data-live]")) served.set(region, region.outerHTML);
}
