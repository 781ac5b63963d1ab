/** Text of a saved picture: its fonts, how wide it is, and where it breaks into lines. Nothing is ever cut. */

/** The page's font first, then fonts with Japanese, Chinese and Korean by system: a name is never a row of boxes. */
export const FONT =
  "'Source Sans', 'Source Sans 3', system-ui, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'Noto Sans CJK JP', 'Noto Sans JP', " +
  "'Hiragino Sans', 'Yu Gothic', 'Microsoft YaHei', 'PingFang SC', 'Malgun Gothic', 'Apple SD Gothic Neo', " +
  "'WenQuanYi Zen Hei', sans-serif";

/** @typedef {(text: string, size: number, bold: boolean) => number} Measure width in px */

let context = null;

/** @type {Measure} */
export function measureText(text, size, bold) {
  context ??= document.createElement("canvas").getContext("2d");
  context.font = fontOf(size, bold);
  return context.measureText(text).width;
}

/** @param {number} size px @param {boolean} bold @returns {string} as a canvas takes it */
export function fontOf(size, bold) {
  return `${bold ? 600 : 400} ${size}px ${FONT}`;
}

// Chinese and Japanese break after every character, but not before the punctuation that follows it; all else after a
// space, and paths after a slash.
const PIECES =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}][、。，．！？）」』〉》】ー]*\s*|[^\s\p{sc=Han}\p{sc=Hira}\p{sc=Kana}/\\]*[/\\]+\s*|[^\s\p{sc=Han}\p{sc=Hira}\p{sc=Kana}/\\]+\s*|\s+/gu;

/**
 * @param {string} text
 * @param {number} width px; a line is wider only where a single character is
 * @param {(text: string) => number} measure px
 * @returns {string[]} at least one line; without the spaces at which it broke
 */
export function wrap(text, width, measure) {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

function wrapParagraph(paragraph, width, measure) {
  const fits = (line) => measure(line.trimEnd()) <= width;
  const lines = [];
  let line = "";
  const flush = () => {
    if (line.trimEnd()) lines.push(line.trimEnd());
    line = "";
  };
  for (const piece of paragraph.match(PIECES) ?? []) {
    if (!fits(line + piece)) flush();
    if (fits(line + piece)) line += piece;
    else {
      for (const character of characters(piece)) {
        if (!fits(line + character)) flush();
        line += character;
      }
    }
  }
  flush();
  return lines.length > 0 ? lines : [""];
}

/** What a reader takes for one character, such as a letter with its accents. */
function characters(text) {
  if (!("Segmenter" in Intl)) return [...text];
  return Array.from(new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text), ({ segment }) => segment);
}
