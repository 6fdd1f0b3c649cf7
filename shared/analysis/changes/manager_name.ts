const NAME = /^[\w.:@/+-]{1,128}/;

/** The name of a field manager; whoever writes an object may put any text there, of which only its first word is taken. */
export function managerName(manager: string): string {
  return NAME.exec(manager)?.[0] ?? "unknown";
}
