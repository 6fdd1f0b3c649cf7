import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { registryAnswer } from "./registry_answer.ts";

describe("registryAnswer", () => {
  const cases: readonly [message: string, expected: string | undefined][] = [
    ["manifest unknown", "not found in its registry"],
    [
      "pull access denied, repository does not exist or may require authorization",
      "refused: the registry denies access (credentials)",
    ],
    [
      "toomanyrequests: You have reached your pull rate limit",
      "refused: the registry's rate limit is reached",
    ],
    [
      "tls: failed to verify certificate: x509: unknown authority",
      "refused: the registry's certificate is not trusted",
    ],
    [
      "dial tcp: lookup registry.example: no such host",
      "unreachable: the registry's name does not resolve",
    ],
    ["no match for platform in manifest: not found", "has no build for the node's platform"],
    ["Back-off pulling image", undefined],
  ];
  for (const [message, expected] of cases) {
    it(`reads ${message}`, () => assertEquals(registryAnswer(message), expected));
  }
});
