/** The page's own size: what is left of it when a phone shows its keyboard. */
export function followViewport(changed: () => void): void {
  const { visualViewport: viewport } = window;
  const root = document.documentElement;
  const measure = () => {
    const height = viewport?.height ?? innerHeight;
    root.style.setProperty("--page-height", `${Math.round(height)}px`);
    root.style.setProperty("--page-top", `${Math.round(viewport?.offsetTop ?? 0)}px`);
    document.body.classList.toggle("keyboard", height < innerHeight * 0.75 || height < 420);
    changed();
  };
  viewport?.addEventListener("resize", measure);
  viewport?.addEventListener("scroll", measure);
  addEventListener("resize", measure);
  measure();
}
