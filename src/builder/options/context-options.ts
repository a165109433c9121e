import type { DriverOperationOptions } from "../../driver/contract/driver.js";
import { dockerFlags } from "../../engine/endpoint/docker-flags.js";
import type { ProgressSink } from "../../progress/model/status.js";
import { called, environment, type Fields, fields, having, signal } from "../../util/options/index.js";
import type { BuilderOptions } from "../types.js";

/** Where steps are reported to. */
export const progressSink = having<ProgressSink>("a display, or an object with a function update", "update");

/** How what goes on is watched and called off, described. */
export const operationFields = { signal, progress: progressSink } as const;

/** {@link DriverOperationOptions}, described. */
export const operationOptions = fields<DriverOperationOptions>(operationFields);

/** The fields of {@link BuilderOptions}, described: they are among the options of every function. */
export const contextFields: Fields<BuilderOptions> = {
  env: environment,
  docker: dockerFlags,
  ...operationFields,
  onWarning: called(),
};

/** {@link BuilderOptions}, described. */
export const builderContext = fields<BuilderOptions>(contextFields);
