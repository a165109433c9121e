// @ts-check
// Small real builds for pictures: a shop for two platforms, built, changed and built again, and a worker whose test fails.
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureBusybox } from "../lab/busybox.mjs";

/** @typedef {"first" | "changed" | "failed" | "running"} SceneBuild */

/**
 * @typedef {object} SceneOptions what of a build's options the scene gives
 * @property {string} context
 * @property {string[]} [platforms]
 * @property {Record<string, string>} [buildArgs]
 * @property {string} [target]
 * @property {(ref: string) => void} [onRef]
 */

const tools = `FROM --platform=$BUILDPLATFORM scratch AS tools
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
`;

const shop = `${tools}
FROM tools AS packages
COPY packages.txt install.sh ./
RUN sh install.sh

FROM packages AS test
COPY src src
COPY test.sh ./
RUN sh test.sh src

FROM packages AS compile
ARG TARGETARCH
COPY src src
RUN sleep 1; mkdir out; cat src/*.js > out/shop-$TARGETARCH.js

FROM scratch
ARG VERSION=dev
LABEL org.opencontainers.image.version=$VERSION
COPY --from=compile /out /shop
COPY --from=test /src/tested /shop/tested
`;

const worker = `${tools}
FROM tools AS packages
COPY packages.txt install.sh ./
RUN sh install.sh

FROM packages
COPY src src
COPY test.sh ./
RUN sh test.sh src
`;

const install = `while read -r name version; do
  echo "fetching $name $version"
  sleep 0.2
done < packages.txt
printf '\\033[32madded %s packages\\033[0m\\n' "$(wc -l < packages.txt)"
`;

const test = `for file in "$1"/*.js; do
  sleep 0.3
  if grep -q TODO "$file"; then
    printf '\\033[31mnot ok\\033[0m %s\\n' "$file"
    grep -n TODO "$file" >&2
    exit 1
  fi
  printf '\\033[32mok\\033[0m %s\\n' "$file"
done
date > "$1/tested"
`;

const packages = ["router 4.1.0", "templates 2.0.3", "sessions 1.8.1", "queue 3.2.0"].join("\n");

/** @param {string} directory @param {Record<string, string>} files */
function makeContext(directory, files) {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const busybox = join(directory, "busybox");
  copyFileSync(ensureBusybox(process.arch === "x64" ? "amd64" : process.arch), busybox);
  chmodSync(busybox, 0o755);
  return directory;
}

/**
 * Runs the builds, one after the other; of the last one only the start is waited for.
 * @param {string} directory for the contexts; the names of builds are those of directories in it
 * @param {(options: SceneOptions) => Promise<{ ref: string }>} build with the builder that it is for
 * @returns {Promise<{ refs: Record<SceneBuild, string>, running: Promise<unknown> }>}
 */
export async function runScene(directory, build) {
  const common = { "packages.txt": `${packages}\n`, "install.sh": install, "test.sh": test };
  const shopFiles = { ...common, Dockerfile: shop, "src/cart.js": "cart();\n", "src/price.js": "price();\n" };
  const shopContext = makeContext(join(directory, "shop"), shopFiles);
  const workerContext = makeContext(join(directory, "worker"), {
    ...common,
    Dockerfile: worker,
    "src/mail.js": "mail();\n",
    "src/queue.js": "retry(3);\n// TODO: what if the queue is full?\n",
  });
  const platforms = ["linux/amd64", "linux/arm64"];
  const first = await build({ context: shopContext, platforms, buildArgs: { VERSION: "1.0" } });
  writeFileSync(join(shopContext, "src/cart.js"), "cart();\ncheckout();\n");
  const changed = await build({ context: shopContext, platforms, buildArgs: { VERSION: "1.1" } });
  /** @type {Record<SceneBuild, string>} */
  const refs = { first: first.ref, changed: changed.ref, failed: "", running: "" };
  await build({
    context: workerContext,
    onRef: (ref) => {
      refs.failed = ref;
    },
  }).catch(() => undefined);
  writeFileSync(join(shopContext, "packages.txt"), `${packages}\n${"images 1.0.0\n".repeat(60)}`);
  let begun = () => {};
  const beginning = new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
    begun = resolve;
  });
  const running = build({
    ...{ context: shopContext, target: "test" },
    onRef: (ref) => {
      refs.running = ref;
      begun();
    },
  });
  await Promise.race([beginning, running]);
  return { refs, running };
}
