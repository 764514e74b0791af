// The text blocks and the rows of elements.

import { h } from "../dom.js";
import { textObject } from "../text/mrkdwn.js";
import { element } from "./elements.js";
import { thumbnail } from "./media.js";

export function section(block, surface) {
  const text = block.text ? h("div.section-text", {}, ...textObject(block.text)) : null;
  const fields = block.fields?.length
    ? h("div.fields", {}, ...block.fields.map((field) => h("div.field", {}, ...textObject(field))))
    : null;
  return h("div.block.section", {}, h("div.section-main", {}, text, fields), accessory(block, surface));
}

function accessory(block, surface) {
  if (!block.accessory) return null;
  const node =
    block.accessory.type === "image" ? thumbnail(block.accessory) : element(block.accessory, block, surface);
  return h("div.accessory", {}, node);
}

export const header = (block) => h("h3.block.header", {}, ...textObject(block.text));

export const divider = () => h("hr.block.divider");

export function context(block) {
  const parts = (block.elements ?? []).map((part) =>
    part.type === "image"
      ? thumbnail(part, "context-image")
      : h("span.context-text", {}, ...textObject(part)),
  );
  return h("div.block.context", {}, ...parts);
}

const row = (block, surface) => (block.elements ?? []).map((part) => element(part, block, surface));

export const actions = (block, surface) => h("div.block.actions", { role: "group" }, ...row(block, surface));

export const contextActions = (block, surface) =>
  h(
    "div.block.context-actions",
    { role: "group", "aria-label": "About this answer" },
    ...row(block, surface),
  );
