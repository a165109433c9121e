import { visibleText } from "../text/visible-text.js";

/** A choice that is named by text of a build: such a name holds no other element, so its hidden characters are shown in it. */
export function TextOption({ value, children }: { value: string; children: string }) {
  return <option value={value}>{visibleText(children)}</option>;
}
