// The thread pane at the right.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { closeThread } from "../nav.js";
import { state } from "../store.js";
import { dropZone } from "./attachments.js";
import { titleOf } from "./channel.js";
import { Composer } from "./composer.js";
import { MessageList } from "./message_list.js";
import { StatusLine } from "./status.js";

export class ThreadPane {
  constructor(channelId, threadTs) {
    const channel = state.channels.get(channelId);
    const target = () => ({ channel: channelId, threadTs });
    this.composer = new Composer({
      target,
      placeholder: "Reply…",
      label: "Reply in the thread",
      compact: true,
      sent: () => this.list.bottom(),
    });
    this.list = new MessageList({ channel: channelId, threadTs, label: "Thread" });
    this.status = new StatusLine(target);
    this.node = h(
      "section.view.pane-view",
      { "aria-label": "Thread", data: { testid: "thread-pane", threadTs } },
      h(
        "header.view-head",
        {},
        h("h2.view-title", {}, "Thread"),
        h("span.topic", {}, titleOf(channel)),
        h("span.grow"),
        h(
          "button.icon-btn",
          {
            type: "button",
            "aria-label": "Close thread",
            title: "Close (Esc)",
            data: { testid: "pane-close" },
            onclick: closeThread,
          },
          icon("close"),
        ),
      ),
      this.list.node,
      h("div.view-foot", {}, this.status.node, this.composer.node),
    );
    dropZone(this.node, (files) => this.composer.files.add(files));
  }

  focus() {
    this.composer.focus();
  }

  destroy() {
    this.list.destroy();
    this.status.destroy();
  }
}
