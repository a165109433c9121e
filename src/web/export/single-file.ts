import { createHash } from "node:crypto";
import { SlipwayError } from "../../errors/index.js";
import type { InlineBuild } from "../contract/index.js";
import type { PageFiles } from "../http/page-files.js";

/**
 * The page with one build in it, as a file that needs no server and loads nothing: its script and style are in it, and
 * the policy names them by their hashes.
 *
 * @throws SlipwayError `internal` for a page that has no place for them.
 */
export function singleFile(files: PageFiles, build: InlineBuild): string {
  const page = files.get("/")?.content.toString("utf8") ?? "";
  const script = /<script\b[^>]*\bsrc="\.?\/?([^"]+)"[^>]*><\/script>/.exec(page);
  const style = /<link\b[^>]*\brel="stylesheet"[^>]*\bhref="\.?\/?([^"]+)"[^>]*>/.exec(page);
  const code = textOf(files, script?.[1])
    .replaceAll(/<\/(?=script)/gi, "<\\/")
    .replaceAll("<!--", "<\\!--");
  const rules = textOf(files, style?.[1]).replaceAll(/<\/(?=style)/gi, "<\\/");
  if (script === null || style === null || code === "") {
    throw new SlipwayError("internal", "the page of the build view cannot be made a single file");
  }
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(rules)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const data = `<script type="application/json" id="slipway-build">${jsonForHtml(build)}</script>`;
  // Functions, since `$` in a text means something to `replace`.
  return page
    .replace(script[0], () => "")
    .replace(style[0], () => `<style>${rules}</style>`)
    .replace(/<head[^>]*>/i, (head) => `${head}\n${meta}`)
    .replace(/<\/body>|$/i, (end) => `${data}\n<script type="module">${code}</script>\n${end}`);
}

/** JSON in which nothing ends the element it is in, or begins another. */
function jsonForHtml(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function textOf(files: PageFiles, name: string | undefined): string {
  return files.get(`/${name ?? ""}`)?.content.toString("utf8") ?? "";
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
