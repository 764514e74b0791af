// Buttons, feedback buttons, icon buttons and overflow menus.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { menu } from "../layers.js";
import { state } from "../store.js";
import { textObject } from "../text/mrkdwn.js";

const ids = (part) => (part.action_id ? { actionId: part.action_id } : {});

export function button(part, block, surface) {
  const props = { class: part.style ?? "", "aria-label": part.accessibility_label, data: ids(part) };
  const payload = { text: part.text, value: part.value, style: part.style };
  if (!part.url) {
    const node = h("button.btn", { type: "button", ...props }, ...textObject(part.text));
    node.addEventListener("click", () => surface.act(block, part, payload, node));
    return node;
  }
  if (!/^(https?:|mailto:)/i.test(part.url)) return h("span.btn", props, ...textObject(part.text));
  const node = h(
    "a.btn",
    { href: part.url, target: "_blank", rel: "noopener noreferrer", ...props },
    ...textObject(part.text),
  );
  // The app hears of a click on a link button too; the link itself opens without waiting.
  node.addEventListener("click", () => surface.act(block, { ...part, confirm: undefined }, payload, node));
  return node;
}

export function feedbackButtons(part, block, surface) {
  const group = h("span.feedback", { role: "group", "aria-label": "Feedback", data: ids(part) });
  const choices = [
    ["up", part.positive_button],
    ["down", part.negative_button],
  ];
  const nodes = choices.map(([name, choice]) => {
    const label = choice.accessibility_label ?? choice.text?.text;
    const node = h(
      "button.icon-btn",
      {
        type: "button",
        title: choice.text?.text,
        "aria-label": label,
        "aria-pressed": "false",
        data: { ...ids(part), feedback: name },
      },
      icon(name, 16),
    );
    node.addEventListener("click", async () => {
      if (!(await surface.act(block, part, { text: choice.text, value: choice.value }, node))) return;
      surface.set(block, part, { value: choice.value });
      nodes.forEach((other) => other.setAttribute("aria-pressed", String(other === node)));
    });
    if (surface.value(block, part)?.value === choice.value) node.setAttribute("aria-pressed", "true");
    return node;
  });
  group.append(...nodes);
  return group;
}

export function iconButton(part, block, surface) {
  if (part.visible_to_user_ids?.length && !part.visible_to_user_ids.includes(state.me))
    return h("span", { hidden: true });
  const label = part.accessibility_label ?? part.text?.text ?? part.icon;
  const node = h(
    "button.icon-btn",
    { type: "button", title: part.text?.text, "aria-label": label, data: ids(part) },
    icon(part.icon, 16),
  );
  node.addEventListener("click", () => surface.act(block, part, { value: part.value }, node));
  return node;
}

export function overflow(part, block, surface) {
  const node = h(
    "button.btn.overflow",
    { type: "button", "aria-label": "More actions", "aria-haspopup": "menu", data: ids(part) },
    icon("more", 18),
  );
  node.addEventListener("click", () => {
    const items = (part.options ?? []).map((option) => ({
      label: option.text.text,
      note: option.description?.text,
      run() {
        if (/^https?:/i.test(option.url ?? "")) window.open(option.url, "_blank", "noopener");
        surface.act(block, part, { selected_option: option }, node);
      },
    }));
    menu(node, items, { label: "More actions", align: "end" });
  });
  return node;
}
