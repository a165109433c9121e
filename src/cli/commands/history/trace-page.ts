import type { JaegerTrace } from "../../../index.js";
import { waterfall } from "./waterfall.js";

const STYLE = "body{margin:2em;font:14px/1.4 monospace;background:#fff;color:#222}a{color:#06c}";

/** Columns of the picture. */
const COLUMNS = 160;

/** A page with the pictures of traces, and where their JSON is. */
export function tracePage(traces: readonly JaegerTrace[]): string {
  const parts = traces.map(
    (trace) =>
      `<pre>${escapeHtml(waterfall(trace, COLUMNS))}</pre>\n` +
      `<p><a href="/api/traces/${encodeURIComponent(trace.traceID)}">JSON for Jaeger</a></p>\n`,
  );
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Build trace</title>\n<style>${STYLE}</style>\n${parts.join("")}</html>\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
