import { fieldOf } from "../../util/json-value.js";
import type { Package } from "../contract/index.js";

/** Packages of all SBOMs of one build. */
const MOST = 50_000;

/** The packages of SPDX documents, each once, by name. */
export function packagesOf(documents: readonly unknown[]): Package[] {
  const packages = new Map<string, Package>();
  for (const document of documents) {
    const list = fieldOf(document, "packages");
    for (const entry of Array.isArray(list) ? list : []) {
      if (packages.size >= MOST) break;
      const one = packageOf(entry);
      if (one.name !== "") packages.set(`${one.name}\0${one.version}\0${one.purl}`, one);
    }
  }
  return [...packages.values()].sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
}

function packageOf(entry: unknown): Package {
  const references = fieldOf(entry, "externalRefs");
  const purl = (Array.isArray(references) ? references : []).find(
    (reference: unknown) => fieldOf(reference, "referenceType") === "purl",
  );
  const licenses = [fieldOf(entry, "licenseConcluded"), fieldOf(entry, "licenseDeclared")].map(textOf);
  return {
    name: textOf(fieldOf(entry, "name")),
    version: textOf(fieldOf(entry, "versionInfo")),
    license:
      licenses.find((license) => license !== "" && license !== "NOASSERTION" && license !== "NONE") ?? "",
    purl: textOf(fieldOf(purl, "referenceLocator")),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 1_000) : "";
}
