import { useState } from "preact/hooks";
import { signIn } from "./session.ts";
import { words } from "./words.ts";

/** Asks for the key. */
export function SignInPage({ done }: { readonly done: () => void }) {
  const [key, setKey] = useState("");
  const [refused, setRefused] = useState(false);
  return (
    <main id="main" class="sign-in">
      <h1>{words.title}</h1>
      <p>{words.how}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn(key.trim()).then((ok) => (ok ? done() : setRefused(true)));
        }}
      >
        <label>
          {words.key}
          <input
            type="password"
            autocomplete="current-password"
            required
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{words.signIn}</button>
        {refused ? (
          <p class="notice" role="alert">
            {words.refused}
          </p>
        ) : null}
      </form>
    </main>
  );
}
