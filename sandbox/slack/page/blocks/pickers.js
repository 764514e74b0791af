// Date and time pickers, on the browser's own controls.

import { h } from "../dom.js";

function picker(type, part, block, surface, label, { initial, read, write }) {
  const held = surface.value(block, part);
  const value = held ? write(held) : initial;
  const node = h("input.field-input.picker", {
    type,
    value: value ?? "",
    title: part.placeholder?.text,
    "aria-labelledby": label,
    "aria-label": label ? undefined : (part.placeholder?.text ?? "Pick a date"),
    data: { actionId: part.action_id ?? "" },
  });
  surface.set(block, part, read(node.value));
  node.addEventListener("change", () => surface.change(block, part, read(node.value), node));
  return node;
}

export const datePicker = (part, block, surface, label) =>
  picker("date", part, block, surface, label, {
    initial: part.initial_date,
    read: (value) => ({ selected_date: value || null }),
    write: (held) => held.selected_date,
  });

export const timePicker = (part, block, surface, label) =>
  picker("time", part, block, surface, label, {
    initial: part.initial_time,
    read: (value) => ({ selected_time: value || null, timezone: part.timezone }),
    write: (held) => held.selected_time,
  });

/** Seconds since 1970 as the local "YYYY-MM-DDTHH:MM" that the browser's control wants. */
function local(seconds) {
  if (!seconds) return "";
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const dateTimePicker = (part, block, surface, label) =>
  picker("datetime-local", part, block, surface, label, {
    initial: local(part.initial_date_time),
    read: (value) => ({ selected_date_time: value ? Math.floor(new Date(value).getTime() / 1000) : null }),
    write: (held) => local(held.selected_date_time),
  });
