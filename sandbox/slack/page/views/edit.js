// Changing a message of one's own.

import { api } from "../api.js";
import { h } from "../dom.js";
import { open, toast } from "../layers.js";
import { decode, encode } from "./encode.js";

export function editMessage(channel, message) {
  const area = h("textarea.field-input", { rows: 5, "aria-label": "Message", data: { testid: "edit-text" } });
  area.value = decode(message.text);
  const form = h(
    "form.dialog.dialog-small",
    { role: "dialog", "aria-modal": "true", "aria-label": "Edit message", data: { testid: "edit" } },
    h("header.dialog-head", {}, h("h2", {}, "Edit message")),
    h("div.dialog-body", {}, area),
    h(
      "footer.dialog-foot",
      {},
      h("button.btn", { type: "button", onclick: () => close() }, "Cancel"),
      h("button.btn.primary", { type: "submit" }, "Save"),
    ),
  );
  const close = open(h("div.overlay", {}, form), { modal: true });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api.edit({ channel, ts: message.ts, text: encode(area.value.trim()) });
      close();
    } catch (error) {
      toast(`Not saved (${error.code}).`, "error");
    }
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  area.focus();
}
