// Which module draws which interactive element.

import { h } from "../dom.js";
import { button, feedbackButtons, iconButton, overflow } from "./buttons.js";
import { checkboxes, radios } from "./choices.js";
import { datePicker, dateTimePicker, timePicker } from "./pickers.js";
import { select } from "./selects.js";
import { fileInput, textInput } from "./inputs.js";
import { thumbnail } from "./media.js";

const SELECTS = ["static", "external", "users", "conversations", "channels"];

const ELEMENTS = {
  button,
  workflow_button: button,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  overflow,
  checkboxes,
  radio_buttons: radios,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  rich_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  file_input: fileInput,
  image: (element) => thumbnail(element),
  ...Object.fromEntries(
    SELECTS.flatMap((kind) => [
      [`${kind}_select`, select],
      [`multi_${kind}_select`, select],
    ]),
  ),
};

/** The control for one element of a block; label is the id of the node that names it. */
export function element(part, block, surface, label) {
  const draw = ELEMENTS[part.type];
  if (!draw) return h("span.unknown", {}, `(${part.type})`);
  return draw(part, block, surface, label);
}
