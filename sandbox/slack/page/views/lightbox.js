// An image, large, over the page.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { open } from "../layers.js";

export function lightbox(source, alt, title) {
  const shut = h(
    "button.icon-btn",
    { type: "button", "aria-label": "Close image", onclick: () => close() },
    icon("close", 22),
  );
  const save = h(
    "a.icon-btn",
    { href: source, target: "_blank", rel: "noopener noreferrer", "aria-label": "Open image in a new tab" },
    icon("download", 20),
  );
  const name = h("span.lightbox-title", {}, title || alt || "Image");
  const box = h(
    "div.lightbox",
    {
      role: "dialog",
      "aria-modal": "true",
      "aria-label": title || alt || "Image",
      data: { testid: "lightbox" },
      onclick: (event) => event.target === box && close(),
    },
    h("header.lightbox-head", {}, name, save, shut),
    h("img", { src: source, alt: alt ?? "" }),
  );
  const close = open(box, { modal: true });
  shut.focus();
}
