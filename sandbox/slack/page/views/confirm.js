// The confirm dialog of an element.

import { h } from "../dom.js";
import { open } from "../layers.js";
import { textObject } from "../text/mrkdwn.js";

let count = 0;

/** Ask before an action; resolves to true when the person agreed. */
export function confirmed(confirm) {
  return new Promise((resolve) => {
    count += 1;
    let answer = false;
    const yes = h(
      "button.btn",
      {
        type: "button",
        class: confirm.style ?? "primary",
        data: { testid: "confirm-yes" },
        onclick: () => done(true),
      },
      confirm.confirm?.text ?? "Yes",
    );
    const no = h(
      "button.btn",
      { type: "button", data: { testid: "confirm-no" }, onclick: () => done(false) },
      confirm.deny?.text ?? "Cancel",
    );
    const box = h(
      "div.overlay",
      {},
      h(
        "div.dialog.dialog-small",
        {
          role: "alertdialog",
          "aria-modal": "true",
          "aria-labelledby": `confirm-${count}`,
          "aria-describedby": `confirm-text-${count}`,
          data: { testid: "confirm" },
        },
        h("header.dialog-head", {}, h("h2", { id: `confirm-${count}` }, ...textObject(confirm.title))),
        h("div.dialog-body", { id: `confirm-text-${count}` }, ...textObject(confirm.text)),
        h("footer.dialog-foot", {}, no, yes),
      ),
    );
    const close = open(box, { modal: true, onclose: () => resolve(answer) });
    const done = (value) => {
      answer = value;
      close();
    };
    yes.focus();
  });
}
