// Small helpers that every script here shares.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

export function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 7000);
}

/** Show what only makes sense with scripts. */
export function enhance(within) {
  for (const helper of $$(".copy, .picks", within)) helper.hidden = false;
}
