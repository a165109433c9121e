/**
 * BuildKit as seen over one byte stream: control and gateway calls, sessions and the services a session offers.
 *
 * @module
 */
export * from "./client/index.js";
export * from "./session/index.js";
export * from "./transport/index.js";
