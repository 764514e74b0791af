// Completion in the composer: @people, #channels, :emoji: and /commands.

import { avatar } from "../avatars.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { state } from "../store.js";
import { character, searchEmoji } from "../text/emoji.js";

const LIMIT = 8;
let count = 0;

const starts = (words, ...texts) =>
  texts.some((text) =>
    String(text ?? "")
      .toLowerCase()
      .split(/[\s._-]+/)
      .concat(String(text ?? "").toLowerCase())
      .some((part) => part.startsWith(words)),
  );

function peopleFor(words) {
  return [...state.members.values()]
    .filter((person) => starts(words, person.name, person.fullName, person.handle))
    .sort((a, b) => Number(Boolean(b.bot)) - Number(Boolean(a.bot)))
    .map((person) => ({
      icon: avatar(person, "s"),
      label: person.name,
      note: [person.handle !== person.name ? person.handle : "", person.title].filter(Boolean).join(" · "),
      insert: `@${person.name} `,
    }));
}

const channelsFor = (words) =>
  [...state.channels.values()]
    .filter((channel) => !channel.user && starts(words, channel.name))
    .map((channel) => ({
      icon: icon("hash", 16),
      label: channel.name,
      note: channel.topic ?? "",
      insert: `#${channel.name} `,
    }));

const emojiFor = (words) =>
  words.length < 2
    ? []
    : searchEmoji(words, LIMIT).map((name) => ({
        icon: character(name),
        label: `:${name}:`,
        note: "",
        insert: `${character(name) ? `:${name}:` : name} `,
      }));

export const commands = () =>
  [...state.apps.values()].flatMap((app) => (app.commands ?? []).map((command) => ({ ...command, app })));

function commandsFor(words) {
  return commands()
    .filter(({ command }) => command.toLowerCase().startsWith(`/${words}`))
    .map(({ command, description, usage_hint: hint, app }) => ({
      icon: avatar({ id: app.bot_user_id, name: app.name, bot: true }, "s"),
      label: command,
      hint,
      note: [description, app.name].filter(Boolean).join(" · "),
      insert: `${command} `,
    }));
}

const SOURCES = [
  [/(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u, peopleFor, "People and apps"],
  [/(?:^|[\s(])#([\w-]*)$/, channelsFor, "Channels"],
  [/(?:^|\s):([a-z0-9_+-]+)$/i, emojiFor, "Emoji"],
  [/^\/([\w-]*)$/, commandsFor, "Commands"],
];

/** What fits the text before the caret: {title, items, from} (from: where the replaced part starts), or null. */
function suggest(text) {
  for (const [pattern, find, title] of SOURCES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const items = find(match[1].toLowerCase()).slice(0, LIMIT);
    return items.length ? { title, items, from: text.length - match[1].length - 1 } : null;
  }
  return null;
}

/** The list above a textarea. It never takes the focus: the textarea stays a combobox. */
export class Completion {
  constructor(area) {
    count += 1;
    this.area = area;
    this.id = `completion-${count}`;
    this.list = h("div.completion", {
      role: "listbox",
      id: this.id,
      hidden: true,
      data: { testid: "completion" },
    });
    this.found = null;
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.id);
  }

  update() {
    const { selectionStart: at, selectionEnd: end, value } = this.area;
    this.found = at === end ? suggest(value.slice(0, at)) : null;
    this.list.hidden = !this.found;
    if (!this.found) return this.close();
    this.list.setAttribute("aria-label", this.found.title);
    replace(
      this.list,
      h("div.completion-title", {}, this.found.title),
      this.found.items.map((item, index) => this.row(item, index)),
    );
    return this.mark(0);
  }

  row(item, index) {
    return h(
      "div.completion-row",
      {
        role: "option",
        id: `${this.id}-${index}`,
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.take(index),
      },
      h("span.completion-icon", {}, item.icon),
      h("strong", {}, item.label),
      item.hint ? h("code.completion-hint", {}, item.hint) : null,
      h("span.completion-note", {}, item.note),
    );
  }

  mark(index) {
    const { length } = this.found.items;
    this.active = (index + length) % length;
    [...this.list.querySelectorAll("[role=option]")].forEach((row, at) => {
      row.setAttribute("aria-selected", String(at === this.active));
      if (at === this.active) row.scrollIntoView({ block: "nearest" });
    });
    this.area.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
  }

  take(index) {
    const item = this.found.items[index];
    const { selectionStart: at } = this.area;
    this.area.setRangeText(item.insert, this.found.from, at, "end");
    this.close();
    this.area.focus();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Give a key to the list; true when it was used. */
  key(event) {
    if (!this.found) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark(this.active + step);
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
      // A command that is already typed whole is sent by Enter, not completed.
      const typed = this.area.value.slice(this.found.from, this.area.selectionStart);
      if (event.key === "Enter" && typed === this.found.items[this.active].label && typed.startsWith("/"))
        return false;
      this.take(this.active);
    } else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  close() {
    this.found = null;
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }
}
