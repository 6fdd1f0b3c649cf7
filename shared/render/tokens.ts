/**
 * Estimates how many tokens a text costs a model: at or a little above the count of the o200k tokenizer.
 *
 * It cuts the text where byte-pair tokenizers cut it and prices each piece by its class of characters, because
 * characters ÷ 4 is wrong by half on pod names, numbers and base64. Linear in the length of the text.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(tokenCost(text));
}

/** The estimate before rounding; the costs of lines add up to the cost of the text. */
export function tokenCost(text: string): number {
  let tokens = 0;
  for (const piece of text.match(PIECE) ?? []) tokens += pieceTokens(piece);
  return tokens * SAFETY;
}

const SAFETY = 1.07;

// In the tokenizer's order: a word and the character before it, three digits, punctuation, line ends, spaces.
const PIECE =
  /[^\r\n\p{L}\p{N}]?(?:\p{Lu}*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|\p{Lu}+)|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+/gu;
const PUNCTUATION = /^[ -~\r\n]+$/;
const ASCII_WORD = /^([^A-Za-z]?)([A-Z]*)([a-z]*)$/;

function pieceTokens(piece: string): number {
  const first = piece.charCodeAt(0);
  if (first < 0x80 && piece.length === 1 || first >= 0x30 && first <= 0x39) return 1;
  const word = ASCII_WORD.exec(piece);
  if (word !== null) return wordTokens(word[1] ?? "", word[2] ?? "", word[3] ?? "");
  if (piece.trim() === "") return 1 + (piece.length - 1) / 60;
  return PUNCTUATION.test(piece) ? punctuationTokens(piece) : foreignTokens(piece);
}

/** What a word costs by the character before it: the first letter, and each further one. */
const BEFORE_WORD: Readonly<Record<string, readonly [first: number, further: number]>> = {
  " ": [0.88, 0.045],
  "": [0.95, 0.06],
  ".": [1, 0.1],
  "_": [1, 0.1],
  "-": [0.95, 0.175],
  "/": [0.95, 0.175],
  "=": [0.95, 0.175],
  "\t": [1.2, 0.1],
};
const BEFORE_WORD_OTHERWISE = [1.25, 0.13] as const;

/** Words of a vocabulary are one token; pairs of letters that no word has mean a name, a hash or base64. */
function wordTokens(before: string, upper: string, lower: string): number {
  const letters = upper.length + lower.length;
  const [first, further] = BEFORE_WORD[before] ?? BEFORE_WORD_OTHERWISE;
  const capitals = upper.length < 2 ? 0 : lower === "" ? 0.1 : 0.24;
  const known = first + further * (letters - 1) + capitals * letters;
  if (letters < 2) return Math.max(1, known);
  return Math.max(1, known + 0.28 * oddPairs((upper + lower).toLowerCase()));
}

function oddPairs(word: string): number {
  let odd = 0;
  for (let at = 1; at < word.length; at++) {
    if (!FOLLOWERS[word.charCodeAt(at - 1) - 97]?.includes(word.charAt(at))) odd++;
  }
  return odd;
}

// The letters that often follow a, b, c, … in English and in the names of metrics, kinds and fields.
const FOLLOWERS: readonly string[] = [
  "bcdfgilmnprstuy",
  "aeilouy",
  "aehikloprstuy",
  "aeiosu",
  "acdefglmnpqrstuvwx",
  "aefioru",
  "aehirsu",
  "aeior",
  "abcdefglmnorstv",
  "",
  "eisu",
  "adeilmostuy",
  "aceiop",
  "acdefgilostv",
  "abcdfgklmnoprstuvw",
  "aeiloprstu",
  "lu",
  "acdegikmnorstuvy",
  "acehiopstu",
  "acehiloprstuy",
  "bcdeilmnprst",
  "aei",
  "aehino",
  "pt",
  "ps",
  "",
];

/** Two or three marks are often one token; a mark that repeats the one before it costs little. */
function punctuationTokens(piece: string): number {
  let tokens = -0.9;
  for (let at = 0; at < piece.length; at++) {
    tokens += piece[at] === piece[at - 1] ? 0.2 : 0.7;
  }
  return Math.max(1, tokens);
}

/** What a character outside ASCII costs, by script; the first match counts. */
const CHARACTER_TOKENS: readonly (readonly [script: RegExp, tokens: number])[] = [
  [/[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u, 0.25],
  [/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]/u, 0.5],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u, 0.8],
  [/[\0-\u2fff]/, 1],
];
const OTHER_CHARACTER_TOKENS = 2.1;

function foreignTokens(piece: string): number {
  let tokens = 0.25;
  for (const character of piece) {
    if (character === " ") continue;
    tokens += CHARACTER_TOKENS.find(([script]) => script.test(character))?.[1] ??
      OTHER_CHARACTER_TOKENS;
  }
  return Math.max(1, tokens);
}
