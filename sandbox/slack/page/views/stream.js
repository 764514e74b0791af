// A message that streams: its blocks as far as they have come, with a caret at the end of the text.

import { blocks } from "../blocks/index.js";
import { h } from "../dom.js";

/** The latest state of each task, in the order of their first mention; later details add to earlier ones. */
function cards(chunks) {
  const tasks = new Map();
  for (const { id, ...rest } of chunks.filter((chunk) => chunk.type === "task_update")) {
    const before = tasks.get(id) ?? {};
    const joined = (key) => [before[key], rest[key]].filter(Boolean).join("\n");
    const sources = [...(before.sources ?? []), ...(rest.sources ?? [])];
    tasks.set(id, {
      ...before,
      ...rest,
      type: "task_card",
      task_id: id,
      block_id: `task-${id}`,
      details: joined("details"),
      output: joined("output"),
      sources,
    });
  }
  return [...tasks.values()];
}

/** The blocks of a stream: the server's own, or what its chunks and its text amount to. */
function soFar(message) {
  if (message.blocks?.length) return message.blocks;
  const chunks = message.chunks ?? [];
  const title = chunks.findLast((chunk) => chunk.type === "plan_update")?.title;
  const steps = cards(chunks);
  const shown = title ? [{ type: "plan", block_id: "plan", title, tasks: steps }] : steps;
  return message.text ? [...shown, { type: "markdown", block_id: "text", text: message.text }] : shown;
}

/** The innermost element in which the text ends. */
function textEnd(node) {
  const last = node.lastElementChild;
  return last?.matches("p, h3, h4, h5, h6, ul, ol, li, blockquote, pre, pre code") ? textEnd(last) : node;
}

/** The nodes of a streamed message, still growing or finished. */
export function streamBody(message, surface) {
  const nodes = blocks(soFar(message), surface);
  if (!message.streaming) return nodes;
  const caret = h("span.caret", { "aria-hidden": "true" });
  const last = nodes.at(-1);
  if (last?.matches(".markdown")) textEnd(last).append(caret);
  else if (!last) nodes.push(h("div.block", {}, caret));
  return nodes;
}
