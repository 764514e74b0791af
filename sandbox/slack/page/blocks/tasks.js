// Task cards and plans: the steps of an agent's work, as they stand in blocks and in streams.

import { h, link } from "../dom.js";
import { icon } from "../icons.js";
import { markdown } from "../text/markdown.js";
import { richText } from "./rich_text.js";

const LABELS = { pending: "Waiting", in_progress: "In progress", complete: "Done", error: "Failed" };

function mark(status) {
  const known = LABELS[status] ? status : "pending";
  const node = h("span.task-mark", {
    class: `task-${known}`,
    role: "img",
    "aria-label": LABELS[known],
    title: LABELS[known],
  });
  if (known === "complete") node.append(icon("check", 12));
  if (known === "error") node.append(icon("close", 12));
  return node;
}

/** Details and output are rich text in a block and Markdown in a stream. */
const prose = (content) => (typeof content === "string" ? markdown(content) : richText(content));

function sourceList(sources) {
  if (!sources?.length) return null;
  const items = sources.map((source) =>
    h("li", {}, link(source.url, source.text ?? source.url, { class: "source" })),
  );
  return h("ul.sources", { "aria-label": "Sources" }, ...items);
}

/** One task: {title, status, details?, output?, sources?}; it opens when it has more to say. */
export function task(item, isOpen, ontoggle) {
  const more = [
    item.details ? h("div.task-details", {}, ...prose(item.details)) : null,
    item.output ? h("div.task-output", {}, ...prose(item.output)) : null,
    sourceList(item.sources),
  ].filter(Boolean);
  const head = [mark(item.status), h("span.task-title", {}, item.title)];
  const data = { testid: "task", status: item.status ?? "pending" };
  if (!more.length) return h("div.task", { data }, h("div.task-head", {}, ...head));
  const node = h(
    "details.task",
    { data, open: isOpen },
    h("summary.task-head", {}, ...head, icon("right", 14)),
    h("div.task-more", {}, ...more),
  );
  node.addEventListener("toggle", () => ontoggle?.(node.open));
  return node;
}

export const taskCard = (block, surface) => h("div.block.tasks.timeline", {}, one(block, block, surface));

function one(card, block, surface) {
  return task(card, ...surface.toggle(`${block.block_id}/${card.task_id}`, false));
}

export function planBlock(block, surface) {
  const cards = block.tasks ?? [];
  const done = cards.filter((card) => card.status === "complete").length;
  const [isOpen, ontoggle] = surface.toggle(block.block_id, true);
  const node = h(
    "details.tasks.plan",
    { open: isOpen, data: { testid: "plan" } },
    h(
      "summary.plan-head",
      {},
      icon("right", 14),
      h("strong", {}, block.title),
      cards.length ? h("span.plan-count", {}, `${done} of ${cards.length}`) : null,
    ),
    h("div.plan-tasks", {}, ...cards.map((card) => one(card, block, surface))),
  );
  node.addEventListener("toggle", () => ontoggle(node.open));
  return h("div.block", {}, node);
}
