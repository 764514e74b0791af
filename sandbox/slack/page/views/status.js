// The status line of an app that works on an answer ("Quarterdeck is reading the build log…").

import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { on, place, state } from "../store.js";

const TURN = 2600; // ms a loading message stays

/** A line that follows the status of a conversation; target() tells which. */
export class StatusLine {
  constructor(target) {
    this.target = target;
    this.node = h("div.status-line", {
      role: "status",
      "aria-live": "polite",
      hidden: true,
      data: { testid: "status-line" },
    });
    this.stop = on("status", () => this.show());
    this.show();
  }

  destroy() {
    this.stop();
    clearInterval(this.timer);
  }

  show() {
    clearInterval(this.timer);
    const { channel, threadTs } = this.target();
    const held = state.status.get(place(channel, threadTs));
    this.node.hidden = !held?.status;
    if (!held?.status) return;
    const texts = [
      ...(held.loading_messages?.length
        ? held.loading_messages
        : [`${held.app ?? "The app"} ${held.status}`]),
    ];
    let at = 0;
    const draw = () =>
      replace(
        this.node,
        h("span.status-mark", {}, icon("spark", 15)),
        h("span.shimmer", {}, texts[at % texts.length]),
      );
    draw();
    if (texts.length > 1)
      this.timer = setInterval(() => {
        at += 1;
        draw();
      }, TURN);
  }
}
