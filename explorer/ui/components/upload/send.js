/** One body to the server. XMLHttpRequest rather than fetch: only it tells how much was sent, in every browser. */

/** The person stopped it. */
export class Cancelled extends Error {}

/** It did not arrive: a sentence with what to do, and whether sending the same again can help. */
export class SendError extends Error {
  /** @param {string} message @param {boolean} retry */
  constructor(message, retry) {
    super(message);
    this.retry = retry;
  }
}

/** The server was not reached, or what was being sent could not be read: the browser doesn't say which. */
export class Unreached extends SendError {
  constructor() {
    super(UNREACHED, true);
  }
}

/**
 * @param {Blob} body
 * @param {string} address
 * @param {string} token
 * @param {(sent: number) => void} progress bytes sent so far
 * @param {AbortSignal} signal stops it
 * @returns {Promise<{fingerprint: string, name: string, bytes: number}>}
 * @throws {SendError | Cancelled}
 */
export function send(body, address, token, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-Explorer-Token", token);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("abort", () => reject(new Cancelled()));
    request.addEventListener("error", () => reject(new Unreached()));
    request.addEventListener("load", () => {
      if (request.status !== 200) return reject(explain(request));
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        reject(new SendError("The server’s answer could not be read. Try again.", true));
      }
    });
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

const UNREACHED =
  "The file did not arrive: the connection broke, or the file changed or is a folder. Check, then try again.";

function explain(request) {
  const { status, responseText: text } = request;
  const type = request.getResponseHeader("Content-Type") ?? "";
  const final = status === 403 || status === 413 || status === 415 || status === 400;
  // Only what our own route says is a sentence to show; a proxy on the way answers with a page of its own.
  if (text && type.startsWith("text/plain") && (final || status === 408 || status === 507)) {
    return new SendError(text, !final);
  }
  if (status === 413) return new SendError("A server on the way refused the file as too large (413).", false);
  return new SendError(`The server had a problem (${status}), so the file was not kept. Try again.`, true);
}
