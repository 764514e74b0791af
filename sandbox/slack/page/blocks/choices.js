// Checkboxes and radio buttons.

import { h } from "../dom.js";
import { textObject } from "../text/mrkdwn.js";

let count = 0;

const same = (option) => (other) => other?.value === option.value;

function group(part, role, label, rows) {
  const named = label ? { "aria-labelledby": label } : { "aria-label": part.action_id };
  return h("div.choices", { role, ...named, data: { actionId: part.action_id ?? "" } }, ...rows);
}

function row(type, name, option, checked, onchange) {
  const box = h("input", { type, name, value: option.value ?? "", checked, onchange });
  const note = option.description ? h("small.choice-note", {}, ...textObject(option.description)) : null;
  return h(
    "label.choice",
    {},
    box,
    h("span.choice-text", {}, h("span", {}, ...textObject(option.text)), note),
  );
}

export function checkboxes(part, block, surface, label) {
  let chosen = surface.value(block, part)?.selected_options ?? part.initial_options ?? [];
  surface.set(block, part, { selected_options: chosen });
  const rows = part.options.map((option) =>
    row("checkbox", part.action_id, option, chosen.some(same(option)), (event) => {
      chosen = part.options.filter((one) => (one === option ? event.target.checked : chosen.some(same(one))));
      surface.change(block, part, { selected_options: chosen }, event.target);
    }),
  );
  return group(part, "group", label, rows);
}

export function radios(part, block, surface, label) {
  const chosen = surface.value(block, part)?.selected_option ?? part.initial_option ?? null;
  surface.set(block, part, { selected_option: chosen });
  count += 1;
  const name = `radio-${count}`;
  const rows = part.options.map((option) =>
    row("radio", name, option, same(option)(chosen), (event) =>
      surface.change(block, part, { selected_option: option }, event.target),
    ),
  );
  return group(part, "radiogroup", label, rows);
}
