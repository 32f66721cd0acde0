// The window in which something counts, now, and the margin, with the time movable.

import { apart, inWords, rangeOf } from "../times.js";
import { el, svg } from "./dom.js";

const HEIGHT = 78;
const TOP = 26;
const BAR = 22;

/**
 * Makes the timeline, once.
 * @param move is called with a time while somebody moves it, and with `true` when it stands
 * @returns `update(times, now)`
 */
export function timeline(root, move) {
  const drawing = svg("svg", { class: "timeline", height: HEIGHT, role: "img" });
  const slider = el("input", { type: "range", step: "1", id: "slider" });
  const state = el("p", { class: "note", id: "slider-state" });
  root.append(drawing, el("label", { for: "slider", class: "hidden" }, "Move the time of the verdict"), slider, state);
  let times;
  let now;
  let range;
  let isHeld = false;
  slider.addEventListener("input", () => {
    isHeld = true;
    move(Number(slider.value), false);
  });
  slider.addEventListener("change", () => {
    isHeld = false;
    move(Number(slider.value), true);
  });
  const draw = () => {
    if (!times) return;
    drawInto(drawing, times, now, range);
    slider.min = range.first;
    slider.max = range.last;
    slider.value = now;
    const text = stateOf(times, now);
    slider.setAttribute("aria-valuetext", `${inWords(now)}: ${text}`);
    state.textContent = `${inWords(now)}: ${text}.`;
    drawing.setAttribute("aria-label", `From ${times.from ? inWords(times.from) : "the beginning"} until ${inWords(times.until)}. At ${inWords(now)} it is ${text}.`);
  };
  new ResizeObserver(draw).observe(root);
  return (newTimes, newNow) => {
    times = newTimes;
    now = newNow;
    root.hidden = times === undefined;
    // While somebody moves the time, the scale stays.
    if (times && !(isHeld && range)) range = rangeOf(times, now);
    draw();
  };
}

/** What a time means for the window. */
export function stateOf({ from, until, fromName, untilName, margin }, now) {
  if (from !== undefined && now < from) return `too early: ${fromName} is in ${apart(from, now)}`;
  if (now >= until) return now === until ? `expired: ${untilName} is now` : `expired ${apart(now, until)} ago`;
  if (until - now < margin) return `too late to settle: ${apart(until, now)} left, and ${apart(0, margin)} needed`;
  return `in time, with ${apart(until, now)} left`;
}

function drawInto(drawing, { from, until, fromName, untilName, margin }, now, { first, last, open }) {
  const width = Math.max(240, drawing.parentElement.clientWidth);
  drawing.setAttribute("width", width);
  drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  const x = (time) => Math.round(((time - first) / (last - first)) * (width - 16) * 10) / 10 + 8;
  const start = open ? 0 : x(from);
  const end = x(until);
  const late = Math.max(start, x(until - margin));
  const at = x(now);
  const rect = (name, left, right) => svg("rect", { class: name, x: left, y: TOP, width: Math.max(0, right - left), height: BAR });
  const label = (text, place, y, anchor, name) => svg("text", { x: place, y, "text-anchor": anchor, class: name }, text);
  const anchor = at < 60 ? "start" : at > width - 60 ? "end" : "middle";
  const startText = open ? `${fromName} ${from ? "long before" : "0"}` : fromName;
  const isTight = end - start < 190;
  drawing.replaceChildren(
    rect("outside", 0, width),
    rect("inside", start, end),
    margin > 0 ? rect("margin", late, end) : "",
    label(startText, isTight && !open ? Math.max(4, start - 4) : start + (open ? 4 : 0), TOP - 8, isTight && !open && start > 90 ? "end" : "start", "edge"),
    label(untilName, isTight && end < width - 100 ? end + 4 : end, TOP - 8, isTight && end < width - 100 ? "start" : "end", "edge"),
    svg("line", { class: "now", x1: at, x2: at, y1: TOP - 4, y2: TOP + BAR + 6 }),
    svg("circle", { class: "now", cx: at, cy: TOP + BAR + 8, r: 4 }),
    label("checked at", at, HEIGHT - 4, anchor, "edge"),
  );
}
