// Where blocks stand (a message, a modal, App Home): holds what the person has entered, and sends actions to the app.

import { api } from "../api.js";
import { confirmed } from "../views/confirm.js";
import { toast } from "../layers.js";

export class Surface {
  /** container as the server wants it: {type: "message"|"ephemeral"|"view"|"home", channel?, ts?, view_id?}. */
  constructor(container, values = {}) {
    this.container = container;
    this.values = values;
    this.errors = {};
    this.opened = new Map(); // what the person opened or closed, so that the next piece of a stream does not undo it
  }

  /** Whether a part that can be opened is open, and what to call when the person changes that. */
  toggle(key, standard) {
    return [this.opened.get(key) ?? standard, (isOpen) => this.opened.set(key, isOpen)];
  }

  value(block, element) {
    return this.values[block.block_id]?.[element.action_id];
  }

  /** Remember an element's state in the shape of Slack's view.state.values. */
  set(block, element, payload) {
    this.values[block.block_id] ??= {};
    this.values[block.block_id][element.action_id] = { type: element.type, ...payload };
  }

  state() {
    return { values: this.values };
  }

  /** A change of an input: kept, and sent at once where the app asks for it (every element outside an input block). */
  change(block, element, payload, control) {
    this.set(block, element, payload);
    if (block.type !== "input" || (block.dispatch_action && !isTyped(element)))
      this.act(block, element, payload, control);
  }

  /** Send an action to the app, after its confirm dialog where it has one. */
  async act(block, element, payload, control) {
    if (element.confirm && !(await confirmed(element.confirm))) return false;
    const action = { type: element.type, block_id: block.block_id, action_id: element.action_id, ...payload };
    control?.setAttribute("aria-busy", "true");
    try {
      await api.action({ container: this.container, action, state: this.state() });
      return true;
    } catch (error) {
      toast(actionError(error), "error");
      return false;
    } finally {
      control?.removeAttribute("aria-busy");
    }
  }
}

const TYPED = new Set([
  "plain_text_input",
  "number_input",
  "email_text_input",
  "url_text_input",
  "rich_text_input",
]);
export const isTyped = (element) => TYPED.has(element.type);

function actionError(error) {
  if (error.code === "server_unreachable")
    return "The workspace cannot be reached. It connects again by itself.";
  return `That didn't work (${error.code}). Try again.`;
}
