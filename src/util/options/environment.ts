import { either, record } from "./compound.js";
import { text, thing, type Wanted } from "./wanted.js";

const variables = record(
  either(
    text,
    thing<undefined>("undefined", (value) => value === undefined),
  ),
  "an object of strings by name",
);

/** An environment. The process's own is known to be one, and looking through it is slow. */
export const environment: Wanted<Readonly<Record<string, string | undefined>>> = {
  says: variables.says,
  find: (value, at) => (value === process.env ? undefined : variables.find(value, at)),
};
