/** Address: where the link lives. Written without a history entry for each key press; read again when somebody edits it. */

export const address = {
  read: () => location.hash.replace(/^#/, ""),
  write(link) {
    if (this.read() === link) return;
    try {
      history.replaceState(null, "", `#${link}`);
    } catch {
      location.hash = link; // some browsers refuse the other on a page that was opened as a file
    }
  },
  onChange: (listener) => window.addEventListener("hashchange", listener),
  /** Return the whole link, to be copied. */
  whole: () => location.href,
  preferred: () => (navigator.language || "en").slice(0, 2),
};
