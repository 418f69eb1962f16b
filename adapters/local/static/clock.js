// The clock strip goes on between two visits to the server.

import { $ } from "./dom.js";

export function startClock() {
  clearInterval(startClock.timer);
  const time = $("#strip time");
  const base = Date.parse(time.dateTime) - performance.now();
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: time.dataset.zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  startClock.timer = setInterval(() => {
    const part = Object.fromEntries(format.formatToParts(base + performance.now()).map(({ type, value }) => [type, value]));
    time.textContent = `${part.weekday} ${part.day} ${part.month}, ${part.hour}:${part.minute}`;
  }, 5000);
}
