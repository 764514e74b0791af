// Building DOM nodes. Content only ever becomes text nodes and attributes, never HTML, so a hostile message stays text.

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;

/** Make an element: h("button.primary", {onclick, "aria-label": "…"}, "text", node, [more]). */
export function h(spec, props, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) setProp(element, key, value);
  append(element, children);
  return element;
}

function setProp(element, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
  else if (key === "data") for (const [name, item] of Object.entries(value)) element.dataset[name] = item;
  else if (key === "style")
    for (const [name, item] of Object.entries(value)) element.style.setProperty(name, item);
  else if (["value", "checked", "disabled", "selected", "open", "hidden", "multiple"].includes(key))
    element[key] = value;
  else element.setAttribute(key, value === true ? "" : value);
}

/** Append nodes, strings and (nested) arrays of them; null and false are left out. */
export function append(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, ...children);
}

/** A link that opens in a new tab; an address with another scheme than the web's is shown as plain text. */
export function link(url, content, props) {
  const children = content === undefined ? [url] : [content];
  if (!SAFE_LINK.test(url ?? "")) return h("span", props, ...children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...props }, ...children);
}

/** An address that an <img> may load, or null. */
export function imageAddress(url) {
  return /^(https?:\/\/|\/|blob:|data:image\/(png|jpeg|gif|webp);)/i.test(url ?? "") ? url : null;
}

export function trapTab(event, container) {
  if (event.key !== "Tab") return;
  const stops = [
    ...container.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']"),
  ].filter((stop) => !stop.disabled && stop.tabIndex >= 0 && stop.getClientRects().length > 0);
  if (!stops.length) return;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && container.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
