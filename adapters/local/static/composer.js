// The composer: Enter sends, the arrow up brings the last line back, and commands and people are suggested.

import { $, $$ } from "./dom.js";

const offers = JSON.parse($("#offers").textContent);
const past = [];

const TAKES_PLACE = /^\s*\/?okr\s+(?:update|history|blocker|edit|remove)\s+(\S*)$/i;

function suggestions(box) {
  const before = box.value.slice(0, box.selectionStart);
  const at = /(^|\s)(@[\p{L}\p{N}_.-]*)$/u.exec(before);
  if (at) return { kind: "people", from: before.length - at[2].length, found: beginning(offers.people, at[2]) };
  const place = TAKES_PLACE.exec(before);
  if (place) return { kind: "places", from: before.length - place[1].length, found: beginning(offers.places, place[1]) };
  const line = before.replace(/^\s*\//, "").trimStart();
  if (!line || !("okr".startsWith(line.toLowerCase()) || /^okr/i.test(line))) return { kind: "commands", from: 0, found: [] };
  return { kind: "commands", from: 0, found: beginning(offers.commands, line).filter((one) => one.insert !== line.toLowerCase()).slice(0, 9) };
}

/** What begins like this; nothing where it stands there whole already. */
function beginning(known, typed) {
  const found = known.filter((one) => one.insert.toLowerCase().startsWith(typed.toLowerCase()));
  return found.length === 1 && found[0].insert.toLowerCase() === typed.toLowerCase() ? [] : found;
}

function suggest(box) {
  const list = $(`#${box.getAttribute("aria-controls")}`);
  const { kind, from, found } = suggestions(box);
  list.replaceChildren(...found.map((one, index) => option(one, `${list.id}-${index}`)));
  list.dataset.from = from;
  list.dataset.kind = kind;
  list.hidden = !found.length;
  box.setAttribute("aria-expanded", String(!!found.length));
  choose(box, list, -1);
}

function option(offer, id) {
  const made = document.createElement("div");
  made.id = id;
  made.setAttribute("role", "option");
  made.dataset.insert = offer.insert;
  const name = document.createElement("b");
  name.textContent = offer.insert;
  const about = document.createElement("span");
  about.textContent = offer.about;
  made.append(name, " ", ...pattern(offer), about);
  return made;
}

/** What may follow, to be seen and not to be inserted. */
function pattern(offer) {
  if (!offer.pattern) return [];
  const made = document.createElement("i");
  made.textContent = offer.pattern;
  return [made, " "];
}

function choose(box, list, index) {
  const options = [...list.children];
  options.forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
  if (index < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", options[index].id);
  options[index].scrollIntoView({ block: "nearest" });
}

function accept(box, list, picked) {
  const after = box.value.slice(box.selectionStart);
  const start = box.value.slice(0, Number(list.dataset.from)) + picked.dataset.insert + " ";
  box.value = start + after.trimStart();
  box.setSelectionRange(start.length, start.length);
  saveDraft(box);
  suggest(box);
}

function hide(box, list) {
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function onKey(event) {
  const box = event.target;
  const list = $(`#${box.getAttribute("aria-controls")}`);
  const options = [...list.children];
  const index = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const open = !list.hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(box, list, index < 0 && step < 0 ? options.length - 1 : (index + step + options.length) % options.length);
  } else if (open && event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    accept(box, list, options[Math.max(index, 0)]);
  } else if (open && event.key === "Enter" && !event.isComposing && (index >= 0 || list.dataset.kind === "people")) {
    event.preventDefault();
    accept(box, list, options[Math.max(index, 0)]);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    hide(box, list);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    hide(box, list);
    box.form.requestSubmit();
  } else if (event.key === "ArrowUp" && !box.value && past.length) {
    event.preventDefault();
    box.value = past.at(-1);
  }
}

/** Keep a line that was sent, for the arrow up. */
export function keep(line) {
  past.push(line);
}

/* ---- What was typed and not sent waits in its place, also after a look elsewhere ---- */

const draftOf = (box) => `draft ${box.form.action} ${$("[name=thread]", box.form)?.value ?? ""}`;

export function saveDraft(box) {
  if (box.value) sessionStorage.setItem(draftOf(box), box.value);
  else sessionStorage.removeItem(draftOf(box));
}

export function restoreDrafts() {
  for (const box of $$(".composer textarea")) box.value ||= sessionStorage.getItem(draftOf(box)) ?? "";
}

document.addEventListener("input", (event) => { if (event.target.matches(".composer textarea")) { suggest(event.target); saveDraft(event.target); } });
document.addEventListener("keydown", (event) => { if (event.target.matches?.(".composer textarea")) onKey(event); });
document.addEventListener("focusout", (event) => { if (event.target.matches?.(".composer textarea")) hide(event.target, $(`#${event.target.getAttribute("aria-controls")}`)); });
document.addEventListener("mousedown", (event) => {
  const picked = event.target.closest(".completion [role=option]");
  if (!picked) return;
  event.preventDefault();
  const list = picked.parentNode;
  accept($(`[aria-controls="${list.id}"]`), list, picked);
});
