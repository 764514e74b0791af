// The table block: the first row is the head; cells hold raw text, numbers or rich text.

import { h } from "../dom.js";
import { richText } from "./rich_text.js";

function cell(content) {
  if (!content) return [];
  if (content.type === "rich_text") return richText(content);
  if (content.type === "raw_number")
    return [content.text ?? new Intl.NumberFormat("en-US").format(content.value ?? content.number)];
  return [content.text ?? ""];
}

export function table(block) {
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      ...cells.map((content, index) => {
        const { align = "left", is_wrapped: wrapped } = settings[index] ?? {};
        return h(tag, { class: `align-${align}${wrapped ? " wrapped" : ""}` }, ...cell(content));
      }),
    );
  const [head, ...body] = block.rows ?? [];
  return h(
    "div.block.table-scroll",
    { tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      {},
      h("thead", {}, head ? row(head, "th") : null),
      h("tbody", {}, ...body.map((cells) => row(cells, "td"))),
    ),
  );
}
