// Emoji shortcodes: look-up, search for the picker and the completion, and the nodes to show them.

import { h } from "../dom.js";
import { ALIASES, CATEGORIES } from "./emoji_names.js";

const BY_NAME = new Map();
export const GROUPS = Object.entries(CATEGORIES).map(([name, packed]) => {
  const words = packed.trim().split(/\s+/);
  const names = words.filter((_, index) => index % 2 === 0);
  names.forEach((item, index) => BY_NAME.set(item, words[index * 2 + 1]));
  return { name, names };
});

export const QUICK = ["white_check_mark", "eyes", "raised_hands"];

/** The character of a shortcode without its colons ("+1::skin-tone-2" is "+1"), or null. */
export function character(name) {
  const base = String(name).split("::")[0];
  return BY_NAME.get(base) ?? BY_NAME.get(ALIASES[base]) ?? null;
}

/** A node for a shortcode: the emoji with its name as label, or the shortcode as it was typed. */
export function emoji(name, big = false) {
  const symbol = character(name);
  if (!symbol) return `:${name}:`;
  return h(
    "span.emoji",
    { class: big ? "emoji-big" : "", role: "img", "aria-label": `${name} emoji`, title: `:${name}:` },
    symbol,
  );
}

/** Shortcodes that start with the words, then those that contain them. */
export function searchEmoji(words, limit = 30) {
  const query = words.toLowerCase();
  const starts = [];
  const contains = [];
  for (const name of [...BY_NAME.keys(), ...Object.keys(ALIASES)]) {
    const at = name.indexOf(query);
    if (at === 0) starts.push(name);
    else if (at > 0) contains.push(name);
  }
  return [...starts.sort((a, b) => a.length - b.length), ...contains].slice(0, limit);
}

/** A text cut at its shortcodes into strings and emoji nodes. */
export function withEmoji(text) {
  const parts = String(text).split(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/);
  return parts.map((part, index) => (index % 2 ? emoji(part) : part)).filter((part) => part !== "");
}
