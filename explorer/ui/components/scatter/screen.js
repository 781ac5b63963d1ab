/**
 * Where a point of the map is on the screen. The one file that reads plotly's inner fields, which hold the axes' ranges
 * and the camera while a drag is under way; the public layout holds them only once it has ended.
 *
 * A screen matrix takes (x, y, z, 1) in data units to (px * w, py * w, depth * w, w), px and py from the upper left corner
 * of the plot. In 2-D it is affine (w = 1) and z is ignored.
 *
 * @typedef {Float64Array} Matrix 16 numbers, column after column
 * @typedef {{x: number, y: number, depth: number}} Place depth grows away from the viewer
 */

/**
 * @param {any} gd plotly's graph element
 * @param {2 | 3} dims
 * @param {number} width of the plot in CSS px
 * @param {number} height
 * @returns {Matrix | null} null before the first draw
 */
export function screenMatrix(gd, dims, width, height) {
  return dims === 2 ? flatMatrix(gd) : solidMatrix(gd, width, height);
}

/**
 * The 3-D camera as it stands. Plotly's layout has it as it was at the last event, from which it swings on for a while
 * (after a turn of the wheel, all the way); whatever redraws the scene would throw it back there.
 * @param {any} gd
 * @returns {object}
 */
export function liveCamera(gd) {
  const { eye, center, up } = gd._fullLayout.scene._scene.getCamera();
  return { eye, center, up };
}

/**
 * @param {Matrix} m
 * @param {number} x @param {number} y @param {number} z
 * @returns {Place} NaN behind the viewer
 */
export function place(m, x, y, z) {
  const across = m[3] * x + m[7] * y + m[11] * z + m[15];
  const w = across > 0 ? across : NaN;
  return {
    x: (m[0] * x + m[4] * y + m[8] * z + m[12]) / w,
    y: (m[1] * x + m[5] * y + m[9] * z + m[13]) / w,
    depth: (m[2] * x + m[6] * y + m[10] * z + m[14]) / w,
  };
}

/** @param {Matrix | null} a @param {Matrix | null} b @returns {boolean} */
export function sameMatrix(a, b) {
  if (!a || !b) return a === b;
  for (let k = 0; k < 16; k++) if (a[k] !== b[k]) return false;
  return true;
}

function flatMatrix(gd) {
  const { xaxis, yaxis } = gd._fullLayout ?? {};
  if (!xaxis || !yaxis) return null;
  const sx = xaxis._length / (xaxis.range[1] - xaxis.range[0]);
  const sy = yaxis._length / (yaxis.range[1] - yaxis.range[0]);
  const m = new Float64Array(16);
  m[0] = sx;
  m[5] = -sy;
  m[12] = xaxis._offset - sx * xaxis.range[0];
  m[13] = yaxis._offset + sy * yaxis.range[1];
  m[15] = 1;
  return m;
}

function solidMatrix(gd, width, height) {
  const scene = gd._fullLayout?.scene?._scene;
  const camera = scene?.glplot?.cameraParams;
  if (!camera?.projection) return null;
  const clip = multiply(camera.projection, multiply(camera.view, camera.model));
  const [kx, ky, kz] = scene.dataScale;
  const m = new Float64Array(16);
  for (let column = 0; column < 4; column++) {
    const k = [kx, ky, kz, 1][column];
    const [cx, cy, cz, cw] = clip.subarray(4 * column, 4 * column + 4);
    m[4 * column] = (k * (cx + cw) * width) / 2;
    m[4 * column + 1] = (k * (cw - cy) * height) / 2;
    m[4 * column + 2] = k * cz;
    m[4 * column + 3] = k * cw;
  }
  return m;
}

function multiply(a, b) {
  const out = new Float64Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * k + row] * b[4 * column + k];
      out[4 * column + row] = sum;
    }
  }
  return out;
}
