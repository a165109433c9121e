import { driverOptions } from "../../driver/contract/driver-options.js";
import { fields, flag, list, milliseconds, name, needed, text } from "../../util/options/index.js";
import type { CreateBuilderOptions, EnsureBuilderOptions } from "../types.js";
import { contextFields } from "./context-options.js";

const common = {
  ...contextFields,
  driver: text,
  endpoint: text,
  driverOptions,
  buildkitdFlags: list(text),
  buildkitdConfig: text,
  platforms: list(text),
  bootstrap: flag,
  use: flag,
  timeout: milliseconds,
} as const;

/** {@link CreateBuilderOptions}, described. */
export const createBuilderOptions = fields<CreateBuilderOptions>({
  ...common,
  name: text,
  node: text,
  append: flag,
  leave: flag,
});

/** {@link EnsureBuilderOptions}, described. */
export const ensureBuilderOptions = fields<EnsureBuilderOptions>({
  ...common,
  name: needed(name),
  reconfigure: flag,
  ephemeral: flag,
});
