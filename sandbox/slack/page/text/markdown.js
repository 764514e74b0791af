// Standard Markdown (headings, lists, tables, code, quotes) as DOM nodes; it also shows text that is still growing.

import { h } from "../dom.js";
import { markdownInline } from "./markdown_inline.js";

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*).*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const ITEM = /^(\s*)(?:([-*+•])|(\d{1,9})[.)])(?:\s+(.*)|\s*)$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** A Markdown text as nodes. */
export function markdown(text) {
  const lines = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, "    ")
    .split("\n");
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    const [node, next] = block(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function block(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  const heading = HEADING.exec(line);
  if (heading)
    return [
      h(
        `h${Math.min(6, heading[1].length + 2)}`,
        { class: `md-h${heading[1].length}` },
        ...markdownInline(heading[2]),
      ),
      at + 1,
    ];
  if (FENCE.test(line)) return fence(lines, at);
  if (RULE.test(line)) return [h("hr"), at + 1];
  if (QUOTE.test(line)) return quote(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (isTable(lines, at)) return table(lines, at);
  return paragraph(lines, at);
}

function fence(lines, at) {
  const [, mark, language] = FENCE.exec(lines[at]);
  const body = [];
  let next = at + 1;
  while (
    next < lines.length &&
    !(lines[next].trim().startsWith(mark) && !lines[next].trim().replace(/[`~]/g, ""))
  ) {
    body.push(lines[next]);
    next += 1;
  }
  const code = h("code", { data: language ? { language } : {} }, body.join("\n"));
  return [h("pre", { tabindex: "0" }, code), next + 1];
}

function quote(lines, at) {
  const body = [];
  let next = at;
  while (
    next < lines.length &&
    (QUOTE.test(lines[next]) || (lines[next].trim() && !startsBlock(lines, next)))
  ) {
    body.push(QUOTE.exec(lines[next])?.[1] ?? lines[next]);
    next += 1;
  }
  return [h("blockquote", {}, ...markdown(body.join("\n"))), next];
}

function startsBlock(lines, at) {
  const line = lines[at];
  return (
    HEADING.test(line) ||
    FENCE.test(line) ||
    RULE.test(line) ||
    QUOTE.test(line) ||
    ITEM.test(line) ||
    isTable(lines, at)
  );
}

function paragraph(lines, at) {
  let next = at + 1;
  while (next < lines.length && lines[next].trim() && !startsBlock(lines, next)) next += 1;
  return [h("p", {}, ...markdownInline(lines.slice(at, next).join("\n"))), next];
}

function list(lines, at) {
  const [, indent, bullet, number] = ITEM.exec(lines[at]);
  const ordered = bullet === undefined;
  const items = [];
  let next = at;
  while (next < lines.length) {
    const item = ITEM.exec(lines[next]);
    if (
      !item ||
      item[1].length !== indent.length ||
      (item[2] === undefined) !== ordered ||
      RULE.test(lines[next])
    )
      break;
    const [body, after] = itemBody(lines, next, indent.length, item[4] ?? "");
    items.push(listItem(body));
    next = after;
  }
  const start = ordered && Number(number) !== 1 ? Number(number) : undefined;
  return [h(ordered ? "ol" : "ul", { start }, ...items), Math.max(next, at + 1)];
}

/** The lines of one item: its first line, what is indented below it, and lazy continuations. */
function itemBody(lines, at, indent, first) {
  const body = [first];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const line = lines[next];
    const depth = line.length - line.trimStart().length;
    if (!line.trim()) {
      const following = lines.slice(next).find((later) => later.trim());
      if (!following || following.length - following.trimStart().length <= indent) break;
      body.push("");
    } else if (depth > indent) body.push(line.slice(Math.min(depth, indent + 2)));
    else if (startsBlock(lines, next) || !lines[next - 1].trim()) break;
    else body.push(line);
  }
  if (next < lines.length && !lines[next].trim() && ITEM.test(lines[next + 1] ?? "")) next += 1;
  return [body, next];
}

function listItem(body) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(body[0]);
  if (task) body[0] = task[2];
  const nodes = markdown(body.join("\n"));
  const tight = nodes.flatMap((node, index) =>
    index === 0 && node.tagName === "P" ? [...node.childNodes] : [node],
  );
  if (!task) return h("li", {}, ...tight);
  const box = h("input", { type: "checkbox", checked: task[1] !== " ", disabled: true });
  return h("li.md-task", {}, box, " ", ...tight);
}

function isTable(lines, at) {
  return (
    lines[at].includes("|") &&
    at + 1 < lines.length &&
    lines[at + 1].includes("-") &&
    DIVIDER.test(lines[at + 1]) &&
    cells(lines[at]).length === cells(lines[at + 1]).length
  );
}

function cells(line) {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, "|"));
}

function alignment(cell) {
  if (/^:-+:$/.test(cell)) return "center";
  return cell.endsWith(":") ? "right" : "left";
}

function table(lines, at) {
  const sides = cells(lines[at + 1]).map(alignment);
  const row = (line, tag) => {
    const found = cells(line);
    return h(
      "tr",
      {},
      ...sides.map((side, index) =>
        h(tag, { class: `align-${side}` }, ...markdownInline(found[index] ?? "")),
      ),
    );
  };
  let next = at + 2;
  while (next < lines.length && lines[next].includes("|") && lines[next].trim()) next += 1;
  const body = lines.slice(at + 2, next).map((line) => row(line, "td"));
  return [
    h(
      "div.table-scroll",
      { tabindex: "0" },
      h("table", {}, h("thead", {}, row(lines[at], "th")), h("tbody", {}, ...body)),
    ),
    next,
  ];
}
