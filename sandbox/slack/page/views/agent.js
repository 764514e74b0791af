// The agent pane: a conversation with an app beside whatever one is looking at.

import { api } from "../api.js";
import { avatar } from "../avatars.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { toast } from "../layers.js";
import { emit, on, place, setChannel, state } from "../store.js";
import { load, timeline } from "../timelines.js";
import { ago } from "../text/dates.js";
import { plain } from "../text/mrkdwn.js";
import { dropZone } from "./attachments.js";
import { Composer } from "./composer.js";
import { MessageList } from "./message_list.js";
import { StatusLine } from "./status.js";

export class AgentPane {
  /** context: the id of the channel one looks at; close: called for the × . */
  constructor(app, { context, close }) {
    Object.assign(this, { app, context, channel: null, threadTs: null, parts: [] });
    this.title = h("h2.view-title");
    this.body = h("div.agent-body");
    const tool = (name, label, run, testid) =>
      h(
        "button.icon-btn",
        { type: "button", "aria-label": label, title: label, data: { testid }, onclick: run },
        icon(name),
      );
    this.node = h(
      "section.view.pane-view",
      { "aria-label": `${app.name}, agent`, data: { testid: "agent-pane" } },
      h(
        "header.view-head",
        {},
        avatar(this.person, "s"),
        this.title,
        h("span.grow"),
        tool("edit", "New chat", () => this.begin(), "agent-new"),
        tool("history", "History", () => this.history(), "agent-history"),
        tool("close", `Close ${app.name}`, close, "pane-close"),
      ),
      this.body,
    );
    dropZone(this.node, (files) => this.composer?.files.add(files));
    this.stops = [
      on("route", (route) => this.look(route)),
      on("prompts", () => this.suggest()),
      on("titles", () => this.head()),
    ];
    this.head();
    this.begin();
  }

  /** Tell the app what one looks at now; it may use that as context. */
  look({ channel }) {
    if (!channel || channel === this.context || channel === this.channel) return;
    this.context = channel;
    api.context(this.app.app_id, channel).catch(() => {});
  }

  get person() {
    return { id: this.app.bot_user_id, name: this.app.name, bot: true, image: this.app.icon };
  }

  get place() {
    return place(this.channel, this.threadTs);
  }

  async begin() {
    replace(this.body, h("p.notice", {}, `Opening ${this.app.name}…`));
    try {
      const answer = await api.agent(this.app.app_id, this.context);
      this.channel = answer.channel?.id ?? answer.channel;
      if (!state.channels.has(this.channel))
        setChannel({ id: this.channel, kind: "agent", user: this.app.bot_user_id, name: this.app.name });
      this.show(answer.thread_ts ?? null);
    } catch (error) {
      replace(this.body, h("p.notice", {}, `${this.app.name} could not be opened (${error.code}).`));
    }
  }

  head() {
    replace(this.title, state.titles.get(this.place) ?? this.app.name);
  }

  /** Show one conversation; without a thread it starts with the first message. */
  show(threadTs) {
    this.clear();
    this.threadTs = threadTs;
    this.head();
    const target = () => ({ channel: this.channel, threadTs: this.threadTs });
    this.suggestions = h("div.agent-start");
    this.composer = new Composer({
      target,
      placeholder: `Message ${this.app.name}`,
      compact: true,
      sent: (ts) => this.threadTs || this.show(ts),
    });
    this.status = new StatusLine(target);
    this.parts = [this.status];
    const foot = h(
      "div.view-foot",
      {},
      this.status.node,
      this.composer.node,
      h("small.agent-note", {}, `${this.app.name} is an app. Check what it says against its sources.`),
    );
    if (!threadTs)
      replace(this.body, h("div.message-list", {}, h("div.scroller", {}, this.suggestions)), foot);
    else {
      const list = new MessageList({
        channel: this.channel,
        threadTs,
        chat: true,
        label: `Conversation with ${this.app.name}`,
        empty: () => this.suggestions,
        onchange: () => this.suggest(),
      });
      this.parts.push(list);
      replace(this.body, list.node, foot);
    }
    this.suggest();
    this.composer.focus();
  }

  /** The greeting and the suggested prompts, until the person has said something. */
  suggest() {
    if (!this.suggestions) return;
    const spoken =
      this.threadTs &&
      timeline(this.channel, this.threadTs).messages.some((one) => !one.bot_id && one.user === state.me);
    this.suggestions.hidden = Boolean(spoken);
    if (spoken) return;
    const held = state.prompts.get(this.place) ??
      state.prompts.get(this.channel) ?? { prompts: this.app.suggested_prompts ?? [] };
    const prompts = held.prompts.map((prompt) =>
      h(
        "button.prompt",
        {
          type: "button",
          title: prompt.message,
          data: { testid: "suggested-prompt" },
          onclick: () => this.say(prompt.message),
        },
        h("span", {}, prompt.title),
        icon("right", 16),
      ),
    );
    replace(
      this.suggestions,
      avatar(this.person, "xl"),
      h("h3", {}, held.title || `Hi! I'm ${this.app.name}.`),
      prompts.length
        ? h("div.prompts", { role: "group", "aria-label": "Suggested prompts" }, ...prompts)
        : h("p.muted", {}, "Ask anything, or mention it in a channel."),
    );
  }

  say(text) {
    this.composer.area.value = text;
    this.composer.send();
  }

  async history() {
    if (!this.channel) return;
    try {
      await load(this.channel);
    } catch (error) {
      toast(`The history could not be loaded (${error.code}).`, "error");
      return;
    }
    this.clear();
    const threads = timeline(this.channel)
      .messages.filter((one) => !one.ephemeral)
      .reverse();
    const rows = threads.map((one) => {
      const name =
        state.titles.get(place(this.channel, one.ts)) ??
        (plain(one.assistant_app_thread?.title ?? one.text ?? "") || "New chat");
      return h(
        "button.history-row",
        {
          type: "button",
          data: { testid: "history-row" },
          onclick: () => this.show(one.thread_ts ?? one.ts),
        },
        h("strong", {}, name),
        h("small", {}, ago(one.latest_reply ?? one.ts)),
      );
    });
    replace(this.title, "History");
    replace(
      this.body,
      h(
        "div.scroller",
        {},
        rows.length ? h("div.history", {}, rows) : h("p.notice", {}, "No conversations yet."),
      ),
    );
    (this.body.querySelector("button") ?? this.node.querySelector("button")).focus();
  }

  focus() {
    this.composer?.focus();
  }

  clear() {
    this.parts.forEach((part) => part.destroy());
    this.parts = [];
    this.suggestions = null;
  }

  destroy() {
    this.clear();
    this.stops.forEach((stop) => stop());
    emit("pane");
  }
}
