import { pruneBuilder } from "../../builder/index.js";
import { fieldOf } from "../../util/json-value.js";
import { packageVersion } from "../../util/package-version.js";
import { builderStates, cacheUse } from "../builders/builder-states.js";
import type { BundleOutcome, PruneOutcome, Session } from "../contract/index.js";
import { sendLines } from "../http/line-stream.js";
import { boundedBody, readJson } from "../http/read-body.js";
import { type Answer, jsonAnswer, Refusal } from "../http/respond.js";
import { type ApiContext, type ApiRequest, requireConfirmation } from "./api-request.js";
import { buildRoute, compareRoute } from "./build-routes.js";

/** Bytes of a bundle, as it comes. */
const LARGEST_BUNDLE = 256 * 1024 * 1024;

/**
 * Answers a request that may be one; undefined where the answer was streamed.
 *
 * @throws Refusal for what there is not, what the work throws.
 */
export async function answerApi(call: ApiRequest, context: ApiContext): Promise<Answer | undefined> {
  const { request, path, query } = call;
  const [first = "", ...rest] = path;
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (first === "builds" && rest.length >= 3) return buildRoute(call, context);
  const route = `${method} ${first}${rest.length === 0 ? "" : `/*/${rest.slice(1).join("/")}`}`;
  const [name = ""] = rest;
  const { state, signal } = context;
  switch (route) {
    case "POST session":
      return session(await readJson(request), context);
    case "GET builds":
      return jsonAnswer(state.list.list);
    case "GET events":
      return listEvents(call, context);
    case "GET compare":
      return compareRoute(query, context);
    case "GET builders":
      return jsonAnswer(await builderStates({ ...state.options, signal }));
    case "GET builders/*/cache":
      return jsonAnswer(await cacheUse(name, { ...state.options, signal }));
    case "POST builders/*/prune":
      return jsonAnswer(await prune(name, await readJson(request), context));
    case "POST bundles": {
      const builds = await state.addBundle(boundedBody(request, LARGEST_BUNDLE));
      return jsonAnswer({ builds } satisfies BundleOutcome);
    }
  }
  throw new Refusal(404, "not-found", "there is nothing here");
}

function session(body: unknown, { access, state }: ApiContext): Answer {
  const code = fieldOf(body, "code");
  const token = typeof code === "string" ? access.redeem(code) : undefined;
  if (token === undefined) {
    throw new Refusal(403, "denied", "the link was used before, or is not one of this command");
  }
  state.begin();
  return jsonAnswer({ token, version: packageVersion() } satisfies Session);
}

async function listEvents({ response }: ApiRequest, { state, signal }: ApiContext): Promise<undefined> {
  const reader = state.list.read();
  try {
    await sendLines(response, { next: reader.next, ended: () => signal.aborted });
  } finally {
    reader.close();
  }
}

async function prune(name: string, body: unknown, { state, signal }: ApiContext): Promise<PruneOutcome> {
  requireConfirmation(body);
  const hours = fieldOf(body, "olderThanHours");
  if (hours !== undefined && !(Number.isSafeInteger(hours) && Number(hours) > 0)) {
    throw new Refusal(400, "invalid-argument", "olderThanHours is a whole number from 1");
  }
  let records = 0;
  const onRecord = () => {
    records++;
  };
  const { size } = await pruneBuilder(name, {
    ...state.options,
    signal,
    all: fieldOf(body, "all") === true,
    filters: hours === undefined ? [] : [`until=${Number(hours)}h`],
    onRecord,
  });
  return { size, records };
}
