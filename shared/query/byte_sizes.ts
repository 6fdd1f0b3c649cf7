const DECIMAL = 1_000;
const BINARY = 1_024;
const PREFIXES = ["", "k", "m", "g", "t", "p", "e"];

/** Reads a size such as `10KB`, `1.5MiB` or `512b` into bytes (`KB` = 1,000, `KiB` = 1,024); undefined when it is none. */
export function parseByteSize(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?|\.\d+)\s*([kmgtpe]?)(i?)b?$/i.exec(text.trim());
  if (parts === null) return undefined;
  const [, amount, prefix = "", binary] = parts;
  const power = PREFIXES.indexOf(prefix.toLowerCase());
  if (binary !== "" && power === 0) return undefined;
  return Math.floor(Number(amount) * (binary === "" ? DECIMAL : BINARY) ** power);
}
