/** What the optional package offers; its functions do not follow a link at the path's end. */
type Package = Pick<
  typeof import("@napi-rs/xattr"),
  "listAttributesSync" | "getAttributeSync" | "setAttributeSync"
>;

/** Extended attributes of files on disk (`user.*`, `trusted.*`, `security.capability`). */
export interface ExtendedAttributes {
  /** Those of an entry by name, links not followed; undefined where there are none or where they cannot be read. */
  read(path: string): ReadonlyMap<string, Uint8Array> | undefined;
  /** Sets attributes. One that the filesystem or the user's rights do not allow is left out, as BuildKit does it. */
  write(path: string, attributes: ReadonlyMap<string, Uint8Array>): void;
}

let loading: Promise<ExtendedAttributes | undefined> | undefined;

/**
 * Access to extended attributes; undefined where the optional package for it is not installed or not for this system:
 * Node has no call for them.
 */
export function extendedAttributes(): Promise<ExtendedAttributes | undefined> {
  loading ??= loadPackage().then(attributesBy, () => undefined);
  return loading;
}

/**
 * Most often the package has a part for this system beside it, which it would find in the end: to find out itself which C
 * library there is, and to compile what does, takes it twice as long as all the rest.
 */
async function loadPackage(): Promise<Package> {
  const part = process.platform === "linux" ? `@napi-rs/xattr-linux-${process.arch}-gnu` : undefined;
  try {
    if (part !== undefined) {
      const found: Partial<Package> = await import(part);
      const { listAttributesSync, getAttributeSync, setAttributeSync } = found;
      if (listAttributesSync && getAttributeSync && setAttributeSync)
        return { listAttributesSync, getAttributeSync, setAttributeSync };
    }
  } catch {
    // Another C library, a package manager that keeps parts where only their packages see them, or an import of ours that
    // Node lets have no native code.
  }
  return import("@napi-rs/xattr");
}

function attributesBy({
  listAttributesSync,
  getAttributeSync,
  setAttributeSync,
}: Package): ExtendedAttributes {
  return {
    read: (path) => {
      try {
        const names = listAttributesSync(path);
        if (names.length === 0) return undefined;
        const found = names.flatMap((name) => {
          const value = getAttributeSync(path, name);
          return value === null ? [] : [[name, value] as const];
        });
        return new Map(found);
      } catch {
        // Gone, not allowed, or none on this filesystem.
        return undefined;
      }
    },
    write: (path, attributes) => {
      for (const [name, value] of attributes) {
        try {
          setAttributeSync(path, name, value);
        } catch {
          // See above.
        }
      }
    },
  };
}
