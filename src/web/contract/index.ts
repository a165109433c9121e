/**
 * What the server of the build view and its page say to each other: JSON over HTTP on one address. Only types, so that
 * the page takes nothing of the server along, and beside them how both read a line of a log (`plain-line.ts`).
 *
 * **Opening.** The link that the command gives is `http://HOST:PORT/#CODE`, or `…/#CODE/builds/BUILDER/NODE/REF` where a
 * build is meant. The page sends `POST /api/session` with a {@link SessionRequest} and gets a {@link Session}; a code
 * works once. Every other request under `/api/` carries `Authorization: Bearer TOKEN`; the page keeps the token in
 * `sessionStorage`, so that a reload works, and takes the code out of the address at once (`history.replaceState`).
 * Without a token there is 403 for all of `/api/`; page, script and style are given to anyone who names the right host.
 *
 * **Answers.** A failure is a {@link Failure} with its status: 400 (the request), 403 (token, Host, Origin), 404, 409
 * (not confirmed), 413 (bundle too large), 500. All texts that come from builds are as builds sent them (but for masked
 * arguments): show them as text, never as HTML.
 *
 * | Request | Answer |
 * |---|---|
 * | `POST /api/session` {@link SessionRequest} | {@link Session} |
 * | `GET /api/builds` | {@link BuildList}; at once, with what is known so far |
 * | `GET /api/events` | stream of {@link ListEvent}: the list kept current |
 * | `GET /api/builds/BUILDER/NODE/REF` | {@link BuildDocument} |
 * | `GET /api/builds/BUILDER/NODE/REF/events` | stream of {@link BuildEvent}, until the build ends |
 * | `GET /api/builds/BUILDER/NODE/REF/logs?step=S&offset=O&limit=L` | {@link LogPage}; `limit` is 5 000 at most |
 * | `GET /api/builds/BUILDER/NODE/REF/logs?step=S&search=TEXT&offset=O` | {@link LogMatches}: line numbers from line O on |
 * | `GET /api/builds/BUILDER/NODE/REF/explain` | {@link Explanation} |
 * | `GET /api/builds/BUILDER/NODE/REF/packages` | {@link PackageList}: of its SBOM |
 * | `GET /api/builds/BUILDER/NODE/REF/attachments/DIGEST` | the bytes of a listed attachment, 8 MiB at most, as text |
 * | `GET /api/builds/BUILDER/NODE/REF/html` | the build as a single file, to be saved |
 * | `POST /api/builds/BUILDER/NODE/REF/remove` {@link Confirmation} | `{}` |
 * | `GET /api/compare?a=BUILDER/NODE/REF&b=BUILDER/NODE/REF` | {@link Comparison}: `a` is the earlier one |
 * | `GET /api/builders` | {@link BuilderList} |
 * | `GET /api/builders/NAME/cache` | {@link CacheUse} |
 * | `POST /api/builders/NAME/prune` {@link PruneRequest} | {@link PruneOutcome} |
 * | `POST /api/bundles` the bytes of a `.dockerbuild` | {@link BundleOutcome} |
 *
 * BUILDER, NODE and REF are percent-encoded. Builds of a bundle have the builder `.bundle`.
 *
 * A stream is `application/x-ndjson`: one JSON value per line, read with `fetch` and the body's reader (`EventSource`
 * cannot send the token). Lines come at most 10 times a second; an empty line is a sign of life, sent every 15 seconds.
 * A stream that ends before its `end` event, or fails, is to be opened again after a second.
 *
 * **Files.** The server gives what lies in `dist/web/page/` (the compiler writes this room to `dist/web/`): `index.html` for
 * `/`, and every `*.js` and `*.css` beside it by its name; nothing else. Their policy is `default-src 'none'; script-src
 * 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';
 * frame-ancestors 'none'`: no inline script or style, no `style` attributes in markup (`element.style.width = …` works).
 * The single file is made from the same three: `index.html` must have one deferred `<script src="…js">` (a module script would be asked for with an Origin) and one
 * `<link rel="stylesheet" href="…css">`, which are replaced by their contents (the script at the end of the body, after
 * the data), and nothing in it may need a server while `#slipway-build` is there.
 *
 * The **same target over time** is the list's entries with the same `series`. The single file has an
 * {@link InlineBuild} in `<script type="application/json" id="slipway-build">` and asks nothing of any server.
 */
export type * from "./build.js";
export type * from "./builders.js";
export type * from "./comparison.js";
export type * from "./list.js";
export type * from "./logs.js";
