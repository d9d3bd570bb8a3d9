/** Address: where the link lives. Written without a history entry for each key press; read again when somebody edits it. */

const PUT = { inPlace: "replaceState", kept: "pushState" };

export const address = {
  read: () => location.hash.replace(/^#/, ""),
  /** Write a link in the place of the one that stands there; `kept`: one goes back to that one by the browser's Back. */
  write(link, how = "inPlace") {
    if (this.read() === link) return;
    try {
      history[PUT[how]](null, "", `#${link}`);
    } catch {
      location.hash = link; // some browsers refuse the other on a page that was opened as a file
    }
  },
  /** Go to a link, as if somebody had typed it. */
  open: (link) => (location.hash = link),
  onChange: (listener) => window.addEventListener("hashchange", listener),
  /** Return a link with the page's own address before it, to be copied. */
  whole: (link) => `${location.href.split("#")[0]}#${link}`,
  preferred: () => (navigator.language || "en").slice(0, 2),
};
