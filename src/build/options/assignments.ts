import { either, flag, list, number, record, text } from "../../util/options/index.js";

/** Names and values, as a record or as `KEY=VALUE` strings. Numbers and booleans stand for their text. */
export type Assignments = readonly string[] | Readonly<Record<string, string | number | boolean>>;

/** {@link Assignments}, described. */
export const assignments = either(
  list(text),
  record<string | number | boolean>(
    either(text, number, flag),
    "an object of strings, numbers and booleans by name",
  ),
);
