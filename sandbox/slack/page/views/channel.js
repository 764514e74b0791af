// The main view of a conversation: its header, its messages, its composer.

import { api } from "../api.js";
import { avatar } from "../avatars.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openThread } from "../nav.js";
import { toast } from "../layers.js";
import { appOfUser, nameOf, setChannel, state } from "../store.js";
import { markRead } from "../timelines.js";
import { Composer } from "./composer.js";
import { dropZone } from "./attachments.js";
import { MessageList } from "./message_list.js";
import { StatusLine } from "./status.js";

const isDirect = (channel) => channel.kind === "im" || channel.kind === "agent";

export const titleOf = (channel) => (isDirect(channel) ? nameOf(channel) : `#${channel.name}`);

/** The heading of a conversation, with its topic. */
export function channelHead(channel, extra = []) {
  const person = state.members.get(channel.user);
  const sign = isDirect(channel)
    ? avatar({ id: channel.user, name: channel.name, ...person }, "s")
    : icon(channel.kind === "private" ? "lock" : "hash", 18);
  const about = isDirect(channel) ? person?.title : channel.topic;
  return h(
    "header.view-head",
    {},
    h("h1.view-title", {}, sign, h("span", {}, nameOf(channel))),
    about ? h("span.topic", { title: about }, about) : null,
    h("span.grow"),
    extra,
  );
}

const HINTED = "hints-seen";

/** First-time hints, until they are put away or used: three things to try; a click puts one into the composer. */
function hints(composer) {
  if (!state.hints.length || localStorage.getItem(HINTED)) return null;
  const away = () => {
    localStorage.setItem(HINTED, "1");
    box.remove();
  };
  const tries = state.hints
    .slice(0, 3)
    .map((hint) =>
      h(
        "button.hint",
        { type: "button", data: { testid: "hint" }, onclick: () => composer.fill(hint) },
        icon("spark", 16),
        h("span", {}, hint),
      ),
    );
  const shut = h(
    "button.icon-btn",
    { type: "button", "aria-label": "Put the hints away", onclick: away },
    icon("close", 16),
  );
  const box = h(
    "section.hints",
    { "aria-label": "Things to try", data: { testid: "hints" } },
    h("header", {}, h("h3", {}, "New here? Three things to try"), shut),
    h("div.hint-row", {}, tries),
  );
  return box;
}

/** What stands in place of the composer in a channel that one has not joined. */
function joinBar(channel) {
  const join = async () => {
    try {
      await api.join(channel.id);
      setChannel({ id: channel.id, is_member: true });
      bar.replaceWith(...bar.instead);
    } catch (error) {
      toast(`You could not join (${error.code}).`, "error");
    }
  };
  const bar = h(
    "div.join",
    { data: { testid: "join" } },
    h("strong", {}, `# ${channel.name}`),
    h("button.btn.primary", { type: "button", onclick: join }, "Join channel"),
  );
  return bar;
}

function welcome(channel) {
  const name = nameOf(channel);
  const person = state.members.get(channel.user);
  const [title, text] = isDirect(channel)
    ? [name, `This conversation is just between you and ${name}.`]
    : [
        `# ${channel.name}`,
        channel.topic
          ? `The start of #${channel.name}. ${channel.topic}`
          : `This is the very beginning of #${channel.name}.`,
      ];
  const sign = person ? avatar(person, "xl") : null;
  return () => h("div.welcome", {}, sign, h("h2", {}, title), h("p", {}, text));
}

export class ChannelView {
  constructor(channel, { focusTs, head } = {}) {
    this.channel = channel;
    const app = appOfUser(channel.user);
    this.composer = new Composer({
      target: () => ({ channel: channel.id }),
      placeholder: `Message ${titleOf(channel)}`,
      // An app answers in a thread under the message; the thread opens beside it, as one wants to see the answer.
      sent: (ts) => {
        this.node.querySelector(".hints .icon-btn")?.click();
        if (app && channel.kind === "agent") openThread(channel.id, ts);
        else this.list.bottom();
      },
    });
    this.composer.fill = (text) => {
      this.composer.area.value = text;
      this.composer.area.focus();
      this.composer.refresh();
    };
    this.list = new MessageList({
      channel: channel.id,
      label: `Messages in ${titleOf(channel)}`,
      focusTs,
      empty: welcome(channel),
      onchange: () => document.hasFocus() && markRead(channel.id),
    });
    this.status = new StatusLine(() => ({ channel: channel.id }));
    this.node = h(
      "section.view",
      { "aria-label": titleOf(channel), data: { testid: "channel-view", channelId: channel.id } },
      head ?? channelHead(channel),
      this.list.node,
      this.foot(),
    );
    dropZone(this.node, (files) => this.composer.files.add(files));
    markRead(channel.id);
  }

  foot() {
    const parts = [this.status.node, hints(this.composer), this.composer.node].filter(Boolean);
    if (this.channel.is_member !== false) return h("div.view-foot", {}, parts);
    const bar = joinBar(this.channel);
    bar.instead = parts;
    return h("div.view-foot", {}, bar);
  }

  destroy() {
    this.list.destroy();
    this.status.destroy();
  }
}
