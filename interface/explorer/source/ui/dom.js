/** Elements: the few words needed to build a page without a framework. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return an element. Properties that begin with "on" are listeners, `class` and `aria-...` are attributes,
 * true and false set and leave out an attribute; children are nodes or texts, empty ones are skipped.
 */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, properties);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function assign(node, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "textContent") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Return a control with its label before it, and what is said of it. */
export function field(label, control, ...says) {
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, ...says);
}

/** Return a choice among names, each as `say` has it; `take` is told which one was chosen. */
export function chooser(id, names, say, take) {
  const node = h("select", { id, onchange: () => take(node.value) }, names.map((name) => h("option", { value: name }, say(name))));
  return node;
}

/** Replace what an element holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Make an element, of which nobody listens to a part, hold what is given: what is there already is left alone. */
export function renew(node, ...children) {
  likened(node, fill(node.cloneNode(false), ...children));
}

/** Make a node like another of its kind, touching only where they differ. */
function likened(node, wanted) {
  if (node.nodeType !== wanted.nodeType || node.nodeName !== wanted.nodeName) return node.replaceWith(wanted);
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  for (const { name } of [...node.attributes]) if (!wanted.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  const [there, asked] = [[...node.childNodes], [...wanted.childNodes]];
  asked.forEach((child, i) => (there[i] ? likened(there[i], child) : node.append(child)));
  there.slice(asked.length).forEach((child) => child.remove());
}

/** Return an element of an SVG. */
export function s(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

/** Return text that is safe inside markup. */
export function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Return { isSeen, stop } of an element: whether any of it is in sight, yes until the browser has said. */
export function sightOf(node) {
  let isSeen = true;
  const observer = new IntersectionObserver((entries) => (isSeen = entries.at(-1).isIntersecting));
  observer.observe(node);
  return { get isSeen() { return isSeen; }, stop: () => observer.disconnect() };
}

let high = 0;

/** Return how high the window is, without having the page laid out for it each time. */
export function windowHeight() {
  if (!high) {
    const read = () => (high = globalThis.innerHeight);
    globalThis.addEventListener("resize", read);
    read();
  }
  return high;
}

let numbered = 0;

/** Return an id that nothing else on the page has. */
export function fresh(stem) {
  numbered += 1;
  return `${stem}-${numbered}`;
}

/** Keep the focus where it was, by id, while `build` replaces what is under `root`. */
export function keepingFocus(root, build) {
  const focused = root.contains(document.activeElement) ? document.activeElement.id : "";
  build();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/**
 * Return the room inside an element: { width, stop }. The browser tells when it changes (`changed` is called before it
 * paints), so that drawing to size never has to stop for the page to be laid out.
 */
export function roomOf(node, changed) {
  let width = null;
  const observer = new ResizeObserver(([entry]) => {
    const before = width;
    width = Math.floor(entry.contentRect.width);
    if (before !== width) changed();
  });
  observer.observe(node);
  return { get width() { return (width ??= node.clientWidth); }, stop: () => observer.disconnect() };
}
