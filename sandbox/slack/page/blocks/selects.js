// Select menus, single and multiple, as a combobox that filters while one types.

import { api } from "../api.js";
import { h, replace } from "../dom.js";
import { open } from "../layers.js";
import { nameOf, people, state } from "../store.js";

let count = 0;
const FIELDS = {
  users: "selected_user",
  conversations: "selected_conversation",
  channels: "selected_channel",
};
const INITIAL = { users: "initial_user", conversations: "initial_conversation", channels: "initial_channel" };

const kindOf = (part) => part.type.replace(/^multi_/, "").replace(/_select$/, "");
const labelOf = (option) => option.text?.text ?? option.value;

function conversations(only) {
  return [...state.channels.values()]
    .filter((channel) => !only || channel.kind === "channel")
    .map((channel) => ({ value: channel.id, text: { text: (channel.user ? "@" : "#") + nameOf(channel) } }));
}

/** The options of a select as groups: [{label?, options}]. */
async function groupsOf(part, block, surface, words) {
  const kind = kindOf(part);
  if (kind === "users")
    return [{ options: people().map((one) => ({ value: one.id, text: { text: one.name } })) }];
  if (kind === "conversations") return [{ options: conversations(false) }];
  if (kind === "channels") return [{ options: conversations(true) }];
  if (kind === "static") return grouped(part);
  if (words.length < (part.min_query_length ?? 3)) return [];
  const query = {
    container: surface.container,
    block_id: block.block_id,
    action_id: part.action_id,
    value: words,
  };
  return grouped(await api.options(query).catch(() => ({ options: [] })));
}

function grouped({ options, option_groups: groups }) {
  if (groups?.length) return groups.map((group) => ({ label: group.label?.text, options: group.options }));
  return [{ options: options ?? [] }];
}

function initial(part, multi) {
  const kind = kindOf(part);
  const asOption = (id) =>
    conversations(false)
      .concat(people().map((one) => ({ value: one.id, text: { text: one.name } })))
      .find((one) => one.value === id) ?? { value: id };
  if (FIELDS[kind]) {
    const held = part[INITIAL[kind] + (multi ? "s" : "")] ?? [];
    return [held].flat().map(asOption);
  }
  return [part[multi ? "initial_options" : "initial_option"] ?? []].flat();
}

function payload(part, multi, chosen) {
  const field = FIELDS[kindOf(part)];
  if (field && multi) return { [`${field}s`]: chosen.map((option) => option.value) };
  if (field) return { [field]: chosen[0]?.value ?? null };
  return multi ? { selected_options: chosen } : { selected_option: chosen[0] ?? null };
}

/** Any select menu. What is chosen is kept in the surface in Slack's shape. */
export function select(part, block, surface, label) {
  const multi = part.type.startsWith("multi_");
  const control = new Combobox(part, block, surface, label, multi);
  return control.node;
}

class Combobox {
  constructor(part, block, surface, label, multi) {
    count += 1;
    Object.assign(this, {
      part,
      block,
      surface,
      multi,
      id: `listbox-${count}`,
      active: -1,
      options: [],
      close: null,
    });
    const held = surface.value(block, part)?.chosen;
    this.chosen = held ?? initial(part, multi);
    this.input = h("input.combo-input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-expanded": "false",
      "aria-controls": this.id,
      "aria-autocomplete": "list",
      "aria-labelledby": label,
      "aria-label": label ? undefined : (part.placeholder?.text ?? "Select"),
      data: { actionId: part.action_id ?? "" },
      onclick: () => this.open(),
      oninput: () => this.open(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.leave(),
    });
    this.chips = h("span.chips");
    this.node = h(
      "div.combo",
      {
        class: multi ? "combo-multi" : "",
        onclick: (event) => event.target === this.node && this.input.focus(),
      },
      this.chips,
      this.input,
    );
    this.keep();
    this.show();
  }

  keep() {
    this.surface.set(this.block, this.part, payload(this.part, this.multi, this.chosen));
    // What the list showed is kept beside Slack's shape, so that a redrawn view can show it again.
    Object.defineProperty(this.surface.value(this.block, this.part), "chosen", { value: this.chosen });
  }

  show() {
    const placeholder = this.part.placeholder?.text ?? "Select an option";
    this.input.placeholder = this.multi && this.chosen.length ? "" : placeholder;
    this.input.value = this.multi ? "" : this.chosen[0] ? labelOf(this.chosen[0]) : "";
    if (this.multi)
      replace(
        this.chips,
        this.chosen.map((option) => this.chip(option)),
      );
  }

  chip(option) {
    const remove = h(
      "button",
      { type: "button", "aria-label": `Remove ${labelOf(option)}`, onclick: () => this.toggle(option) },
      "×",
    );
    return h("span.chip", {}, labelOf(option), remove);
  }

  async open() {
    const words =
      !this.multi && this.input.value === labelOf(this.chosen[0] ?? { value: "" })
        ? ""
        : this.input.value.trim();
    const groups = await groupsOf(this.part, this.block, this.surface, words);
    const wanted = words.toLowerCase();
    const fits = (option) =>
      kindOf(this.part) === "external" || labelOf(option).toLowerCase().includes(wanted);
    const shown = groups
      .map((group) => ({ ...group, options: group.options.filter(fits) }))
      .filter((group) => group.options.length);
    this.options = shown.flatMap((group) => group.options);
    const list = h(
      "div.listbox",
      { role: "listbox", id: this.id, "aria-multiselectable": this.multi ? "true" : undefined },
      shown.map((group) => this.group(group)),
    );
    if (!this.options.length)
      list.append(h("div.listbox-empty", {}, wanted ? "No results" : "Type to search"));
    this.shut();
    if (document.activeElement !== this.input) this.input.focus();
    list.style.minWidth = `${this.node.offsetWidth}px`;
    this.close = open(list, { anchor: this.node, keepFocus: true, onclose: () => this.closed() });
    this.input.setAttribute("aria-expanded", "true");
    this.rows = [...list.querySelectorAll("[role=option]")];
    this.mark(
      Math.max(
        0,
        this.options.findIndex((option) => this.has(option)),
      ),
    );
  }

  group({ label, options }) {
    const rows = options.map((option) =>
      h(
        "div.option",
        {
          role: "option",
          id: `${this.id}-${this.options.indexOf(option)}`,
          "aria-selected": String(this.has(option)),
          data: { value: option.value },
          onpointerdown: (event) => event.preventDefault(),
          onclick: () => this.toggle(option),
        },
        h("span", {}, labelOf(option)),
        option.description ? h("small", {}, option.description.text) : null,
      ),
    );
    return h(
      "div",
      { role: "group", "aria-label": label },
      label ? h("div.option-group", {}, label) : null,
      ...rows,
    );
  }

  has(option) {
    return this.chosen.some((one) => one.value === option.value);
  }

  toggle(option) {
    if (!this.multi) this.chosen = [option];
    else if (this.has(option)) this.chosen = this.chosen.filter((one) => one.value !== option.value);
    else if (this.chosen.length < (this.part.max_selected_items ?? 100))
      this.chosen = [...this.chosen, option];
    this.shut();
    this.show();
    this.keep();
    this.node.dispatchEvent(new Event("input", { bubbles: true }));
    if (this.block.type !== "input" || this.block.dispatch_action) {
      this.surface.act(this.block, this.part, payload(this.part, this.multi, this.chosen), this.input);
    }
  }

  mark(at) {
    if (!this.rows?.length) return;
    this.active = (at + this.rows.length) % this.rows.length;
    this.rows.forEach((row, index) => row.classList.toggle("active", index === this.active));
    this.rows[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.rows[this.active].id);
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.close) this.open();
      else this.mark(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.close && this.options[this.active]) this.toggle(this.options[this.active]);
      else this.open();
    } else if (event.key === "Backspace" && this.multi && !this.input.value && this.chosen.length)
      this.toggle(this.chosen.at(-1));
  }

  leave() {
    this.shut();
    this.show();
  }

  shut() {
    this.close?.();
  }

  closed() {
    this.close = null;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
