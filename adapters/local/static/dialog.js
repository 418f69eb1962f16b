// The form in its dialog: opens it, asks before typed text is dropped, and shows each fault at its field.

import { $, $$, enhance } from "./dom.js";

export const dialog = $("#dialog");
let began = "";
let cameFrom = null;

const typed = () => { const form = $("form", dialog); return form ? new URLSearchParams([...new FormData(form)].filter(([name]) => /^[fp]\./.test(name))).toString() : ""; };

/** sent: what the form held when this was asked for; what was typed since then stays. */
export function openDialog(html, event, sent) {
  const was = dialog.open;
  const since = was && event ? changedSince(sent) : [];
  const scrolled = was ? $(".form-body", dialog).scrollTop : 0;
  const before = was ? new Set($$("[name]", dialog).map((one) => one.name)) : new Set();
  if (!was) cameFrom = document.activeElement;
  dialog.innerHTML = html;
  enhance(dialog);
  retype(since);
  if (!was) dialog.showModal();
  if (!event) began = typed();
  if (was) $(".form-body", dialog).scrollTop = scrolled;
  const fresh = event && $$("[name^='f.'], [name^='p.']", dialog).find((one) => !before.has(one.name));
  const chosen = event && $(`[data-changes="${CSS.escape(event)}"]:checked, select[data-changes="${CSS.escape(event)}"]`, dialog);
  (chosen || fresh || firstField() || $("#form-title", dialog)).focus();
}

const controls = () => $$("[name^='f.'], [name^='p.']", dialog).filter((one) => one.type !== "hidden");
const isTick = (one) => ["radio", "checkbox"].includes(one.type);

/** The fields that hold something else than what was sent, as they stand. */
function changedSince(sent) {
  const isSent = (one) => isTick(one) ? sent.getAll(one.name).includes(one.value) === one.checked : sent.get(one.name) === one.value;
  return controls().filter((one) => !isSent(one)).map(({ name, value, checked }) => ({ name, value, checked }));
}

function retype(changed) {
  for (const { name, value, checked } of changed) {
    for (const one of controls()) if (one.name === name) isTick(one) ? one.value === value && (one.checked = checked) : (one.value = value);
  }
}

function firstField() {
  const fields = controls();
  return fields.find((one) => one.type !== "radio" || one.checked) || fields[0];
}

export function closeDialog() {
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
addEventListener("beforeunload", (event) => { if (dialog.open && typed() !== began) event.preventDefault(); });
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
export function mark(form, errors) {
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
  if (first) { ($("input:checked", first) || $("input:not([type=hidden]), select, textarea", first)).focus(); first.scrollIntoView({ block: "center" }); }
}

function refuse(form, text) {
  const box = $(".form-faults", form);
  box.textContent = text;
  box.hidden = !text;
  box.scrollIntoView({ block: "nearest" });
}
