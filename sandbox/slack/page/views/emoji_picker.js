// The emoji picker: a search field over a grid.

import { h, replace } from "../dom.js";
import { open } from "../layers.js";
import { character, GROUPS, searchEmoji } from "../text/emoji.js";

const TITLES = {
  people: "Smileys & people",
  nature: "Nature",
  foods: "Food & drink",
  activity: "Activities",
  places: "Travel & places",
  objects: "Objects",
  symbols: "Symbols",
  flags: "Flags",
};
const COLUMNS = 8;

/** Let the person pick an emoji; pick hears its name. */
export function pickEmoji(anchor, pick) {
  const cell = (name) =>
    h(
      "button.emoji-cell",
      { type: "button", title: `:${name}:`, "aria-label": name, onclick: () => choose(name) },
      character(name),
    );
  const group = (title, names) => [h("h4", {}, title), h("div.emoji-grid", {}, names.map(cell))];
  const all = () => GROUPS.flatMap(({ name, names }) => group(TITLES[name], names));
  const grid = h("div.emoji-scroll", {}, all());
  const search = h("input.field-input", {
    type: "search",
    placeholder: "Search emoji",
    "aria-label": "Search emoji",
  });
  const box = h(
    "div.emoji-picker",
    { role: "dialog", "aria-label": "Emoji", data: { align: "end", testid: "emoji-picker" } },
    search,
    grid,
  );
  const close = open(box, { anchor });
  function choose(name) {
    close();
    pick(name);
  }
  search.addEventListener("input", () => {
    const words = search.value.trim().replaceAll(":", "").replaceAll(" ", "_");
    const found = words ? searchEmoji(words, 64) : null;
    replace(grid, found ? group(found.length ? "Results" : "Nothing found", found) : all());
  });
  search.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && grid.querySelector("button")?.click(),
  );
  box.addEventListener("keydown", (event) => arrows(event, search, grid));
  search.focus();
}

function arrows(event, search, grid) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  const cells = [...grid.querySelectorAll("button")];
  const at = cells.indexOf(document.activeElement);
  if (!step || (at < 0 && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const next = at < 0 ? 0 : at + step;
  (next < 0 ? search : cells[Math.min(next, cells.length - 1)]).focus();
}
