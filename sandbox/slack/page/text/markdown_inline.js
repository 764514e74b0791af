// The inline half of standard Markdown, as `markdown` blocks and streamed answers use it.

import { h, link } from "../dom.js";
import { angle, unescape } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

const DESTINATION = String.raw`\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+["'][^)]*["'])?\s*\)`;
const RULES = [
  ["escaped", /\\([!-/:-@[-`{-~])/],
  ["code", /(`+)([\s\S]*?[^`])\1(?!`)/],
  ["image", new RegExp(String.raw`!\[([^\]]*)\]` + DESTINATION)],
  ["link", new RegExp(String.raw`\[((?:\\.|\x60[^\x60]*\x60|\[[^\]]*\]|[^\[\]\\])*)\]` + DESTINATION)],
  ["angle", /<((?:https?:\/\/|mailto:|[@#!])[^<>\s]+(?:\|[^<>]*)?)>/],
  ["strong", /(\*\*|__)(?=\S)([\s\S]*?\S)\1/],
  ["strike", /(~~)(?=\S)([\s\S]*?\S)\1/],
  ["em", /(?<![\w*])(\*|_)(?=[^\s*_])((?:\\.|[^\\])*?[^\s*_])\1(?![\w*])/],
  ["url", /https?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?)'"\]*_]/],
  ["break", / {2,}\n|\\\n/],
];
const ANY = new RegExp(
  RULES.map(([name, rule], index) => `(?<r${index}>${shift(rule.source, index)})`).join("|"),
  "g",
);

/** Give a rule's one back-reference a name of its own, so that the rules can stand in one pattern. */
function shift(source, index) {
  if (!/\\1/.test(source)) return source;
  return source.replace(/\((?!\?)/, `(?<q${index}>`).replace(/\\1/g, `\\k<q${index}>`);
}

const BUILD = {
  escaped: (match) => [match[1]],
  code: (match) => [h("code", {}, match[2].replace(/\n/g, " ").replace(/^ (.*) $/, "$1"))],
  image: (match) => [link(match[2], match[1] || match[2])],
  link: (match) => [link(match[2], markdownInline(match[1]))],
  angle: (match) => [angle(match[1])],
  strong: (match) => [h("strong", {}, ...markdownInline(match[2]))],
  strike: (match) => [h("s", {}, ...markdownInline(match[2]))],
  em: (match) => [h("em", {}, ...markdownInline(match[2]))],
  url: (match) => [link(match[0])],
  break: () => [h("br")],
};

function words(text) {
  return unescape(text)
    .split("\n")
    .flatMap((line, index) => (index ? [h("br"), ...withEmoji(line)] : withEmoji(line)));
}

/** Inline Markdown as nodes: emphasis, code, links, mentions, emoji, line breaks. */
export function markdownInline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ANY)) {
    if (match.index > from) nodes.push(...words(text.slice(from, match.index)));
    from = match.index + match[0].length;
    const index = RULES.findIndex((_, at) => match.groups[`r${at}`] !== undefined);
    const [name, rule] = RULES[index];
    nodes.push(...BUILD[name](new RegExp(`^(?:${rule.source})$`).exec(match[0]) ?? match));
  }
  if (from < text.length) nodes.push(...words(text.slice(from)));
  return nodes;
}
