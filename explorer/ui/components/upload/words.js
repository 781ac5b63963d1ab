/** Numbers and sentences for people. */

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** @param {number} bytes @returns {string} "12.3 MB"; decimal units, as in the server's limits */
export function size(bytes) {
  return `${number(bytes)} ${unit(bytes)}`;
}

/** @param {number} sent @param {number} total @returns {string} "12.3 of 200 MB · 6 %" */
export function progress(sent, total) {
  const share = Math.floor((100 * sent) / total);
  const step = exponent(total);
  return `${number(sent, step)} of ${number(total, step)} ${UNITS[step]} · ${share} %`;
}

/** @param {number} n @param {string} what @returns {string} "1 image", "5,000 images" */
export function count(n, what) {
  return `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
}

/**
 * Why a file is not even sent; an empty text when it is.
 * @param {File} file
 * @param {import("./index.js").Data} data
 * @returns {string}
 */
export function refusal(file, data) {
  const isOneOf = (endings) => endings.split(",").some((ending) => file.name.toLowerCase().endsWith(ending));
  const never = data.never.find(({ accept }) => isOneOf(accept));
  if (never) return never.words;
  if (!isOneOf(data.accept)) {
    return `Only images, and ${list(data.accept.split(","))} files can be read here. Save the data as one of those, then try again.`;
  }
  if (file.size === 0) return "This file is empty, or a folder. Choose another.";
  if (file.size > data.limit_bytes) {
    return `It has ${size(file.size)}; the limit here is ${data.limit_text}. Save fewer rows, or float16 instead of float64.`;
  }
  return "";
}

/**
 * Why several files are not even sent; an empty text when they are.
 * @param {string} name what they are called together
 * @param {number} files
 * @param {string} what they are, "image" or "file"
 * @param {number} bytes of all of them
 * @param {number} notRead files that could not be read
 * @param {import("./index.js").Data} data
 * @returns {string}
 */
export function severalRefusal(name, files, what, bytes, notRead, data) {
  const { most, words } = data.folder;
  if (!files) {
    const read = notRead ? ` ${count(notRead, "file")} or folders in it could not be read.` : "";
    return `“${name}” holds no images; accepted are ${words}, also in sub-folders.${read}`;
  }
  if (files > most) {
    return `It has ${count(files, what)}; the limit here is ${most.toLocaleString("en")}. Bring fewer, such as one sub-folder.`;
  }
  if (bytes > data.limit_bytes) {
    return `It has ${size(bytes)}; the limit here is ${data.limit_text}. Bring fewer or smaller ones.`;
  }
  return "";
}

/** @param {string[]} words @returns {string} ".npy and .npz" */
export function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function exponent(bytes) {
  return bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
}

function unit(bytes) {
  return UNITS[exponent(bytes)];
}

function number(bytes, step = exponent(bytes)) {
  const value = bytes / 1000 ** step;
  return step === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
