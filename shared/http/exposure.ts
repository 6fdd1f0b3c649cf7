import type { Config } from "../config.ts";

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** Names what is missing before the server may listen where this configuration says. */
export function exposureProblems({ host, mode, keysFile }: Config): string[] {
  if (keysFile !== undefined) return [];
  const problems: string[] = [];
  if (mode === "production") {
    problems.push("keysFile (TELEMCP_KEYS_FILE): required in production mode");
  }
  if (!LOOPBACK.includes(host)) {
    problems.push(
      "host (TELEMCP_HOST): without keysFile (TELEMCP_KEYS_FILE) only 127.0.0.1 is served",
    );
  }
  return problems;
}
