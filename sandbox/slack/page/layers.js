// What lies over the page: menus, pop-ups, dialogs. Escape closes the topmost; a click outside closes menus.

import { h, trapTab } from "./dom.js";

const stack = [];

/** Show an element above the page. Returns a function that closes it and gives focus back. */
export function open(element, { onclose, onescape, modal = false, anchor = null, keepFocus = false } = {}) {
  const before = document.activeElement;
  const layer = { element, modal, anchor, close, escape: onescape ?? close };
  function close() {
    const at = stack.indexOf(layer);
    if (at < 0) return;
    stack.splice(at, 1);
    element.remove();
    if (
      !keepFocus &&
      before?.isConnected &&
      !stack.some((one) => one.element.contains(document.activeElement))
    )
      before.focus();
    onclose?.();
  }
  stack.push(layer);
  document.body.append(element);
  if (anchor) position(element, anchor);
  return close;
}

export const isOpen = () => stack.length > 0;
export const modalOpen = () => stack.some((layer) => layer.modal);

function position(element, anchor) {
  const box = anchor.getBoundingClientRect();
  element.classList.add("floating");
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = box.bottom + 6 + height <= innerHeight || box.top < height + 12;
  const top = below ? Math.min(box.bottom + 6, innerHeight - height - 8) : box.top - height - 6;
  const left = Math.min(
    Math.max(8, element.dataset.align === "end" ? box.right - width : box.left),
    innerWidth - width - 8,
  );
  element.style.top = `${Math.max(8, top)}px`;
  element.style.left = `${left}px`;
}

/** Place an open layer again after its content changed. */
export const reposition = (element, anchor) => position(element, anchor);

document.addEventListener(
  "keydown",
  (event) => {
    const top = stack.at(-1);
    if (!top) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      top.escape();
    } else if (top.modal) trapTab(event, top.element);
  },
  true,
);

document.addEventListener(
  "pointerdown",
  (event) => {
    while (stack.length) {
      const top = stack.at(-1);
      if (top.modal || top.element.contains(event.target) || top.anchor?.contains(event.target)) return;
      top.close();
    }
  },
  true,
);

/** A drop-down menu: items are {label, note?, icon?, run, danger?, testid?} or null for a line between. */
export function menu(anchor, items, { label = "Menu", align = "start" } = {}) {
  const buttons = items.map((item) => item && menuItem(item));
  const list = h(
    "div.menu",
    { role: "menu", "aria-label": label, data: { align } },
    buttons.map((one) => one ?? h("hr")),
  );
  const close = open(list, { anchor });
  const stops = buttons.filter(Boolean);
  stops.forEach((button, index) =>
    button.addEventListener("click", () => {
      close();
      items.filter(Boolean)[index].run();
    }),
  );
  list.addEventListener("keydown", (event) => moveFocus(event, stops));
  stops[0]?.focus();
  return close;
}

function menuItem({ label, note, icon, danger, testid, checked }) {
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  return h(
    "button.menu-item",
    {
      type: "button",
      role,
      class: danger ? "danger" : "",
      "aria-checked": checked === undefined ? undefined : String(checked),
      data: testid ? { testid } : {},
    },
    icon,
    h("span.menu-text", {}, h("span", {}, label), note ? h("small", {}, note) : null),
    checked ? h("span.menu-check", { "aria-hidden": "true" }, "✓") : null,
  );
}

/** Arrow keys, Home and End among a row of focusable things. */
export function moveFocus(event, stops) {
  const at = stops.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  stops[(next + stops.length) % stops.length]?.focus();
}

/** A short notice at the bottom of the page, read out politely. */
export function toast(text, kind = "info") {
  const region = document.querySelector("#toasts");
  const note = h("div.toast", { class: `toast-${kind}`, data: { testid: "toast" } }, text);
  region.append(note);
  setTimeout(() => note.remove(), kind === "error" ? 9000 : 4000);
}
