// Rich text: sections, lists, quotes and preformatted text, with every inline part.

import { h, link } from "../dom.js";
import { emoji, withEmoji } from "../text/emoji.js";
import { broadcast, channelMention, dateNode, userMention } from "../text/mrkdwn.js";

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
];

function styled(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

function lines(text) {
  return h("span", {}, ...text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])));
}

function colour(value) {
  const safe = /^#[0-9a-f]{3,8}$/i.test(value) ? value : "transparent";
  const swatch = h("span.swatch", { "aria-hidden": "true" });
  swatch.style.background = safe;
  return h("span", {}, swatch, value);
}

const PARTS = {
  text: (part) => styled(lines(part.text ?? ""), part.style),
  link: (part) => styled(link(part.url, part.text ? withEmoji(part.text) : part.url), part.style),
  user: (part) => styled(userMention(part.user_id), part.style),
  channel: (part) => styled(channelMention(part.channel_id), part.style),
  usergroup: (part) => h("span.mention", {}, `@${part.usergroup_id}`),
  team: (part) => h("span.mention", {}, part.team_id),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => styled(fromUnicode(part), part.style),
  date: (part) =>
    styled(
      dateNode(part.timestamp, part.format ?? "{date_short} {time}", part.fallback, part.url),
      part.style,
    ),
  color: (part) => colour(part.value ?? ""),
};

function fromUnicode(part) {
  const known = emoji(part.name);
  if (known instanceof Node) return known;
  if (!/^[0-9a-f]+(-[0-9a-f]+)*$/i.test(part.unicode ?? "")) return h("span", {}, known);
  return h(
    "span.emoji",
    {},
    String.fromCodePoint(...part.unicode.split("-").map((code) => Number.parseInt(code, 16))),
  );
}

const inlineParts = (elements) =>
  (elements ?? []).map((part) => (PARTS[part.type] ? PARTS[part.type](part) : String(part.text ?? "")));

function listBlock(part) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const start = part.style === "ordered" && part.offset ? part.offset + 1 : undefined;
  return h(
    tag,
    { start, class: `indent-${Math.min(part.indent ?? 0, 6)}` },
    ...(part.elements ?? []).map((item) => h("li", {}, ...inlineParts(item.elements))),
  );
}

const SHAPES = {
  rich_text_section: (part) => h("div.line", {}, ...inlineParts(part.elements)),
  rich_text_list: listBlock,
  rich_text_quote: (part) => h("blockquote", {}, ...inlineParts(part.elements)),
  rich_text_preformatted: (part) => h("pre", { tabindex: "0" }, h("code", {}, ...inlineParts(part.elements))),
};

/** The nodes of a rich_text block. */
export function richText(block) {
  return (block.elements ?? []).map((part) => (SHAPES[part.type] ? SHAPES[part.type](part) : h("span")));
}
