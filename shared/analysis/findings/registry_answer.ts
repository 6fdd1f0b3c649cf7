/** What registries and runtimes say when an image cannot be pulled, and what it means. */
const ANSWERS: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [
    /no match(?:ing manifest)? for platform|no matching manifest/i,
    "has no build for the node's platform",
  ],
  [/toomanyrequests|rate limit|\b429\b/i, "refused: the registry's rate limit is reached"],
  [
    /unauthorized|authentication required|authorization failed|denied|forbidden|\b40[13]\b/i,
    "refused: the registry denies access (credentials)",
  ],
  [/x509|certificate/i, "refused: the registry's certificate is not trusted"],
  [/no such host|server misbehaving/i, "unreachable: the registry's name does not resolve"],
  [
    /connection refused|i\/o timeout|deadline exceeded|no route to host/i,
    "unreachable: the registry does not answer",
  ],
  [/no space left/i, "did not fit: no space left on the node"],
  [/InvalidImageName|invalid reference format/i, "is not a valid image name"],
  [
    /ErrImageNeverPull|not present with pull policy of Never/i,
    "is not on the node and its pull policy is Never",
  ],
  [/not found|manifest unknown|NotFound|does not exist/i, "not found in its registry"],
];

/** Says in a few words why an image could not be pulled; `undefined` where the message does not tell. */
export function registryAnswer(message: string): string | undefined {
  return ANSWERS.find(([pattern]) => pattern.test(message))?.[1];
}
