// Images (with a lightbox), videos as links, and files.

import { fileAddress } from "../api.js";
import { h, imageAddress, link } from "../dom.js";
import { icon } from "../icons.js";
import { textObject } from "../text/mrkdwn.js";
import { lightbox } from "../views/lightbox.js";

const addressOf = (part) =>
  imageAddress(fileAddress(part.image_url ?? part.slack_file?.url ?? part.slack_file?.url_private));

export function thumbnail(part, kind = "accessory-image") {
  return h("img", { class: kind, src: addressOf(part), alt: part.alt_text ?? "", loading: "lazy" });
}

/** An image that opens large on a click; a known size ([width, height] in pixels) keeps its place while it loads. */
export function picture(source, alt, title, [width, height] = []) {
  const open = h(
    "button.image-open",
    {
      type: "button",
      "aria-label": `Open image: ${alt || title || "image"}`,
      onclick: () => lightbox(source, alt, title),
    },
    h("img", { src: source, alt: alt ?? "", width, height, loading: "lazy" }),
  );
  return h("figure.picture", {}, title ? h("figcaption", {}, title) : null, open);
}

export function image(block) {
  return h("div.block.image", {}, picture(addressOf(block), block.alt_text, block.title?.text));
}

export function video(block) {
  return h("div.block.section", {}, link(block.title_url ?? block.video_url, textObject(block.title)));
}

function sizeLabel(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** One file of a message: an image inline, anything else as a card that downloads. */
export function fileCard(item) {
  const source = fileAddress(item.url_private ?? item.permalink);
  const name = item.title || item.name || "file";
  if (/^image\/(png|jpe?g|gif|webp)/.test(item.mimetype ?? "") && imageAddress(source)) {
    return picture(source, item.alt_txt || name, name, [item.original_w, item.original_h]);
  }
  const kind = [item.pretty_type ?? item.filetype?.toUpperCase(), sizeLabel(item.size)]
    .filter(Boolean)
    .join(" · ");
  const text = h("span.file-text", {}, h("strong", {}, name), h("small", {}, kind || "File"));
  return link(source, [h("span.file-icon", {}, icon("file", 22)), text], {
    class: "file-card",
    data: { testid: "file" },
  });
}

export function file(block) {
  return h(
    "div.block.file",
    {},
    block.file ? fileCard(block.file) : h("span.unknown", {}, "A file that is kept elsewhere"),
  );
}
