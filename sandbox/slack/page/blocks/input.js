// The input block: a label, one element, a hint and the app's error for it.

import { h } from "../dom.js";
import { textObject } from "../text/mrkdwn.js";
import { element } from "./elements.js";

let count = 0;

export function input(block, surface) {
  count += 1;
  const id = `input-label-${count}`;
  const optional = block.optional ? h("span.optional", {}, " (optional)") : null;
  const control = element(block.element, block, surface, id);
  const error = h("div.input-error", { id: `${id}-error`, role: "alert", data: { testid: "input-error" } });
  const node = h(
    "div.block.input",
    { data: { testid: "input-block" } },
    h("div.input-label", { id }, ...textObject(block.label), optional),
    control,
    error,
    block.hint ? h("div.input-hint", {}, ...textObject(block.hint)) : null,
  );
  showError(node, surface.errors[block.block_id]);
  node.addEventListener("input", () => showError(node, null));
  return node;
}

/** Show (or clear) an error at an input block. */
export function showError(node, text) {
  const error = node.querySelector(".input-error");
  const field = node.querySelector("input, textarea");
  error.textContent = text ?? "";
  node.classList.toggle("has-error", Boolean(text));
  if (!field) return;
  if (text) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
  } else field.removeAttribute("aria-invalid");
}
