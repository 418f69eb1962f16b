// Makes the server's pages live; every page works without it. Start here: forms marked data-send are sent without
// leaving the page, links marked data-soft change only what differs. It must not know any command.

import { startClock } from "./clock.js";
import { keep, restoreDrafts, saveDraft } from "./composer.js";
import { closeDialog, dialog, mark, openDialog } from "./dialog.js";
import { $, $$, enhance, toast } from "./dom.js";
import { begin, entries, listen, newest, refresh } from "./live.js";

/* ---- Sending ---- */

const LOST = "That did not get through. Nothing you typed is lost; try again in a moment.";

const held = (form) => new URLSearchParams(new FormData(form));

async function post(form, button, extra = {}) {
  const data = held(form);
  if (button && button.name) data.append(button.name, button.value);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  const send = () => fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
  let response = await send();
  if (response.status === 403 && await renewTokens()) { // the server was restarted meanwhile
    data.set("csrf", $("[name=csrf]", form).value);
    response = await send();
  }
  if (!(response.headers.get("Content-Type") || "").includes("json")) {
    throw new Error(LOST);
  }
  return response.json();
}

async function renewTokens() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const fresh = $("[name=csrf]", page)?.value;
  if (fresh) for (const field of $$("[name=csrf]")) field.value = fresh;
  return Boolean(fresh);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.send) return;
  event.preventDefault();
  const button = event.submitter;
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  button?.setAttribute("aria-busy", "true");
  const known = entries();
  try {
    await senders[form.dataset.send](form, button);
    reveal(newest(known));
  } catch (error) {
    toast(error instanceof TypeError ? LOST : error.message);
  } finally {
    delete form.dataset.busy;
    button?.removeAttribute("aria-busy");
  }
});

const senders = {
  say: async (form) => {
    const box = $("textarea", form);
    const said = box.value;
    if (!said.trim()) return;
    const answer = await post(form, null, { request_id: crypto.randomUUID() });
    keep(said);
    // What was typed meanwhile stays.
    if (!answer.refused && box.value.startsWith(said)) box.value = box.value.slice(said.length).trimStart();
    saveDraft(box);
    await show(answer);
    if (!dialog.open) box.focus();
  },
  press: async (form, button) => show(await post(form, button, { request_id: crypto.randomUUID() })),
  form: async (form, button) => {
    const sent = held(form);
    const answer = await post(form, button);
    if (answer.kind === "errors") return mark(form, answer.errors);
    return show(answer, button?.name === "event" ? button.value : "", sent);
  },
  jump: async (form, button) => show(await post(form, button)),
  dismiss: async (form, button) => show(await post(form, button)),
  tried: async (form, button) => show(await post(form, button)),
};

async function show(answer, event = "", sent = null) {
  if (answer.kind === "form") return openDialog(answer.html, event, sent);
  closeDialog();
  await refresh();
}

/** Bring what came of one's own doing into view: a long entry from its beginning. */
function reveal(entry) {
  const room = entry?.closest(".scroller");
  if (room) entry.scrollIntoView({ block: entry.offsetHeight > room.clientHeight ? "start" : "nearest" });
}

dialog.addEventListener("change", async (event) => {
  const name = event.target.dataset.changes;
  if (!name) return;
  const form = $("form", dialog);
  const sent = held(form);
  try { await show(await post(form, null, { event: name }), name, sent); } catch (error) { toast(error.message); }
});

/* ---- Links and the drawer ---- */

document.addEventListener("click", async (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const menu = event.target.closest("[data-menu], [data-menu-close]");
  if (menu) { event.preventDefault(); return drawer(menu.hasAttribute("data-menu")); }
  const copy = event.target.closest(".copy");
  if (copy) return copyText(copy);
  const link = event.target.closest("a[data-soft]");
  if (!link) return;
  event.preventDefault();
  await go(link.href, true);
});

const hasKeyboard = matchMedia("(hover: hover)").matches; // else a focused field would raise one over the page

async function go(url, push) {
  const root = decodeURIComponent((location.pathname.split("/t/")[1] || ""));
  if (push) history.pushState(null, "", url);
  try { await refresh(url); } catch { location.assign(url); return; }
  restoreDrafts();
  const box = $("#reply-text");
  if (box && hasKeyboard) box.focus(); else if (root) $(`#m-${CSS.escape(root)} .replies, #m-${CSS.escape(root)} .reply`)?.focus();
}
addEventListener("popstate", () => go(location.href, false));

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  (open ? $("#side summary") : $("[data-menu]"))?.focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || dialog.open) return;
  if (document.body.classList.contains("drawer")) return drawer(false);
  const who = $("#who[open]");
  if (who) { who.open = false; $("summary", who).focus(); return; }
  $("[data-close-thread]")?.click();
});
document.addEventListener("click", (event) => { const who = $("#who[open]"); if (who && !who.contains(event.target)) who.open = false; });

async function copyText(button) {
  const pre = $("pre", button.parentNode);
  const label = $("span", button);
  try { await navigator.clipboard.writeText(pre.textContent); label.textContent = "Copied"; }
  catch { getSelection().selectAllChildren(pre); label.textContent = "Selected: press Ctrl+C"; }
  $("#spoken").textContent = label.textContent;
  setTimeout(() => { label.textContent = "Copy"; }, 2500);
}

begin();
restoreDrafts();
startClock();
enhance(document);
listen();
if (location.pathname.includes("/t/")) { if (hasKeyboard) $("#reply-text")?.focus(); }
else if (hasKeyboard && !$("#opened")) $("#composer-text")?.focus({ preventScroll: true });
