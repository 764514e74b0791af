// Modals as the app opens them: a stack of views with inputs, errors at the inputs, and a loading state.

import { api } from "../api.js";
import { blocks } from "../blocks/index.js";
import { showError } from "../blocks/input.js";
import { Surface } from "../blocks/surface.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { open, toast } from "../layers.js";
import { textObject } from "../text/mrkdwn.js";

const stack = []; // {view, surface}, the top one is shown
let layer = null;

const top = () => stack.at(-1);

/** A view of the app's opened: alone (views.open) or on top of another (views.push). */
export function showView(view, push) {
  if (!push) stack.length = 0;
  stack.push({ view, surface: new Surface({ type: "view", view_id: view.id }) });
  draw(true);
}

/** A view changed: what was entered stays where block and action keep their ids. */
export function updateView(view) {
  const held = stack.find(
    (one) => one.view.id === view.id || (view.previous_view_id && one.view.id === view.previous_view_id),
  );
  if (!held) return;
  held.view = view;
  held.surface.container.view_id = view.id;
  held.surface.errors = {};
  if (held === top()) draw(false);
}

export function removeView(viewId, clear) {
  const at = stack.findIndex((one) => one.view.id === viewId);
  if (clear || at === 0) stack.length = 0;
  else if (at > 0) stack.splice(at);
  else return;
  draw(true);
}

/** Errors by block id, shown at their inputs; one whose block is not there is shown as a notice. */
export function viewErrors(viewId, errors) {
  const held = stack.find((one) => one.view.id === viewId);
  if (!held) return;
  held.surface.errors = errors ?? {};
  busy(false);
  if (held !== top()) return;
  let first = null;
  for (const [blockId, text] of Object.entries(held.surface.errors)) {
    const node = layer.box.querySelector(`.input[data-block-id="${CSS.escape(blockId)}"]`);
    if (!node) toast(text, "error");
    else {
      showError(node, text);
      first ??= node.querySelector("input, textarea, button");
    }
  }
  first?.focus();
}

function draw(fresh) {
  if (!stack.length) {
    layer?.close();
    return;
  }
  layer ??= shell();
  const { view, surface } = top();
  const focused = document.activeElement?.dataset.actionId;
  const body = h("div.dialog-body", {}, blocks(view.blocks, surface));
  const form = h("form.dialog-form", { novalidate: true, onsubmit: submit }, head(view), body, foot(view));
  replace(layer.box, form);
  layer.box.setAttribute("aria-label", view.title?.text ?? "");
  layer.box.dataset.viewId = view.id;
  const keep = !fresh && focused && layer.box.querySelector(`[data-action-id="${CSS.escape(focused)}"]`);
  (
    keep ||
    body.querySelector("[data-autofocus='1']") ||
    body.querySelector("input, textarea") ||
    form.querySelector("button")
  ).focus();
}

function shell() {
  const box = h("div.dialog", { role: "dialog", "aria-modal": "true", data: { testid: "modal" } });
  const overlay = h("div.overlay", {}, box);
  const close = open(overlay, { modal: true, onescape: () => leave(), onclose: () => (layer = null) });
  return { box, close };
}

function head(view) {
  const back =
    stack.length > 1
      ? h(
          "button.icon-btn",
          { type: "button", "aria-label": "Back", data: { testid: "modal-back" }, onclick: () => leave() },
          icon("back"),
        )
      : null;
  const shut = h(
    "button.icon-btn",
    { type: "button", "aria-label": "Close", data: { testid: "modal-close" }, onclick: () => leaveAll() },
    icon("close", 20),
  );
  return h("header.dialog-head", {}, back, h("h2", {}, ...textObject(view.title)), shut);
}

function foot(view) {
  const close = h(
    "button.btn",
    { type: "button", data: { testid: "modal-cancel" }, onclick: () => leave() },
    view.close?.text ?? (view.submit ? "Cancel" : "Close"),
  );
  const submitButton = view.submit
    ? h("button.btn.primary", { type: "submit", data: { testid: "modal-submit" } }, view.submit.text)
    : null;
  return h("footer.dialog-foot", {}, close, submitButton);
}

function busy(on) {
  const button = layer?.box.querySelector("[data-testid=modal-submit]");
  if (!button) return;
  button.disabled = on;
  button.setAttribute("aria-busy", String(on));
}

/** What Slack's client checks by itself before it asks the app: required inputs, formats, limits. */
function localErrors(view, surface) {
  const errors = {};
  for (const block of view.blocks.filter((one) => one.type === "input")) {
    const held = surface.value(block, block.element) ?? {};
    const { type, ...rest } = held;
    const filled = Object.values(rest).some((value) =>
      Array.isArray(value) ? value.length : value !== null && value !== undefined && value !== "",
    );
    const problem = !filled
      ? block.optional
        ? null
        : "Please complete this required field."
      : formatError(block.element, held.value);
    if (problem) errors[block.block_id] = problem;
  }
  return errors;
}

function formatError(element, value) {
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value))
    return "Please enter a valid email address.";
  if (element.type === "url_text_input" && !URL.canParse(value)) return "Please enter a valid URL.";
  if (element.type === "plain_text_input" && value.length < (element.min_length ?? 0))
    return `Please enter at least ${element.min_length} characters.`;
  if (element.type !== "number_input") return null;
  const number = Number(value);
  if (Number.isNaN(number) || (!element.is_decimal_allowed && !Number.isInteger(number)))
    return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Please enter a number of at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Please enter a number of at most ${element.max_value}.`;
  return null;
}

async function submit(event) {
  event.preventDefault();
  const { view, surface } = top();
  const local = localErrors(view, surface);
  if (Object.keys(local).length) {
    viewErrors(view.id, local);
    return;
  }
  busy(true);
  try {
    const { errors } = await api.view({ view_id: view.id, kind: "submit", state: surface.state() });
    if (errors) viewErrors(view.id, errors);
  } catch (error) {
    toast(`We had some trouble connecting (${error.code}). Try again?`, "error");
  } finally {
    busy(false);
  }
}

function tell({ view, surface }) {
  api.view({ view_id: view.id, kind: "close", state: surface.state() }).catch(() => {});
}

/** Close the view on top; the one below it comes back. */
function leave() {
  tell(stack.pop());
  draw(true);
}

function leaveAll() {
  while (stack.length) tell(stack.pop());
  draw(true);
}
