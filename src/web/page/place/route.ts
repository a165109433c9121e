import { signal } from "@preact/signals";
import type { BuildKey } from "../../contract/index.js";

/** Where in the page one is: the parts of the address after `#/`, and what stands after its `?`. */
export interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** A part of an address as it was before it was encoded; what cannot be decoded stays. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What an address such as `#/builds/b/n/r/logs?step=3` says. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  return {
    parts: path
      .split("/")
      .filter((part) => part !== "")
      .map(decoded),
    query: new URLSearchParams(query),
  };
}

/** Which view a route shows, whatever of it: tabs and steps of one build are one view, and so are all builders. */
export function viewOf({ parts: [place = "builds", ...rest] }: Route): string {
  return hrefOf([place, ...rest.slice(0, { builds: 3, series: 1 }[place] ?? 0)]);
}

/** The address of a place: its parts encoded, and what is asked for. */
export function hrefOf(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${asked === "" ? "" : `?${asked}`}`;
}

/** The address of a build, or of one of its tabs. */
export function buildHref(key: BuildKey, tab?: string, query?: Readonly<Record<string, string>>): string {
  return hrefOf(["builds", key.builder, key.node, key.ref, ...(tab === undefined ? [] : [tab])], query);
}

/** `BUILDER/NODE/REF`, encoded as the server reads it. */
export function keyText({ builder, node, ref }: BuildKey): string {
  return [builder, node, ref].map(encodeURIComponent).join("/");
}

/** The place that is shown now. */
export const route = signal<Route>({ parts: [], query: new URLSearchParams() });

/**
 * Follows the address of the page from now on.
 *
 * @param onLink gets told of an address with a code, which no place has: a new link that was opened in the same tab
 */
export function followRoute(onLink?: () => void): void {
  const read = () => {
    if (onLink !== undefined && /^#[^/]/.test(location.hash)) onLink();
    else route.value = parseRoute(location.hash);
  };
  addEventListener("hashchange", read);
  read();
}

/** Goes to a place; `replace` leaves no step in the browser's history. */
export function go(href: string, replace = false): void {
  if (!replace) location.hash = href;
  else {
    history.replaceState(null, "", href);
    route.value = parseRoute(href);
  }
}
