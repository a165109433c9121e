import type { FollowedBuild } from "../build/followed-build.js";
import { maskedStatement } from "../build/masked-statement.js";
import { compareBuilds } from "../compare/compare-builds.js";
import type { BuildKey, PackageList } from "../contract/index.js";
import { inlineBuild } from "../export/inline-build.js";
import { singleFile } from "../export/single-file.js";
import { decodedPart } from "../http/decoded-part.js";
import { sendLines } from "../http/line-stream.js";
import { readJson } from "../http/read-body.js";
import { type Answer, jsonAnswer, Refusal, textAnswer } from "../http/respond.js";
import { type ApiContext, type ApiRequest, requireConfirmation } from "./api-request.js";

/** Lines of one page, and characters of a text that is searched for. */
const MOST_LINES = 5_000;
const LONGEST_SEARCH = 500;
/** Bytes of an attachment that is shown. */
const LARGEST_ATTACHMENT = 8 * 1024 * 1024;

/** Answers what is asked of one build. Throws what the work throws. */
export async function buildRoute(call: ApiRequest, context: ApiContext): Promise<Answer | undefined> {
  const [, builder = "", node = "", ref = "", what = "", item, ...more] = call.path;
  const { request, query } = call;
  const { state, signal } = context;
  const key = { builder, node, ref };
  if (more.length > 0 || (item !== undefined && what !== "attachments")) throw nothing();
  if (request.method === "POST") {
    if (what !== "remove") throw nothing();
    requireConfirmation(await readJson(request));
    await state.remove(key);
    return jsonAnswer({});
  }
  const open = () => state.open(key);
  switch (what) {
    case "":
      return jsonAnswer(await (await open()).document());
    case "events":
      return buildEvents(await open(), call, signal);
    case "logs":
      return jsonAnswer(await logs(await open(), query));
    case "explain":
      return jsonAnswer(await state.explain(await open()));
    case "packages":
      return jsonAnswer({ packages: await (await open()).packages(signal) } satisfies PackageList);
    case "attachments":
      return attachment(await open(), item ?? "", signal);
    case "html":
      return page(await open(), context);
  }
  throw nothing();
}

/** Compares the builds `a` and `b` of the query. Throws what opening them throws. */
export async function compareRoute(query: URLSearchParams, { state }: ApiContext): Promise<Answer> {
  const side = async (name: "a" | "b") => {
    const build = await state.open(keyIn(query.get(name)));
    if (!build.entry.live) await build.done;
    const { details, mask } = await build.facts();
    return { build, document: await build.document(), details, mask };
  };
  const [a, b] = await Promise.all([side("a"), side("b")]);
  const explanation = await state.explain(b.build).catch(() => undefined);
  return jsonAnswer(compareBuilds(a, b, explanation));
}

function keyIn(text: string | null): BuildKey {
  const [builder = "", node = "", ref = "", ...more] = (text ?? "").split("/").map(decodedPart);
  if (ref === "" || more.length > 0)
    throw new Refusal(400, "invalid-argument", "a build is BUILDER/NODE/REF");
  return { builder, node, ref };
}

async function buildEvents(
  build: FollowedBuild,
  { response }: ApiRequest,
  signal: AbortSignal,
): Promise<undefined> {
  // Before anything is waited for: a build that somebody follows is kept open.
  const reader = build.events();
  try {
    await build.begun;
    await sendLines(response, { ...reader, ended: () => signal.aborted || reader.ended() });
  } finally {
    reader.close();
  }
}

function logs(build: FollowedBuild, query: URLSearchParams) {
  const number = (name: string, otherwise: number, most: number) => {
    const text = query.get(name);
    const value = text === null ? otherwise : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) throw new Refusal(400, "invalid-argument", `${name} is a whole number from 0`);
    return Math.min(value, most);
  };
  const step = number("step", 0, Number.MAX_SAFE_INTEGER);
  const offset = number("offset", 0, Number.MAX_SAFE_INTEGER);
  const text = query.get("search");
  if (text === null) return build.logs(step, offset, number("limit", MOST_LINES, MOST_LINES));
  if (text === "" || text.length > LONGEST_SEARCH) {
    throw new Refusal(400, "invalid-argument", `search has 1 to ${LONGEST_SEARCH} characters`);
  }
  return build.search(step, text, offset);
}

async function attachment(build: FollowedBuild, digest: string, signal: AbortSignal): Promise<Answer> {
  const { details } = await build.facts();
  const found = details.attachments.find((one) => one.digest === digest);
  if (found === undefined) throw nothing();
  if (found.size > LARGEST_ATTACHMENT) {
    throw new Refusal(413, "invalid-argument", `the attachment has ${found.size} bytes, too many to show`);
  }
  const { client } = build.stored.node;
  const content = await client.readContent({ digest, size: found.size }, { signal });
  return textAnswer(await maskedStatement(Buffer.from(content).toString("utf8"), build.mask));
}

async function page(build: FollowedBuild, { state, files, signal }: ApiContext): Promise<Answer> {
  if (build.entry.live)
    throw new Refusal(400, "invalid-argument", "the build runs: it is saved when it has ended");
  const explanation = await state.explain(build).catch(() => undefined);
  const body = singleFile(files, await inlineBuild(build, explanation, signal));
  // Never shown where it comes from: it is no page of this server.
  return { status: 200, type: "application/octet-stream", body };
}

function nothing(): Refusal {
  return new Refusal(404, "not-found", "there is nothing here");
}
