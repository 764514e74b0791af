// Text inputs of every kind, and the file input.

import { api } from "../api.js";
import { h, replace } from "../dom.js";
import { toast } from "../layers.js";

const TYPES = {
  number_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  plain_text_input: "text",
};
const WAIT = 600; // ms of rest after which "on_character_entered" is sent, as Slack does not send every key either

const plainValue = (value) => ({ value: value === "" ? null : value });

/** A rich text input's value: its lines as rich_text sections. */
function richValue(value) {
  const text = { type: "rich_text_section", elements: [{ type: "text", text: value }] };
  return { rich_text_value: value ? { type: "rich_text", elements: [text] } : null };
}

export function textInput(part, block, surface, label) {
  const rich = part.type === "rich_text_input";
  const long = rich || part.multiline;
  const read = rich ? richValue : plainValue;
  const held = surface.value(block, part);
  const start = held ? (rich ? held.typed : held.value) : rich ? "" : part.initial_value;
  const node = h(long ? "textarea.field-input" : "input.field-input", {
    ...(long ? { rows: 4 } : { type: TYPES[part.type] ?? "text" }),
    inputmode: part.type === "number_input" ? (part.is_decimal_allowed ? "decimal" : "numeric") : undefined,
    placeholder: part.placeholder?.text,
    maxlength: part.max_length,
    autocomplete: "off",
    "aria-labelledby": label,
    data: { actionId: part.action_id ?? "", autofocus: part.focus_on_load ? "1" : "" },
  });
  node.value = start ?? "";
  const keep = () =>
    surface.set(block, part, rich ? { ...read(node.value), typed: node.value } : read(node.value));
  keep();
  node.addEventListener("input", keep);
  if (block.dispatch_action || block.type !== "input") dispatchOn(node, part, block, surface, read);
  return node;
}

function dispatchOn(node, part, block, surface, read) {
  const triggers = part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer;
  const send = () => surface.act(block, part, read(node.value), node);
  if (triggers.includes("on_character_entered")) {
    node.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(send, WAIT);
    });
  }
  if (triggers.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      send();
    });
  }
}

export function fileInput(part, block, surface, label) {
  const accept = (part.filetypes ?? []).map((type) => `.${type}`).join(",");
  const names = h("span.file-names", { "aria-live": "polite" });
  const files = [...(surface.value(block, part)?.files ?? [])];
  const show = () => replace(names, files.map((file) => file.name).join(", "));
  const node = h("input", {
    type: "file",
    accept: accept || undefined,
    multiple: (part.max_files ?? 10) > 1,
    "aria-labelledby": label,
    data: { actionId: part.action_id ?? "" },
  });
  surface.set(block, part, { files });
  node.addEventListener("change", async () => {
    for (const chosen of node.files) {
      try {
        files.push((await api.upload(chosen)).file);
      } catch (error) {
        toast(`${chosen.name} could not be uploaded (${error.code}).`, "error");
      }
    }
    surface.change(block, part, { files }, node);
    show();
  });
  show();
  return h("div.file-input", {}, node, names);
}
