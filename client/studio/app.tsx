import { useEffect, useState } from "preact/hooks";
import { chooseLanguage, language } from "./language.ts";
import { PageView } from "./page-view.tsx";
import { pagesOf } from "./pages.ts";
import { keepFresh, keyInAddress, session, signIn, signOut } from "./session.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { words } from "./words.ts";

/** The frame around every page: who is signed in, where one can go, in which language. */
export function App() {
  const [signedIn, setSignedIn] = useState<boolean | null>(null);
  const [address, setAddress] = useState(location.hash);
  useEffect(() => {
    document.documentElement.lang = language();
    document.title = words.title;
    const moved = () => setAddress(location.hash);
    addEventListener("hashchange", moved);
    const key = keyInAddress();
    if (key === null) {
      keepFresh();
      setSignedIn(session() !== null);
    } else void signIn(key).then(setSignedIn);
    return () => removeEventListener("hashchange", moved);
  }, []);
  if (signedIn === null) return null;
  if (!signedIn || session() === null) return <SignInPage done={() => setSignedIn(true)} />;
  const roles = session()?.roles ?? [];
  const open = pagesOf(roles);
  const [, path = "home", ...rest] = address.split("/");
  const page = open.find((one) => one.path === path) ?? open[0];
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {words.skip}
      </a>
      <header>
        <span class="house">{words.title}</span>
        <nav aria-label={words.pages}>
          {open.map((one) => (
            <a
              key={one.path}
              href={`#/${one.path}`}
              {...(one === page ? { "aria-current": "page" as const } : {})}
            >
              {one.title[language()]}
            </a>
          ))}
        </nav>
        <button type="button" onClick={() => chooseLanguage(language() === "en" ? "zh" : "en")}>
          {words.otherLanguage}
        </button>
        <button
          type="button"
          onClick={() => {
            signOut();
            setSignedIn(false);
          }}
        >
          {words.signOut}
        </button>
      </header>
      <main id="main" tabIndex={-1} data-page={page?.path}>
        {page === undefined ? null : (
          <PageView key={page.path} page={page} rest={rest.map(decodeURIComponent)} />
        )}
      </main>
    </>
  );
}

/** The address behind `#` says which page is open, so the link moves the focus by itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
