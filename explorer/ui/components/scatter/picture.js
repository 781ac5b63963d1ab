/**
 * The map on screen as a picture of its own, with title, legend and caption: an SVG drawing, or a PNG at twice the size.
 *
 * @typedef {import("./sheet.js").Picture} Picture
 * @typedef {import("./sheet.js").Sheet} Sheet
 */

import { arrange } from "./sheet.js";
import { FONT, fontOf } from "./wrap.js";

/** Browsers draw no canvas longer or larger than about this. */
const MOST_SIDE = 16_384;
const MOST_PIXELS = 2 ** 28;
const HALO = 3; // px around words over points
const RIM = 1.5; // px around diamonds and crosses
const CROSS = 2.5; // px of a cross's lines

/**
 * @param {Picture} picture
 * @returns {string} an SVG file: a `g.points` of circles, a text for each line of words
 */
export function drawSvg(picture) {
  const sheet = arrange(picture);
  const { width, height, map, background } = sheet;
  const { opacity = 1, outline = null, edges = [] } = picture;
  const stroke = outline && outline.width > 0 ? attributes({ stroke: outline.colour, "stroke-width": outline.width, "stroke-opacity": opacity }) : "";
  const circles = [];
  for (const { x, y, radius, colour } of seen(picture)) {
    circles.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${escaped(colour)}"/>`);
  }
  const lines = edges.filter((edge) => edge.every(Number.isFinite)).map(([x1, y1, x2, y2]) => `M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}">`,
    `<title>${escaped(picture.title)}</title><desc>${escaped(picture.caption)}</desc>`,
    `<defs><clipPath id="map"><rect width="${short(map.width)}" height="${short(map.height)}" rx="10"/></clipPath></defs>`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    `<g transform="translate(${short(map.x)} ${short(map.y)})" clip-path="url(#map)">`,
    lines.length > 0 ? `<path d="${lines.join("")}" fill="none" stroke="${sheet.edge}"/>` : "",
    `<g class="points" fill-opacity="${short(opacity)}"${stroke}>`,
    ...circles,
    `</g>${diamondsSvg(picture.diamonds)}${crossSvg(picture.cross)}</g>`,
    ...sheet.items.map((item, k) => SVG[item.kind](item, k)),
    "</svg>",
  ].join("\n");
}

/**
 * @param {Picture} picture
 * @param {number} [ratio] pixels of the file to a px of the screen
 * @returns {Promise<Blob>} a PNG file
 * @throws {Error} too large for a browser to draw, in a sentence
 */
export async function drawPng(picture, ratio = 2) {
  const sheet = arrange(picture);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(sheet.width * ratio), Math.ceil(sheet.height * ratio)];
  const tooLarge = new Error(
    `The picture would have ${canvas.width.toLocaleString("en-US")} by ${canvas.height.toLocaleString("en-US")} pixels, more than ` +
      "this browser can draw. Save it as SVG, or make the window smaller.",
  );
  if (Math.max(canvas.width, canvas.height) > MOST_SIDE || canvas.width * canvas.height > MOST_PIXELS) throw tooLarge;
  // The canvas is read once, right after it was drawn: ten times faster where it isn't the graphics card's.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw tooLarge;
  context.scale(ratio, ratio);
  paint(context, sheet, picture);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw tooLarge;
  return blob;
}

/** The points of which something is on the map; those behind a 3-D viewer are NaN. */
function* seen({ points, size }) {
  for (const point of points) {
    const { x, y, radius } = point;
    if (x > -radius && y > -radius && x < size.width + radius && y < size.height + radius) yield point;
  }
}

// SVG ----------------------------------------------------------------------------------------------------------------

const SVG = {
  rect: ({ x, y, width, height, radius, fill, stroke }) =>
    `<rect${attributes({ x, y, width, height, rx: radius, fill: fill ?? "none", stroke: stroke ?? "none" })}/>`,
  dot: ({ x, y, radius, fill }) => `<circle${attributes({ cx: x, cy: y, r: radius, fill })}/>`,
  ramp: ({ x, y, width, height, colours }, k) => {
    const stops = colours.map((colour, at) => `<stop${attributes({ offset: at / (colours.length - 1), "stop-color": colour })}/>`);
    return (
      `<linearGradient id="ramp${k}" x1="0" y1="1" x2="0" y2="0">${stops.join("")}</linearGradient>` +
      `<rect${attributes({ x, y, width, height, rx: width / 2, fill: `url(#ramp${k})` })}/>`
    );
  },
  text: ({ x, y, text, size, bold, fill, anchor, upright, halo }) => {
    const turn = upright ? { transform: `rotate(-90 ${short(x)} ${short(y)})` } : {};
    const rim = halo ? { stroke: halo, "stroke-width": HALO, "stroke-linejoin": "round", "paint-order": "stroke" } : {};
    const look = { x, y, "font-size": size, "font-weight": bold ? 600 : 400, "text-anchor": anchor, fill, ...rim, ...turn };
    return `<text${attributes(look)}>${escaped(text)}</text>`;
  },
};

function diamondsSvg(diamonds) {
  if (!diamonds?.spots.length) return "";
  const { spots, half, colour, outline } = diamonds;
  const paths = spots.map((spot) => `<path d="M${corners(spot, half).map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}Z"/>`);
  return `<g class="diamonds"${attributes({ fill: colour, stroke: outline, "stroke-width": RIM })}>${paths.join("\n")}</g>`;
}

function crossSvg(cross) {
  if (!cross) return "";
  const path = strokes(cross).map((ends) => `M${ends.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}`).join("");
  const drawn = widths(cross).map(([width, colour]) => `<path${attributes({ d: path, fill: "none", stroke: colour, "stroke-width": width })}/>`);
  return `<g class="cross">${drawn.join("")}</g>`;
}

/** A cross's two lines, end to end. */
function strokes({ x, y, arm }) {
  return [[[x - arm, y], [x + arm, y]], [[x, y - arm], [x, y + arm]]];
}

/** How wide they are drawn, one over the other, and in which colour. */
function widths({ colour, outline }) {
  return [[CROSS + 2 * RIM, outline], [CROSS, colour]];
}

/** A diamond's, around its middle. */
function corners({ x, y }, half) {
  return [[x, y - half], [x + half, y], [x, y + half], [x - half, y]];
}

function attributes(values) {
  return Object.entries(values).map(([name, value]) => ` ${name}="${typeof value === "number" ? short(value) : escaped(value)}"`).join("");
}

function short(value) {
  return String(Number(value.toFixed(2)));
}

/** @param {string} text @returns {string} as XML holds it: no markup, and none of the characters that XML can't hold */
export function escaped(text) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, "\ufffd") // of surrogates, only lone ones
    .replace(/[&<>"']/g, (mark) => marks[mark]);
}

// Canvas -------------------------------------------------------------------------------------------------------------

function paint(context, sheet, picture) {
  const { map } = sheet;
  context.fillStyle = sheet.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.save();
  context.beginPath();
  context.roundRect(map.x, map.y, map.width, map.height, 10);
  context.clip();
  context.translate(map.x, map.y);
  paintEdges(context, picture.edges ?? [], sheet.edge);
  paintPoints(context, picture);
  paintDiamonds(context, picture.diamonds);
  paintCross(context, picture.cross);
  context.restore();
  for (const item of sheet.items) CANVAS[item.kind](context, item);
}

function paintEdges(context, edges, colour) {
  context.beginPath();
  for (const [x1, y1, x2, y2] of edges) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.strokeStyle = colour;
  context.stroke();
}

function paintPoints(context, picture) {
  const { opacity = 1, outline = null } = picture;
  context.globalAlpha = opacity;
  if (outline) Object.assign(context, { strokeStyle: outline.colour, lineWidth: outline.width });
  for (const { x, y, radius, colour } of seen(picture)) {
    disc(context, x, y, radius, colour);
    if (outline && outline.width > 0) context.stroke();
  }
  context.globalAlpha = 1;
}

function paintDiamonds(context, diamonds) {
  if (!diamonds?.spots.length) return;
  const { spots, half, colour, outline } = diamonds;
  Object.assign(context, { fillStyle: colour, strokeStyle: outline, lineWidth: RIM });
  for (const spot of spots) {
    context.beginPath();
    for (const [x, y] of corners(spot, half)) context.lineTo(x, y);
    context.closePath();
    context.fill();
    context.stroke();
  }
}

function paintCross(context, cross) {
  if (!cross) return;
  for (const [width, colour] of widths(cross)) {
    context.beginPath();
    for (const [[x1, y1], [x2, y2]] of strokes(cross)) {
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.stroke();
  }
}

function disc(context, x, y, radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

const CANVAS = {
  rect(context, { x, y, width, height, radius, fill, stroke }) {
    context.beginPath();
    context.roundRect(x, y, width, height, radius);
    if (fill) Object.assign(context, { fillStyle: fill }).fill();
    if (stroke) Object.assign(context, { strokeStyle: stroke, lineWidth: 1 }).stroke();
  },
  dot(context, { x, y, radius, fill }) {
    disc(context, x, y, radius, fill);
  },
  ramp(context, { x, y, width, height, colours }) {
    const fill = context.createLinearGradient(0, y + height, 0, y);
    colours.forEach((colour, at) => fill.addColorStop(at / (colours.length - 1), colour));
    CANVAS.rect(context, { x, y, width, height, radius: width / 2, fill, stroke: null });
  },
  text(context, { x, y, text, size, bold, fill, anchor, upright, halo }) {
    context.save();
    context.translate(x, y);
    if (upright) context.rotate(-Math.PI / 2);
    Object.assign(context, { font: fontOf(size, bold), fillStyle: fill, textAlign: anchor === "middle" ? "center" : anchor });
    if (halo) {
      Object.assign(context, { strokeStyle: halo, lineWidth: HALO, lineJoin: "round" });
      context.strokeText(text, 0, 0);
    }
    context.fillText(text, 0, 0);
    context.restore();
  },
};
