/**
 * The BuildKit inside engines that cannot tell, by their version: up to 23.0 the daemon has no Info call. The list is
 * buildx's, from the first engine whose API we speak; its gaps are kept, since `ls` shows what it says.
 */
const known: readonly (readonly [engine: RegExp, buildkit: string])[] = [
  [/^20\.10\.[01]$/, "v0.8.1"],
  [/^20\.10\.3$/, "v0.8.1+68bb095"],
  [/^20\.10\.[456]$/, "v0.8.2"],
  [/^20\.10\.[789]$/, "v0.8.2+244e8cde"],
  [/^20\.10\.1[1-7]$/, "v0.8.2+bc07b2b8"],
  [/^20\.10\.19$/, "v0.8.2+3a1eeca5"],
  [/^20\.10\.20$/, "v0.8.2+c0149372"],
  [/^20\.10\.2[123]$/, "v0.8.2+eeb7b65"],
  [/^20\.10\./, "v0.8+unknown"],
  [/^22\.0?6\./, "v0.10.3"],
  [/^23\.0\.0$/, "v0.10.6"],
  [/^23\.0\.1$/, "v0.10.6+4f0ee09"],
  [/^23\.0\.[23]$/, "v0.10.6+70f2ad5"],
  [/^23\.0\.[456]$/, "v0.10.6+d52b2d5"],
  [/^23\./, "v0.10+unknown"],
];

/** The version of the BuildKit inside an engine; newer engines say it themselves, or carry the engine's version. */
export function mobyBuildKitVersion(engine: string): string {
  const release = engine.replace(/^v/, "").replace(/[-+].*$/, "");
  return known.find(([pattern]) => pattern.test(release))?.[1] ?? engine.replace(/-moby$/, "");
}
