// What is wrong with a page for somebody who reads it with other means than eyes and a mouse. Returns sentences.

() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isShown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const short = (one) => one.outerHTML.slice(0, 120);

  // every control has a name
  const speaksForItself = (one) => !one.matches("input, select, textarea, dialog, [role=region]");
  const nameOf = (one) => [
    one.getAttribute("aria-label"),
    document.getElementById(one.getAttribute("aria-labelledby"))?.textContent,
    ...[...(one.labels || [])].map((label) => label.textContent),
    one.closest("fieldset") && one.closest("label")?.textContent,
    speaksForItself(one) ? one.textContent : "",
  ].join("").trim();
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role]:not([role=status], [role=alert])";
  for (const one of all(controls)) {
    if (isShown(one) && !one.closest("[aria-hidden=true]") && !nameOf(one)) wrong.push(`no name: ${short(one)}`);
  }

  // every reference leads somewhere, every id is one
  for (const attribute of ["aria-controls", "aria-labelledby", "aria-describedby", "for", "form"]) {
    for (const one of all(`[${attribute}]`)) {
      const ids = one.getAttribute(attribute).split(/\s+/);
      const isClosed = one.matches("dialog:not([open])");
      const isLost = ids.every((id) => !document.getElementById(id));
      if (isLost && !isClosed) wrong.push(`${attribute} leads nowhere: ${short(one)}`);
    }
  }
  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`twice the id ${id}`);

  // every text stands out from what is behind it, by 4.5 to 1 (WCAG 2.2 AA)
  const numbers = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  for (const one of all("body *")) {
    const hasText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!hasText || !isShown(one) || one.closest("svg, script, noscript, .hidden-label, .skip")) continue;
    const [high, low] = [light(numbers(getComputedStyle(one).color)), light(behind(one))].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${short(one)}`);
  }
  return wrong;
}
