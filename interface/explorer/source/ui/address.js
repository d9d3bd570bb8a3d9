/** Address: where the link lives. Written without a history entry for each key press; read again when somebody edits it, or goes back. */

const PUT = { inPlace: "replaceState", kept: "pushState" };

export const address = {
  read: () => location.hash.replace(/^#/, ""),
  /** Return what the page noted beside the link that stands there: a lesson, its step, a stage of the loops; null where somebody else wrote it. */
  place: () => history.state?.place ?? null,
  /** Write a link in the place of the one that stands there; `kept`: one goes back to that one by the browser's Back. */
  write(link, how = "inPlace", place = null) {
    const isSame = this.read() === link && JSON.stringify(this.place()) === JSON.stringify(place);
    if (isSame) return;
    try {
      history[PUT[how]]({ place }, "", `#${link}`);
    } catch {
      if (this.read() !== link) location.hash = link; // some browsers refuse the other on a page that was opened as a file
    }
  },
  /** Go to a link, as if somebody had typed it. */
  open: (link) => (location.hash = link),
  /** Tell of each link that is come to: by hand, or by Back and Forward, between two of which the link may be the same. */
  onChange(listener) {
    window.addEventListener("hashchange", listener);
    window.addEventListener("popstate", (event) => event.state?.place && listener());
  },
  /** Return a link with the page's own address before it, to be copied. */
  whole: (link) => `${location.href.split("#")[0]}#${link}`,
  preferred: () => (navigator.language || "en").slice(0, 2),
};
