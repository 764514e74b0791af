// A scrolling list of messages with day separators; it stays at the bottom while one reads there.

import { append, h, replace } from "../dom.js";
import { moveFocus, toast } from "../layers.js";
import { authorOf, on, place } from "../store.js";
import { load, loadOlder, reach, timeline, watch } from "../timelines.js";
import { dayLabel, dayOf } from "../text/dates.js";
import { messageRow } from "./message.js";

const GROUP_SECONDS = 300;
const NEAR = 90; // px from the bottom that still count as being at the bottom

export class MessageList {
  /** empty: makes what stands above the first message; chat: a thread shown as a conversation of its own. */
  constructor({ channel, threadTs, label, empty, focusTs, onchange, chat = false }) {
    Object.assign(this, { channel, threadTs, empty, focusTs, onchange, chat, stick: true, top: 0 });
    this.rows = h("div.rows", {
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": label,
    });
    this.jump = h(
      "button.jump",
      { type: "button", hidden: true, onclick: () => this.bottom(true) },
      "Jump to latest",
    );
    this.scroller = h("div.scroller", { tabindex: "-1" }, this.rows);
    this.node = h("div.message-list", {}, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.scrolled());
    this.rows.addEventListener("keydown", (event) => this.key(event));
    this.stop = on(`timeline:${place(channel, threadTs)}`, (change) => this.changed(change));
    this.leave = watch(channel, threadTs);
    this.watch = new ResizeObserver(() => this.stick && this.bottom());
    this.watch.observe(this.rows);
    this.watch.observe(this.scroller);
    this.start();
  }

  destroy() {
    this.stop();
    this.leave();
    this.watch.disconnect();
  }

  get held() {
    return timeline(this.channel, this.threadTs);
  }

  async start() {
    if (this.held.loaded) this.rebuild();
    else replace(this.rows, skeleton());
    try {
      await load(this.channel, this.threadTs);
      if (this.focusTs && (await reach(this.channel, this.focusTs))) this.highlight();
    } catch (error) {
      if (!this.held.loaded)
        replace(this.rows, h("p.notice", {}, `These messages could not be loaded (${error.code}).`));
    }
  }

  changed({ kind, message, ts, fresh }) {
    if (kind === "reset") this.rebuild();
    else if (kind === "older") this.keepPosition(() => this.rebuild());
    else if (kind === "remove") this.rebuild(ts);
    else if (fresh) this.add(message);
    else this.refresh(message);
    this.onchange?.(this.held.messages);
  }

  rebuild() {
    const { messages, hasMore } = this.held;
    const focused = focusIn(this.rows);
    replace(this.rows, hasMore ? h("p.notice", {}, "Loading earlier messages…") : this.empty?.(messages));
    messages.forEach((message, index) => this.put(message, messages[index - 1]));
    this.roving();
    if (focused) this.focusAgain(focused);
    if (this.stick) this.bottom();
  }

  /** Add a row at the end; each day has a part of its own, headed by its name. */
  put(message, before) {
    const newDay = !before || dayOf(before.ts) !== dayOf(message.ts);
    const row = messageRow(message, {
      channel: this.channel,
      inThread: Boolean(this.threadTs),
      grouped: !newDay && follows(before, message),
    });
    if (this.threadTs) append(this.rows, row, message.ts === this.threadTs && this.repliesLine());
    else if (newDay)
      this.rows.append(
        h(
          "section.day-group",
          {},
          h("div.day", { role: "separator" }, h("span", {}, dayLabel(message.ts))),
          row,
        ),
      );
    else this.rows.lastElementChild.append(row);
  }

  repliesLine() {
    const count = this.held.messages.filter((one) => one.ts !== this.threadTs && !one.ephemeral).length;
    if (!count || this.chat) return null;
    return h("div.replies-line", {}, h("span", {}, `${count} ${count === 1 ? "reply" : "replies"}`));
  }

  add(message) {
    const { messages } = this.held;
    const at = messages.indexOf(message);
    if (at !== messages.length - 1 || (this.threadTs && at < 2)) {
      this.rebuild();
      return;
    }
    this.put(message, messages[at - 1]);
    if (this.threadTs && !this.chat)
      this.rows.querySelector(".replies-line")?.replaceWith(this.repliesLine());
    this.roving();
    if (this.stick) this.bottom();
    else this.jump.hidden = false;
  }

  refresh(message) {
    const old = this.rowOf(message.ts);
    if (!old) return;
    const focused = focusIn(old);
    const options = {
      channel: this.channel,
      inThread: Boolean(this.threadTs),
      grouped: old.classList.contains("grouped"),
    };
    const row = messageRow(message, options);
    row.tabIndex = old.tabIndex;
    old.replaceWith(row);
    if (focused) this.focusAgain(focused);
    if (this.stick) this.bottom();
  }

  rowOf(ts) {
    return this.rows.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  }

  /** Give the focus back to what had it before its row was drawn anew. */
  focusAgain({ ts, inside }) {
    const row = this.rowOf(ts);
    row?.focus({ preventScroll: true }); // first: what is in its toolbar can't be seen, nor focused, before
    if (inside) row?.querySelector(inside)?.focus({ preventScroll: true });
  }

  bottom(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.jump.hidden = true;
  }

  keepPosition(change) {
    const left = this.scroller.scrollHeight - this.scroller.scrollTop;
    change();
    this.scroller.scrollTop = this.scroller.scrollHeight - left;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // Only the reader lets go of the bottom: an image that loads late makes the list longer, but moves nothing up.
    const up = scrollTop < this.top;
    this.top = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.stick = true;
    else if (up) this.stick = false;
    if (this.stick) this.jump.hidden = true;
    if (scrollTop < 200 && !this.threadTs && this.held.loaded && this.held.hasMore) {
      loadOlder(this.channel).catch((error) =>
        toast(`Earlier messages could not be loaded (${error.code}).`, "error"),
      );
    }
  }

  highlight() {
    const row = this.rowOf(this.focusTs);
    this.focusTs = null;
    if (!row) return;
    this.stick = false;
    row.classList.add("highlight");
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  }

  /** Tab stops once in the list, at the newest message; the arrow keys go on from there. */
  roving() {
    const rows = [...this.rows.querySelectorAll(".message")];
    rows.forEach((row, index) => (row.tabIndex = index === rows.length - 1 ? 0 : -1));
  }

  key(event) {
    if (!event.target.classList.contains("message")) return;
    moveFocus(event, [...this.rows.querySelectorAll(".message")]);
  }
}

function follows(before, message) {
  if (before.ephemeral || message.ephemeral || before.subtype || message.subtype === "thread_broadcast")
    return false;
  if (authorOf(before).id !== authorOf(message).id || before.username !== message.username) return false;
  return Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

/** How to find what has the focus again: its message's ts, and a selector where it is not the row itself. */
function focusIn(node) {
  const focused = document.activeElement;
  const row = node.contains(focused) && focused.closest(".message");
  return row ? { ts: row.dataset.ts, inside: selectorOf(focused.dataset) } : null;
}

function selectorOf({ actionId, testid, reaction }) {
  if (actionId) return `[data-action-id="${CSS.escape(actionId)}"]`;
  if (testid && testid !== "message") return `[data-testid="${CSS.escape(testid)}"]`;
  return reaction ? `[data-reaction="${CSS.escape(reaction)}"]` : null;
}

const skeleton = () =>
  [1, 2, 3].map(() => h("div.skeleton", { "aria-hidden": "true" }, h("i"), h("b"), h("b")));
