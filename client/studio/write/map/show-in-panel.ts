/**
 * Scrolls the panel beside the map until an element of it is seen. Where the panel lies below the map, as on a phone,
 * nothing is scrolled: the map would go out of sight under the finger.
 */
export function showInPanel(element: Element): void {
  const panel = element.closest("aside");
  if (panel === null || panel.scrollHeight <= panel.clientHeight) return;
  const { top, bottom } = element.getBoundingClientRect();
  const seen = panel.getBoundingClientRect();
  if (top < seen.top || bottom > seen.bottom) panel.scrollTop += top - seen.top;
}
