// Alerts, cards, carousels and containers.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { textObject } from "../text/mrkdwn.js";
import { element } from "./elements.js";
import { thumbnail } from "./media.js";
import { richText } from "./rich_text.js";

export function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return h(
    "div.block.alert",
    { class: `alert-${level}`, role: "note" },
    icon(level === "success" ? "check" : "error", 18),
    h("div", {}, ...textObject(block.text)),
  );
}

export function card(block, surface) {
  const row = (block.actions ?? []).map((part) => element(part, block, surface));
  return h(
    "article.block.card",
    {},
    block.hero_image ? thumbnail(block.hero_image, "card-hero") : null,
    h(
      "div.card-head",
      {},
      block.icon ? thumbnail(block.icon, "card-icon") : null,
      h(
        "div",
        {},
        h("strong", {}, ...textObject(block.title)),
        block.subtitle ? h("div.card-sub", {}, ...textObject(block.subtitle)) : null,
      ),
    ),
    block.body ? h("div.card-body", {}, ...textObject(block.body)) : null,
    row.length ? h("div.actions", {}, ...row) : null,
  );
}

export function carousel(block, surface) {
  const cards = (block.elements ?? []).map((one, index) =>
    card({ ...one, block_id: one.block_id ?? `${block.block_id}-${index}` }, surface),
  );
  return h("div.block.carousel", { role: "group", "aria-label": "Cards", tabindex: "0" }, ...cards);
}

export function container(block, surface, blocks) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : textObject(block.title);
  const head = [
    block.icon ? thumbnail(block.icon, "card-icon") : null,
    h("strong", {}, ...title),
    block.subtitle ? h("span.card-sub", {}, ...textObject(block.subtitle)) : null,
  ];
  const inside = blocks(block.child_blocks, surface);
  if (!block.is_collapsible)
    return h("section.block.container", {}, h("div.container-head", {}, ...head), ...inside);
  return h(
    "details.block.container",
    { open: !block.default_collapsed },
    h("summary.container-head", {}, ...head),
    ...inside,
  );
}
