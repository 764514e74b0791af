// Slack's own markup ("mrkdwn") as DOM nodes.

import { h, link } from "../dom.js";
import { directory } from "../store.js";
import { withEmoji } from "./emoji.js";
import { formatDate, fullTimeOf } from "./dates.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const unescape = (text) => String(text).replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/** A mention of a member or an app; opens the conversation with them. */
export function userMention(id, label) {
  const who = directory.person(id);
  const name = who?.name ?? label ?? id;
  const mine = directory.isMe(id) ? " mention-me" : "";
  if (!who) return h("span.mention", {}, `@${name}`);
  return h(
    "button.mention",
    { type: "button", class: mine, onclick: () => directory.openPerson(id) },
    `@${name}`,
  );
}

export function channelMention(id, label) {
  const channel = directory.channel(id);
  const name = channel?.name ?? label ?? id;
  if (!channel) return h("span.mention", {}, `#${name}`);
  return h("button.mention", { type: "button", onclick: () => directory.openChannel(id) }, `#${name}`);
}

export function dateNode(ts, pattern, fallback, url) {
  const text = formatDate(ts, pattern) ?? fallback ?? "";
  const node = h("time", { title: formatDate(ts, "") === null ? undefined : fullTimeOf(ts) }, text);
  return url ? link(url, node) : node;
}

export const broadcast = (range) => h("span.mention.mention-me", {}, `@${range}`);

/** The inside of <…>: a mention, a date, a broadcast or a link. */
export function angle(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(inside.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), label?.replace(/^@/, ""));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, ts, pattern, url] = target.split("^");
    return dateNode(ts, pattern ?? "", label, url && unescape(url));
  }
  if (target.startsWith("!subteam^")) return h("span.mention", {}, label ?? "@group");
  if (target.startsWith("!")) return broadcast(target.slice(1));
  const url = unescape(target);
  return link(url, label ? withEmoji(label) : url.replace(/^mailto:/, ""));
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const INLINE =
  /<((?:@|#|!|https?:|mailto:|tel:)[^<>\n]+)>|`([^`\n]+)`|(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\3(?![\w])|(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"\]])/g;

/** One line (or more) of inline markup. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) nodes.push(...withEmoji(unescape(text.slice(from, match.index))));
    from = match.index + match[0].length;
    const [, inAngle, code, mark, styled, url] = match;
    if (inAngle) nodes.push(angle(inAngle));
    else if (code) nodes.push(h("code", {}, unescape(code)));
    else if (mark) nodes.push(h(STYLES[mark], {}, ...inline(styled)));
    else nodes.push(link(unescape(url)));
  }
  if (from < text.length) nodes.push(...withEmoji(unescape(text.slice(from))));
  return nodes;
}

const KINDS = [
  ["quote", /^(?:&gt;|>)\s?(.*)$/],
  ["bullet", /^\s*[•◦▪-]\s+(.*)$/],
  ["number", /^\s*\d{1,3}[.)]\s+(.*)$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(line);
    if (match) return { kind, text: match[1] };
  }
  return { kind: "plain", text: line };
}

function groupLines(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const { kind, text: rest } = kindOf(line);
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(rest);
    else groups.push({ kind, lines: [rest], first: line });
  }
  return groups;
}

function lineBreaks(lines) {
  return lines.flatMap((line, index) => (index ? [h("br"), ...inline(line)] : inline(line)));
}

function group({ kind, lines, first }) {
  if (kind === "quote") return h("blockquote", {}, ...lineBreaks(lines));
  if (kind === "bullet") return h("ul", {}, ...lines.map((line) => h("li", {}, ...inline(line))));
  if (kind === "number") {
    const start = Number.parseInt(first, 10);
    return h(
      "ol",
      { start: start > 1 ? start : undefined },
      ...lines.map((line) => h("li", {}, ...inline(line))),
    );
  }
  return lines.join("").trim() === "" ? null : h("div.line", {}, ...lineBreaks(trimBlank(lines)));
}

function trimBlank(lines) {
  const copy = [...lines];
  while (copy.length && !copy.at(-1).trim()) copy.pop();
  return copy;
}

/** A whole mrkdwn text: code blocks, quotes, lists and lines. */
export function mrkdwn(text) {
  return String(text ?? "")
    .split(/```\n?([\s\S]*?)\n?```/)
    .flatMap((part, index) => {
      if (index % 2) return [h("pre", { tabindex: "0" }, h("code", {}, unescape(part)))];
      return groupLines(part).map(group).filter(Boolean);
    });
}

/** A Block Kit text object: mrkdwn, or plain text with its emoji. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return object.emoji === false ? [object.text] : withEmoji(object.text);
}

/** The text without its markup, for labels, titles and previews. */
export function plain(text) {
  const node = h(
    "div",
    {},
    ...inline(
      String(text ?? "")
        .replace(/```/g, "")
        .replace(/\n+/g, " "),
    ),
  );
  return node.textContent;
}
