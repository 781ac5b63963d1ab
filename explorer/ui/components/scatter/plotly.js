/** plotly.js itself: one copy a page, however many maps are on it, and whether the browser can draw with it at all. */

/** @type {Map<string, Promise<any>>} */
const loading = new Map();

/**
 * @param {string} url
 * @returns {Promise<any>} the Plotly namespace
 */
export function loadPlotly(url) {
  if (!loading.has(url)) {
    const promise = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.addEventListener("load", () => resolve(window.Plotly));
      script.addEventListener("error", () => {
        loading.delete(url);
        script.remove();
        reject(new Error("The drawing library could not be fetched from the server."));
      });
      document.head.append(script);
    });
    loading.set(url, promise);
  }
  return loading.get(url);
}

let webgl = null;

/** @returns {boolean} asked once: each answer costs a WebGL context, of which a page has few */
export function hasWebGL() {
  if (webgl === null) {
    const context = document.createElement("canvas").getContext("webgl");
    webgl = context !== null;
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return webgl;
}
