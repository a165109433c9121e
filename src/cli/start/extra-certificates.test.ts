import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls, { rootCertificates } from "node:tls";
import { afterAll, expect, test, vi } from "vitest";
import { certificatesOf, trustAlso, trustWhenNeeded } from "./extra-certificates.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-certificates-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const [first = "", second = ""] = rootCertificates;
const broken = first.replace(/\n.{20}/, "\nAAAAAAAAAAAAAAAAAAAA");

test("certificates are found among comments and what is none", () => {
  const text = `# Company\n${first}\n${broken}\ntext\n${second}\n-----BEGIN CERTIFICATE-----\ncut`;
  expect(certificatesOf(text)).toEqual([`${first.trim()}\n`, `${second.trim()}\n`]);
  expect(certificatesOf("")).toEqual([]);
});

/** A loader of modules, and the TLS that it loads. */
function loaderOf(name: string) {
  const contexts: unknown[] = [];
  const module = {
    rootCertificates: ["root"],
    createSecureContext: (options?: tls.SecureContextOptions) => {
      contexts.push(options?.ca);
      return tls.createSecureContext();
    },
  };
  const loaded: string[] = [];
  const loader = {
    _load: (asked: string): unknown => {
      loaded.push(asked);
      return asked.endsWith(name) ? module : {};
    },
  };
  return { loader, loaded, module, contexts };
}

test("the file is read with the first part of Node that speaks TLS, and no sooner", () => {
  const file = join(directory, "ca.pem");
  const { loader, loaded, module, contexts } = loaderOf("tls");
  const own = loader._load;
  trustWhenNeeded(file, loader);
  loader._load("node:net");
  expect(loader._load).not.toBe(own);
  writeFileSync(file, first);
  loader._load("node:https");
  expect(loader._load).toBe(own);
  expect(loaded).toEqual(["node:net", "node:tls", "node:https"]);
  module.createSecureContext({});
  module.createSecureContext({ ca: "named" });
  expect(contexts).toEqual([["root", `${first.trim()}\n`], "named"]);
});

test("a file that is not there is a warning, and Node's own certificates count", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const { loader, module, contexts } = loaderOf("tls");
  trustWhenNeeded(join(directory, "none.pem"), loader);
  loader._load("tls");
  module.createSecureContext();
  expect(contexts).toEqual([undefined]);
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/^Ignoring extra certs from `.*none\.pem`, load failed: ENOENT/),
  );
});

test("where Node can be told which to trust, it is", () => {
  const told = vi.fn();
  const { createSecureContext } = tls;
  const getCACertificates = () => ["default"];
  trustAlso(
    { createSecureContext, rootCertificates: [], getCACertificates, setDefaultCACertificates: told },
    ["ours"],
  );
  expect(told).toHaveBeenCalledWith(["default", "ours"]);
});
