// Block Kit: one renderer for each block type. A block of an unknown type says so instead of vanishing.

import { h } from "../dom.js";
import { markdown } from "../text/markdown.js";
import { textObject } from "../text/mrkdwn.js";
import { card, carousel, container, alert } from "./containers.js";
import { actions, context, contextActions, divider, header, section } from "./section.js";
import { file, image, video } from "./media.js";
import { input } from "./input.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";
import { planBlock, taskCard } from "./tasks.js";

const BLOCKS = {
  section,
  header,
  divider,
  context,
  context_actions: contextActions,
  actions,
  image,
  video,
  file,
  input,
  table,
  alert,
  card,
  carousel,
  container,
  rich_text: (block) => h("div.block.rich-text", {}, ...richText(block)),
  markdown: (block) => h("div.block.markdown", {}, ...markdown(block.text)),
  task_card: taskCard,
  plan: planBlock,
};

function one(block, index, surface) {
  const held = block.block_id ? block : { ...block, block_id: `block-${index}` };
  const render = BLOCKS[block.type];
  const node = render ? render(held, surface, blocks) : unknown(block);
  node.dataset.blockId = held.block_id;
  return node;
}

function unknown(block) {
  const text = block.text ? textObject(block.text) : `This content (${block.type}) can't be shown here.`;
  return h("div.block.unknown", {}, text);
}

/** The nodes of an app's blocks; inputs keep their state in the surface. */
export function blocks(list, surface) {
  return (list ?? []).map((block, index) => one(block, index, surface));
}
