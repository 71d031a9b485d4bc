import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "./parts/notice.tsx";
import type { PageProps, StudioPage } from "./pages.ts";
import { words } from "./words.ts";

/** Loads a page when it is first opened, and shows it. */
export function PageView({ page, rest }: { readonly page: StudioPage } & PageProps) {
  const [Page, setPage] = useState<ComponentType<PageProps> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    page.load().then(
      (loaded) => setPage(() => loaded.default),
      () => setFailed(true),
    );
  }, [page]);
  if (failed) return <Notice problem={{ code: "failed", message: words.pageFailed }} />;
  return Page === null ? null : <Page rest={rest} />;
}
