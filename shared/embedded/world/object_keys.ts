/** What an object is ordered by in lists: `namespace/name`, or the name alone. */
export function objectKey(
  { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** The first position whose key is not smaller. */
export function firstAtOrAfter(sorted: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.key ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
