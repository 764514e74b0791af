// Where one writes: text with Slack's markup, files, completion. Enter sends, Shift+Enter starts a new line.

import { api } from "../api.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { modalOpen, toast } from "../layers.js";
import { place } from "../store.js";
import { whisper } from "../timelines.js";
import { character } from "../text/emoji.js";
import { Attachments } from "./attachments.js";
import { commands, Completion } from "./completion.js";
import { pickEmoji } from "./emoji_picker.js";
import { encode } from "./encode.js";

const drafts = new Map();
const MARKS = [
  ["bold", "Bold", "*", "*", "b"],
  ["italic", "Italic", "_", "_", "i"],
  ["strike", "Strikethrough", "~", "~"],
  null,
  ["link", "Link", "<https://", "|text>"],
  ["numbers", "Ordered list", "\n1. ", ""],
  ["bullets", "Bulleted list", "\n• ", ""],
  ["quote", "Quote", "\n> ", ""],
  null,
  ["code", "Code", "`", "`"],
  ["codeblock", "Code block", "```\n", "\n```"],
];

export class Composer {
  /** target() gives {channel, threadTs} at the moment of sending; sent(ts, target) hears of it. */
  constructor({ target, placeholder, label, sent, compact = false }) {
    Object.assign(this, { target, sent, busy: false });
    this.area = h("textarea.composer-input", {
      rows: 1,
      placeholder,
      "aria-label": label ?? placeholder,
      data: { testid: "composer-input" },
    });
    this.completion = new Completion(this.area);
    this.files = new Attachments(() => this.refresh());
    this.button = h(
      "button.send",
      {
        type: "button",
        "aria-label": "Send now",
        title: "Send now (Enter)",
        data: { testid: "send" },
        onclick: () => this.send(),
      },
      icon("send", 18),
    );
    this.node = h(
      "div.composer",
      { role: "group", "aria-label": label ?? placeholder, data: { testid: "composer" } },
      this.completion.list,
      compact ? null : this.formatBar(),
      this.area,
      this.files.node,
      this.bottomBar(),
    );
    this.listen();
    this.area.value = drafts.get(this.key) ?? "";
    this.refresh();
  }

  get key() {
    const { channel, threadTs } = this.target();
    return place(channel, threadTs);
  }

  formatBar() {
    return h(
      "div.format-bar",
      { role: "toolbar", "aria-label": "Formatting" },
      MARKS.map((mark) => {
        if (!mark) return h("span.bar-gap");
        const [name, label, before, after, key] = mark;
        const title = key ? `${label} (Ctrl+${key.toUpperCase()})` : label;
        return h(
          "button.tool",
          {
            type: "button",
            tabindex: "-1",
            title,
            "aria-label": label,
            onclick: () => this.wrap(before, after),
          },
          icon(name, 17),
        );
      }),
    );
  }

  bottomBar() {
    const insert = (text) => () => this.insert(text);
    const tool = (name, label, run) =>
      h("button.tool", { type: "button", title: label, "aria-label": label, onclick: run }, icon(name, 18));
    return h(
      "div.composer-bar",
      {},
      tool("plus", "Attach a file", () => this.files.choose()),
      tool("smile", "Emoji", (event) =>
        pickEmoji(event.currentTarget, (name) => this.insert(character(name) ? `:${name}: ` : "")),
      ),
      tool("at", "Mention someone", insert("@")),
      tool("slash", "Run a command", () => this.startCommand()),
      h("span.grow"),
      h("span.composer-hint", {}, h("strong", {}, "Shift + Enter"), " to add a new line"),
      this.button,
    );
  }

  listen() {
    const { area } = this;
    area.addEventListener("input", () => this.refresh());
    area.addEventListener("keydown", (event) => this.keydown(event));
    area.addEventListener("click", () => this.completion.update());
    area.addEventListener("blur", () => this.completion.close());
    area.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      this.files.add(event.clipboardData.files);
    });
  }

  keydown(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey) {
      const mark = MARKS.find((one) => one?.[4] === event.key.toLowerCase());
      if (!mark) return;
      event.preventDefault();
      this.wrap(mark[2], mark[3]);
    }
  }

  /** Put marks around what is selected (a line's mark goes to the start of the line). */
  wrap(before, after) {
    const { area } = this;
    const { selectionStart: from, selectionEnd: to, value } = area;
    const chosen = value.slice(from, to);
    if (before.startsWith("\n")) {
      const start = value.lastIndexOf("\n", from - 1) + 1;
      const lines = value
        .slice(start, to)
        .split("\n")
        .map((line) => before.slice(1) + line);
      area.setRangeText(lines.join("\n"), start, to, "end");
    } else {
      area.setRangeText(before + chosen + after, from, to, "end");
      if (!chosen) area.setSelectionRange(from + before.length, from + before.length);
    }
    this.refresh();
    area.focus();
  }

  insert(text) {
    const { area } = this;
    const before = area.value.slice(0, area.selectionStart);
    const gap = text === "@" && before && !/\s$/.test(before) ? " " : "";
    area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    this.refresh();
  }

  startCommand() {
    if (this.area.value) toast("A command stands at the start of a message.");
    else this.insert("/");
    this.area.focus();
  }

  refresh() {
    const { area } = this;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 320)}px`;
    drafts.set(this.key, area.value);
    if (document.activeElement === area) this.completion.update();
    const ready = (area.value.trim() || this.files.ready) && !this.files.busy && !this.busy;
    this.button.classList.toggle("ready", Boolean(ready));
    this.button.setAttribute("aria-disabled", String(!ready));
  }

  focus() {
    if (!modalOpen()) this.area.focus({ preventScroll: true });
  }

  async send() {
    const text = this.area.value.trim();
    if (this.busy || this.files.busy || (!text && !this.files.ready)) return;
    this.busy = true;
    const target = this.target();
    try {
      if (text.startsWith("/") && !text.startsWith("//")) await this.command(text, target);
      else await this.post(text, target);
    } catch (error) {
      toast(sendError(error), "error");
    } finally {
      this.busy = false;
      this.refresh();
      this.focus();
    }
  }

  async post(text, { channel, threadTs }) {
    const files = this.files.ids;
    const body = {
      channel,
      text: encode(text),
      thread_ts: threadTs ?? undefined,
      file_ids: files.length ? files : undefined,
    };
    this.clear();
    try {
      const { ts } = await api.post(body);
      this.files.clear();
      this.sent?.(ts, { channel, threadTs });
    } catch (error) {
      this.area.value ||= text;
      throw error;
    }
  }

  async command(text, { channel, threadTs }) {
    const [, command, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
    if (!commands().some((one) => one.command === command)) {
      whisper(
        channel,
        `\`${command}\` is not a valid command. To see what there is, type a single slash.`,
        threadTs,
      );
      return;
    }
    if (threadTs) {
      whisper(channel, `\`${command}\` is not supported in threads. Sorry!`, threadTs);
      return;
    }
    this.clear();
    await api.command({ channel, command, text: encode(rest) });
  }

  clear() {
    this.area.value = "";
    this.completion.close();
    drafts.delete(this.key);
  }
}

function sendError({ code }) {
  if (code === "server_unreachable")
    return "Not sent: the workspace cannot be reached. Your text is still here.";
  if (code === "msg_too_long") return "Not sent: the message is too long.";
  return `Not sent (${code}). Your text is still here.`;
}
