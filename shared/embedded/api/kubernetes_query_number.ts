import { badRequest } from "./kubernetes_status.ts";

/** Reads a whole number of a query; `undefined` without it. @throws {StatusError} 400, in the words of the API server */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
