// Makes the server's pages live. Every page works without it; it adds dialogs, completion, and updates in place.
// It knows forms marked data-send, regions marked data-live, and links marked data-soft. It must not know any command.

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const dialog = $("#dialog");
let token = document.body.dataset.token;

/* ---- Live regions: fetch the page anew, and change only what differs ---- */

const served = new WeakMap(); // what the server sent for a node, whatever happened to it since

function remember(root) {
  for (const node of $$("[id]", root)) served.set(node, node.outerHTML);
}

let refreshing = null;
let again = false;

function refresh(url = location.href) {
  if (refreshing) { again = true; return refreshing; }
  refreshing = renew(url).finally(() => {
    refreshing = null;
    if (again) { again = false; refresh(); }
  });
  return refreshing;
}

async function renew(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const known = new Set($$(".entry").map((entry) => entry.id));
  token = fresh.body.dataset.token;
  document.title = fresh.title;
  document.body.classList.toggle("with-thread", fresh.body.classList.contains("with-thread"));
  for (const id of ["press-thread", "dismiss-press-thread"]) $(`#${id} [name=thread]`).value = $(`#${id} [name=thread]`, fresh).value;
  for (const region of $$("[data-live]", fresh)) merge($(`#${region.id}`), region);
  announce(known);
  startClock();
  enhance(document);
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
  if (!known.size || !fresh.length) return;
  for (const entry of fresh) entry.classList.add("fresh");
  $("#spoken").textContent = fresh.slice(-3).map((entry) => entry.dataset.notice).join(". ");
}

/* ---- The stream of changes ---- */

function listen() {
  const stream = new EventSource("/local/events");
  stream.addEventListener("changed", (event) => {
    if (event.data === token) return;
    if (document.hidden) token = ""; // what nobody looks at is not read yet
    else refresh().catch(() => {});
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && token === "") refresh().catch(() => {}); });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

/* ---- Sending ---- */

function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 7000);
}

const LOST = "That did not get through. Nothing you typed is lost; try again in a moment.";

async function post(form, button, extra = {}) {
  const data = new URLSearchParams(new FormData(form));
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
  try {
    await senders[form.dataset.send](form, button);
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
    if (!box.value.trim()) return;
    const answer = await post(form, null, { request_id: crypto.randomUUID() });
    past.push(box.value);
    recalled = past.length;
    if (!answer.refused) box.value = "";
    await show(answer);
    if (!dialog.open) box.focus();
  },
  press: async (form, button) => show(await post(form, button, { request_id: crypto.randomUUID() })),
  form: async (form, button) => {
    const answer = await post(form, button);
    if (answer.kind === "errors") return mark(form, answer.errors);
    return show(answer, button?.name === "event" ? button.value : "");
  },
  jump: async (form, button) => show(await post(form, button)),
  dismiss: async (form, button) => show(await post(form, button)),
  tried: async (form, button) => show(await post(form, button)),
};

async function show(answer, event = "") {
  if (answer.kind === "form") return openDialog(answer.html, event);
  closeDialog();
  await refresh();
}

/* ---- The form in its dialog ---- */

let began = "";
let cameFrom = null;

const typed = () => { const form = $("form", dialog); return form ? new URLSearchParams([...new FormData(form)].filter(([name]) => /^[fp]\./.test(name))).toString() : ""; };

function openDialog(html, event) {
  const was = dialog.open;
  const scrolled = was ? $(".form-body", dialog).scrollTop : 0;
  const before = was ? new Set($$("[name]", dialog).map((one) => one.name)) : new Set();
  if (!was) cameFrom = document.activeElement;
  dialog.innerHTML = html;
  enhance(dialog);
  if (!was) dialog.showModal();
  if (!event) began = typed();
  if (was) $(".form-body", dialog).scrollTop = scrolled;
  const fresh = event && $$("[name^='f.'], [name^='p.']", dialog).find((one) => !before.has(one.name));
  const chosen = event && $(`[data-changes="${CSS.escape(event)}"]:checked, select[data-changes="${CSS.escape(event)}"]`, dialog);
  (chosen || fresh || firstField() || $("#form-title", dialog)).focus();
}

function firstField() {
  const fields = $$("[name^='f.'], [name^='p.']", dialog);
  return fields.find((one) => one.type !== "radio" || one.checked) || fields[0];
}

function closeDialog() {
  if (!dialog.open) return;
  dialog.close();
  dialog.innerHTML = "";
  const back = cameFrom?.isConnected ? cameFrom : $("#composer-text");
  back?.focus({ preventScroll: true });
}

function askToClose() {
  if (typed() === began) return closeDialog();
  $(".keep", dialog).hidden = false;
  $("[data-stay]", dialog).focus();
}

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  if (!$(".keep", dialog).hidden) $("[data-stay]", dialog).click();
  else askToClose();
});
dialog.addEventListener("cancel", (event) => { event.preventDefault(); if (dialog.open && $(".keep", dialog)?.hidden) askToClose(); });
dialog.addEventListener("click", (event) => {
  const target = event.target.closest("[data-close], [data-stay], [data-drop]");
  if (!target) return;
  event.preventDefault();
  if (target.hasAttribute("data-drop")) return closeDialog();
  if (target.hasAttribute("data-close")) return askToClose();
  $(".keep", dialog).hidden = true;
  (firstField() || $("#form-title", dialog)).focus();
});
dialog.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (!pick) return;
  const input = $("input", pick.closest(".picked"));
  input.value = pick.dataset.pick;
  input.dispatchEvent(new Event("input", { bubbles: true }));
});
dialog.addEventListener("input", (event) => {
  const picks = event.target.closest(".picked");
  if (picks) for (const pick of $$("[data-pick]", picks)) pick.setAttribute("aria-pressed", String(pick.dataset.pick === event.target.value.trim()));
});
dialog.addEventListener("change", async (event) => {
  const name = event.target.dataset.changes;
  if (!name) return;
  const form = $("form", dialog);
  try { await show(await post(form, null, { event: name }), name); } catch (error) { toast(error.message); }
});

function mark(form, errors) {
  for (const field of $$("[data-field]", form)) {
    const text = errors[field.dataset.field] || "";
    $(".fault", field).textContent = text;
    for (const one of [field, ...$$("[aria-describedby]", field)]) {
      if (!one.hasAttribute("aria-describedby")) continue;
      if (text) one.setAttribute("aria-invalid", "true"); else one.removeAttribute("aria-invalid");
    }
  }
  const shown = new Set($$("[data-field]", form).map((field) => field.dataset.field));
  const others = Object.entries(errors).filter(([name]) => !shown.has(name)).map(([, text]) => text);
  const count = Object.keys(errors).length - others.length;
  const sums = count ? [count === 1 ? "One field needs another look." : `${count} fields need another look.`] : [];
  refuse(form, [...sums, ...others].join(" "));
  const first = $$("[data-field]", form).find((field) => errors[field.dataset.field]);
  if (first) { $("input:checked, input, select, textarea", first).focus(); first.scrollIntoView({ block: "center" }); }
}

function refuse(form, text) {
  const box = $(".form-faults", form);
  box.textContent = text;
  box.hidden = !text;
  box.scrollIntoView({ block: "nearest" });
}

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

async function go(url, push) {
  const root = decodeURIComponent((location.pathname.split("/t/")[1] || ""));
  if (push) history.pushState(null, "", url);
  try { await (refreshing || null); await refresh(url); } catch { location.assign(url); return; }
  const box = $("#reply-text");
  if (box) box.focus(); else if (root) $(`#m-${CSS.escape(root)} .replies, #m-${CSS.escape(root)} .reply`)?.focus();
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

/* ---- The composer: Enter sends, and suggestions for commands and people ---- */

const offers = JSON.parse($("#offers").textContent);
const past = [];
let recalled = 0;

function suggestions(box) {
  const before = box.value.slice(0, box.selectionStart);
  const at = /(^|\s)(@[\p{L}\p{N}_.-]*)$/u.exec(before);
  if (at) return { from: before.length - at[2].length, found: offers.people.filter((one) => one.insert.toLowerCase().startsWith(at[2].toLowerCase())) };
  const line = before.replace(/^\s*\//, "").trimStart().toLowerCase();
  if (!line || !("okr".startsWith(line) || line.startsWith("okr"))) return { from: 0, found: [] };
  return { from: 0, found: offers.commands.filter((one) => one.insert.startsWith(line) && one.insert !== line).slice(0, 9) };
}

function suggest(box) {
  const list = $(`#${box.getAttribute("aria-controls")}`);
  const { from, found } = suggestions(box);
  list.replaceChildren(...found.map((one, index) => option(one, `${list.id}-${index}`)));
  list.dataset.from = from;
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
  made.append(name, " ", about);
  return made;
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
  hide(box, list);
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
  } else if (open && event.key === "Enter" && index >= 0) {
    event.preventDefault();
    accept(box, list, options[index]);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    hide(box, list);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    hide(box, list);
    box.form.requestSubmit();
  } else if (event.key === "ArrowUp" && !box.value && past.length) {
    event.preventDefault();
    recalled = past.length - 1;
    box.value = past[recalled];
  }
}

/* ---- The clock goes on between two visits to the server ---- */

function startClock() {
  clearInterval(startClock.timer);
  const time = $("#strip time");
  const base = Date.parse(time.dateTime) - performance.now();
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: time.dataset.zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  startClock.timer = setInterval(() => {
    const part = Object.fromEntries(format.formatToParts(base + performance.now()).map(({ type, value }) => [type, value]));
    time.textContent = `${part.weekday} ${part.day} ${part.month}, ${part.hour}:${part.minute}`;
  }, 5000);
}

function enhance(within) {
  for (const helper of $$(".copy, .picks", within)) helper.hidden = false;
}

document.addEventListener("input", (event) => { if (event.target.matches(".composer textarea")) suggest(event.target); });
document.addEventListener("keydown", (event) => { if (event.target.matches?.(".composer textarea")) onKey(event); });
document.addEventListener("focusout", (event) => { if (event.target.matches?.(".composer textarea")) hide(event.target, $(`#${event.target.getAttribute("aria-controls")}`)); });
document.addEventListener("mousedown", (event) => {
  const picked = event.target.closest(".completion [role=option]");
  if (!picked) return;
  event.preventDefault();
  const list = picked.parentNode;
  accept($(`[aria-controls="${list.id}"]`), list, picked);
});

remember(document);
for (const region of $$("[data-live]")) served.set(region, region.outerHTML);
startClock();
enhance(document);
listen();
if (location.pathname.includes("/t/")) $("#reply-text")?.focus();
else if (matchMedia("(hover: hover)").matches && !$("#opened")) $("#composer-text")?.focus({ preventScroll: true });
