// Avatars drawn from initials; the colour follows from the id, so a person keeps it everywhere.

import { h, imageAddress } from "./dom.js";
import { icon } from "./icons.js";

// All carry white letters at a contrast of 4.5:1 or more.
const COLOURS = [
  "#a8336c",
  "#1d6fa5",
  "#a14c13",
  "#2c7a4b",
  "#6b4bb0",
  "#9a3b3b",
  "#0f7473",
  "#7a5b0b",
  "#4a5a9e",
  "#8c3f8f",
];

function colourOf(id) {
  let sum = 7;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return COLOURS[sum % COLOURS.length];
}

function initials(name) {
  const words = String(name || "?")
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 2);
  return letters.toUpperCase();
}

/** An avatar for {id, name, bot, image}; size is "s", "m", "l" or "xl". */
export function avatar({ id, name, bot, image, colour }, size = "m") {
  const source = imageAddress(image);
  if (source) return h("span.avatar", { class: `avatar-${size}` }, h("img", { src: source, alt: "" }));
  const tile = h("span.avatar", {
    class: `avatar-${size}${bot ? " avatar-bot" : ""}`,
    "aria-hidden": "true",
  });
  if (bot) tile.append(icon("spark", 20));
  else tile.append(initials(name));
  tile.style.setProperty("--avatar", bot ? "" : (COLOURS[colour % COLOURS.length] ?? colourOf(id)));
  return tile;
}
