// The files that wait in a composer: chosen, pasted or dropped; uploaded at once, sent with the message.

import { api } from "../api.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { toast } from "../layers.js";

export class Attachments {
  constructor(changed) {
    this.changed = changed;
    this.items = [];
    this.picker = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      data: { testid: "file-input" },
      "aria-label": "Attach files",
      tabindex: "-1",
      onchange: () => this.take(),
    });
    this.list = h("div.attached", { "aria-live": "polite" });
    this.node = h("div", {}, this.picker, this.list);
  }

  get busy() {
    return this.items.some((item) => !item.id);
  }

  get ready() {
    return this.items.length > 0;
  }

  get ids() {
    return this.items.map((item) => item.id);
  }

  choose() {
    this.picker.click();
  }

  take() {
    this.add(this.picker.files);
    this.picker.value = "";
  }

  async add(files) {
    await Promise.all([...files].map((file) => this.upload(file)));
  }

  async upload(file) {
    const item = {
      name: file.name,
      id: null,
      preview: file.type.startsWith("image/") ? URL.createObjectURL(file) : null,
    };
    this.items.push(item);
    this.show();
    try {
      item.id = (await api.upload(file)).file.id;
    } catch (error) {
      toast(`${file.name} could not be uploaded (${error.code}).`, "error");
      this.drop(item);
    }
    this.show();
  }

  drop(item) {
    if (item.preview) URL.revokeObjectURL(item.preview);
    this.items = this.items.filter((one) => one !== item);
    this.show();
  }

  clear() {
    for (const item of [...this.items]) this.drop(item);
  }

  show() {
    replace(
      this.list,
      this.items.map((item) =>
        h(
          "div.attached-file",
          { class: item.id ? "" : "loading", data: { testid: "attached" } },
          item.preview ? h("img", { src: item.preview, alt: "" }) : h("span.file-icon", {}, icon("file", 18)),
          h("span", {}, item.name, item.id ? "" : " – uploading…"),
          h(
            "button.icon-btn",
            { type: "button", "aria-label": `Remove ${item.name}`, onclick: () => this.drop(item) },
            icon("close", 14),
          ),
        ),
      ),
    );
    this.changed();
  }
}

/** Let files be dropped on a part of the page. */
export function dropZone(node, files) {
  let depth = 0;
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    node.classList.toggle("dropping", depth > 0);
  };
  node.addEventListener("dragenter", (event) => carries(event) && mark(1));
  node.addEventListener("dragleave", (event) => carries(event) && mark(-1));
  node.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  node.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    mark(-depth);
    files(event.dataTransfer.files);
  });
}
