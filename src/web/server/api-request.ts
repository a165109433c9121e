import type { IncomingMessage, ServerResponse } from "node:http";
import { fieldOf } from "../../util/json-value.js";
import type { Access } from "../access/access.js";
import type { PageFiles } from "../http/page-files.js";
import { Refusal } from "../http/respond.js";
import type { ViewState } from "./view-state.js";

/** What a request is answered from. */
export interface ApiContext {
  readonly state: ViewState;
  readonly access: Access;
  readonly files: PageFiles;
  /** Aborts when the view ends. */
  readonly signal: AbortSignal;
}

/** A request for something under `/api/`. */
export interface ApiRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What comes after `/api/`, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** Throws 409 where the page did not ask first. */
export function requireConfirmation(body: unknown): void {
  if (fieldOf(body, "confirm") === true) return;
  throw new Refusal(409, "not-confirmed", "this removes something: confirm it first");
}
