/**
 * What a person dropped or chose, and the files in folders of it.
 *
 * @typedef {object} Folder
 * @property {string} name
 * @property {File[] | null} files those of a folder that was chosen, with their paths; null where it is still to be read
 * @property {FileSystemDirectoryEntry | null} entry of a folder that was dropped
 *
 * @typedef {object} Brought
 * @property {Folder[]} folders
 * @property {File[]} files those in none of the folders
 *
 * @typedef {object} Found
 * @property {string} path beginning with the folder's name
 * @property {File} file
 */

/** @param {DataTransfer} transfer @returns {Brought} to be called while the drop is handled, not later */
export function dropped(transfer) {
  const brought = { folders: [], files: [] };
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry?.isDirectory) brought.folders.push({ name: entry.name, files: null, entry });
    else if (item.getAsFile()) brought.files.push(item.getAsFile());
  }
  return brought;
}

/** @param {Iterable<File>} files of one chosen folder @returns {Brought} */
export function chosenFolder(files) {
  const all = [...files];
  if (!all.length) return { folders: [], files: [] };
  const name = all[0].webkitRelativePath.split("/")[0];
  return { folders: [{ name, files: all, entry: null }], files: [] };
}

/**
 * Whether a path looks like one of a kind: by its ending, and not hidden or in a folder that is.
 * @param {string} path @param {string} accept ".jpg,.png"
 */
export function isOne(path, accept) {
  const lower = path.toLowerCase();
  const hidden = (part) => part.startsWith(".") || part === "__MACOSX";
  return accept.split(",").some((ending) => lower.endsWith(ending)) && !path.split("/").some(hidden);
}

/**
 * All files below folders.
 * @param {Folder[]} folders
 * @param {(files: number) => void} seen told how many there are so far
 * @param {AbortSignal} signal
 * @returns {Promise<{files: Found[], unreadable: number}>} and how many files and folders could not be read
 */
export async function walk(folders, seen, signal) {
  const found = { files: [], unreadable: 0 };
  for (const { files, entry } of folders) {
    if (entry) await enter(entry, entry.name, found, seen, signal);
    else for (const file of files) found.files.push({ path: file.webkitRelativePath, file });
  }
  return found;
}

async function enter(directory, path, found, seen, signal) {
  const reader = directory.createReader();
  const inner = [];
  for (;;) {
    signal.throwIfAborted();
    const entries = await read((yes, no) => reader.readEntries(yes, no)); // a hundred at a time
    if (!entries) found.unreadable += 1;
    if (!entries?.length) break;
    const files = await Promise.all(
      entries.filter((entry) => entry.isFile).map(async (entry) => [entry.name, await read((yes, no) => entry.file(yes, no))]),
    );
    for (const [name, file] of files) {
      if (file) found.files.push({ path: `${path}/${name}`, file });
      else found.unreadable += 1;
    }
    inner.push(...entries.filter((entry) => entry.isDirectory));
    seen(found.files.length);
  }
  for (const entry of inner) await enter(entry, `${path}/${entry.name}`, found, seen, signal);
}

/** What a browser's old call with two functions answers; null where it may not be read. */
function read(call) {
  return new Promise((resolve) => call(resolve, () => resolve(null)));
}
